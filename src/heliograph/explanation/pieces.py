"""A candidate's evidence in pieces, and the same candidate without one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import msgspec

from heliograph.finders.candidate import Candidate
from heliograph.finders.structure import Setting
from heliograph.finders.terms import Hit
from heliograph.judgement_views import PieceKind

_OWN = ("strong", "weak", "context", "against", "act", "object")
_CARRY = ("strong", "weak", "pair")
_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that a judgement rests on."""

    kind: PieceKind
    words: str
    """The words themselves, as written; what the place says; the kind of the cues."""
    places: tuple[tuple[int, int], ...] = ()
    """For words: where they stand on the page."""
    several: bool = False
    """Whether different words make it up."""


def pieces_of(candidate: Candidate, deciding: Sequence[str] = ()) -> Iterator[Piece]:
    """Yield each piece of evidence of a candidate: its words first, then where it stands.

    `deciding` are words that the judge names besides its cues, such as those of a denial.
    """
    yield from _words(candidate, deciding)
    yield from (piece for piece in cues_of(candidate) if piece.several)
    setting, passage = candidate.setting, candidate.passage
    if setting.heading:
        yield Piece("heading", passage.heading)
    if setting.container:
        yield Piece("container", container_words(candidate))
    if setting.siblings:
        yield Piece("neighbours", "")
    if passage.role not in {"sentence", "heading"}:
        yield Piece("form", passage.role)
    yield Piece("document", candidate.genre.top)
    if candidate.topic > _least_topic(candidate):
        yield Piece("topic", str(candidate.topic))


def container_words(candidate: Candidate) -> str:
    """Name the table, list or enum that a candidate stands in."""
    held = candidate.passage.container
    if held is None:
        return ""
    return " ".join(filter(None, (held.kind, held.name, held.about)))


def without(candidate: Candidate, piece: Piece) -> Candidate | None:
    """Give the candidate as it would be without a piece; None where none would be left."""
    setting, passage = candidate.setting, candidate.passage
    if piece.kind == "words":
        return _without_words(candidate, piece.places)
    if piece.kind == "cues":
        return _without_cues(candidate, piece)
    if piece.kind == "document":
        shares = dict.fromkeys(candidate.genre.shares, 0.0) | {"other": 1.0}
        return replace(candidate, genre=replace(candidate.genre, shares=shares, told_by={}))
    if piece.kind == "topic":
        return replace(candidate, topic=_least_topic(candidate))
    if piece.kind == "form":
        return replace(candidate, passage=msgspec.structs.replace(passage, role="sentence"))
    return _left(replace(candidate, setting=_bare(setting, piece.kind)), candidate.hits)


def _bare(setting: Setting, kind: PieceKind) -> Setting:
    if kind == "heading":
        return replace(setting, heading=frozenset())
    if kind == "container":
        return replace(setting, container=frozenset())
    return replace(setting, siblings={})


def _without_words(candidate: Candidate, places: Sequence[tuple[int, int]]) -> Candidate | None:
    """Blank the words at these places, and drop what was found in them."""
    blank = replace(candidate, words=_blanked(candidate, places))
    return _left(blank, [hit for hit in candidate.hits if not _touched(hit, places)])


def _without_cues(candidate: Candidate, piece: Piece) -> Candidate:
    """Drop all cues of a kind, but leave the capability's own terms whole."""
    terms = [(hit.start, hit.end) for level in _CARRY for hit in candidate.own(level)]
    free = [
        (start, end)
        for start, end in piece.places
        if not any(first < end and start < last for first, last in terms)
    ]
    hits = [hit for hit in candidate.hits if hit.key != ("cue", piece.words)]
    return replace(candidate, words=_blanked(candidate, free), hits=hits)


def _blanked(candidate: Candidate, places: Sequence[tuple[int, int]]) -> str:
    signs, base = list(candidate.words), candidate.passage.start
    for start, end in places:
        signs[start - base : end - base] = " " * (end - start)
    return "".join(signs)


def _left(candidate: Candidate, hits: Sequence[Hit]) -> Candidate | None:
    """Give a candidate these hits alone, if it would still be one."""
    left = replace(candidate, hits=hits)
    if any(left.own(level) for level in _CARRY):
        lost = bool(candidate.own("strong")) and not left.own("strong")
        return replace(left, topic=candidate.topic - 1) if lost and candidate.topic else left
    inherits = candidate.passage.role == "entry" and left.key_in(left.setting.container, "strong")
    had_none = not any(candidate.own(level) for level in _CARRY)
    return left if inherits or (had_none and hits is not candidate.hits) else None


def _least_topic(candidate: Candidate) -> int:
    return 1 if candidate.own("strong") else 0


def _words(candidate: Candidate, deciding: Sequence[str]) -> Iterator[Piece]:
    """Yield the words that mean something here, each spelling once; none inside longer ones."""
    found = {(hit.start, hit.end) for hit in candidate.hits if _counts(hit, candidate)}
    found.update(_standing(candidate, deciding))
    base = candidate.passage.start
    places: dict[str, list[tuple[int, int]]] = {}
    written: dict[str, str] = {}
    for start, end in _longest(found):
        words = candidate.words[start - base : end - base]
        key = " ".join(words.lower().split())
        written.setdefault(key, words)
        places.setdefault(key, []).append((start, end))
    for key, where in places.items():
        yield Piece("words", written[key], tuple(where))


def _standing(candidate: Candidate, deciding: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield where in the passage words stand that the judge names."""
    base = candidate.passage.start
    for words in filter(None, deciding):
        for found in re.finditer(re.escape(words), candidate.words, re.IGNORECASE):
            yield found.start() + base, found.end() + base


def _counts(hit: Hit, candidate: Candidate) -> bool:
    level, of = hit.key
    return level == "cue" or (level in _OWN and of == candidate.capability)


def _longest(spans: set[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    reach = -1
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if end > reach:
            reach = end
            yield start, end


def cues_of(candidate: Candidate) -> Iterator[Piece]:
    """Yield each kind of cue that stands there, all its words together."""
    kinds: dict[str, list[Hit]] = {}
    for hit in candidate.hits:
        if hit.key[0] == "cue":
            kinds.setdefault(hit.key[1], []).append(hit)
    for kind, hits in sorted(kinds.items()):
        places = tuple((hit.start, hit.end) for hit in hits)
        yield Piece("cues", kind, places, len({hit.term for hit in hits}) >= _SEVERAL)


def _touched(hit: Hit, places: Sequence[tuple[int, int]]) -> bool:
    """Say whether a hit goes with the words at these places; of a pair, its two ends count."""
    if hit.key[0] == "pair":
        ends = (hit.start, hit.end - 1)
        return any(start <= end < stop for start, stop in places for end in ends)
    return any(start < hit.end and hit.start < stop for start, stop in places)
