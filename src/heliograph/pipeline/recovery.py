"""What a killed run left → a whole case: the database catches up with custody, leases are void."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from heliograph.pipeline.collecting import intake
from heliograph.pipeline.collecting.deletion import mark_deleted, sweep_deleted
from heliograph.pipeline.deeds import adding, asking, correcting, deciding
from heliograph.pipeline.deeds.holding import mark_released
from heliograph.pipeline.deeds.packets import keep_packet
from heliograph.pipeline.deeds.retrying import keep_wish
from heliograph.pipeline.read_by import TO_BE_READ
from heliograph.pipeline.sources.left_behind import enter_left_behind
from heliograph.pipeline.sources.remembering import remember_change, remember_look
from heliograph.pipeline.steps.reading import give_up_on_dead
from heliograph.pipeline.tools import Keep, Tools
from heliograph.records import CustodyEntry, Digest
from heliograph.store.derivations import text_digest
from heliograph.store.journal import catch_up
from heliograph.store.watch_facts import alert_from, alerted_from

ALERTS_AGAIN: Final = "alerts made again"
"""Stands in the marks of a case whose database was lost: alerts of before are known by custody."""


def recover(tools: Tools, *, whole: bool = False) -> int:
    """Bring the case to where its custody says it is; say how many entries were caught up with.

    Called under the case's lock, so whoever held leases is gone. With `whole` the chain is read
    from its beginning. Raises `CustodyBroken`.
    """
    caught_up = catch_up(tools, whole=whole)
    sweep_deleted(tools)
    enter_left_behind(tools)
    tools.queue.reclaim()
    give_up_on_dead(tools)
    return caught_up


def _keep_alerted(entry: CustodyEntry, tools: Tools) -> None:
    """What was taken by its receiver is not sent again."""
    told = alerted_from(entry)
    alert = tools.rows.alert(told.alert)
    if alert is None:
        alert = alert_from(entry)
        tools.rows.set_mark(ALERTS_AGAIN, "yes")
    tools.rows.keep_watching([msgspec.structs.replace(alert, state=told.state, proof=told.proof)])


def _read_again(entry: CustodyEntry, tools: Tools) -> None:
    """What was read anew, and lost with its worker before it was kept, is read once more."""
    reading = tools.rows.reading(Digest(str(entry.facts["digest"])))
    if reading is None:
        return
    kept = text_digest(tools.rows.as_read(page).text for page in tools.rows.pages(reading.digest))
    if kept != entry.facts.get("text", kept):
        tools.rows.keep([msgspec.structs.replace(reading, read_by=TO_BE_READ)])


def _each(keep: Callable[[CustodyEntry, Tools], None]) -> Keep:
    """Have entries kept one after the other."""

    def kept(entries: Sequence[CustodyEntry], tools: Tools) -> None:
        for entry in entries:
            keep(entry, tools)

    return kept


KEEPERS: Final[Mapping[str, Keep]] = {
    "collected": intake.keep_documents,
    "refused": intake.keep_documents,
    "source-added": _each(intake.keep_source),
    "source-removed": _each(intake.forget_source),
    "capture-finished": _each(intake.keep_finished),
    "observed": _each(remember_look),
    "changed": _each(remember_change),
    "alerted": _each(_keep_alerted),
    "derived": _each(_read_again),
    "reviewed": _each(deciding.keep_reviewed),
    "opinion": _each(deciding.keep_opinion),
    "rule-set": _each(deciding.keep_rule),
    "released": _each(mark_released),
    "deleted": _each(mark_deleted),
    "watch-added": _each(asking.keep_asked),
    "watch-ended": _each(asking.keep_ended),
    "retried": _each(keep_wish),
    "packet-made": _each(keep_packet),
    "corrected": _each(correcting.keep_corrected),
    "correction-withdrawn": _each(correcting.keep_withdrawn),
    "claim-added": _each(adding.keep_added),
    "claim-withdrawn": _each(adding.keep_withdrawn),
}
"""What is done to the records when something is entered, or caught up with: the same, by the same.

Of other events nothing is kept in the database.
"""
