"""Lines of a page → rows in reading order: columns in turn, cells of a row side by side."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from heliograph.ocr.glyphs import Line, size_of

Numbers = npt.NDArray[np.float64]

LEAST_IN_COLUMN = 4
"""Lines that each side must have to be a column of running text."""

FULL = 0.6
"""Share of a column's width that its usual line fills; cells of a table are shorter."""

LONG = 10
"""Heights of its lines that a column must be wide: narrower ones are cells, however full."""

LONG_IN = {"LATIN": 9, "CYRILLIC": 9, "ARABIC": 8, "TIBETAN": 6}
"""The same in scripts whose lines are higher for the same type: a line that was found has 1.4 times
the type's height in Han, 1.6 in Latin letters, 1.8 in Arabic ones, 2.2 in Tibetan. Six or eight for
all would take tables of two columns of short Chinese cells for running text."""

CROSSING = 0.2
"""Share of lines, titles and captions, that may run across a gutter."""

SAME_ROW = 0.5
"""Heights of the lower line by which two lines may be apart in height and be one row."""


@dataclass(frozen=True, slots=True, eq=False)
class _Placed:
    line: Line
    left: float
    right: float
    middle: float
    height: float


def rows_of(lines: Sequence[Line]) -> list[list[Line]]:
    """Give the rows of a page from its top to its bottom, each from left to right; where most
    letters are of a script that runs from the right, cells and columns do, too.

    Lines of a page that was scanned askew are compared as if it stood straight. A page in two
    columns of running text is read column by column.
    """
    placed = _placed(lines)
    return [[one.line for one in row] for row in _ordered(placed, _long(lines))]


def _placed(lines: Sequence[Line]) -> list[_Placed]:
    askew = _askew(lines)
    turn = np.array(((np.cos(askew), np.sin(askew)), (-np.sin(askew), np.cos(askew))))
    backwards = _runs_from_the_right(lines)
    placed = []
    for line in lines:
        straight = line.quad @ turn.T
        left, right = float(straight[:, 0].min()), float(straight[:, 0].max())
        if backwards:
            left, right = -right, -left
        placed.append(
            _Placed(line, left, right, float(straight[:, 1].mean()), size_of(line.quad)[1])
        )
    return placed


def _long(lines: Sequence[Line]) -> int:
    """Say how many heights of its lines a column of a page's script must be wide."""
    scripts = Counter(
        unicodedata.name(glyph.text[0], "").partition(" ")[0]
        for line in lines
        for glyph in line.glyphs
        if glyph.text[:1].isalpha()
    )
    usual = max(scripts, key=lambda script: scripts[script], default="")
    return LONG_IN.get(usual, LONG)


def _runs_from_the_right(lines: Sequence[Line]) -> bool:
    directions = Counter(
        unicodedata.bidirectional(glyph.text[0])
        for line in lines
        for glyph in line.glyphs
        if glyph.text
    )
    return directions["R"] + directions["AL"] > directions["L"]


def _askew(lines: Sequence[Line]) -> float:
    """Give the angle at which the longer half of the lines runs, in radians."""
    if not lines:
        return 0.0
    wide = sorted(lines, key=lambda line: size_of(line.quad)[0])[len(lines) // 2 :]
    steps = np.array([line.quad[1] - line.quad[0] for line in wide])
    return float(np.median(np.arctan2(steps[:, 1], steps[:, 0])))


def _ordered(placed: Sequence[_Placed], long: int) -> list[list[_Placed]]:
    gutter = _gutter(placed, long)
    if gutter is None:
        return _rows(placed)
    across = sorted(
        (one for one in placed if one.left < gutter < one.right), key=lambda one: one.middle
    )
    rows: list[list[_Placed]] = []
    above = float("-inf")
    for title in (*across, None):
        below = title.middle if title is not None else float("inf")
        band = [one for one in placed if above < one.middle < below and one not in across]
        rows += _ordered([one for one in band if one.right <= gutter], long)
        rows += _ordered([one for one in band if one.left >= gutter], long)
        rows += [[title]] if title is not None else []
        above = below
    return rows


def _gutter(placed: Sequence[_Placed], long: int) -> float | None:
    """Find the place that parts two columns of running text; none where there are none."""
    if len(placed) < 2 * LEAST_IN_COLUMN:
        return None
    lefts = np.array([one.left for one in placed])
    rights = np.array([one.right for one in placed])
    least = long * float(np.median([one.height for one in placed]))
    places = np.unique(lefts)[1:] - 1.0
    crossing = ((lefts < places[:, None]) & (rights > places[:, None])).sum(axis=1)
    fewest = crossing.min(initial=len(placed))
    if fewest > CROSSING * len(placed):
        return None
    for place in places[crossing == fewest].tolist():
        sides = rights <= place, lefts >= place
        if all(_is_column(lefts[side], rights[side], least) for side in sides):
            return float(place)
    return None


def _is_column(lefts: Numbers, rights: Numbers, least: float) -> bool:
    if len(lefts) < LEAST_IN_COLUMN:
        return False
    usual = float(np.median(rights - lefts))
    return usual >= max(least, FULL * float(rights.max() - lefts.min()))


def _rows(placed: Sequence[_Placed]) -> list[list[_Placed]]:
    rows: list[list[_Placed]] = []
    for one in sorted(placed, key=lambda one: one.middle):
        row = rows[-1] if rows else []
        if row and _is_beside(row, one):
            row.append(one)
        else:
            rows.append([one])
    return [sorted(row, key=lambda one: one.left) for row in rows]


def _is_beside(row: Sequence[_Placed], one: _Placed) -> bool:
    middle = sum(other.middle for other in row) / len(row)
    height = min(one.height, *(other.height for other in row))
    apart = all(
        one.left >= other.right - height or one.right <= other.left + height for other in row
    )
    return abs(one.middle - middle) <= SAME_ROW * height and apart
