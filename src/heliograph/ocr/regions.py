"""Connected regions of a mask, and the smallest rectangle around each, however it is turned."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from heliograph.ocr.glyphs import Floats, Quad

Mask = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Region:
    """Pixels that touch each other."""

    points: Quad
    """The corners of its runs of pixels, shape (n, 2)."""
    strength: float
    """Mean of the map under it."""


@dataclass(frozen=True, slots=True)
class _Runs:
    """Runs of pixels, row by row: row, first column, column after the last."""

    rows: Whole
    starts: Whole
    ends: Whole


def regions_of(mask: Mask, strengths: Floats) -> list[Region]:
    """Find the regions of a mask; pixels that touch at a corner belong together."""
    runs = _runs_of(mask)
    if not len(runs.rows):
        return []
    labels = _labels_of(runs)
    sums = np.concatenate(([0.0], np.cumsum(strengths, dtype=np.float64)))
    width = mask.shape[1]
    weights = sums[runs.rows * width + runs.ends] - sums[runs.rows * width + runs.starts]
    order = np.argsort(labels, kind="stable")
    cuts = np.flatnonzero(np.diff(labels[order])) + 1
    return [_region(runs, weights, some) for some in np.split(order, cuts)]


def _runs_of(mask: Mask) -> _Runs:
    padded = np.zeros((mask.shape[0], mask.shape[1] + 2), dtype=np.int8)
    padded[:, 1:-1] = mask
    steps = np.diff(padded, axis=1)
    rows, starts = np.nonzero(steps == 1)
    return _Runs(rows, starts, np.nonzero(steps == -1)[1])


def _labels_of(runs: _Runs) -> Whole:
    """Unite runs of neighbouring rows that touch (union-find, each run knows a smaller one)."""
    parents = list(range(len(runs.rows)))
    firsts = np.searchsorted(runs.rows, np.arange(int(runs.rows[-1]) + 2)).tolist()
    starts, ends = runs.starts.tolist(), runs.ends.tolist()
    for above in range(len(firsts) - 2):
        one, other = firsts[above], firsts[above + 1]
        while one < firsts[above + 1] and other < firsts[above + 2]:
            if starts[one] <= ends[other] and starts[other] <= ends[one]:
                _unite(parents, one, other)
            if ends[one] < ends[other]:
                one += 1
            else:
                other += 1
    return np.array([_root(parents, at) for at in range(len(parents))], dtype=np.int64)


def _unite(parents: list[int], one: int, other: int) -> None:
    one, other = sorted((_root(parents, one), _root(parents, other)))
    parents[other] = one


def _root(parents: list[int], at: int) -> int:
    while parents[at] != at:
        parents[at] = parents[parents[at]]
        at = parents[at]
    return at


def _region(runs: _Runs, weights: npt.NDArray[np.float64], some: Whole) -> Region:
    rows, starts, ends = runs.rows[some], runs.starts[some], runs.ends[some]
    xs = np.concatenate((starts, ends, starts, ends))
    ys = np.concatenate((rows, rows, rows + 1, rows + 1))
    area = int((ends - starts).sum())
    points = np.stack((xs, ys), axis=1).astype(np.float64)
    return Region(points, float(weights[some].sum()) / area)


def smallest_rectangle(points: Quad) -> tuple[Quad, float, float]:
    """Give centre, width and height with the turn of the smallest rectangle around points.

    Returns its four corners in turn, and the lengths of its first and second side. One side of it
    lies on a side of the convex hull (Freeman and Shapira, 1975), so each is tried.
    """
    hull = _hull(points)
    sides = np.diff(np.concatenate((hull, hull[:1])), axis=0)
    angles = np.unique(np.mod(np.arctan2(sides[:, 1], sides[:, 0]), np.pi / 2))
    turns = np.stack((np.cos(angles), np.sin(angles)), axis=1)
    along = hull @ turns.T
    across = hull @ np.stack((-turns[:, 1], turns[:, 0]))
    low_along, high_along = along.min(axis=0), along.max(axis=0)
    low_across, high_across = across.min(axis=0), across.max(axis=0)
    best = int(np.argmin((high_along - low_along) * (high_across - low_across)))
    x, y = turns[best], np.array((-turns[best][1], turns[best][0]))
    left, right, top, bottom = (
        float(edge[best]) for edge in (low_along, high_along, low_across, high_across)
    )
    corners = np.array(
        [left * x + top * y, right * x + top * y, right * x + bottom * y, left * x + bottom * y]
    )
    return corners, right - left, bottom - top


def _hull(points: Quad) -> Quad:
    """Give the convex hull (Andrew's monotone chain)."""
    ordered: list[list[float]] = np.unique(points, axis=0).tolist()
    if len(ordered) < 3:  # noqa: PLR2004 - two points are their own hull
        return np.array(ordered)
    halves = [_chain(ordered), _chain(ordered[::-1])]
    return np.array([point for half in halves for point in half[:-1]])


def _chain(ordered: list[list[float]]) -> list[list[float]]:
    chain: list[list[float]] = []
    for point in ordered:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain


def _turn(origin: list[float], one: list[float], other: list[float]) -> float:
    return (one[0] - origin[0]) * (other[1] - origin[1]) - (one[1] - origin[1]) * (
        other[0] - origin[0]
    )
