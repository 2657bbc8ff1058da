"""What a page says, its noise apart: the ground on which two looks at it are the same or not.

Noise is what changes though nobody says anything else: dates and times, counts of visitors, long
tokens, spacing, width, traditional or simplified script, the order of things. A number that stands
anywhere else is no noise: a rate that rose by two points is a change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct
from rapidfuzz import fuzz, process

from heliograph.codec import digest_of
from heliograph.language.folding import fold
from heliograph.records import Digest, Leaf

Said = frozenset[str]
"""The passages of a page as folded, noise apart; order and repeats say nothing."""

_DATES: Final = re.compile(
    r"""
      (?:19|20)\d\d\s*[-/.年]\s*\d{1,2}(?:\s*[-/.月]\s*\d{1,2}\s*日?)?
    | \b\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d\b
    | \d{1,2}\s*月\s*\d{1,2}\s*日
    | \b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b
    | (?:星期|周)[一二三四五六日天]
    | \b\d{1,2}\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:\s+(?:19|20)\d\d)?
    | \b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}
      (?:,?\s+(?:19|20)\d\d)?
    | \d{1,2}\s*[:：]\s*\d\d(?:\s*[:：]\s*\d\d)?(?:\s*[ap]\.?m\.?)?
    | \d{1,2}\s*[时時点]\s*\d{1,2}\s*分(?:\s*\d{1,2}\s*秒)?
    | \b\d+\s+(?:second|minute|hour|day|week|month|year)s?\s+ago\b
    | \d+\s*(?:秒|分钟|分鐘|小时|小時|天|周|个月|年)前
    | (?:今天|昨天|刚刚|剛剛)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_COUNTED: Final = (
    r"浏览|瀏覽|阅读|閱讀|点击|點擊|访问|訪問|访客|訪客|在线|在線|下载次数|人次|播放|点赞|收藏|转发|热度|"
    r"views?|visits?|visitors?|hits|reads|downloads|likes|shares|online|followers|просмотр\w*|"
    r"vues?|visites?|lectures|visitas|lecturas|مشاهدات|زيارة"
)
_COUNTERS: Final = re.compile(
    rf"(?:{_COUNTED})[^\d\n]{{0,12}}[\d,.]+\s*[万千kKmM]?|[\d,.]+\s*[万千kKmM]?\s*[次人]?\s*(?:{_COUNTED})",
    re.IGNORECASE,
)
_TOKENS: Final = re.compile(
    r"[0-9a-f]{16,}|[0-9A-Za-z+/_-]{24,}={0,2}|[?&]\w+=[\w%.-]+", re.IGNORECASE
)
_NOT_WORDS: Final = re.compile(r"[\W_]+")
_SHORTEST: Final = 2
_MOST_COMPARED: Final = 4_000_000
_ALIKE: Final = 75.0
"""Likeness, of 100, from which a passage counts as reworded and not as gone."""


class Difference(Struct, frozen=True, kw_only=True):
    """What is said now and was not before, and the other way round."""

    added: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def is_one(self) -> bool:
        """Whether there is any."""
        return bool(self.added or self.removed)

    @property
    def lost(self) -> tuple[str, ...]:
        """What was removed and does not stand there in other words."""
        return _without_likeness(self.removed, self.added)

    @property
    def fresh(self) -> tuple[str, ...]:
        """What was added and did not stand there in other words."""
        return _without_likeness(self.added, self.removed)


def _without_likeness(these: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    return tuple(
        one
        for one in these
        if process.extractOne(one, others, scorer=fuzz.ratio, score_cutoff=_ALIKE) is None
    )


def said(leaves: Iterable[Leaf], *, whole: bool = False) -> Said:
    """Say what a document says; where its pages tell main text from the rest, the main text.

    `whole`: the rest, too, for in lists of links the two are hard to tell apart.
    """
    read = list(leaves)
    everything = [(leaf, one) for leaf in read for one in leaf.passages]
    proper = [(leaf, one) for leaf, one in everything if whole or one.main] or everything
    words = (without_noise(leaf.words(one)) for leaf, one in proper)
    return frozenset(one for one in words if len(one) >= _SHORTEST)


def without_noise(words: str) -> str:
    """Fold words and leave out what changes by itself."""
    folded = fold(words).text
    for noise in (_DATES, _COUNTERS, _TOKENS):
        folded = noise.sub(" ", folded)
    return _NOT_WORDS.sub("", folded)


def digest_of_said(what: Said) -> Digest:
    """Name a state by what it says."""
    return digest_of("\n".join(sorted(what)).encode())


def stable_difference(base: Said, first: Said, second: Said) -> Difference:
    """Say in what two later looks agree that it is different from before.

    What comes and goes from one look to the next (a quotation of the day, a counter without a
    name) is in none of it: it was not there before, and what stood in its place then is gone for
    the same reason, so that as many lost passages as there are such places are no change.
    """
    added = (first & second) - base
    removed = base - (first | second)
    places = len(second - first)
    if not added and len(removed) <= places:
        removed = frozenset()
    return Difference(
        added=tuple(sorted(_without_seams(added, base))),
        removed=tuple(sorted(_without_seams(removed, second))),
    )


def _without_seams(these: Said, others: Said) -> Said:
    """Leave out what is made of the others' words, or they of it: the same, cut elsewhere.

    A page whose layout changes has its rows and sentences cut in other places.
    """
    if not these or len(these) * len(others) > _MOST_COMPARED:
        return these
    return frozenset(
        one
        for one in these
        if not _is_laid_with(one, others)
        and not any(one in other and _is_laid_with(other, these) for other in others)
    )


def _is_laid_with(whole: str, pieces: Said) -> bool:
    """Whether a passage is the pieces, two or more, one behind the other and nothing between."""
    inside = sorted((one for one in pieces if one != whole and one in whole), key=len, reverse=True)
    at = 0
    while at < len(whole):
        piece = next((one for one in inside if whole.startswith(one, at)), None)
        if piece is None:
            return False
        at += len(piece)
    return True
