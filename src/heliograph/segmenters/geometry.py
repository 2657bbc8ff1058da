"""What the places of characters on a page tell of its lines: ends, gaps, sizes, cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from heliograph.codec import BOX_SCALE, Edges
from heliograph.segmenters.lines import Line, columns

CELL_GAP = 2.0
"""Columns of nothing between two words that part two cells of a row."""

_LEADING = 1.7
"""Times the usual pitch of lines from which white space stands between two of them."""

_SMALL = 0.93
"""Times the usual height of type below which a line at the edge of the page is no text proper."""

_MARGIN = 0.08 * BOX_SCALE
"""Depth of the strips along the upper and lower edge where running titles stand."""

_ROW_LINES = 6
"""Lines of type back up to which the next cell of a row may begin."""

_ROW_DROP = 3.0
"""Lines of type down to which it may: farther below, another paragraph stands to the right."""

_SPACES = re.compile(r"\s+")
_MARK = re.compile(r"[^\w\s]\s|[^\w\s]?(?:\w{1,3}[.)）、．]|\d+(?:\.\d+)+)\s")
"""What marks an item or a heading: the room after it is not the border of a cell."""

_CAN_BE_ROWS = frozenset({"text", "numbered", "item", "caption", "entry", "field"})
_BLANK = Line(0, 0, "blank", 0.0, 0.0)

Extent = tuple[int, int, int, int]
"""Left, right, top and bottom of a line, in 65,534ths of the page."""


def placed(text: str, lines: Sequence[Line], boxes: bytes) -> list[Line]:
    """Give lines their true places, in columns of the page's own type, and blanks where they show.

    `boxes` is `Page.boxes`; where a line has none, it stays as it was.
    """
    edges = Edges(boxes)
    spans = [_extent(edges, line) for line in lines]
    known = [
        (extent, columns(text[line.start : line.end]))
        for line, extent in zip(lines, spans, strict=True)
        if extent is not None
    ]
    if not known:
        return list(lines)
    unit = _middle([(span[1] - span[0]) / wide for span, wide in known]) or 1.0
    size = _middle([span[3] - span[2] for span, _ in known]) or 1.0
    return list(_spaced(text, lines, spans, edges, (unit, size)))


def _spaced(
    text: str,
    lines: Sequence[Line],
    spans: Sequence[Extent | None],
    edges: Edges,
    measures: tuple[float, float],
) -> Iterator[Line]:
    """Yield the lines with their places, and a blank where the page leaves room."""
    unit, size = measures
    pitch = _usual_pitch(spans)
    before: Extent | None = None
    for line, extent in zip(lines, spans, strict=True):
        if extent is None:
            yield line
            continue
        if before is not None and not _is_near(before, extent, size, max(pitch, size) * _LEADING):
            yield _BLANK._replace(start=line.start, end=line.start)
        before = extent
        height = (extent[3] - extent[2]) / size
        kind = line.kind
        if height < _SMALL and not _MARGIN < extent[2] < BOX_SCALE - _MARGIN:
            kind = "margin"
        elif kind in _CAN_BE_ROWS and _has_cells(text, line, edges, unit * CELL_GAP):
            kind = "row"
        left, right = extent[0] / unit, extent[1] / unit
        yield Line(line.start, line.end, kind, left, right, height)


def _is_near(before: Extent, after: Extent, size: float, leading: float) -> bool:
    """Say whether no white space stands between two lines: the next is below, or the next cell."""
    step = after[2] - before[2]
    if after[0] > before[1]:
        return -_ROW_LINES * size < step <= _ROW_DROP * size
    return -size < step <= leading


def _extent(edges: Edges, line: Line) -> Extent | None:
    """Give the extent of a line from its first and last character.

    Right-to-left lines are mirrored, so that each begins at its left.
    """
    if line.end <= line.start or line.end > len(edges):
        return None
    first, last = edges.at(line.start), edges.at(line.end - 1)
    if first is None or last is None:
        return None
    left, right = first[0], last[2]
    if left > right:
        left, right = int(BOX_SCALE) - first[2], int(BOX_SCALE) - last[0]
    return left, max(left + 1, right), last[1], last[3]


def _usual_pitch(spans: Sequence[Extent | None]) -> float:
    """Find how far below each other the lines of a page usually stand."""
    tops = [span[2] for span in spans if span is not None]
    return _middle([other - one for one, other in pairwise(tops) if other > one])


def _has_cells(text: str, line: Line, edges: Edges, least: float) -> bool:
    """Say whether a line has a gap inside that is wider than any space between words."""
    mark = _MARK.match(text, line.start, line.end)
    for space in _SPACES.finditer(text, mark.end() if mark else line.start, line.end):
        before, after = edges.at(space.start() - 1), edges.at(space.end())
        if before is not None and after is not None and after[0] - before[2] > least:
            return True
    return False


def _middle(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2] if values else 0.0
