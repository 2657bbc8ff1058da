"""What two versions must have in common for their words to count as the same.

Layout, white space, width, case, script (traditional or simplified) and punctuation do not count;
letters, digits, and the signs without which a number means something else do.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from heliograph.language.folding import fold
from heliograph.language.letters import HAN, MARKS

LOST: Final = "\ufffd"
"""Stands where a character was lost before the file came to us."""

_KEPT: Final = re.compile(
    rf"[^\W_]|[{MARKS}]|(?<=\w)_+(?=\w)"
    r"|(?<=\d)[.\-:](?=\d)|(?<!\w)[-+](?=\d)|[<>]=?(?=\s*\d)|[%‰°±≤≥≠×÷$€£¥]"
)
_ORDINAL: Final = re.compile(
    r"\s*(?:[(（]\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[a-zA-Z])\s*[)）]"
    r"|(?:\d{1,3}(?:\.\d{1,3})*|[一二三四五六七八九十]{1,3})\s*[.．、)）](?!\d)"
    r"|\d{1,3}(?:\.\d{1,3})+(?=\s))\s*"
)
_IDENTIFIER: Final = re.compile(
    r"[A-Za-z]\w*_\w*|[a-z]+[A-Z]\w*|\b[A-Z][A-Z\d]{3,}\b|0[xX][\da-fA-F]+", re.ASCII
)
_HAN: Final = re.compile(f"[{HAN}]")
_LETTERS: Final = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=2**16)
def key_of(words: str) -> str:
    """Give what counts of some words: equal keys, same words. Empty where nothing counts."""
    return "".join(_KEPT.findall(fold(words).text))


def key_without_ordinal(words: str) -> str:
    """Give the key without the number that only counts an item: it moves when one is added."""
    rest = words[found.end() :] if (found := _ORDINAL.match(words)) else words
    return key_of(rest) or key_of(words)


def name_key(name: str) -> str:
    """Give what counts of an identifier."""
    return fold(name).text.strip()


def writing_of(words: str) -> str:
    """Name the script that most letters of some words are in, identifiers left out; empty if none.

    The names are those of Unicode's characters: `CJK`, `LATIN`, `CYRILLIC`, `ARABIC`, `TIBETAN`…
    Identifiers stay when a comment is translated, so they tell nothing.
    """
    counts: dict[str, int] = {}
    for run in _LETTERS.findall(_IDENTIFIER.sub(" ", words)):
        for letter in run:
            script = "CJK" if _HAN.match(letter) else unicodedata.name(letter, " ").split(" ")[0]
            # A Han character says as much as several letters.
            counts[script] = counts.get(script, 0) + (3 if script == "CJK" else 1)
    return max(counts, key=lambda script: (counts[script], script)) if counts else ""


def is_translated(before: str, after: str) -> bool:
    """Whether the same place speaks another language now, as far as the script tells."""
    one, other = writing_of(before), writing_of(after)
    return bool(one and other and one != other)


def same_language(one: str, other: str) -> bool:
    """Whether two language codes are one language: traditional and simplified Chinese are."""
    return one.partition("-")[0] == other.partition("-")[0]
