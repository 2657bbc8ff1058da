"""What a killed run left → a whole case: the database catches up with custody, leases are void."""

from __future__ import annotations

from datetime import datetime
from typing import cast

import msgspec

from heliograph.pipeline.deciding import keep_decision
from heliograph.pipeline.deletion import mark_deleted, sweep_deleted
from heliograph.pipeline.following import new_link
from heliograph.pipeline.holding import mark_released
from heliograph.pipeline.jobs import read_jobs
from heliograph.pipeline.left_behind import enter_left_behind
from heliograph.pipeline.reading import give_up_on_dead
from heliograph.pipeline.remembering import remember_change, remember_look
from heliograph.pipeline.tools import Tools
from heliograph.records import (
    Capture,
    CaptureId,
    CustodyEntry,
    Record,
    Source,
    SourceId,
    SourceKind,
)
from heliograph.store.custody import document_from
from heliograph.watch_records import AlertId, AlertState, Schedule


def recover(tools: Tools) -> int:
    """Bring the case to where its custody says it is; say how many entries were caught up with.

    Called under the case's lock, so whoever held leases is gone.
    """
    applied = int(tools.rows.mark("custody") or 0)
    caught_up = 0
    with tools.rows.all_or_nothing():
        known = {capture.id for capture in tools.rows.captures()}
        for entry in tools.custody.entries(from_sequence=applied):
            _apply(entry, known, tools)
            caught_up += 1
        tools.rows.set_mark("custody", str(applied + caught_up))
    sweep_deleted(tools)
    enter_left_behind(tools)
    tools.queue.reclaim()
    give_up_on_dead(tools)
    return caught_up


def _apply(entry: CustodyEntry, known: set[CaptureId], tools: Tools) -> None:
    match entry.event:
        case "source-added":
            tools.rows.keep([_source(entry)])
            tools.rows.keep_watching(_schedule(entry, tools))
        case "collected" | "refused":
            document = document_from(entry)
            made: list[Record] = [document]
            if document.capture_id not in known:
                known.add(document.capture_id)
                made.append(_capture(entry, finished=False))
            tools.rows.keep(made)
            tools.queue.put(read_jobs([document]))
        case "capture-finished":
            tools.rows.keep([_capture(entry, finished=True)])
        case _:
            _apply_decision(entry, tools)


def _apply_decision(entry: CustodyEntry, tools: Tools) -> None:
    """What is done to evidence that is there, and what was seen of it."""
    match entry.event:
        case "observed":
            remember_look(entry, tools)
        case "changed":
            remember_change(entry, tools)
        case "source-removed":
            tools.rows.forget_schedule(SourceId(str(entry.facts["source"])))
        case "reviewed" | "opinion":
            keep_decision(entry.event, entry.facts, tools)
        case "released":
            mark_released(entry.facts, tools)
        case "deleted":
            mark_deleted(entry.facts, tools)
        case "alerted":
            _mark_alerted(entry, tools)
        case _:
            pass


def _mark_alerted(entry: CustodyEntry, tools: Tools) -> None:
    """What was taken by its receiver is not sent again."""
    alert = tools.rows.alert(AlertId(str(entry.facts["alert"])))
    if alert is not None:
        state = msgspec.convert(entry.facts["state"], AlertState)
        proof = str(entry.facts["proof"])
        tools.rows.keep_watching([msgspec.structs.replace(alert, state=state, proof=proof)])


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
