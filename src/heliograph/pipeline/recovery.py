"""What a killed run left → a whole case: the database catches up with custody, leases are void."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import islice
from typing import Final, cast

import msgspec

from heliograph.errors import CustodyBroken
from heliograph.pipeline.adding import keep_added
from heliograph.pipeline.asking import keep_asked, keep_ended
from heliograph.pipeline.correcting import keep_corrected
from heliograph.pipeline.deciding import keep_decision, keep_rule
from heliograph.pipeline.deletion import mark_deleted, sweep_deleted
from heliograph.pipeline.following import new_link
from heliograph.pipeline.holding import mark_released
from heliograph.pipeline.intake import keep_documents
from heliograph.pipeline.left_behind import enter_left_behind
from heliograph.pipeline.packets import keep_packet
from heliograph.pipeline.reading import give_up_on_dead
from heliograph.pipeline.remembering import remember_change, remember_look
from heliograph.pipeline.rereading import TO_BE_READ
from heliograph.pipeline.retrying import keep_wish
from heliograph.pipeline.tools import Tools
from heliograph.records import (
    Capture,
    CaptureId,
    CustodyEntry,
    Digest,
    Record,
    Source,
    SourceId,
    SourceKind,
)
from heliograph.store.custody import End, document_from
from heliograph.store.derivations import text_digest
from heliograph.watch_records import (
    Alert,
    AlertId,
    AlertKind,
    AlertState,
    FindingId,
    Schedule,
)

ALERTS_AGAIN: Final = "alerts made again"
"""Stands in the marks of a case whose database was lost: alerts of before are known by custody."""

_PLACE: Final = "custody_place"
"""The mark that says up to where custody was read: a place before or at what is caught up with."""


def recover(tools: Tools, *, whole: bool = False) -> int:
    """Bring the case to where its custody says it is; say how many entries were caught up with.

    Called under the case's lock, so whoever held leases is gone. The chain is read on from where it
    was read last, or (`whole`) from its beginning: of a long one that takes seconds.
    """
    applied = int(tools.rows.mark("custody") or 0)
    caught_up = 0
    end = tools.custody.end
    if end.count < applied:
        detail = f"the chain ends here, though {applied} entries were made"
        raise CustodyBroken(entry=end.count, detail=detail)
    with tools.rows.all_or_nothing():
        known = {capture.id for capture in tools.rows.captures()}
        place = None if whole else _place(tools, applied)
        behind = tools.custody.entries_behind(place) if place else tools.custody.entries()
        for entry in islice(behind, end.count - (place.count if place else 0)):
            if entry.sequence >= applied:
                _apply(entry, known, tools)
                caught_up += 1
        tools.rows.set_mark("custody", str(end.count))
        tools.rows.set_mark(_PLACE, msgspec.json.encode(end).decode())
    sweep_deleted(tools)
    enter_left_behind(tools)
    tools.queue.reclaim()
    give_up_on_dead(tools)
    return caught_up


def _place(tools: Tools, applied: int) -> End | None:
    """Say up to where custody was read before; nothing where that is not known."""
    kept = tools.rows.mark(_PLACE)
    place = msgspec.json.decode(kept, type=End) if kept else None
    return place if place is not None and 0 < place.count <= applied else None


def _apply(entry: CustodyEntry, known: set[CaptureId], tools: Tools) -> None:
    match entry.event:
        case "source-added":
            tools.rows.keep([_source(entry)])
            tools.rows.keep_watching(_schedule(entry, tools))
        case "collected" | "refused":
            document = document_from(entry)
            if document.capture_id not in known:
                known.add(document.capture_id)
                tools.rows.keep([_capture(entry, finished=False)])
            keep_documents([document], tools)
        case "capture-finished":
            tools.rows.keep([_capture(entry, finished=True)])
        case _:
            apply = _OTHERS.get(entry.event)
            if apply is not None:
                apply(entry, tools)


def _mark_alerted(entry: CustodyEntry, tools: Tools) -> None:
    """What was taken by its receiver is not sent again."""
    alert = tools.rows.alert(AlertId(str(entry.facts["alert"])))
    if alert is None:
        alert = _alert_from(entry)
        tools.rows.set_mark(ALERTS_AGAIN, "yes")
    state = msgspec.convert(entry.facts["state"], AlertState)
    proof = str(entry.facts["proof"])
    tools.rows.keep_watching([msgspec.structs.replace(alert, state=state, proof=proof)])


def _alert_from(entry: CustodyEntry) -> Alert:
    """Make an alert that the database has lost: its words are lost, whom it told of what is not."""
    facts = entry.facts
    at = _time(entry.at)
    return Alert(
        id=AlertId(str(facts["alert"])),
        channel=str(facts["channel"]),
        kind=msgspec.convert(facts["kind"], AlertKind),
        findings=tuple(FindingId(one) for one in str(facts.get("told", "")).split()),
        made_at=_time(str(facts["made_at"])) if "made_at" in facts else at,
        attempts=int(facts["attempts"] or 0),
        next_at=at,
    )


def _read_again(entry: CustodyEntry, tools: Tools) -> None:
    """What was read anew, and lost with its worker before it was kept, is read once more."""
    reading = tools.rows.reading(Digest(str(entry.facts["digest"])))
    if reading is None:
        return
    kept = text_digest(tools.rows.as_read(page).text for page in tools.rows.pages(reading.digest))
    if kept != entry.facts.get("text", kept):
        tools.rows.keep([msgspec.structs.replace(reading, read_by=TO_BE_READ)])


def _source(entry: CustodyEntry) -> Source:
    facts = entry.facts
    return Source(
        id=SourceId(str(facts["source"])),
        kind=cast("SourceKind", facts["kind"]),
        name=str(facts["name"]),
        location=str(facts["location"]),
        added_at=_time(str(facts["added_at"])),
    )


def _schedule(entry: CustodyEntry, tools: Tools) -> list[Record]:
    """How a web source is looked at, and its own address; nothing for folders and files."""
    if "schedule" not in entry.facts:
        return []
    source = _source(entry)
    schedule = msgspec.json.decode(str(entry.facts["schedule"]), type=Schedule)
    own = new_link(source, source.location, "", tools)
    return [schedule] if tools.rows.link(own.id) else [schedule, own]


def _capture(entry: CustodyEntry, *, finished: bool) -> Capture:
    facts = entry.facts
    started = str(facts["started"]) if "started" in facts else entry.at
    return Capture(
        id=CaptureId(str(facts["capture"])),
        source_id=SourceId(str(facts["source"])),
        started_at=_time(started),
        finished_at=_time(entry.at) if finished else None,
    )


def _time(written: str) -> datetime:
    return datetime.fromisoformat(written)


def _forget_schedule(entry: CustodyEntry, tools: Tools) -> None:
    tools.rows.forget_schedule(SourceId(str(entry.facts["source"])))


_OTHERS: Final[Mapping[str, Callable[[CustodyEntry, Tools], None]]] = {
    "observed": remember_look,
    "changed": remember_change,
    "source-removed": _forget_schedule,
    "reviewed": lambda entry, tools: keep_decision("reviewed", entry.facts, tools),
    "opinion": lambda entry, tools: keep_decision("opinion", entry.facts, tools),
    "released": lambda entry, tools: mark_released(entry.facts, tools),
    "rule-set": lambda entry, tools: keep_rule(entry.facts, tools),
    "deleted": lambda entry, tools: mark_deleted(entry.facts, tools),
    "alerted": _mark_alerted,
    "derived": _read_again,
    "watch-added": keep_asked,
    "watch-ended": keep_ended,
    "retried": lambda entry, tools: keep_wish(entry.facts, tools),
    "packet-made": lambda entry, tools: keep_packet(entry.facts, tools),
    "corrected": keep_corrected,
    "correction-withdrawn": keep_corrected,
    "claim-added": keep_added,
    "claim-withdrawn": keep_added,
}
"""What is done to evidence that is there, and what was seen of it. Of other events nothing is kept
in the database."""
