"""The ways to narrow the queue of claims, with how many each choice would show."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from heliograph.app import Heliograph
from heliograph.report.page import visible
from heliograph.store.queue_rows import FACETS
from heliograph.web.queue import Asked, Queue

MOST_VALUES: Final = 100
"""Of one facet: a case may name thousands of organisations."""
_OF_THE_CASE: Final = frozenset({"organisation", "source", "folder"})
"""Facets whose values people made, not this program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What may be chosen."""

    value: str
    name: str
    """Its own name, where the case gives it one."""
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One way to narrow the queue."""

    name: str
    chosen: str
    choices: list[Value]
    more: int
    """How many values are not listed, the rarest."""


def facets_of(opened: Heliograph, asked: Asked, *, but: str = "") -> list[Facet]:
    """Count what each choice would show; `but` leaves out one facet."""
    queue = Queue(opened.rows, asked)
    return [_facet(opened, queue, asked, name) for name in FACETS if name != but]


def _facet(opened: Heliograph, queue: Queue, asked: Asked, name: str) -> Facet:
    chosen = asked.value(name)
    # What has no value cannot be chosen.
    counts = [one for one in queue.facet(name) if one[0]]
    listed = [one for at, one in enumerate(counts) if at < MOST_VALUES or one[0] == chosen]
    if name in _OF_THE_CASE and chosen and chosen not in dict(listed):
        # Else the form would lose what it is narrowed to.
        listed.append((chosen, 0))
    names = _names(opened, name, [value for value, _ in listed])
    return Facet(
        name=name,
        chosen=chosen,
        choices=[
            Value(value=value, name=visible(names.get(value, "")), count=count)
            for value, count in listed
        ],
        more=max(0, len(counts) - len(listed)),
    )


def _names(opened: Heliograph, facet: str, values: list[str]) -> dict[str, str]:
    if facet == "organisation":
        return opened.rows.names_called(values)
    if facet == "source":
        return _sources(opened)
    return {}


def _sources(opened: Heliograph) -> dict[str, str]:
    """Name all; two of the same name by where they are, too."""
    sources = opened.rows.sources()
    times = Counter(one.name for one in sources)
    return {
        one.id: one.name if times[one.name] == 1 else f"{one.name} ({one.location})"
        for one in sources
    }
