"""Letters by script, as the insides of regular-expression classes and as sets.

Ranges are those of the Unicode blocks; a range may hold code points that are not yet assigned.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

HAN = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U000323af"
)
"""Ideographs, their radicals, and the marks that stand for one (々 〇)."""

KANA = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
HANGUL = "\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\uac00-\ud7fb\uffa0-\uffdc"

LATIN_LANGUAGES = ("en", "fr", "es", "de", "pt", "tr", "uz", "it")
"""Languages that Latin letters are told apart into; the first is what names are taken for."""

DENSE_FROM = "\u2e80"
"""Word characters from here on are written without spaces between words: each is half a token."""


def points(inside: str) -> Iterator[int]:
    """List the code points of the inside of a character class: `a-z` or single characters."""
    at = 0
    while at < len(inside):
        last = at + 2 if inside[at + 1 : at + 2] == "-" else at
        yield from range(ord(inside[at]), ord(inside[last]) + 1)
        at = last + 1


def _class(members: list[int]) -> str:
    """Write code points, in order, as the inside of a character class."""
    runs: list[list[int]] = []
    for point in members:
        if runs and runs[-1][1] == point - 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in runs)


def _marks() -> list[int]:
    """List the marks that are written on or around a letter and belong to its word."""
    blocks = (range(0x0300, 0x1D00), range(0xA800, 0xAC00))
    return [
        point
        for block in blocks
        for point in block
        if unicodedata.category(chr(point)) in {"Mn", "Mc"}
    ]


MARKS = _class(_marks())
"""Vowel signs and other marks, which `\\w` does not take for part of a word (Tibetan, Thai…)."""


def _uneven() -> list[int]:
    """List the code points that NFKC writes as several, where that says how they are read."""
    blocks = (range(0x80, 0x3400), range(0xF900, 0x10000), range(0x1F100, 0x1F300))
    found: list[int] = []
    for block in blocks:
        for point in block:
            written = unicodedata.normalize("NFKC", chr(point))
            if len(written) > 1 and written[0] != " " and any(map(str.isalnum, written)):
                found.append(point)
    # ™ and ℠ stand at the end of a name; spelt out they would become part of it.
    return [point for point in found if point not in {0x2122, 0x2120}]


UNEVEN = _class(_uneven())
"""Ligatures, squared units and the like (ﬁ ㎡ ⑩): one code point that is read as several."""

COMPOSING = (
    "\u0300-\u034e\u0350-\u036f\u0653-\u0655\u1161-\u1175\u11a8-\u11c2\u3099\u309a\uff9e\uff9f"
)
"""Marks that NFKC melts into the letter before them."""

HARAKAT = "\u0640\u064b-\u0652\u0670"
"""Arabic vowel points and the tatweel, which only stretches a word."""

HYPHENATION = "\x02\u00ad\ufffe"
"""Signs that a word was cut at the end of a line: U+00AD, and what PDFium puts in its place."""

REMOVED = (
    f"{HYPHENATION}{HARAKAT}\u034f\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef"
)
"""What has no width or only directs the layout, and so must not stand between two letters."""

LINE_ENDS = "\n-\r\x85\u2028\u2029"
