"""All terms, cues and names in one automaton over a page's plain text, with word boundaries."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from operator import itemgetter

import numpy as np
import numpy.typing as npt
from ahocorasick_rs import AhoCorasick
from msgspec import Struct

from heliograph.finders.boundaries import boundaries_of
from heliograph.finders.plain import plain, plain_terms
from heliograph.taxonomy import Capability, Taxonomy

Key = tuple[str, str]
"""What a hit is of: (`strong`, class id), (`cue`, kind), (`genre`, genre id), (`name`, name)…"""

Numbers = npt.NDArray[np.int64]

_TAIL = r"\w*"
_DENSE = re.compile("[\u2e80-\u9fff\uf900-\ufaff]")
_TRAPPABLE = frozenset({"strong", "weak", "act", "object"})
_MOST_TOLD = 4_096
"""Headings whose terms are remembered."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word to look for, and what it is a word of."""

    key: Key
    written: str
    weight: float = 1.0


class Hit(Struct, frozen=True, gc=False):
    """A term on a page. Offsets are those of `Page.text`."""

    start: int
    end: int
    key: Key
    term: str
    weight: float


@dataclass(frozen=True, slots=True)
class Form:
    """One spelling in the automaton and all that it stands for."""

    anchor: str
    rest: re.Pattern[str] | None
    """What must follow the anchor, where the term has a `*`."""
    terms: tuple[Term, ...]


