"""Words → the same words with every hit replaced by one mask, of one length whatever it hides.

What is looked for is folded as for search (width, case, traditional and simplified), spaces inside
it do not matter, and it is found in the form that addresses give it, too.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from msgspec import Struct

from heliograph.dossier.hiding import BLOCK
from heliograph.language.folding import fold

MASK = BLOCK * 5
"""Stands for anything that was hidden."""

_BLOCKS = re.compile(f"{BLOCK}+")
_BETWEEN = r"[\s\u200b-\u200f\u2060\ufeff·\-]{0,4}"


class Hit(Struct, frozen=True, kw_only=True):
    """A stretch of the text as it was, and which of the plan's words stands there."""

    start: int
    end: int
    number: int
    """From 0; -1 for what the dossier had covered already."""


class Blackened(Struct, frozen=True, kw_only=True):
    """Text with its masks, and where each offset of the text before has gone."""

    text: str
    hits: tuple[Hit, ...]
    starts: tuple[int, ...]
    """Where each mask stands in `text`."""

    def moved(self, offset: int, *, end: bool = False) -> int:
        """Lead an offset over; inside of a mask it goes to the mask's start, or its end."""
        index = bisect_right([one.start for one in self.hits], offset - end) - 1
        if index < 0:
            return offset
        hit, start = self.hits[index], self.starts[index]
        if offset < hit.end or (end and offset == hit.end):
            return start + len(MASK) if end else start
        return start + len(MASK) + offset - hit.end


class Blackener:
    """Finds and replaces the words of a plan."""

    def __init__(self, words: Sequence[str]) -> None:
        """Prepare what to look for."""
        self._forms = [_form(one) for one in words]

    def hits(self, text: str) -> tuple[Hit, ...]:
        """Find what is to be hidden, in order; hits that touch are one."""
        found = [(one.start(), one.end(), -1) for one in _BLOCKS.finditer(text)]
        folded = fold(text)
        for number, form in enumerate(self._forms):
            for one in form.finditer(folded.text):
                start, end = folded.source(one.start(), one.end())
                found.append((start, end, number))
        merged: list[tuple[int, int, int]] = []
        for start, end, number in sorted(found, key=lambda one: (one[0], one[1], -one[2])):
            if merged and start <= merged[-1][1]:
                first = merged[-1]
                merged[-1] = first[0], max(first[1], end), max(first[2], number)
            else:
                merged.append((start, end, number))
        return tuple(Hit(start=start, end=end, number=number) for start, end, number in merged)

    def blackened(self, text: str) -> Blackened:
        """Replace every hit by the mask."""
        hits = self.hits(text)
        pieces: list[str] = []
        starts: list[int] = []
        at = size = 0
        for hit in hits:
            pieces += (text[at : hit.start], MASK)
            size += hit.start - at
            starts.append(size)
            size += len(MASK)
            at = hit.end
        return Blackened(text="".join((*pieces, text[at:])), hits=hits, starts=tuple(starts))

    def words(self, text: str) -> str:
        """Replace every hit, where nobody asks for places."""
        return self.blackened(text).text

    def all_of(self, value: object) -> object:
        """Replace in every string of plain data, keys left alone."""
        if isinstance(value, str):
            return self.words(value)
        if isinstance(value, dict):
            return {key: self.all_of(one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [self.all_of(one) for one in value]
        return value


def whole(text: str) -> str:
    """Make every mask that an edge cut in two a whole one again."""
    return _BLOCKS.sub(MASK, text)


def _form(words: str) -> re.Pattern[str]:
    """Make a pattern of the folded words, letter by letter, and of how addresses write them."""
    folded = "".join(fold(words).text.split())
    bare = "".join(words.split())
    spelled = [_BETWEEN.join(map(re.escape, folded))]
    spelled += [re.escape(one) for one in _in_addresses((words.strip(), bare))]
    return re.compile("|".join(dict.fromkeys(spelled)), re.IGNORECASE)


def _in_addresses(forms: Iterable[str]) -> Iterable[str]:
    for one in forms:
        for charset in ("utf-8", "gb18030"):
            quoted = quote(one.encode(charset, "replace"), safe="")
            if quoted != one:
                yield fold(quoted).text
