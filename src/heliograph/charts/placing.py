"""Places for names: those joined by lines stand near each other, and none covers another.

Rough places come from rustworkx (Fruchterman and Reingold's springs, with a fixed seed, so that the
same case is drawn the same); here they are spread over the room and labels are pushed apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import cos, log1p, pi, sin
from typing import Final

from heliograph.charts.drawing import fitted, width_of

SEED: Final = 20260101
_ROUNDS: Final = 300
_PUSHES: Final = 120
_LABEL: Final = 190.0
_MARGIN: Final = 14.0
_BELOW: Final = 20.0
"""What the label takes below the form."""


@dataclass(slots=True, kw_only=True)
class Box:
    """The place of one name, and the room that it takes with its label."""

    x: float
    y: float
    size: float
    words: str
    half: float
    """Half of the width."""

    @property
    def top(self) -> float:
        """Where it begins."""
        return self.y - self.size - 3

    @property
    def bottom(self) -> float:
        """Where its label ends."""
        return self.y + self.size + _BELOW


def placed(
    names: Mapping[str, str],
    lines: Sequence[tuple[str, str, float]],
    room: tuple[float, float],
) -> dict[str, Box]:
    """Give each name a place within a width and a height; `lines` join two with a weight."""
    rough = _springs(list(names), lines)
    degree: dict[str, int] = {}
    for first, second, _ in lines:
        degree[first] = degree.get(first, 0) + 1
        degree[second] = degree.get(second, 0) + 1
    boxes = {}
    for name, (x, y) in rough.items():
        words = fitted(names[name], _LABEL)
        size = 7 + 2.2 * log1p(degree.get(name, 0))
        half = max(width_of(words) / 2, size) + 4
        boxes[name] = Box(x=x, y=y, size=size, words=words, half=half)
    _spread(list(boxes.values()), room)
    _push_apart(list(boxes.values()), room)
    return boxes


def _springs(
    names: Sequence[str], lines: Sequence[tuple[str, str, float]]
) -> dict[str, tuple[float, float]]:
    # Loaded when it is first needed: nothing else here waits for it.
    from rustworkx import PyGraph, spring_layout  # noqa: PLC0415

    graph: PyGraph[str, float] = PyGraph()
    at = dict(zip(names, graph.add_nodes_from(list(names)), strict=True))
    # A pair that stands together a thousand times is no thousand times as near.
    graph.add_edges_from([(at[a], at[b], 1 + log1p(weight)) for a, b, weight in lines])
    ring = {
        at[name]: (cos(2 * pi * turn / len(names)), sin(2 * pi * turn / len(names)))
        for turn, name in enumerate(names)
    }
    found = spring_layout(
        graph,
        pos=ring,
        k=1.6 / max(len(names), 1) ** 0.5,
        num_iter=_ROUNDS,
        weight_fn=float,
        seed=SEED,
    )
    return {name: (float(found[at[name]][0]), float(found[at[name]][1])) for name in names}


def _spread(boxes: Sequence[Box], room: tuple[float, float]) -> None:
    """Stretch rough places over the room, by their order as much as by their distance.

    Springs leave a crowd in the middle and a few far outside: half of each place is its rank.
    """
    if not boxes:
        return
    for axis, length in (("x", room[0]), ("y", room[1])):
        values = sorted(getattr(box, axis) for box in boxes)
        low, high = values[0], values[-1]
        rank = {value: at / max(len(values) - 1, 1) for at, value in enumerate(values)}
        for box in boxes:
            value = getattr(box, axis)
            part = 0.5 * rank[value] + 0.5 * ((value - low) / (high - low) if high > low else 0.5)
            setattr(box, axis, _MARGIN + part * (length - 2 * _MARGIN))
    for box in boxes:
        _keep_inside(box, room)


def _push_apart(boxes: Sequence[Box], room: tuple[float, float]) -> None:
    """Move what covers another aside, the shorter way, until nothing does or patience ends."""
    for _ in range(_PUSHES):
        moved = False
        for first, second in combinations(boxes, 2):
            across = first.half + second.half - abs(first.x - second.x)
            down = min(first.bottom, second.bottom) - max(first.top, second.top)
            if across > 0 and down > 0:
                moved = True
                _move(first, second, across, down)
        for box in boxes:
            _keep_inside(box, room)
        if not moved:
            return


def _move(first: Box, second: Box, across: float, down: float) -> None:
    if down <= across:
        step = down / 2 + 0.5
        sign = 1 if first.y <= second.y else -1
        first.y -= sign * step
        second.y += sign * step
    else:
        step = across / 2 + 0.5
        sign = 1 if first.x <= second.x else -1
        first.x -= sign * step
        second.x += sign * step


def _keep_inside(box: Box, room: tuple[float, float]) -> None:
    box.x = min(max(box.x, box.half + 2), room[0] - box.half - 2)
    box.y = min(max(box.y, box.size + 4), room[1] - box.size - _BELOW)
