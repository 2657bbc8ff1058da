"""When a link is looked at next: as often as its source asks for, late by chance, within hours."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final

import msgspec

from heliograph.codec import moment
from heliograph.pipeline.tools import Tools
from heliograph.records import Source
from heliograph.watch_records import Link, Schedule

WINDOW: Final = timedelta(days=14)
"""What came in this time says how often something comes."""
_LOOKS_A_CHANGE: Final = 4
"""So that what is new is on average found within an eighth of the time between two of them."""
_OFTENEST: Final = timedelta(hours=1)
_SELDOMEST: Final = timedelta(days=7)


def paced(source: Source, schedule: Schedule, tools: Tools) -> Schedule:
    """Say how often a source's own addresses are looked at, by how often something new came.

    For its first two weeks, as it was asked for: nothing is known yet.
    """
    now = tools.clock()
    if not schedule.by_frequency or now - source.added_at < WINDOW:
        return schedule
    came = len({one.at for one in tools.rows.changes(since=now - WINDOW, source_id=source.id)})
    between = WINDOW / (came + 1) / _LOOKS_A_CHANGE if came else _SELDOMEST
    every = min(max(between, _OFTENEST), _SELDOMEST)
    return msgspec.structs.replace(schedule, every_s=int(every.total_seconds()))


def next_look(link: Link, schedule: Schedule, at: datetime) -> datetime:
    """The time of the next look: late by a share that nobody can foretell, within the hours set.

    The share comes from the link and the time, so that a run that is repeated says the same.
    """
    chance = int(hashlib.sha256(f"{link.id} {moment(at)}".encode()).hexdigest()[:8], 16) / 2**32
    then = at + timedelta(seconds=schedule.every_s * (1 + schedule.jitter * chance))
    return _within_hours(then, schedule.hours)


def _within_hours(then: datetime, hours: tuple[int, int] | None) -> datetime:
    if hours is None:
        return then
    opens, closes = hours
    for _ in range(25):
        inside = opens <= then.hour < closes if opens < closes else not closes <= then.hour < opens
        if inside:
            return then
        then = (then + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    return then
