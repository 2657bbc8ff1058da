"""Questions that stay asked → custody, then the records: a lost database is asked them again."""

from __future__ import annotations

import msgspec

from heliograph.pipeline.tools import Tools
from heliograph.records import CustodyEntry
from heliograph.store.decision_facts import WatchEnded, of_watch, watch_from
from heliograph.store.facts import facts_of, told_in
from heliograph.store.journal import enter
from heliograph.watch_records import Watch


def enter_watch(watch: Watch, tools: Tools) -> None:
    """Keep a question as it is asked."""
    enter([of_watch(watch)], tools)


def end(watch: Watch, tools: Tools) -> Watch:
    """Keep that a question is asked no longer."""
    told = WatchEnded(watch=watch.id, at=tools.clock())
    enter([("watch-ended", facts_of(told))], tools)
    return msgspec.structs.replace(watch, ended_at=told.at)


def keep_asked(entry: CustodyEntry, tools: Tools) -> None:
    """Keep what an entry `watch-added` says. Raises `CustodyBroken`."""
    tools.rows.keep_watching([watch_from(entry)])


def keep_ended(entry: CustodyEntry, tools: Tools) -> None:
    """Keep what an entry `watch-ended` says."""
    told = told_in(entry, WatchEnded)
    for watch in tools.rows.watches(ended=True):
        if watch.id == told.watch:
            tools.rows.keep_watching([msgspec.structs.replace(watch, ended_at=told.at)])
