"""Questions that stay asked → custody, then the records: a lost database is asked them again."""

from __future__ import annotations

from datetime import datetime

import msgspec

from heliograph.codec import canonical, moment
from heliograph.errors import CustodyBroken
from heliograph.pipeline.tools import Tools
from heliograph.records import CustodyEntry
from heliograph.watch_records import Watch


def enter_watch(watch: Watch, tools: Tools) -> None:
    """Keep a question as it is asked."""
    tools.custody.append([("watch-added", {"watch": canonical(watch).decode()})])
    with tools.rows.all_or_nothing():
        tools.rows.keep_watching([watch])
        tools.rows.set_mark("custody", str(tools.custody.count))


def end(watch: Watch, tools: Tools) -> Watch:
    """Keep that a question is asked no longer."""
    ended = msgspec.structs.replace(watch, ended_at=tools.clock())
    tools.custody.append([("watch-ended", {"watch": watch.id, "at": moment(tools.clock())})])
    with tools.rows.all_or_nothing():
        tools.rows.keep_watching([ended])
        tools.rows.set_mark("custody", str(tools.custody.count))
    return ended


def keep_asked(entry: CustodyEntry, tools: Tools) -> None:
    """Keep what an entry `watch-added` says. Raises `CustodyBroken`."""
    try:
        watch = msgspec.json.decode(str(entry.facts.get("watch")), type=Watch)
    except (msgspec.DecodeError, msgspec.ValidationError) as wrong:
        raise CustodyBroken(
            entry=entry.sequence, detail=f"its facts fall short ({wrong})"
        ) from wrong
    tools.rows.keep_watching([watch])


def keep_ended(entry: CustodyEntry, tools: Tools) -> None:
    """Keep what an entry `watch-ended` says."""
    at = datetime.fromisoformat(str(entry.facts["at"]))
    for watch in tools.rows.watches(ended=True):
        if watch.id == entry.facts["watch"]:
            tools.rows.keep_watching([msgspec.structs.replace(watch, ended_at=at)])
