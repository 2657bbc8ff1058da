"""What is seen on a picture: quads, glyphs, lines. Coordinates are pixels from the top left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
"""A picture: height, width, three channels red, green, blue."""

Floats = npt.NDArray[np.float32]

Quad = npt.NDArray[np.float64]
"""Four corners of a line, shape (4, 2): top left, top right, bottom right, bottom left, as seen by
who reads the line."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character that was read, or a space between two: in some scripts several code points."""

    text: str
    confidence: float
    left: float
    """Where it stands, as fractions of its line from the quad's left."""
    right: float
    others: tuple[str, ...] = ()
    """What else it may be, likeliest first."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line of writing."""

    quad: Quad
    glyphs: tuple[Glyph, ...]
    covered: float = 1.0
    """Share of the line's ink that lies under its glyphs, where the reader can tell."""

    @property
    def text(self) -> str:
        """Say what it says."""
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def confidence(self) -> float:
        """Give the mean confidence of its glyphs, 0 to 1; 0 for an empty line."""
        if not self.glyphs:
            return 0.0
        return sum(glyph.confidence for glyph in self.glyphs) / len(self.glyphs)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is on a page."""

    lines: tuple[Line, ...]
    size: tuple[int, int]
    """Width and height of the page when it stands upright, in pixels: the lines' coordinates."""
    turn: int
    """Degrees by which it was turned clockwise for that."""
    missed: int
    """Lines that are there and that nobody could read."""


def size_of(quad: Quad) -> tuple[float, float]:
    """Measure a quad: its width and height, the longer of two opposite sides each."""
    top, right, bottom, left = np.hypot(*(quad - np.roll(quad, -1, axis=0)).T).tolist()
    return max(top, bottom), max(left, right)
