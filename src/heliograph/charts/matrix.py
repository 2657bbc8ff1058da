"""The matrix: which organisations are named on pages with claims, by capability.

A claim on a page that names somebody does not tie it to them. The matrix says where to read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import sqrt
from typing import Final, get_args
from urllib.parse import urlencode

from heliograph.app import Heliograph
from heliograph.chart_views import CellLine, CellView, ChartSum, MatrixView, NameView
from heliograph.charts.asked import KINDS, Asked
from heliograph.charts.drawing import Drawing, Line, Part, Shape, Words, fitted
from heliograph.records import Stance
from heliograph.report.page import title_of
from heliograph.translation import _, ngettext

ORGANISATIONS: Final = ("company", "public-body")
MOST_NAMES: Final = 60
FARTHEST: Final = 100_000
NAMES: Final = 25

_LEFT, _TOP, _RIGHT = 250.0, 190.0, 60.0
_COLUMN, _ROW = 34.0, 28.0
_MOST_TURNED: Final = 225.0


def gather(opened: Heliograph, asked: Asked) -> MatrixView:
    """Count claims by name and capability: for `kind` of names, `stance`, and `most` names.

    `near` counts only claims that stand no more than so many characters from the name.
    """
    kinds = asked.some("kind", KINDS) or ORGANISATIONS
    stance = next(iter(asked.some("stance", get_args(Stance))), "")
    most = asked.number("most", NAMES, MOST_NAMES)
    near = asked.number("near", 0, FARTHEST)
    cells = opened.rows.cells(kinds, stance, near)
    known = {one.id: one for one in opened.rows.names_of(kinds)}
    by_name, by_capability = Counter[str](), Counter[str]()
    for one in cells:
        by_name[one.name] += one.claims
    ranked = sorted(by_name, key=lambda name: (-by_name[name], known[name].name))
    shown = ranked[:most]
    kept = [one for one in cells if one.name in set(shown)]
    for one in kept:
        by_capability[one.capability] += one.claims
    return MatrixView(
        kinds=kinds,
        stance=stance,
        near=near,
        names=[known[name] for name in shown],
        capabilities=[name for name, _ in by_capability.most_common()],
        cells=kept,
        names_left_out=len(ranked) - len(shown),
    )


def cell_address(view: MatrixView, cell: CellView) -> str:
    """Say where the claims of a cell are listed."""
    near = str(view.near or "")
    asked = {"capability": cell.capability, "stance": view.stance, "near": near}
    return f"/names/{cell.name}?{urlencode({key: one for key, one in asked.items() if one})}"


def draw(view: MatrixView) -> Drawing:
    """Draw a row for each name and a column for each capability; each cell leads to its claims."""
    width = _LEFT + _COLUMN * len(view.capabilities) + max(_RIGHT, _MOST_TURNED * 0.65)
    height = _TOP + _ROW * len(view.names) + 10
    rows = {one.id: at for at, one in enumerate(view.names)}
    columns = {one: at for at, one in enumerate(view.capabilities)}
    greatest = max((one.claims for one in view.cells), default=1)
    return Drawing(
        name="matrix",
        width=width,
        height=height,
        title=_("Organisations and capabilities"),
        description=ngettext(
            "%(num)s organisation. Each cell leads to the claims on pages that name it.",
            "%(num)s organisations. Each cell leads to the claims on pages that name one.",
            len(view.names),
        ),
        parts=[
            *(_head(one, at) for at, one in enumerate(view.capabilities)),
            *(_row(one, at, width) for at, one in enumerate(view.names)),
            *(
                _cell(view, one, columns[one.capability], rows[one.name], greatest)
                for one in sorted(
                    view.cells, key=lambda one: (rows[one.name], columns[one.capability])
                )
            ),
        ],
    )


def _head(capability: str, at: int) -> Part:
    words = fitted(title_of(capability), _MOST_TURNED)
    x = _LEFT + _COLUMN * (at + 0.5)
    return Part(shapes=[Words(x=x + 4, y=_TOP - 10, words=words, turned=True)])


def _row(one: NameView, at: int, width: float) -> Part:
    y = _TOP + _ROW * at
    return Part(
        shapes=[
            Line(x1=0, y1=y + _ROW, x2=width, y2=y + _ROW, faint=True),
            Words(x=0, y=y + _ROW * 0.66, words=fitted(one.name, _LEFT - 12)),
        ],
        title=one.name,
        href=f"/names/{one.id}",
    )


def _cell(view: MatrixView, one: CellView, column: int, row: int, greatest: int) -> Part:
    x, y = _LEFT + _COLUMN * column, _TOP + _ROW * row
    # By its root: else one great cell makes all others look empty. Never so faint as to vanish.
    side = 8 + (_ROW - 12) * sqrt(one.claims / greatest)
    return Part(
        shapes=[
            Shape(form="bar", x=x, y=y, width=_COLUMN, height=_ROW, strength=0.0),
            Shape(
                form="bar",
                x=x + (_COLUMN - side) / 2,
                y=y + (_ROW - side) / 2,
                width=side,
                height=side,
            ),
        ],
        title=cell_in_words(view, one),
        href=cell_address(view, one),
    )


def cell_in_words(view: MatrixView, one: CellView) -> str:
    """Say what a cell counts."""
    name = next(name.name for name in view.names if name.id == one.name)
    return ngettext(
        "%(name)s, %(capability)s: %(num)s claim on pages that name it",
        "%(name)s, %(capability)s: %(num)s claims on pages that name it",
        one.claims,
        name=name,
        capability=title_of(one.capability),
    )


def lines(view: MatrixView) -> Iterator[CellLine | ChartSum]:
    """Give each cell with its name in words, by row and column, and what is left out."""
    names = {one.id: one for one in view.names}
    order = {one: at for at, one in enumerate([*names, *view.capabilities])}
    for one in sorted(view.cells, key=lambda one: (order[one.name], order[one.capability])):
        yield CellLine(
            name=one.name,
            words=names[one.name].name,
            kind=names[one.name].kind,
            capability=one.capability,
            claims=one.claims,
        )
    left = {"names": view.names_left_out}
    yield ChartSum(chart="matrix", shown=len(view.cells), left_out=left)
