"""What is looked for on a page: terms, cues and names, by the spellings that stand for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from heliograph.finders.plain import plain_terms
from heliograph.taxonomy import Capability, Taxonomy

Key = tuple[str, str]
"""What a hit is of: (`strong`, class id), (`cue`, kind), (`genre`, genre id), (`name`, name)…"""

Numbers = npt.NDArray[np.int64]

Bits = npt.NDArray[np.uint64]
"""Rows of bits, in words of 64."""

WHOLE = frozenset({"strong", "weak", "pair"})
"""Levels of terms that name a capability by themselves; of an act and an object it takes both."""

OF_DOCUMENTS = frozenset({"genre", "voice"})
"""Levels of terms that tell what kind of document it is."""

TELLING = 2.0
"""Weight of a pair whose object is so telling that any act of `wordings.toml` makes one with it."""

PARTS = 5
"""Parts of a row of bits: a level has one to itself, but for whole terms."""
_PARTS = {**dict.fromkeys(WHOLE, 0), "act": 1, "object": 2, "worded": 3, "telling": 4}
"""Where in a row of bits a level's stand."""
_OF_CLASSES = WHOLE | {"act", "object", "worded", "telling", "context", "against"}
_REMEMBERED = 1_024
"""Sets of capabilities whose names are remembered: few of those that could be are met."""
_TAIL = r"\w*"
_WORD = 64


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
    """One spelling in the automaton."""

    anchor: str
    rest: re.Pattern[str] | None = None
    """What must follow the anchor, where the term has a `*` and goes on after it."""
    is_open: bool = False
    """Whether any word that begins with the anchor will do: the term ends in its only `*`."""


class Anchors:
    """What the spellings of a lexicon begin with, each written once; many spellings share one."""

    def __init__(self, forms: Sequence[Form]) -> None:
        """Take the spellings, by number."""
        shared: dict[str, list[int]] = {}
        for number, form in enumerate(forms):
            shared.setdefault(form.anchor, []).append(number)
        self.written = list(shared)
        self._forms = np.array([*chain.from_iterable(shared.values())], dtype=np.int64)
        self._counts = np.array([len(numbers) for numbers in shared.values()], dtype=np.int64)
        self._firsts = np.cumsum(self._counts) - self._counts

    def forms_of(self, anchors: Numbers) -> tuple[Numbers, Numbers]:
        """Give the spellings of some anchors, in order, and for each the row of its anchor."""
        counts = self._counts[anchors]
        rows = np.repeat(np.arange(len(anchors)), counts)
        shift = self._firsts[anchors] - (np.cumsum(counts) - counts)
        return self._forms[np.arange(len(rows)) + shift[rows]], rows


class Chosen:
    """The terms that somebody asks for, by the number of their spelling."""

    def __init__(self, terms: Sequence[Sequence[Term]], wanted: Callable[[Key], bool]) -> None:
        """Choose the terms whose key is wanted."""
        self.terms = [tuple(term for term in one if wanted(term.key)) for one in terms]
        self.any = np.array([bool(terms) for terms in self.terms], dtype=np.bool_)


class Shelf:
    """The terms of one spelling, those of each capability apart from the cues and traps."""

    __slots__ = ("by_capability", "cues")

    def __init__(self, terms: Iterable[Term]) -> None:
        """Sort the terms."""
        self.cues: list[Term] = []
        self.by_capability: dict[str, list[Term]] = {}
        for term in terms:
            level, of = term.key
            if level in _OF_CLASSES:
                self.by_capability.setdefault(of, []).append(term)
            elif level not in OF_DOCUMENTS:
                self.cues.append(term)


class Spellings:
    """What each spelling of a lexicon, by its number, stands for in one of its vocabularies."""

    def __init__(self, terms: Sequence[tuple[Term, ...]]) -> None:
        """Take the terms of each spelling; none where it is one of another vocabulary."""
        self.terms = terms
        self.known = np.array([bool(one) for one in terms], dtype=np.bool_)
        self.capabilities = lru_cache(_REMEMBERED)(self._capabilities)

    def chosen(self, wanted: Callable[[Key], bool]) -> Chosen:
        """Choose terms to ask pages for. Keep what is given: it goes through all terms."""
        return Chosen(self.terms, wanted)

    @cached_property
    def shelves(self) -> Sequence[Shelf]:
        """The terms of each spelling by capability."""
        return [Shelf(terms) for terms in self.terms]

    @cached_property
    def _numbered(self) -> Mapping[str, int]:
        """The capabilities by number."""
        found = (term.key for terms in self.terms for term in terms)
        every = dict.fromkeys(of for level, of in found if level in _OF_CLASSES)
        return {name: number for number, name in enumerate(every)}

    @cached_property
    def marks(self) -> Bits:
        """For each spelling a bit for each capability that it is a whole term of, then as many for
        those of which it is an act, for objects, for acts of wordings and for telling objects.
        """
        numbers = self._numbered
        size = _WORD * -(-len(numbers) // _WORD)
        keys = ([term.key for term in terms] for terms in self.terms)
        rows = [
            [_PARTS[level] * size + numbers[of] for level, of in one if level in _PARTS]
            for one in keys
        ]
        return bits_of(rows, PARTS * size)

    def _capabilities(self, *bits: int) -> tuple[str, ...]:
        """Name the capabilities that a part of a row of `marks` stands for."""
        return tuple(
            name
            for name, number in self._numbered.items()
            if bits[number // _WORD] >> number % _WORD & 1
        )


def bits_of(rows: Sequence[Sequence[int]], size: int) -> Bits:
    """Write sets of numbers below `size` as rows of bits, in words of 64."""
    made = [[0] * -(-size // _WORD) for _ in rows]
    for row, numbers in zip(made, rows, strict=True):
        for at in numbers:
            row[at // _WORD] |= 1 << at % _WORD
    return np.array(made, dtype=np.uint64).reshape(len(rows), -(-size // _WORD))


def spelt(vocabularies: Sequence[Sequence[Term]]) -> tuple[list[Form], list[Spellings]]:
    """Give the spellings of all vocabularies, and for each of these what stands behind them.

    What two vocabularies have in common is there twice, so that each keeps its own order.
    """
    held = [_by_spelling(terms) for terms in vocabularies]
    found = [
        Spellings([terms if one is other else () for other in held for terms in other.values()])
        for one in held
    ]
    return [_form(spelling) for spelling in chain.from_iterable(held)], found


def _by_spelling(terms: Sequence[Term]) -> dict[str, tuple[Term, ...]]:
    """Group terms by spelling; a Latin term of several words is also looked for without spaces."""
    held: dict[str, list[Term]] = {}
    for term, written in zip(terms, plain_terms(term.written for term in terms), strict=True):
        held.setdefault(written, []).append(term)
        if _joins(written):
            held.setdefault(written.replace(" ", ""), []).append(term)
    return {spelling: tuple(found) for spelling, found in held.items()}


_LONG_ENOUGH_TO_JOIN = 10


def _joins(written: str) -> bool:
    """Say whether a term may also stand as one word, as in `FaceRecognition`."""
    return " " in written and written.isascii() and len(written) >= _LONG_ENOUGH_TO_JOIN


def _form(spelling: str) -> Form:
    anchor, star, rest = spelling.partition("*")
    if not rest:
        return Form(anchor, is_open=bool(star))
    pattern = _TAIL + _TAIL.join(re.escape(part) for part in rest.split("*"))
    return Form(anchor, re.compile(pattern))


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
    for voice in taxonomy.voices:
        for word, weight in voice.words.items():
            yield Term(("voice", voice.of), word, weight)


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
