"""The network of names: organisations, products and components that stand in the same passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from heliograph.app import Heliograph
from heliograph.chart_views import ChartSum, NameView, NetworkView, PairLine, PairView
from heliograph.charts.asked import KINDS, Asked
from heliograph.charts.drawing import Drawing, Form, Line, Part, Shape, Words
from heliograph.charts.placing import Box, placed
from heliograph.translation import _, ngettext
from heliograph.wording import kind_in_words

NAMES: Final = 30
MOST_NAMES: Final = 80
MOST_PAIRS: Final = 200
_CONSIDERED: Final = 5_000
"""Pairs that are looked at to find so many names."""

FORMS: Final[dict[str, Form]] = {
    "company": "circle",
    "public-body": "square",
    "product": "diamond",
    "component": "triangle",
    "programme": "hexagon",
    "list": "circle",
}
_WIDTH, _HEIGHT, _LEGEND = 1080.0, 760.0, 40.0


def gather(opened: Heliograph, asked: Asked) -> NetworkView:
    """Gather the strongest pairs of `least` passages, until they name `most` of a `kind`."""
    kinds = asked.some("kind", KINDS) or KINDS
    most, least = asked.number("most", NAMES, MOST_NAMES), asked.number("least", 1)
    if not opened.rows.paired_up:
        opened.rows.pair_up_all()
    pairs, total = opened.rows.pairs_of(kinds, least, _CONSIDERED)
    known = {one.id: one for one in opened.rows.names_of(kinds)}
    chosen = _strongest(pairs, max(most, 2))
    shown = [one for one in pairs if one.first in chosen and one.second in chosen][:MOST_PAIRS]
    joined = {name for one in pairs for name in (one.first, one.second)}
    named = {name for one in shown for name in (one.first, one.second)}
    return NetworkView(
        kinds=kinds,
        most=most,
        least=least,
        names=[one for one in known.values() if one.id in named],
        pairs=shown,
        names_left_out=len(joined - named),
        pairs_left_out=total - len(shown),
    )


def _strongest(pairs: Sequence[PairView], most: int) -> set[str]:
    chosen: set[str] = set()
    for one in pairs:
        if len(chosen | {one.first, one.second}) <= most:
            chosen |= {one.first, one.second}
    return chosen


def draw(view: NetworkView) -> Drawing:
    """Draw the names as forms by their kind, and a line between any two that stand together.

    Each name leads to its page, each line to the passages.
    """
    names = {one.id: one for one in view.names}
    places = placed(
        {one.id: one.name for one in view.names},
        [(one.first, one.second, float(one.passages)) for one in view.pairs],
        (_WIDTH, _HEIGHT),
    )
    strongest = max((one.passages for one in view.pairs), default=1)
    return Drawing(
        name="network",
        width=_WIDTH,
        height=_HEIGHT + _LEGEND,
        title=_("Names in the same passages"),
        description=ngettext(
            "%(num)s pair of names. Each line leads to the passages that name both.",
            "%(num)s pairs of names. Each line leads to the passages that name both.",
            len(view.pairs),
        ),
        parts=[
            *(_line(one, names, places, strongest) for one in reversed(view.pairs)),
            *(_name(one, places[one.id]) for one in view.names),
            *_legend({one.kind for one in view.names}),
        ],
    )


def _line(
    one: PairView, names: dict[str, NameView], places: dict[str, Box], strongest: int
) -> Part:
    first, second = places[one.first], places[one.second]
    return Part(
        shapes=[
            Line(
                x1=first.x,
                y1=first.y,
                x2=second.x,
                y2=second.y,
                width=1.5 + 6.5 * (one.passages / strongest) ** 0.5,
            )
        ],
        title=pair_in_words(one, names),
        href=f"/charts/network/{one.first}/{one.second}",
    )


def pair_in_words(one: PairView, names: dict[str, NameView]) -> str:
    """Say which two stand together, and how often."""
    return ngettext(
        "%(first)s and %(second)s: %(num)s passage",
        "%(first)s and %(second)s: %(num)s passages",
        one.passages,
        first=names[one.first].name,
        second=names[one.second].name,
    )


def _name(one: NameView, box: Box) -> Part:
    return Part(
        shapes=[
            _form(one.kind, box.x, box.y, box.size),
            Words(x=box.x, y=box.y + box.size + 14, words=box.words, anchor="middle"),
        ],
        title=ngettext(
            "%(name)s, %(kind)s: on %(num)s page",
            "%(name)s, %(kind)s: on %(num)s pages",
            one.pages,
            name=one.name,
            kind=kind_in_words(one.kind),
        ),
        href=f"/names/{one.id}",
    )


def _form(kind: str, x: float, y: float, size: float) -> Shape:
    return Shape(form=FORMS[kind], x=x, y=y, size=size, hue=KINDS.index(kind))


def _legend(kinds: set[str]) -> Iterator[Part]:
    at = 20.0
    for kind in KINDS:
        if kind in kinds:
            words = kind_in_words(kind)
            yield Part(
                shapes=[
                    _form(kind, at, _HEIGHT + 20, 8),
                    Words(x=at + 16, y=_HEIGHT + 24.5, words=words, tone="soft"),
                ]
            )
            at += 150


def lines(view: NetworkView) -> Iterator[PairLine | ChartSum]:
    """Give each pair with its names in words, the strongest first, and what is left out."""
    names = {one.id: one for one in view.names}
    for one in view.pairs:
        first, second = names[one.first], names[one.second]
        yield PairLine(
            first=first.id,
            first_name=first.name,
            first_kind=first.kind,
            second=second.id,
            second_name=second.name,
            second_kind=second.kind,
            passages=one.passages,
            pages=one.pages,
        )
    left = {"names": view.names_left_out, "pairs": view.pairs_left_out}
    yield ChartSum(chart="network", shown=len(view.pairs), left_out=left)
