"""Lines that stand so close that what is cut out for one shows parts of the next.

Lines are looked for in a small picture of the page, where type of a few points is some pixels high:
what is taken for a line then reaches into its neighbours. Tesseract reads the parts, too, or reads
nothing for their sake; and the line itself stands small among them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image

from heliograph.ocr.glyphs import Quad, size_of

SHARED = 0.25
"""Part of a line's height that must lie in another's for this to be: type of 6.5 points in Tibetan
has 0.3 and more, of 11 points 0.2 and less."""

BESIDE = 0.3
"""Part of the shorter line's length along which the other stands."""

REACH = 0.4
"""Part of a strip's height, from its edge, in which a neighbour may begin."""

BLANK, INKED = 0.08, 0.12
"""Ink of a row, as a part of that of the line's fullest rows, up to which it lies between two
lines, and from which another begins."""

LEAST_ROWS = 12
FULL = 90
"""Percentile of the rows that counts as the fullest: single rows may hold a rule."""

PAPER = 75
"""Percentile of a column's tones that is its paper."""

Rows = npt.NDArray[np.float64]


def crowded(quads: Sequence[Quad]) -> list[tuple[bool, bool]]:
    """Say of each line of an upright page whether another reaches into it above, and below."""
    if not quads:
        return []
    heights = np.array([size_of(quad)[1] for quad in quads])
    middles = np.array([quad[:, 1].mean() for quad in quads])
    lefts = np.array([quad[:, 0].min() for quad in quads])
    rights = np.array([quad[:, 0].max() for quad in quads])
    along = np.minimum(rights[:, None], rights) - np.maximum(lefts[:, None], lefts)
    shorter = np.minimum((rights - lefts)[:, None], rights - lefts)
    apart = middles[:, None] - middles
    shared = (heights[:, None] + heights) / 2 - np.abs(apart)
    touches = (shared > SHARED * heights[:, None]) & (along > BESIDE * shorter)
    # Two that share most of their heights are pieces of one line.
    touches &= np.abs(apart) > heights[:, None] / 2
    above, below = (touches & (apart > 0)).any(axis=1), (touches & (apart < 0)).any(axis=1)
    return list(zip(above.tolist(), below.tolist(), strict=True))


def alone(strip: Image.Image, sides: tuple[bool, bool]) -> Image.Image:
    """Cut the neighbours away from a strip, above and below where `sides` says that they reach in.

    Where no row between them is blank, it is left as it is.
    """
    if not any(sides) or strip.height < LEAST_ROWS:
        return strip
    ink = _ink(strip)
    reach = int(len(ink) * REACH)
    full = float(np.percentile(ink, FULL))
    above = _gap(ink[:reach][::-1], full) if sides[0] else None
    below = _gap(ink[-reach:], full) if sides[1] else None
    top = 0 if above is None else max(0, reach - above - 1)
    bottom = len(ink) if below is None else min(len(ink), len(ink) - reach + below + 1)
    return strip.crop((0, top, strip.width, bottom))


def _ink(strip: Image.Image) -> Rows:
    """Give how much ink each row has, smoothed over three."""
    tones = np.asarray(strip.convert("L")).astype(np.float64)
    if np.median(tones) < (tones.min() + tones.max()) / 2:
        tones = 255 - tones
    ink = np.clip(np.percentile(tones, PAPER, axis=0) - tones, 0, None).sum(axis=1)
    return np.convolve(np.pad(ink, 1, mode="edge"), np.full(3, 1 / 3), mode="valid")


def _gap(rows: Rows, full: float) -> int | None:
    """Find the first blank row, from the line outwards, with ink behind it."""
    least = float(rows.min())
    at = int(np.argmax(rows <= least + BLANK / 2 * full))
    is_gap = least <= BLANK * full and float(rows[at:].max()) > INKED * full + least
    return at if is_gap else None
