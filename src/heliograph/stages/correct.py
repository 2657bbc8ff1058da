"""Page, Correction → Page: a page as it was read becomes the page as persons read it.

What was read is not touched: the corrected page is another one beside it, with an id of its own,
that says of each stretch what had been read there. Positions lead on: a box for each character,
blocks and marks where their words went.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from heliograph.codec import BOX_SCALE, Box, Edges, boxes_at, pack_boxes, page_id_of
from heliograph.hand_records import Correction
from heliograph.language.quoting import found_again
from heliograph.records import Corrected, Page, PageId

CONTEXT: Final = 16
"""Characters before and after words that are kept with them, to find them again."""


@dataclass(frozen=True, slots=True)
class _Swap:
    """A stretch of a page and what stands in its place."""

    start: int
    end: int
    instead: str


def corrected(page: Page, corrections: Iterable[Correction]) -> Page:
    """Give a page as read with these corrections made; the page itself where none has a place.

    A later correction that touches the words of an earlier one stands in its place.
    """
    swaps = _swaps(page.text, corrections)
    if not swaps:
        return page
    way = _Way(swaps)
    text = "".join(_pieces(page.text, swaps))
    return msgspec.structs.replace(
        page,
        id=PageId(page_id_of(page.digest, page.read_by, page.number, text)),
        text=text,
        boxes=_boxes(page.boxes, len(page.text), swaps),
        marks=tuple(msgspec.structs.replace(one, start=way.start(one.start)) for one in page.marks),
        blocks=tuple(
            msgspec.structs.replace(one, start=way.start(one.start), end=way.end(one.end))
            for one in page.blocks
        ),
        doubts=tuple(
            msgspec.structs.replace(one, start=way.start(one.start), end=way.end(one.end))
            for one in page.doubts
            if not any(swap.start < one.end and one.start < swap.end for swap in swaps)
        ),
        corrected=tuple(
            Corrected(
                start=way.start(one.start),
                end=way.start(one.start) + len(one.instead),
                was=page.text[one.start : one.end],
            )
            for one in swaps
        ),
        as_read=page.id,
    )


def has_place(page: Page, one: Correction) -> bool:
    """Say whether the words of a correction stand on a page as it was read."""
    return _place(page.text, one) is not None


def was_at(page: Page, offset: int) -> int:
    """Say where an offset of a corrected page stood before, outside of what was corrected.

    Inside of it: where that began.
    """
    back = 0
    for one in page.corrected:
        if offset < one.end:
            return min(offset, one.start) - back
        back += (one.end - one.start) - len(one.was)
    return offset - back


def now_at(page: Page, offset: int) -> int | None:
    """Say where an offset of the page as read stands on its corrected page; None inside of what
    was corrected.
    """
    on = 0
    for one in page.corrected:
        start = one.start - on
        if offset <= start:
            break
        if offset < start + len(one.was):
            return None
        on += one.end - one.start - len(one.was)
    return offset + on


def touching(page: Page, start: int, end: int) -> list[Corrected]:
    """Give the corrected stretches that touch a span of a page."""
    return [one for one in page.corrected if one.start < end and start < one.end]


def _place(text: str, one: Correction) -> _Swap | None:
    start = found_again(text, one.words, one.begins, one.before, one.after)
    return None if start is None else _Swap(start, start + len(one.words), one.instead)


def _swaps(text: str, corrections: Iterable[Correction]) -> list[_Swap]:
    """Place corrections, oldest first; none that stands touches another."""
    stands: list[_Swap] = []
    for one in sorted(corrections, key=lambda each: each.entry):
        swap = _place(text, one)
        if swap is not None:
            stands = [each for each in stands if each.end <= swap.start or swap.end <= each.start]
            stands.append(swap)
    return sorted(stands, key=lambda swap: swap.start)


def _pieces(text: str, swaps: Sequence[_Swap]) -> Iterator[str]:
    at = 0
    for swap in swaps:
        yield text[at : swap.start]
        yield swap.instead
        at = swap.end
    yield text[at:]


class _Way:
    """Leads from offsets of the page as read to those of the corrected one."""

    def __init__(self, swaps: Sequence[_Swap]) -> None:
        self._swaps = swaps
        self._ends = [swap.end for swap in swaps]
        self._shifts = [0]
        for swap in swaps:
            self._shifts.append(self._shifts[-1] + len(swap.instead) - (swap.end - swap.start))

    def start(self, offset: int) -> int:
        """Lead a beginning: inside of what was replaced, to where that begins."""
        place = bisect_right(self._ends, offset)
        if place < len(self._swaps) and self._inside(place, offset):
            offset = self._swaps[place].start
        return offset + self._shifts[place]

    def end(self, offset: int) -> int:
        """Lead an end: inside of what was replaced, to where its replacement ends."""
        place = bisect_right(self._ends, offset)
        if place < len(self._swaps) and self._inside(place, offset):
            return self._ends[place] + self._shifts[place + 1]
        return offset + self._shifts[place]

    def _inside(self, place: int, offset: int) -> bool:
        return self._swaps[place].start < offset < self._ends[place]


def _boxes(packed: bytes, characters: int, swaps: Sequence[_Swap]) -> bytes:
    """Give each character its box: what is new shares out the place of what it replaces."""
    if not packed:
        return packed
    edges = Edges(packed)
    made: list[Box | None] = []
    at = 0
    for swap in swaps:
        made += (_box(edges, offset) for offset in range(at, swap.start))
        made += _shared(edges, swap)
        at = swap.end
    made += (_box(edges, offset) for offset in range(at, characters))
    return pack_boxes(made)


def _box(edges: Edges, offset: int) -> Box | None:
    found = edges.at(offset) if offset < len(edges) else None
    if found is None:
        return None
    left, top, right, bottom = found
    return left / BOX_SCALE, top / BOX_SCALE, right / BOX_SCALE, bottom / BOX_SCALE


def _shared(edges: Edges, swap: _Swap) -> Iterator[Box | None]:
    old, new = swap.end - swap.start, len(swap.instead)
    for at in range(new):
        first, last = at * old // new, -(-(at + 1) * old // new)
        lines = boxes_at(edges, swap.start + first, swap.start + max(last, first + 1))
        yield lines[0] if lines else None
