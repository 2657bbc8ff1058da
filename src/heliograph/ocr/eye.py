"""Picture of a page → its lines, upright: who reads it is chosen by what is on it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PIL import Image

from heliograph.ocr import networks, tesseract
from heliograph.ocr.crowding import alone, crowded
from heliograph.ocr.detection import LineDetector, is_tall
from heliograph.ocr.glyphs import Line, Quad, Seen, size_of
from heliograph.ocr.models import READ_WITH_LATIN
from heliograph.ocr.recognition import LineReader, cut_out
from heliograph.ocr.tesseract import Tesseract

DENSITY = 0.6
"""Characters for each height of a line along it, below which letters must have been left out: Han
has 1.2 and more, Latin 3. A script that the network was not taught gives almost none."""

COVERED = 0.9
"""Share of a line's ink under its characters from which nothing was left out: 0.97 and more where
the network knows the letters, 0.3 and less where Cyrillic stands between Latin names."""

MOSTLY = 0.3
"""Share of badly read lines, by width, from which a page is in the other script, and names in Latin
letters that stand in it are best read along with it."""

_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff]")

SIGN = 0.3
"""How much of a letter a sign counts: all scripts share them, and are read by them alone."""

TOLD = 0.75
"""How well a page must be read (`told`) to be taken as it stands, without a look at its turn."""

LINE_TOLD = 0.5
"""How well a line must be read to be kept from a reader of other scripts."""

CERTAIN = 0.9
"""Confidence of a line from which it is not in the other script of its page: of a short line in
Tibetan the network makes `555`, and is up to 0.87 sure."""

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
        turn, language = 0, ""
        if quads and (_mostly_tall(quads) or told(lines) < TOLD):
            turn, language = self._view(picture, quads)
        if turn:
            picture = picture.transpose(_TRANSPOSED[turn])
            lines = self._lines(picture, self._detector.quads(picture))
        lines = self._with_other_scripts(picture, lines, language)
        read = tuple(line for line in lines if line.text.strip())
        return Seen(read, picture.size, turn, len(lines) - len(read))

    def _lines(self, picture: Image.Image, quads: Sequence[Quad]) -> list[Line]:
        return [
            self._reader.read(picture, quad[_TURNED[270]] if is_tall(quad) else quad)
            for quad in quads
        ]

    def _view(self, picture: Image.Image, quads: Sequence[Quad]) -> tuple[int, str]:
        """Find which way up a page is by what reads well, and in which language if by Tesseract."""
        tall = _mostly_tall(quads)
        turns = (90, 270) if tall else (0, 180)
        sample = _longest([quad for quad in quads if is_tall(quad) == tall])
        read = {
            turn: [self._reader.read(picture, quad[_TURNED[turn]]) for quad in sample]
            for turn in turns
        }
        scores = {turn: told(lines) for turn, lines in read.items()}
        best = max(turns, key=lambda turn: scores[turn])
        if scores[best] >= TOLD and (best == 0 or scores[best] >= CLEARLY * min(scores.values())):
            return best, ""
        strange = [
            quad
            for at, quad in enumerate(sample)
            if all(told(lines[at : at + 1]) < LINE_TOLD for lines in read.values())
        ]
        for turn in turns:
            language = self._language(picture, [quad[_TURNED[turn]] for quad in strange])
            if language:
                return turn, language
        return 0, ""

    def _language(self, picture: Image.Image, quads: Sequence[Quad]) -> str:
        if self._tesseract is None or not quads:
            return ""
        return self._tesseract.suited([cut_out(picture, quad) for quad in quads])

    def _with_other_scripts(
        self, picture: Image.Image, lines: list[Line], language: str
    ) -> list[Line]:
        """Have the lines that the networks could not read read by Tesseract."""
        strange = [line for line in lines if told([line]) < LINE_TOLD]
        share = _width(strange) / (_width(lines) or 1.0)
        if self._tesseract is None or share < FOREIGN_SHARE:
            return lines
        sample = _longest([line.quad for line in strange if not is_tall(line.quad)])
        language = language or self._language(picture, sample)
        if not language:
            return lines
        if share >= MOSTLY:
            strange = [line for line in lines if _may_be(line, language)]
        sides = {
            id(line): both
            for line, both in zip(lines, crowded([line.quad for line in lines]), strict=True)
        }
        strips = [alone(cut_out(picture, line.quad), sides[id(line)]) for line in strange]
        read = self._tesseract.read(strips, language)
        instead = {
            id(line): _surer(line, Line(line.quad, glyphs), language)
            for line, glyphs in zip(strange, read, strict=True)
        }
        return [instead.get(id(line), line) for line in lines]


def _may_be(line: Line, language: str) -> bool:
    """Say whether a line of a page in another script may be in it, too."""
    if language in READ_WITH_LATIN:
        return not _HAN.search(line.text)
    return line.confidence < CERTAIN or told([line]) < LINE_TOLD


def _surer(line: Line, other: Line, language: str) -> Line:
    """Choose between what the networks read and what Tesseract did, where neither must be wrong."""
    is_open = told([line]) >= LINE_TOLD and language not in READ_WITH_LATIN
    return line if is_open and line.confidence >= other.confidence else other


def _longest(quads: Sequence[Quad]) -> list[Quad]:
    return sorted(quads, key=lambda quad: max(size_of(quad)))[-SAMPLE:]


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
    return line.confidence * min(1.0, letters / expected, line.covered / COVERED)


def _width(lines: Sequence[Line]) -> float:
    return sum(size_of(line.quad)[0] for line in lines)


def _mostly_tall(quads: Sequence[Quad]) -> bool:
    tall = sum(max(size_of(quad)) for quad in quads if is_tall(quad))
    return tall > sum(max(size_of(quad)) for quad in quads) / 2
