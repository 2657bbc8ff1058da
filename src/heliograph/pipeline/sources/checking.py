"""A check of web sources: look at what is due, read it, follow it, until nothing more is due.

The order of one round can be read off `check_all`; the rounds end because each link that was looked
at is due later, and a check has a bound on looks. What a killed check had looked at and not judged
is judged first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from msgspec import Struct

from heliograph.egress.gate import Gate
from heliograph.errors import BadSource
from heliograph.pipeline.sources.changing import tell_changes
from heliograph.pipeline.sources.folders import stock_of_folder
from heliograph.pipeline.sources.following import follow
from heliograph.pipeline.sources.looking import Looked, look, unjudged
from heliograph.pipeline.sources.pacing import paced
from heliograph.pipeline.sources.repositories import stock_of_repository
from heliograph.pipeline.sources.stock import PLACES, look_through
from heliograph.pipeline.tools import Progress, Tools, no_progress
from heliograph.records import Source
from heliograph.watch_records import Change, Link, Observation, Schedule

MOST_LOOKS: Final = 500
"""In one check of one source; what is left over is due at the next."""


class Checked(Struct, frozen=True, kw_only=True):
    """How one check of one source went."""

    source: Source
    observations: tuple[Observation, ...]
    new_links: int
    changes: tuple[Change, ...]


@dataclass(slots=True)
class _Going:
    """A source while it is checked."""

    source: Source
    schedule: Schedule
    waiting: list[Observation]
    """Looked at, to be read and judged."""
    seen: list[Observation] = field(default_factory=list)
    found: int = 0
    changes: list[Change] = field(default_factory=list)


def check_all(
    sources: Sequence[Source],
    gate: Gate,
    tools: Tools,
    read: Callable[[], object],
    progress: Progress = no_progress,
) -> list[Checked]:
    """Look at the links of sources that are due. `read` has everything read that waits.

    All are looked at before anything is read, so that reading costs once for all of them.
    """
    going = [_begun(source, tools) for source in sources]
    while True:
        for one in going:
            _look(one, gate, tools, progress)
        if not any(one.waiting for one in going):
            break
        read()
        for one in going:
            _judge(one, tools)
    return [
        Checked(
            source=one.source,
            observations=tuple(one.seen),
            new_links=one.found,
            changes=tuple(one.changes),
        )
        for one in going
    ]


def _begun(source: Source, tools: Tools) -> _Going:
    schedule = tools.rows.schedule(source.id)
    if schedule is None:
        raise BadSource(detail=f"{source.name} is a {source.kind}: `heliograph add` looks at it")
    return _Going(source, schedule, unjudged(source, tools))


def _look(one: _Going, gate: Gate, tools: Tools, progress: Progress) -> None:
    left = MOST_LOOKS - len(one.seen)
    if left <= 0:
        return
    due = tools.rows.due_links(tools.clock(), one.source.id, left)
    if one.source.kind in PLACES:
        looked = _walked(one, due, tools, progress) if due else []
    else:
        paced_by = paced(one.source, one.schedule, tools)
        looked = look(one.source, paced_by, due, gate, tools, progress)
    one.waiting += [each.observation for each in looked]
    one.seen += [each.observation for each in looked]


def _walked(one: _Going, due: Sequence[Link], tools: Tools, progress: Progress) -> list[Looked]:
    if one.source.kind == "git":
        stock = stock_of_repository(one.source, one.schedule, tools, progress)
    else:
        stock = stock_of_folder(one.source, tools, progress)
    return look_through(one.source, paced(one.source, one.schedule, tools), due, stock, tools)


def _judge(one: _Going, tools: Tools) -> None:
    waiting, one.waiting = one.waiting, []
    one.found += len(follow(one.source, one.schedule, waiting, tools))
    one.changes += tell_changes(one.source, one.schedule, waiting, tools)
