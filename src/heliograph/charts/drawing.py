"""Shapes and words at their places, written as an SVG that needs nothing else to be seen.

Colours stand in attributes, which a style sheet overrides where there is one: the same drawing
follows the theme of a page and can be taken out of it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from heliograph.report.page import visible

FONT_SIZE: Final = 13
NARROW: Final = 0.54
"""How wide most letters are, in parts of their height: generous, since fonts differ."""
WIDE: Final = 1.05

Form = Literal["circle", "square", "diamond", "triangle", "hexagon", "bar"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A line of words."""

    x: float
    y: float
    """Of the line on which letters stand."""
    words: str
    anchor: Literal["start", "middle", "end"] = "start"
    tone: Literal["ink", "soft"] = "ink"
    turned: bool = False
    """Upwards to the right, as heads of narrow columns stand."""
    size: float = FONT_SIZE


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A filled form, by its middle and half of its height; a bar by its corner and size."""

    form: Form
    x: float
    y: float
    size: float = 0.0
    width: float = 0.0
    height: float = 0.0
    hue: int = 0
    """One of `HUES`."""
    strength: float = 1.0
    """How much it covers what is behind it, 0 to 1."""

    @property
    def corners(self) -> str:
        """The corners of what is neither round nor a bar, as SVG lists them."""
        return " ".join(
            f"{self.x + dx * self.size:.1f},{self.y + dy * self.size:.1f}"
            for dx, dy in _CORNERS[self.form]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float = 1.0
    faint: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What belongs together: it may lead somewhere, and says in words what it is."""

    shapes: Sequence[Shape | Line | Words]
    title: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A whole drawing; parts that stand later cover earlier ones."""

    name: str
    width: float
    height: float
    title: str
    description: str
    parts: list[Part] = field(default_factory=list)

    @property
    def linked(self) -> bool:
        """Whether anything in it leads anywhere."""
        return any(part.href for part in self.parts)


# Half height and half width are one: so are the corners' distances.
_CORNERS: Final[dict[Form, tuple[tuple[float, float], ...]]] = {
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "diamond": ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)),
    "triangle": ((0, -1.2), (1.15, 0.9), (-1.15, 0.9)),
    "hexagon": ((-0.55, -1), (0.55, -1), (1.1, 0), (0.55, 1), (-0.55, 1), (-1.1, 0)),
    "circle": (),
    "bar": (),
}

HUES: Final = ("#2f6f8f", "#8f4a2f", "#4f7a28", "#7a3f8a", "#8a6d1f", "#5b6068", "#a03050")
"""Each at least 4.5 to 1 against white, and told apart by form, place or words besides."""


def width_of(words: str, size: float = FONT_SIZE) -> float:
    """Say how much room words take, roughly: Han and other wide letters count twice."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in words)
    return size * (WIDE * wide + NARROW * (len(words) - wide))


def fitted(words: str, width: float, size: float = FONT_SIZE) -> str:
    """Shorten words to a width; what is left out is told by `…`."""
    words = visible(words)
    if width_of(words, size) <= width:
        return words
    while words and width_of(f"{words}…", size) > width:
        words = words[:-1]
    return f"{words.rstrip()}…"


def svg(drawing: Drawing, *, alone: bool = False) -> Markup:
    """Write a drawing; `alone` for a file of its own: on white, without links."""
    made = _template().render(drawing=drawing, alone=alone, hues=HUES)
    # Its template escapes all that it is given.
    return Markup(made)


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("heliograph.charts", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["visible"] = visible
    environment.filters["place"] = lambda value: f"{value:.1f}".removesuffix(".0")
    return environment.get_template("chart.svg.j2")
