"""All terms, cues and names in one automaton over a page's plain text, with word boundaries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, chain

import numpy as np
import numpy.typing as npt
from ahocorasick_rs import AhoCorasick

from heliograph.finders.boundaries import boundaries_of, word_ends
from heliograph.finders.places import Columns, Places
from heliograph.finders.plain import plain
from heliograph.finders.terms import Anchors, Form, Hit, Key, Numbers, Spellings, Term, spelt

_BETWEEN = "\0\n"
"""What stands between texts that are looked through as one: no term and no word goes over it."""
_DENSE = re.compile("[\u2e80-\u9fff\uf900-\ufaff]")
_MOST_TOLD = 4_096
"""Headings whose terms are remembered."""


class Lexicon:
    """Finds every term on a page in one pass. Make it once: what it looks terms up in is built
    when first used, which takes tenths of a second, and many commands never look.
    """

    def __init__(self, *vocabularies: Iterable[Term]) -> None:
        """Take the terms; those of several vocabularies are looked for at once and told apart."""
        self._vocabularies = [tuple(one) for one in vocabularies]
        self._told: dict[str, frozenset[Key]] = {}

    @cached_property
    def _spelt(self) -> tuple[list[Form], list[Spellings]]:
        return spelt(self._vocabularies)

    @property
    def spellings(self) -> Sequence[Spellings]:
        """What each spelling stands for, by vocabulary."""
        return self._spelt[1]

    @cached_property
    def _anchors(self) -> Anchors:
        return Anchors(self._spelt[0])

    @cached_property
    def machine(self) -> AhoCorasick:
        """The automaton; it knows each anchor once, whatever number of spellings begin with it."""
        return AhoCorasick(self._anchors.written)

    @cached_property
    def _open(self) -> npt.NDArray[np.bool_]:
        return np.array([form.is_open for form in self._spelt[0]], dtype=np.bool_)

    @cached_property
    def _with_rest(self) -> npt.NDArray[np.bool_]:
        return np.array([form.rest is not None for form in self._spelt[0]], dtype=np.bool_)

    def scan(self, text: str) -> list[Hit]:
        """Give the hits on a page by place; for each key, none lies inside a longer one."""
        return self.places(text).hits()

    def told(self, words: str) -> frozenset[Key]:
        """Say what a heading or the name of a table speaks of; the same ones come again."""
        if words not in self._told:
            self.read([words])
        return self._told[words]

    def read(self, headings: Iterable[str]) -> None:
        """Look headings through at once that `told` is about to be asked for."""
        new = [words for words in dict.fromkeys(headings) if words not in self._told]
        if not new:
            return
        if len(self._told) + len(new) > _MOST_TOLD:
            self._told.clear()
        text, begins = as_one(new)
        places = self.places(text)
        for words, first in zip(new, begins, strict=True):
            hits = places.part(first, first + len(words)).hits()
            self._told[words] = frozenset(hit.key for hit in hits)

    def places(self, text: str) -> Places:
        """Find where the terms of the first vocabulary stand on a page."""
        return Places(self.spellings[0], self.columns(text))

    def columns(self, text: str) -> Columns:
        """Find where the terms of all vocabularies stand; what stands there is told by `Places`."""
        flat = plain(text)
        found = self.machine.find_matches_as_indexes(flat.text, overlapping=True)
        if not found:
            none = np.zeros(0, dtype=np.int64)
            return Columns(none, none, none)
        columns = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=3 * len(found))
        anchors, first, last = columns.reshape(-1, 3).T
        starts = flat.begins(first)
        boundaries = boundaries_of(text)
        # Most of what is found inside other words goes here, before its ends are looked for.
        anchors, last, starts = _those(boundaries.begin(starts), anchors, last, starts)
        forms, rows = self._anchors.forms_of(anchors)
        last, starts = last[rows], starts[rows]
        ends = self._extents(flat.text, forms, last)
        stops = flat.ends(np.maximum(ends, last))
        stands = boundaries.end(stops, ends > last) & (ends >= 0)
        forms, starts, stops = _those(stands, forms, starts, stops)
        order = np.lexsort((-stops, starts))
        return Columns(forms[order], starts[order], stops[order])

    def _extents(self, text: str, forms: Numbers, last: Numbers) -> Numbers:
        """Give where hits end once what a `*` stands for is taken in; -1 where it does not fit."""
        ends, spelt = last.copy(), self._spelt[0]
        going_on = np.flatnonzero(self._open[forms])
        if len(going_on):
            ends[going_on] = word_ends(text, last[going_on])
        others = np.flatnonzero(self._with_rest[forms])
        pairs = zip(forms[others].tolist(), last[others].tolist(), strict=True)
        ends[others] = [_extent(text, spelt[form], at) for form, at in pairs]
        return ends


def as_one(texts: Sequence[str]) -> tuple[str, list[int]]:
    """Write several texts as one, and say where in it each begins."""
    steps = (len(text) + len(_BETWEEN) for text in texts)
    return _BETWEEN.join(texts), list(accumulate(steps, initial=0))[: len(texts)]


def _extent(text: str, form: Form, last: int) -> int:
    """Give where a hit ends once what the `*` stands for is taken in; -1 where it does not fit."""
    found = form.rest.match(text, last) if form.rest is not None else None
    if found is None:
        return -1
    end = found.end()
    # A word in Han has no end that a `*` could stand for.
    return last if end == last or _DENSE.search(text, last, end) else end


def _those(chosen: npt.NDArray[np.bool_], *columns: Numbers) -> Iterator[Numbers]:
    """Give the chosen rows of each column."""
    rows = np.flatnonzero(chosen)
    return (column[rows] for column in columns)