class Lexicon:
    """Finds every term on a page in one pass. Make it once: what it looks terms up in is built
    when first used, which takes tenths of a second, and many commands never look.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        """Take the terms."""
        self._terms = tuple(terms)
        self._told: dict[str, frozenset[Key]] = {}

    @cached_property
    def forms(self) -> list[Form]:
        """Every spelling and what it stands for."""
        return _forms(self._terms)

    @cached_property
    def machine(self) -> AhoCorasick:
        """The automaton; it counts spellings as `forms` does."""
        return AhoCorasick([form.anchor for form in self.forms])

    @cached_property
    def _stars(self) -> npt.NDArray[np.bool_]:
        return np.array([form.rest is not None for form in self.forms], dtype=np.bool_)

    @cached_property
    def _levels(self) -> dict[str, npt.NDArray[np.bool_]]:
        levels = [frozenset(term.key[0] for term in form.terms) for form in self.forms]
        return {
            level: np.array([level in one for one in levels], dtype=np.bool_)
            for level in frozenset[str]().union(*levels)
        }

    def scan(self, text: str) -> list[Hit]:
        """Give the hits on a page by place; for each key, none lies inside a longer one."""
        return self.places(text).hits()

    def told(self, words: str) -> frozenset[Key]:
        """Say what a heading or the name of a table speaks of; the same ones come again."""
        found = self._told.get(words)
        if found is None:
            found = frozenset(hit.key for hit in self.scan(words))
            if len(self._told) >= _MOST_TOLD:
                self._told.clear()
            self._told[words] = found
        return found

    def places(self, text: str) -> Places:
        """Find where the terms stand on a page; what stands there is told when asked for."""
        flat = plain(text)
        found = self.machine.find_matches_as_indexes(flat.text, overlapping=True)
        if not found:
            none = np.zeros(0, dtype=np.int64)
            return Places(self, none, none, none)
        columns = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=3 * len(found))
        forms, first, last = columns.reshape(-1, 3).T
        starts, stops = flat.sources(first, last)
        boundaries = boundaries_of(text)
        # Most of what is found inside other words goes here, before its ends are looked for.
        forms, first, last, starts, stops = _those(
            boundaries.begin(starts), forms, first, last, starts, stops
        )
        fits, open_end = np.ones_like(forms, dtype=np.bool_), np.zeros_like(forms, dtype=np.bool_)
        stars = np.flatnonzero(self._stars[forms])
        if len(stars):
            ends = self._extents(flat.text, forms[stars], last[stars])
            fits[stars], open_end[stars] = ends >= 0, ends > last[stars]
            stops[stars] = flat.sources(first[stars], np.maximum(ends, last[stars]))[1]
        stands = boundaries.end(stops, open_end) & fits
        forms, starts, stops = _those(stands, forms, starts, stops)
        order = np.lexsort((-stops, starts))
        return Places(self, forms[order], starts[order], stops[order])

    def _extents(self, text: str, forms: Numbers, last: Numbers) -> Numbers:
        """Give where hits end once what a `*` stands for is taken in; -1 where it does not fit."""
        ends = (
            _extent(text, self.forms[form], at)
            for form, at in zip(forms.tolist(), last.tolist(), strict=True)
        )
        return np.fromiter(ends, dtype=np.int64, count=len(forms))

    def having(self, level: str) -> npt.NDArray[np.bool_]:
        """Say which spellings are of a term of this level."""
        return self._levels.get(level, np.zeros(len(self.forms), dtype=np.bool_))


class Places:
    """Where terms stand on one page, by place; hits are made of the stretches asked for."""

    def __init__(self, lexicon: Lexicon, forms: Numbers, starts: Numbers, stops: Numbers) -> None:
        """Take the spellings by number and where each stands, by start, the longest first."""
        self._lexicon = lexicon
        self._forms, self._starts, self._stops = forms, starts, stops

    @cached_property
    def _rows(self) -> list[tuple[int, int, int]]:
        columns = (one.tolist() for one in (self._forms, self._starts, self._stops))
        return list(zip(*columns, strict=True))

    @cached_property
    def _reach(self) -> list[int]:
        """How far all that begins up to a row reaches."""
        reach: list[int] = np.maximum.accumulate(self._stops).tolist()
        return reach

    def hits(self) -> list[Hit]:
        """Give every hit of the page."""
        return list(_longest(self._made(self._rows)))

    def within(self, start: int, end: int) -> list[Hit]:
        """Give the hits that lie within a stretch, as `hits` has them.

        What begins before the stretch and reaches into it may cover or trap what lies within.
        """
        first = bisect_right(self._reach, start)
        last = bisect_left(self._rows, end, lo=first, key=itemgetter(1))
        found = _longest(self._made(self._rows[first:last]))
        return [hit for hit in found if start <= hit.start and hit.end <= end]

    def of(self, level: str) -> list[Hit]:
        """Give every hit of the page of one level, as `hits` has them."""
        places = np.flatnonzero(self._lexicon.having(level)[self._forms]).tolist()
        made = self._made([self._rows[at] for at in places])
        return list(_longest([hit for hit in made if hit.key[0] == level]))

    def levels_in(
        self, spans: Sequence[tuple[int, int]] | Numbers, levels: Sequence[str]
    ) -> npt.NDArray[np.bool_]:
        """Say for each level, row by row, within which stretches terms of it may stand.

        The stretches are in order and apart. Longer terms and traps are not yet looked at, so that
        what is told here may be gone from `within`, and never the other way round.
        """
        found = np.zeros((len(levels), len(spans)), dtype=np.bool_)
        if len(spans) and len(self._forms):
            edges = np.asarray(spans, dtype=np.int64)
            owners = np.searchsorted(edges[:, 0], self._starts, side="right") - 1
            inside = (owners >= 0) & (self._stops <= edges[owners, 1])
            for row, level in zip(found, levels, strict=True):
                row[owners[inside & self._lexicon.having(level)[self._forms]]] = True
        return found

    def _made(self, rows: Sequence[tuple[int, int, int]]) -> list[Hit]:
        forms = self._lexicon.forms
        return [
            Hit(start, stop, term.key, term.written, term.weight)
            for form, start, stop in rows
            for term in forms[form].terms
        ]


def _forms(terms: Sequence[Term]) -> list[Form]:
    """Group terms by spelling; a Latin term of several words is also looked for without spaces."""
    held: dict[str, list[Term]] = {}
    for term, spelt in zip(terms, plain_terms(term.written for term in terms), strict=True):
        held.setdefault(spelt, []).append(term)
        if _joins(spelt):
            held.setdefault(spelt.replace(" ", ""), []).append(term)
    return [_form(spelling, tuple(found)) for spelling, found in held.items()]


_LONG_ENOUGH_TO_JOIN = 10


def _joins(spelt: str) -> bool:
    """Say whether a term may also stand as one word, as in `FaceRecognition`."""
    return " " in spelt and spelt.isascii() and len(spelt) >= _LONG_ENOUGH_TO_JOIN


def _form(spelling: str, terms: tuple[Term, ...]) -> Form:
    anchor, star, rest = spelling.partition("*")
    if not star:
        return Form(anchor, None, terms)
    pattern = _TAIL + _TAIL.join(re.escape(part) for part in rest.split("*")) if rest else _TAIL
    return Form(anchor, re.compile(pattern), terms)


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
    return (column[chosen] for column in columns)


def _longest(hits: Sequence[Hit]) -> Iterator[Hit]:
    """Drop what lies inside a longer hit of the same key, or inside a trap."""
    reach: dict[Key, int] = {}
    trapped = [(hit.start, hit.end) for hit in hits if hit.key[0] == "trap"]
    for hit in hits:
        if hit.key[0] == "trap" or (trapped and _inside(hit, trapped)):
            continue
        if reach.get(hit.key, -1) >= hit.end:
            continue
        reach[hit.key] = hit.end
        yield hit


def _inside(hit: Hit, stretches: Sequence[tuple[int, int]]) -> bool:
    if hit.key[0] not in _TRAPPABLE:
        return False
    return any(start <= hit.start and hit.end <= end for start, end in stretches)


def terms_of(taxonomy: Taxonomy) -> Iterator[Term]:
    """Yield the terms of all classes, their contexts and traps, all cues and the genres' cues."""
    for one in taxonomy.capabilities:
        yield from _terms_of_class(one)
    for cue in taxonomy.cues:
        for word in cue.words:
            yield Term(("cue", cue.kind), word)
    for genre in taxonomy.genres:
        for word, weight in genre.cues.items():
            yield Term(("genre", genre.id), word, weight)


def _terms_of_class(one: Capability) -> Iterator[Term]:
    for level, by_language in (("strong", one.strong), ("weak", one.weak)):
        for word in chain.from_iterable(by_language.values()):
            yield Term((level, one.id), word)
    others = (
        ("act", one.acts),
        ("object", one.objects),
        ("context", one.context),
        ("against", one.against),
        ("trap", one.traps),
    )
    for level, words in others:
        for word in words:
            yield Term((level, one.id), word)
