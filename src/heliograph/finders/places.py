"""Where terms stand on one page: columns of numbers, of which hits are made when asked for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from heliograph.finders.terms import PARTS, Bits, Chosen, Hit, Key, Numbers, Spellings, Term

_Row = tuple[int, int, int]
"""The number of a spelling, and where it begins and ends."""

_TRAPPABLE = frozenset({"strong", "weak", "act", "object", "worded", "telling"})


class Columns(NamedTuple):
    """What stands where on a page, by place, the longest first."""

    forms: Numbers
    """The spellings by number."""
    starts: Numbers
    stops: Numbers


class Places:
    """Where terms stand on one page, by place; hits are made of the stretches asked for."""

    def __init__(self, spellings: Spellings, columns: Columns) -> None:
        """Take a vocabulary and where the terms of its lexicon stand."""
        self._spellings = spellings
        known = spellings.known[columns.forms]
        if known.all():
            self._forms, self._starts, self._stops = columns
        else:
            mine = np.flatnonzero(known)
            self._forms, self._starts, self._stops = (one[mine] for one in columns)

    def part(self, begin: int, end: int) -> Places:
        """Give what stands in a stretch of the page, counted from where the stretch begins.

        No term may stand over its edges.
        """
        first, last = np.searchsorted(self._starts, (begin, end)).tolist()
        starts, stops = self._starts[first:last] - begin, self._stops[first:last] - begin
        return Places(self._spellings, Columns(self._forms[first:last], starts, stops))

    @cached_property
    def _rows(self) -> list[_Row]:
        columns = (one.tolist() for one in (self._forms, self._starts, self._stops))
        return list(zip(*columns, strict=True))

    @cached_property
    def _begins(self) -> list[int]:
        begins: list[int] = self._starts.tolist()
        return begins

    @cached_property
    def _reach(self) -> list[int]:
        """How far all that begins up to a row reaches."""
        reach: list[int] = np.maximum.accumulate(self._stops).tolist()
        return reach

    def hits(self) -> list[Hit]:
        """Give every hit of the page."""
        return list(_longest(_made(self._spellings.terms, self._rows)))

    def within(self, start: int, end: int) -> list[Hit]:
        """Give the hits that lie within a stretch, as `hits` has them.

        What begins before the stretch and reaches into it may cover or trap what lies within.
        """
        return _inner(_made(self._spellings.terms, self._around(start, end)), start, end)

    def telling(self, start: int, end: int, capabilities: Iterable[str]) -> list[Hit]:
        """Give the hits within a stretch that are cues, or of one of these capabilities.

        Most hits are acts and contexts that many capabilities share and that tell nothing here.
        """
        shelves, asked = self._spellings.shelves, tuple(capabilities)
        made: list[Hit] = []
        for form, first, last in self._around(start, end):
            shelf = shelves[form]
            terms = shelf.cues
            for one in asked:
                if one in shelf.by_capability:
                    terms = terms + shelf.by_capability[one]
            if terms:
                made += [Hit(first, last, term.key, term.written, term.weight) for term in terms]
        return _inner(made, start, end)

    def of(self, chosen: Chosen) -> list[Hit]:
        """Give every hit of the page that is of a chosen term, as `hits` has them.

        Traps must be chosen with what they trap.
        """
        places = np.flatnonzero(chosen.any[self._forms]).tolist()
        rows = self._rows if places else []
        return list(_longest(_made(chosen.terms, [rows[at] for at in places])))

    def times(self, chosen: Chosen) -> Iterator[tuple[Term, int]]:
        """Yield the chosen terms that stand on the page, with how often; none covers another."""
        forms = self._forms[chosen.any[self._forms]]
        numbers, counts = np.unique(forms, return_counts=True)
        for form, count in zip(numbers.tolist(), counts.tolist(), strict=True):
            for term in chosen.terms[form]:
                yield term, count

    def named_in(self, spans: Numbers) -> Mapping[int, tuple[str, ...]]:
        """Name the capabilities that stretches, by number, have whole terms of, or both an act and
        an object; those that have none are left out.

        The stretches are in order and apart. Longer terms and traps are not yet looked at: what is
        named may have no hit in `telling`.
        """
        held = self.marks_in(spans, self._spellings.marks)
        parts = held.reshape(len(held), PARTS, held.shape[1] // PARTS).swapaxes(0, 1)
        whole, acts, objects, worded, telling = parts
        named = whole | (acts & objects) | ((acts | worded) & telling)
        rows = np.flatnonzero(np.bitwise_or.reduce(named, axis=1))
        names = (self._spellings.capabilities(*row) for row in named[rows].tolist())
        return dict(zip(rows.tolist(), names, strict=True))

    def marks_in(self, spans: Numbers, marks: Bits) -> Bits:
        """Gather for each stretch the bits of the spellings within it; `marks` has a row for each.

        The stretches are in order and apart.
        """
        found = np.zeros((len(spans), marks.shape[1]), dtype=np.uint64)
        if len(spans) and len(self._forms):
            owners = np.searchsorted(spans[:, 0], self._starts, side="right") - 1
            inside = np.flatnonzero((owners >= 0) & (self._stops <= spans[owners, 1]))
            if len(inside):
                owners, mine = owners[inside], marks[self._forms[inside]]
                firsts = np.flatnonzero(owners[1:] != owners[:-1]) + 1
                firsts = np.concatenate(([0], firsts))
                found[owners[firsts]] = np.bitwise_or.reduceat(mine, firsts, axis=0)
        return found

    def _around(self, start: int, end: int) -> Sequence[_Row]:
        """Give the rows that may reach into a stretch."""
        first = bisect_right(self._reach, start)
        last = bisect_left(self._begins, end, lo=first)
        return self._rows[first:last]


def _made(terms: Sequence[Sequence[Term]], rows: Iterable[_Row]) -> list[Hit]:
    """Make the hits of some rows; `terms` are those that each spelling stands for."""
    return [
        Hit(start, stop, term.key, term.written, term.weight)
        for form, start, stop in rows
        for term in terms[form]
    ]


def _inner(hits: Sequence[Hit], start: int, end: int) -> list[Hit]:
    return [hit for hit in _longest(hits) if start <= hit.start and hit.end <= end]


def _longest(hits: Sequence[Hit]) -> Iterator[Hit]:
    """Drop what lies inside a longer hit of the same key, or inside a trap."""
    reach: dict[Key, int] = {}
    trapped = [(hit.start, hit.end) for hit in hits if hit.key[0] == "trap"]
    for hit in hits:
        key, end = hit.key, hit.end
        if trapped and (key[0] == "trap" or _inside(hit, trapped)):
            continue
        if reach.get(key, -1) < end:
            reach[key] = end
            yield hit


def _inside(hit: Hit, stretches: Sequence[tuple[int, int]]) -> bool:
    if hit.key[0] not in _TRAPPABLE:
        return False
    return any(start <= hit.start and hit.end <= end for start, end in stretches)
