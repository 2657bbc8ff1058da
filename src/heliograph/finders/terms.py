"""What is looked for on a page: terms, cues and names, by the spellings that stand for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from heliograph.finders.plain import plain_terms
from heliograph.taxonomy import Capability, Taxonomy

Key = tuple[str, str]
"""What a hit is of: (`strong`, class id), (`cue`, kind), (`genre`, genre id), (`name`, name)…"""

WHOLE = frozenset({"strong", "weak", "pair"})
"""Levels of terms that name a capability by themselves; of an act and an object it takes both."""

_OF_CLASSES = WHOLE | {"act", "object", "context", "against"}
_TAIL = r"\w*"


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


class Chosen:
    """The terms that somebody asks for, by the number of their spelling."""

    def __init__(self, forms: Sequence[Form], wanted: Callable[[Key], bool]) -> None:
        """Choose the terms whose key is wanted."""
        self.terms = [tuple(term for term in form.terms if wanted(term.key)) for form in forms]
        self.any = np.array([bool(terms) for terms in self.terms], dtype=np.bool_)


class Shelf:
    """The terms of one spelling, those of each capability apart from the cues and traps."""

    __slots__ = ("acts", "by_capability", "cues", "objects", "whole")

    def __init__(self, terms: Iterable[Term], bits: dict[str, int]) -> None:
        """Sort the terms. `bits` holds a bit for each capability and takes in those not yet met."""
        self.cues: list[Term] = []
        self.by_capability: dict[str, list[Term]] = {}
        self.whole = self.acts = self.objects = 0
        for term in terms:
            level, of = term.key
            if level in _OF_CLASSES:
                bit = bits.setdefault(of, 1 << len(bits))
                self.whole |= bit if level in WHOLE else 0
                self.acts |= bit if level == "act" else 0
                self.objects |= bit if level == "object" else 0
                self.by_capability.setdefault(of, []).append(term)
            elif level != "genre":
                self.cues.append(term)


class Spellings:
    """Every spelling by its number, and what it stands for."""

    def __init__(self, terms: Iterable[Term]) -> None:
        """Group terms by their spelling."""
        self.forms = _forms(tuple(terms))
        self.terms = [form.terms for form in self.forms]
        self.stars = np.array([form.rest is not None for form in self.forms], dtype=np.bool_)
        self._bits: dict[str, int] = {}

    @cached_property
    def levels(self) -> Mapping[str, npt.NDArray[np.bool_]]:
        """For each level, which spellings are of a term of it."""
        levels = [frozenset(term.key[0] for term in form.terms) for form in self.forms]
        return {
            level: np.array([level in one for one in levels], dtype=np.bool_)
            for level in frozenset[str]().union(*levels)
        }

    @cached_property
    def shelves(self) -> Sequence[Shelf]:
        """The terms of each spelling by capability."""
        return [Shelf(form.terms, self._bits) for form in self.forms]

    def capabilities(self, bits: int) -> list[str]:
        """Name the capabilities that some bits of the shelves stand for."""
        return [name for name, bit in self._bits.items() if bits & bit]


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
