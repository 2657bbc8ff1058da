"""Picture → quads of its lines: the detecting half of PP-OCR, differentiable binarisation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image

from heliograph.ocr.glyphs import Floats, Quad, size_of
from heliograph.ocr.regions import Region, regions_of, smallest_rectangle

Network = Callable[[Floats], Floats]
"""Takes a batch (n, 3, height, width) and gives what the network makes of it."""

LONG_SIDE = 960
"""Pixels of the longer side at which lines are looked for: as good as the full picture on pages of
ordinary type, for half the work."""

STRIDE = 32
"""The network takes sides that are multiples of this."""

THRESHOLD, LEAST_STRENGTH = 0.3, 0.5
"""Probability from which a pixel is in a line, and mean from which a region is one."""

GROWTH = 1.6
"""The network finds the core of a line; the line is larger by area * GROWTH / perimeter."""

LEAST_SIDE = 3.0
MOST_LINES = 2_000
"""Lines of one page: a full newspaper page has some hundreds."""

WIDEST = 8
"""Times its height that a picture may be wide; what is wider gets a margin above and below."""


class LineDetector:
    """Finds lines. Holds nothing but the network."""

    def __init__(self, network: Network) -> None:
        """Take the detecting network."""
        self._network = network

    def quads(self, picture: Image.Image, long_side: int = LONG_SIDE) -> list[Quad]:
        """Find the lines of an RGB picture, in no order."""
        margin = max(0, picture.width // WIDEST - picture.height // 2)
        if margin:
            picture = _with_margin(picture, margin)
        strengths = self._network(_prepared(picture, long_side))[0, 0]
        mask = strengths > THRESHOLD
        mask[1:] |= mask[:-1].copy()
        mask[:, 1:] |= mask[:, :-1].copy()
        scale = np.array((picture.width / strengths.shape[1], picture.height / strengths.shape[0]))
        found = (_quad(region) for region in regions_of(mask, strengths)[:MOST_LINES])
        return [quad * scale - (0, margin) for quad in found if quad is not None]


def _with_margin(picture: Image.Image, margin: int) -> Image.Image:
    wider = Image.new("RGB", (picture.width, picture.height + 2 * margin), picture.getpixel((0, 0)))
    wider.paste(picture, (0, margin))
    return wider


def _prepared(picture: Image.Image, long_side: int) -> Floats:
    ratio = min(1.0, long_side / max(picture.size))
    width, height = (max(STRIDE, round(side * ratio / STRIDE) * STRIDE) for side in picture.size)
    return normalised(picture.resize((width, height), Image.Resampling.BILINEAR))


def normalised(picture: Image.Image) -> Floats:
    """Give a picture as PP-OCR was taught to see: blue, green, red planes from -1 to 1."""
    planes = np.asarray(picture, dtype=np.float32)[:, :, ::-1].transpose(2, 0, 1)
    return np.ascontiguousarray(planes[np.newaxis] / np.float32(127.5) - np.float32(1))


def _quad(region: Region) -> Quad | None:
    """Grow a region's rectangle to the size of its line; none where it is too small or faint."""
    if region.strength < LEAST_STRENGTH:
        return None
    corners, along, across = smallest_rectangle(region.points)
    if min(along, across) < LEAST_SIDE:
        return None
    growth = along * across * GROWTH / (2 * (along + across))
    right, down = (corners[1] - corners[0]) / along, (corners[3] - corners[0]) / across
    signs = np.array(((-1, -1), (1, -1), (1, 1), (-1, 1)))
    return _upright(corners + growth * (signs[:, :1] * right + signs[:, 1:] * down))


def _upright(corners: Quad) -> Quad:
    """Order corners: top left, top right, bottom right, bottom left."""
    by_x = corners[np.argsort(corners[:, 0], kind="stable")]
    left = by_x[:2][np.argsort(by_x[:2, 1], kind="stable")]
    right = by_x[2:][np.argsort(by_x[2:, 1], kind="stable")]
    return np.array((left[0], right[0], right[1], left[1]))


def is_tall(quad: Quad) -> bool:
    """Say whether a line runs down the page, so that it must be turned to be read."""
    width, height = size_of(quad)
    return height >= 1.5 * width
