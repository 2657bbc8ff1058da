"""All terms, cues and names in one automaton over a page's plain text, with word boundaries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from ahocorasick_rs import AhoCorasick

from heliograph.finders.plain import Plain, plain, plain_term
from heliograph.taxonomy import Capability, Taxonomy

Key = tuple[str, str]
"""What a hit is of: (`strong`, class id), (`cue`, kind), (`genre`, genre id), (`name`, name)…"""

_TAIL = r"\w*"
_PLURALS = ("s", "es", "x")
_ARABIC = re.compile("[\u0600-\u06ff]")
_ARABIC_PREFIX = frozenset("وفبكلا")
_ARABIC_PREFIX_LIMIT = 4
_ARABIC_SUFFIX = re.compile("[\u0600-\u06ff]{0,8}")
_DENSE = re.compile("[\u2e80-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Term:
    """A word to look for, and what it is a word of."""

    key: Key
    written: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Hit:
    """A term on a page. Offsets are those of `Page.text`."""

    start: int
    end: int
    key: Key
    term: str
    weight: float


@dataclass(frozen=True, slots=True)
class _Form:
    """One spelling in the automaton and all that it stands for."""

    anchor: str
    rest: re.Pattern[str] | None
    """What must follow the anchor, where the term has a `*`."""
    terms: tuple[Term, ...]


class Lexicon:
    """Finds every term on a page in one pass. Build it once: that takes tenths of a second."""

    def __init__(self, terms: Iterable[Term]) -> None:
        """Compile the terms."""
        self._forms = _forms(terms)
        self.machine = AhoCorasick([form.anchor for form in self._forms])

    def scan(self, text: str) -> list[Hit]:
        """Give the hits on a page by place; for each key, none lies inside a longer one."""
        flat = plain(text)
        found = sorted(self._raw(flat, text), key=lambda hit: (hit.start, -hit.end))
        return list(_longest(found))

    def _raw(self, flat: Plain, text: str) -> Iterator[Hit]:
        places = self.machine.find_matches_as_indexes(flat.text, overlapping=True)
        for index, first, last in places:
            form = self._forms[index]
            end = _extent(flat.text, form, last)
            if end is None:
                continue
            start, stop = flat.source(first, end)
            if _begins(text, start) and _ends(text, stop, open_end=end != last):
                for term in form.terms:
                    yield Hit(start, stop, term.key, term.written, term.weight)


def _forms(terms: Iterable[Term]) -> list[_Form]:
    """Group terms by spelling; a Latin term of several words is also looked for without spaces."""
    held: dict[str, list[Term]] = {}
    for term in terms:
        spelt = plain_term(term.written)
        joined = spelt.replace(" ", "")
        for spelling in {spelt, joined} if _joins(spelt) else {spelt}:
            held.setdefault(spelling, []).append(term)
    return [_form(spelling, tuple(found)) for spelling, found in held.items()]


_LONG_ENOUGH_TO_JOIN = 10


def _joins(spelt: str) -> bool:
    """Say whether a term may also stand as one word, as in `FaceRecognition`."""
    return " " in spelt and spelt.isascii() and len(spelt) >= _LONG_ENOUGH_TO_JOIN


def _form(spelling: str, terms: tuple[Term, ...]) -> _Form:
    anchor, star, rest = spelling.partition("*")
    if not star:
        return _Form(anchor, None, terms)
    pattern = _TAIL + _TAIL.join(re.escape(part) for part in rest.split("*")) if rest else _TAIL
    return _Form(anchor, re.compile(pattern), terms)


def _extent(text: str, form: _Form, last: int) -> int | None:
    """Give where a hit ends once what the `*` stands for is taken in; None where it does not."""
    if form.rest is None:
        return last
    found = form.rest.match(text, last)
    if found is None:
        return None
    # A word in Han has no end that a `*` could stand for.
    return last if _DENSE.search(text, last, found.end()) else found.end()


def _begins(text: str, at: int) -> bool:
    """Say whether a word may begin at `at`: Han needs nothing, other scripts a boundary."""
    if at == 0 or not _runs_on(text[at]):
        return True
    before, first = text[at - 1], text[at]
    if not _runs_on(before) or before.isdigit() != first.isdigit():
        return True
    if before.islower() and first.isupper():
        return True
    if _ARABIC.match(first):
        return _after_prefix(text, at)
    after = text[at + 1 : at + 2]
    return before.isupper() and first.isupper() and after.islower()


def _after_prefix(text: str, at: int) -> bool:
    """Arabic writes `and`, `in`, `the` onto the word."""
    first = at
    while first > 0 and _runs_on(text[first - 1]):
        first -= 1
    return at - first <= _ARABIC_PREFIX_LIMIT and set(text[first:at]) <= _ARABIC_PREFIX


def _ends(text: str, at: int, *, open_end: bool) -> bool:
    """Say whether a word may end at `at`, a plural ending allowed."""
    if at >= len(text) or not _runs_on(text[at - 1]) or not _runs_on(text[at]):
        return True
    last, after = text[at - 1], text[at]
    if open_end or last.isdigit() != after.isdigit() or (last.islower() and after.isupper()):
        return True
    if last.isupper() and after.isupper() and text[at + 1 : at + 2].islower():
        return True
    if _ARABIC.match(last):
        return True
    return any(_plural(text, at, ending) for ending in _PLURALS)


def _plural(text: str, at: int, ending: str) -> bool:
    stop = at + len(ending)
    return text.startswith(ending, at) and (stop >= len(text) or not _runs_on(text[stop]))


def _runs_on(sign: str) -> bool:
    """Say whether a sign belongs to a word that is written with spaces around it."""
    return sign.isalnum() and not _DENSE.match(sign)


def _longest(hits: Sequence[Hit]) -> Iterator[Hit]:
    """Drop what lies inside a longer hit of the same key, or inside a trap."""
    reach: dict[Key, int] = {}
    trapped = [(hit.start, hit.end) for hit in hits if hit.key[0] == "trap"]
    for hit in hits:
        if hit.key[0] == "trap" or _inside(hit, trapped):
            continue
        if reach.get(hit.key, -1) >= hit.end:
            continue
        reach[hit.key] = hit.end
        yield hit


def _inside(hit: Hit, stretches: Sequence[tuple[int, int]]) -> bool:
    if hit.key[0] not in {"strong", "weak", "act", "object"}:
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
