"""Picture of a page → its lines, upright: who reads it is chosen by what is on it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from heliograph.ocr import networks, tesseract
from heliograph.ocr.detection import LineDetector, is_tall
from heliograph.ocr.glyphs import Line, Quad, Seen, size_of
from heliograph.ocr.recognition import LineReader
from heliograph.ocr.tesseract import Tesseract

DENSITY = 0.6
"""Characters for each height of a line along it, below which letters must have been left out: Han
has 1.2 and more, Latin 3. A script that the network was not taught gives almost none."""

SIGN = 0.3
"""How much of a letter a sign counts: all scripts share them, and are read by them alone."""

TOLD = 0.75
"""How well a page must be read (`told`) to be taken as it stands, without a look at its turn."""

LINE_TOLD = 0.5
"""How well a line must be read to be kept from a reader of other scripts."""

FOREIGN_SHARE = 0.15
"""Share of a page's lines, by width, that must be badly read before another reader is asked."""

SAMPLE = 5
"""Lines, the longest ones, by which it is found out which way up a page is."""

CLEARLY = 1.3
"""Times better that a turned page must be read than an upright one."""

_TURNED = {
    0: [0, 1, 2, 3],
    90: [3, 0, 1, 2],
    180: [2, 3, 0, 1],
    270: [1, 2, 3, 0],
}
"""Corners of a line as one sees them who has turned the page clockwise by so many degrees."""

_TRANSPOSED = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}
"""Pillow turns the other way round."""


class Eye:
    """Networks first; where they fail, the other way up, then Tesseract."""

    def __init__(
        self, detector: LineDetector, reader: LineReader, tesseract: Tesseract | None
    ) -> None:
        """Take the readers; `load_eye` loads those that are installed."""
        self._detector = detector
        self._reader = reader
        self._tesseract = tesseract

    def look(self, picture: Image.Image) -> Seen:
        """Read an RGB picture of a page."""
        quads = self._detector.quads(picture)
        lines = self._lines(picture, quads)
        turn = 0
        if quads and (_mostly_tall(quads) or told(lines) < TOLD):
            turn = self._turn(picture, quads)
        if turn:
            picture = picture.transpose(_TRANSPOSED[turn])
            lines = self._lines(picture, self._detector.quads(picture))
        lines = self._with_other_scripts(picture, lines)
        read = tuple(line for line in lines if line.text.strip())
        return Seen(read, picture.size, turn, len(lines) - len(read))

    def _lines(self, picture: Image.Image, quads: Sequence[Quad]) -> list[Line]:
        return [
            self._reader.read(picture, quad[_TURNED[270]] if is_tall(quad) else quad)
            for quad in quads
        ]

    def _turn(self, picture: Image.Image, quads: Sequence[Quad]) -> int:
        """Find which way up a page is: by Tesseract if it is sure, else by what reads best."""
        setting = self._tesseract.setting(picture) if self._tesseract is not None else None
        if setting is not None and setting.sure:
            return setting.turn
        turns = (90, 270) if _mostly_tall(quads) else (0, 180)
        sample = sorted(
            (quad for quad in quads if is_tall(quad) == _mostly_tall(quads)),
            key=lambda quad: max(size_of(quad)),
        )[-SAMPLE:]
        scores = {
            turn: told([self._reader.read(picture, quad[_TURNED[turn]]) for quad in sample])
            for turn in turns
        }
        best = max(turns, key=lambda turn: scores[turn])
        if best == 0 or scores[best] < CLEARLY * min(scores.values()) or scores[best] < TOLD:
            return 0
        return best

    def _with_other_scripts(self, picture: Image.Image, lines: list[Line]) -> list[Line]:
        """Have what the networks could not read read by Tesseract, on a page without the rest."""
        foreign = [line for line in lines if told([line]) < LINE_TOLD]
        share = _width(foreign) / (_width(lines) or 1.0)
        if self._tesseract is None or share < FOREIGN_SHARE:
            return lines
        own = [line for line in lines if told([line]) >= LINE_TOLD]
        rest = _erased(picture, own)
        setting = self._tesseract.setting(rest)
        script = setting.script if setting is not None and setting.sure else ""
        language, found = self._tesseract.lines(rest, script)
        if not language:
            return lines
        left_out = [
            self._tesseract.line(rest, line.quad, language)
            for line in foreign
            if not any(_covers(one, line) for one in found)
        ]
        return [*own, *found, *left_out]


def load_eye() -> Eye:
    """Load everything into memory that is installed: nothing is read from the disk afterwards.

    Raises `LookupError` where the networks are missing.
    """
    Image.init()
    detector, reader = networks.load()
    return Eye(detector, reader, tesseract.load())


def told(lines: Sequence[Line]) -> float:
    """Say how well lines were read, 0 to 1: how sure, and whether the letters fill the line."""
    whole = _width(lines)
    return sum(_told(line) * size_of(line.quad)[0] for line in lines) / whole if whole else 0.0


def _told(line: Line) -> float:
    width, height = size_of(line.quad)
    expected = max(1.0, DENSITY * width / max(height, 1.0))
    letters = sum(1.0 if glyph.text.isalnum() else SIGN for glyph in line.glyphs)
    return line.confidence * min(1.0, letters / expected)


def _width(lines: Sequence[Line]) -> float:
    return sum(size_of(line.quad)[0] for line in lines)


def _mostly_tall(quads: Sequence[Quad]) -> bool:
    tall = sum(max(size_of(quad)) for quad in quads if is_tall(quad))
    return tall > sum(max(size_of(quad)) for quad in quads) / 2


def _erased(picture: Image.Image, lines: Sequence[Line]) -> Image.Image:
    left = picture.copy()
    brush = ImageDraw.Draw(left)
    paper = tuple(int(one) for one in np.median(np.asarray(picture)[::8, ::8], axis=(0, 1)))
    for line in lines:
        brush.polygon([(float(x), float(y)) for x, y in line.quad], fill=paper)
    return left


def _covers(one: Line, other: Line) -> bool:
    """Say whether the middle of a line lies within another."""
    x, y = other.quad.mean(axis=0)
    (left, top), (right, bottom) = one.quad.min(axis=0), one.quad.max(axis=0)
    return bool(left <= x <= right and top <= y <= bottom)
