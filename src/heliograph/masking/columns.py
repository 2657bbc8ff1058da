"""Names of persons in the rows of a table, where the head of their column says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from heliograph.masking.words import loaded

Found = tuple[int, int, Literal["name"]]

_WORDS = loaded()
_LABELS = frozenset(
    label.casefold() for label in (*_WORDS.labels, *_WORDS.western_labels, *_WORDS.arabic_labels)
)
_DELIMITERS = ("\t", "|", ",", ";", "，")
_QUOTED = " \t\"'“”"
_LINE = re.compile(r"[^\r\n]+")
_NAME = re.compile(
    r"[\u3400-\u4dbf\u4e00-\u9fff]{2,4}"
    r"|[A-ZÀ-ÖØ-ÞА-ЯЁ][\w’'\-]{1,30}(?: [A-ZÀ-ÖØ-ÞА-ЯЁ][\w’'\-]{0,30}\.?){0,3}"
    r"|[\u0620-\u06ff]{2,20}(?: [\u0620-\u06ff]{2,20}){0,3}"
)
_FEWEST_CELLS = 2


def names_in_columns(text: str, header: Sequence[str] = ()) -> Iterator[Found]:
    """Yield the cells that stand under a person's label, in `header` or in a line of the text.

    A line is a row of a table whose head has as many cells, cut by the same sign.
    """
    known = {delimiter: tuple(map(_bare, header)) for delimiter in _DELIMITERS if header}
    for line in _LINE.finditer(text):
        for delimiter in _DELIMITERS:
            cells = line.group().split(delimiter)
            if len(cells) < _FEWEST_CELLS:
                continue
            heads = tuple(map(_bare, cells))
            if any(head in _LABELS for head in heads):
                known[delimiter] = heads
            elif len(known.get(delimiter, ())) == len(cells):
                yield from _under(known[delimiter], cells, line.start())


def _bare(cell: str) -> str:
    return cell.strip(_QUOTED).casefold()


def _under(heads: tuple[str, ...], cells: list[str], start: int) -> Iterator[Found]:
    for head, cell in zip(heads, cells, strict=True):
        words = cell.strip(_QUOTED)
        if head in _LABELS and _NAME.fullmatch(words) and words not in _WORDS.not_names:
            at = start + cell.index(words)
            yield at, at + len(words), "name"
        start += len(cell) + 1
