"""What kind of document it is, as shares over the genres of the taxonomy, with what told it."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from heliograph.finders.terms import Hit, Term
from heliograph.records import Leaf
from heliograph.taxonomy import Taxonomy

REPORTING = ("law", "ruling", "news", "watchdog")
"""Genres that speak of what others do."""
SPEAKING = ("interface", "product", "tender", "record", "other")
"""Genres that speak for themselves."""
GENRES = (*REPORTING, "notice", "list", "encyclopaedia", *SPEAKING)

_TRACE = 0.05
"""Up to which a share tells nothing."""
_MOSTLY = 0.5
_OPENING = 3_000
"""Characters from the start in which a cue counts double: there a document says what it is."""
_CEILING = 6
"""Times that one cue can count: the seventh `应当` tells nothing the sixth did not."""
_SHARPNESS = 1.5
_LEAST = 2.0
"""What a genre's score must reach for the document to be of any genre at all."""
_SURE = 3.0
"""Weight from which one cue tells a genre by itself."""
_ALONE = 0.5
"""What a genre that is not the speaker's own is worth where one lesser cue is all that tells it."""
_PLENTY = 0.7
"""Weight from which a cue in the opening counts double: what is worth less stands anywhere."""
_THICK = 3.0
"""Worth of a voice's words in a thousand bytes from which it is heard in full."""
_HEARD = 4.0
"""What a voice that is heard in full adds to its genre."""
_DIFFERENT = 4
"""Words of a voice that must differ: one that comes again and again is a subject, no voice."""
_KILO = 1_000

_SHAPES = (
    ("law", 1.0, re.compile(r"\n[^\S\n]*第[一二三四五六七八九十百零〇\d]{1,6}[条條]")),
    ("law", 1.0, re.compile(r"\n[^\S\n]*(?:Article|Artículo|Статья|المادة)\s+\d{1,3}\b")),
    (
        "interface",
        0.5,
        re.compile(
            r"\n[^\S\n]*(?:#define(?=\s)"
            r"|(?:BYTE|WORD|DWORD|BOOL|int|char|float|unsigned|uint\w*)\s+\w+"
            r"|[A-Z][A-Z0-9]*_[A-Z0-9_]+\b)"
        ),
    ),
)
"""Genre, what one line of the shape weighs, and the line with the line end before it: to look for
that is many times as quick as to try each place for the beginning of a line.
"""
_SHAPE_CEILING = 30


@dataclass(frozen=True)
class GenreShares:
    """How much of a document's cues speak for each genre; the shares add up to one.

    What all passages of a document ask for is worked out once.
    """

    shares: Mapping[str, float]
    told_by: Mapping[str, tuple[str, ...]]

    @cached_property
    def top(self) -> str:
        """The likeliest genre; `other` where nothing speaks for any."""
        return max(self.shares, key=lambda genre: self.shares[genre])

    def share(self, *genres: str) -> float:
        """Give the share of some genres together."""
        return sum(self.shares.get(genre, 0.0) for genre in genres)

    @cached_property
    def reporting(self) -> float:
        """The share of genres that speak of what others do."""
        return self.share(*REPORTING)

    @cached_property
    def speaking(self) -> float:
        """The share of genres that speak for themselves."""
        return self.share(*SPEAKING)

    @cached_property
    def signs(self) -> Mapping[str, float]:
        """The shares that tell something, each as a sign of whatever stands in the document."""
        told = ((genre, self.shares.get(genre, 0.0)) for genre in GENRES)
        return {f"genre:{genre}": share for genre, share in told if share > _TRACE}


def genre_of(
    leaves: Sequence[Leaf],
    hits: Sequence[Sequence[Hit]],
    voices: Mapping[Term, int],
    taxonomy: Taxonomy,
) -> GenreShares:
    """Weigh the genre cues of a document: `hits` are those of each leaf, `voices` how often each
    word of a voice stands in all of them.
    """
    score: dict[str, float] = defaultdict(float)
    counted: Counter[tuple[str, str]] = Counter()
    told: dict[str, list[str]] = {}
    before = 0
    size = 0
    for leaf, found in zip(leaves, hits, strict=True):
        for hit in found:
            _count(hit, before + hit.start < _OPENING, score, counted, told)
        before += len(leaf.page.text)
        size += len(leaf.page.text.encode())
    _doubt(hits, score, told)
    _add_voices(voices, size / _KILO, score, told)
    _add_shapes(leaves, score, told)
    floor = {"other": _LEAST}
    powers = {genre: value**_SHARPNESS for genre, value in (floor | dict(score)).items()}
    whole = math.fsum(powers.values())
    names = [*(genre.id for genre in taxonomy.genres), "other"]
    shares = {name: powers.get(name, 0.0) / whole for name in names}
    return GenreShares(shares, {genre: tuple(words[:6]) for genre, words in told.items()})


def _count(
    hit: Hit,
    opening: bool,
    score: dict[str, float],
    counted: Counter[tuple[str, str]],
    told: dict[str, list[str]],
) -> None:
    """Let one cue speak: less each time, more at the start of the document."""
    genre = hit.key[1]
    counted[genre, hit.term] += 1
    times = counted[genre, hit.term]
    if times > _CEILING:
        return
    if times == 1:
        told.setdefault(genre, []).append(hit.term)
    score[genre] += hit.weight * (2.0 if opening and hit.weight >= _PLENTY else 1.0) / times


def _doubt(
    hits: Sequence[Sequence[Hit]], score: dict[str, float], told: Mapping[str, Sequence[str]]
) -> None:
    """Let a genre that would hand what is said to others count half where one word tells it."""
    sure = {one.key[1] for found in hits for one in found if one.weight >= _SURE}
    for genre in (*REPORTING, "notice", "list", "encyclopaedia"):
        if genre not in sure and len(told.get(genre, ())) == 1:
            score[genre] *= _ALONE


def _add_voices(
    voices: Mapping[Term, int],
    size: float,
    score: dict[str, float],
    told: dict[str, list[str]],
) -> None:
    """Let the words that stand thick speak; `size` is in thousands of bytes.

    A word counts the less the more often it stands, in a long document later than in a short one.
    """
    room = 2.0 + size / 2
    worth: dict[str, float] = defaultdict(float)
    words: dict[str, list[str]] = {}
    for term, times in sorted(voices.items(), key=lambda one: (-one[1], one[0].written)):
        genre = term.key[1]
        worth[genre] += term.weight * min(float(times), room)
        words.setdefault(genre, []).append(term.written)
    for genre, found in worth.items():
        thick = min(1.0, found / max(size, 1.0) / _THICK)
        score[genre] += _HEARD * thick * min(1.0, len(words[genre]) / _DIFFERENT)
        if thick > _MOSTLY:
            told.setdefault(genre, []).extend(words[genre][:3])


def _add_shapes(
    leaves: Sequence[Leaf], score: dict[str, float], told: dict[str, list[str]]
) -> None:
    """Let the shape of the lines speak: articles of a law, fields of an interface."""
    for genre, weight, shape in _SHAPES:
        texts = (f"\n{leaf.page.text}" for leaf in leaves)
        times = sum(1 for text in texts for _ in shape.finditer(text))
        if times:
            score[genre] += weight * min(times, _SHAPE_CEILING)
            told.setdefault(genre, []).append(f"{times} lines of its shape")
