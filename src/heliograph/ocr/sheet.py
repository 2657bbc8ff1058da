"""Lines that were seen → a sheet: text in reading order, a box for each character, doubts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np

from heliograph.codec import Box, pack_boxes
from heliograph.ocr.glyphs import Glyph, Line, Seen, size_of
from heliograph.ocr.order import rows_of
from heliograph.records import Doubt
from heliograph.seams import Sheet

LINE_DOUBT = 0.8
"""Mean confidence of a line below which all of it is doubtful."""

GLYPH_DOUBT = 0.5
"""Confidence of a character below which it is doubtful in a line that is not."""

CELL_GAP = 1.0
"""Heights of a line between two on one row from which they are cells, parted by a tab."""

SAME_TYPE = 0.2
"""Share by which a line's height may differ from the page's usual one and be the same type: what
is measured wavers with the letters, and headings must stand out from it."""

_TURNED_BACK: dict[int, Callable[[float, float, float, float], Box]] = {
    0: lambda left, top, right, bottom: (left, top, right, bottom),
    90: lambda left, top, right, bottom: (top, 1 - right, bottom, 1 - left),
    180: lambda left, top, right, bottom: (1 - right, 1 - bottom, 1 - left, 1 - top),
    270: lambda left, top, right, bottom: (1 - bottom, left, 1 - top, right),
}
"""Boxes of a page that was turned clockwise by so many degrees, as it stood before."""


def sheet_of(seen: Seen, number: int, label: str = "") -> Sheet:
    """Write down what was seen. Boxes are fractions of the page as it stands in the file."""
    draft = _Draft(seen)
    for row in rows_of(seen.lines):
        draft.add(row)
    return Sheet(
        number=number,
        label=label,
        text="".join(draft.text),
        boxes=pack_boxes(draft.boxes) if draft.boxes else b"",
        doubts=tuple(draft.doubts),
    )


class _Draft:
    """A sheet as it grows: one box for each code point of the text."""

    def __init__(self, seen: Seen) -> None:
        self.text: list[str] = []
        self.boxes: list[Box | None] = []
        self.doubts: list[Doubt] = []
        self._seen = seen
        self._usual = _usual_height(seen.lines)

    def add(self, row: Sequence[Line]) -> None:
        if self.boxes:
            self._write("\n", None)
        self._line(row[0])
        for before, line in pairwise(row):
            gap = max(
                line.quad[:, 0].min() - before.quad[:, 0].max(),
                before.quad[:, 0].min() - line.quad[:, 0].max(),
            )
            self._write("\t" if gap >= CELL_GAP * size_of(line.quad)[1] else " ", None)
            self._line(line)

    def _line(self, line: Line) -> None:
        start = len(self.boxes)
        is_doubtful = line.confidence < LINE_DOUBT
        for glyph, box in self._placed(line):
            at = len(self.boxes)
            self._write(glyph.text, box)
            if glyph.confidence < GLYPH_DOUBT and not is_doubtful:
                self._doubt(at, glyph.confidence, glyph.others)
        if is_doubtful:
            self._doubt(start, line.confidence, ())

    def _write(self, text: str, box: Box | None) -> None:
        self.text.append(text)
        self.boxes += [box] * len(text)

    def _doubt(self, start: int, confidence: float, others: tuple[str, ...]) -> None:
        confidence = round(min(1.0, max(0.0, confidence)), 3)
        end = len(self.boxes)
        self.doubts.append(Doubt(start=start, end=end, confidence=confidence, others=others))

    def _placed(self, line: Line) -> Iterator[tuple[Glyph, Box | None]]:
        """Give each glyph its box: its stretch of the line, as high as the page's type."""
        height = size_of(line.quad)[1]
        if abs(height - self._usual) <= SAME_TYPE * self._usual:
            height = self._usual
        begins = (line.quad[0] + line.quad[3]) / 2
        along = (line.quad[1] + line.quad[2]) / 2 - begins
        across = line.quad[3] - line.quad[0]
        across = across * height / (float(np.hypot(*across)) or 1.0) / 2
        size = np.array(self._seen.size, dtype=np.float64)
        for glyph in line.glyphs:
            if glyph.right <= glyph.left:
                yield glyph, None
                continue
            ends = np.array((begins + along * glyph.left, begins + along * glyph.right))
            corners = np.concatenate((ends - across, ends + across)) / size
            (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
            yield glyph, _TURNED_BACK[self._seen.turn](left, top, right, bottom)


def _usual_height(lines: Sequence[Line]) -> float:
    """Give the height of the line in the middle of the page's characters, small to large."""
    heights = sorted((size_of(line.quad)[1], len(line.glyphs)) for line in lines)
    half = sum(count for _, count in heights) / 2
    for height, count in heights:
        half -= count
        if half <= 0:
            return height
    return 0.0
