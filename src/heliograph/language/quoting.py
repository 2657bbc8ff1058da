"""Finds quoted words in a text: as somebody typed or pasted them, or as they once stood there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

Span = tuple[int, int]

_SPELT_OUT: Final = re.compile(r"⟨U\+([0-9A-F]{4,6})⟩")
"""How faces show what has no shape of its own."""
_GAP: Final = re.compile(r"\s+")
_LAST: Final = 0x10FFFF


def spans_of(text: str, words: str) -> Iterator[Span]:
    """Yield where the words stand in a text, none over another.

    They must be the text's own to the letter; but any white space is as good as any other, since
    what is pasted lost it, and what a face spelt out stands for itself. Nothing has no place.
    """
    parts = [re.escape(part) for part in _GAP.split(_SPELT_OUT.sub(_meant, words).strip())]
    if parts == [""]:
        return
    yield from (found.span() for found in re.finditer(r"\s+".join(parts), text))


def found_again(text: str, words: str, begins: int, before: str, after: str) -> int | None:
    """Say where words stand in a text that may have changed around them since; None if unsure.

    Where they stood, if they do still; else where what stood before and after them does; else the
    only place where they stand at all.
    """
    if text.startswith(words, begins) and text[:begins].endswith(before):
        return begins
    for around, shift in ((before + words + after, len(before)), (words, 0)):
        at = text.find(around)
        if at >= 0 and text.find(around, at + 1) < 0:
            return at + shift
    return None


def _meant(spelt: re.Match[str]) -> str:
    point = int(spelt[1], 16)
    return chr(point) if point <= _LAST else spelt[0]
