"""Covers what would lead to a private person, character for character, so that offsets stay true.

Which stretches those are is said by `heliograph.masking`. A name or number is replaced by as many
full blocks as it has characters: a quote in a dossier can then still be found at its place in the
text of its page, and on the picture of the page the same stretches are painted over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from heliograph.codec import Box, boxes_of
from heliograph.dossier.material import Hidden
from heliograph.masking import mask

BLOCK = "█"

Window = tuple[int, int, Sequence[str]]
"""A stretch of a page that stands in a table, and the head of that table."""


def hidden_in(text: str, windows: Iterable[Window] = ()) -> list[Hidden]:
    """Find what is to be covered, in order and without overlap.

    The whole text is looked at once, and each window once more with the head of its table.
    """
    found: list[Hidden] = [(one.start, one.end, one.kind) for one in mask(text)[1]]
    for start, end, header in windows:
        inside = mask(text[start:end], header)[1]
        found += [(start + one.start, start + one.end, one.kind) for one in inside]
    merged: list[Hidden] = []
    for begin, stop, kind in sorted(found):
        if merged and begin < merged[-1][1]:
            first = merged[-1]
            merged[-1] = (first[0], max(first[1], stop), first[2])
        else:
            merged.append((begin, stop, kind))
    return merged


def covered(text: str, hidden: Iterable[Hidden]) -> str:
    """Cover these stretches; the text keeps its length."""
    edges = [(0, 0), *((start, end) for start, end, _ in hidden), (len(text), len(text))]
    pieces: list[str] = []
    for (_, at), (start, end) in pairwise(edges):
        pieces += (text[at:start], BLOCK * (end - start))
    return "".join(pieces)


def boxes_to_cover(boxes: bytes, hidden: Iterable[Hidden]) -> list[Box]:
    """Say where on the page the covered stretches stand; nothing where it has no positions."""
    return [box for start, end, _ in hidden for box in boxes_of(boxes, start, end)]
