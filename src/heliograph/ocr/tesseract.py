"""Lines in scripts that the networks cannot read: Tesseract, page by page, script by script."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from tesserocr import OEM, PSM, RIL, PyResultIterator, PyTessBaseAPI, iterate_level

from heliograph.ocr.glyphs import Glyph, Line, Quad
from heliograph.ocr.models import LANGUAGES, SCRIPTS, installed

READS = {"Arabic": ("uig", "ara"), "Cyrillic": ("rus",), "Tibetan": ("bod",)}
"""Which data reads a script, the one to try first in front."""

_UYGHUR_ONLY = re.compile("[ەېۆۇۈۋڭ]")
UYGHUR_SHARE = 0.03
"""Share of letters that Arabic does not have from which a text in Arabic letters is Uyghur."""

LEAST_MEAN = 0.6
"""Mean confidence from which a page in a known script was read."""

SURE_MEAN = 0.975
"""Mean confidence from which a page in an unknown script is in the language it was read in: read in
the wrong one, Tesseract still says 0.93 to 0.967."""

Edges = tuple[int, int, int, int]

SURE_TURN = 1.0
"""Tesseract's own measure from which it is believed which way up a page is."""

LONG_SIDE = 2_400
"""Pixels of the longer side that Tesseract is given: on larger ones it leaves out whole lines."""

MARGIN = 12
"""Pixels around a line that is read by itself."""

RESOLUTION = 200
"""Dots an inch that Tesseract is told: without it, it guesses from what it sees."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What Tesseract says of a page before it reads it."""

    script: str
    turn: int
    """Degrees by which to turn the page clockwise, so that it stands upright."""
    sure: bool


class Tesseract:
    """Tesseract with its languages loaded."""

    def __init__(self, languages: Mapping[str, PyTessBaseAPI], scripts: PyTessBaseAPI) -> None:
        """Take what `load` loaded."""
        self._languages = languages
        self._scripts = scripts

    def setting(self, picture: Image.Image) -> Setting | None:
        """Tell script and turn of a page; none where too little stands on it."""
        self._scripts.SetImage(_fitting(picture)[0])
        found = self._scripts.DetectOrientationScript()
        if not found:
            return None
        return Setting(
            script=found["script_name"],
            turn=-found["orient_deg"] % 360,
            sure=found["orient_conf"] >= SURE_TURN,
        )

    def lines(self, picture: Image.Image, script: str) -> tuple[str, list[Line]]:
        """Read an upright page in the language that suits the script, or in whichever does best.

        Gives the language too; without one, nothing could be read.
        """
        for language in READS.get(script, ()):
            lines = self._read(picture, language)
            if _suits(lines, language):
                return language, lines
        tried = {language: self._read(picture, language) for language in sorted(self._languages)}
        best = max(tried, key=lambda language: mean_confidence(tried[language]), default="")
        if not best or mean_confidence(tried[best]) < SURE_MEAN:
            return "", []
        return best, tried[best]

    def line(self, picture: Image.Image, quad: Quad, language: str) -> Line:
        """Read one line by itself: what Tesseract left out of a page it reads when it must."""
        left, top = np.maximum(quad.min(axis=0) - MARGIN, 0).astype(int).tolist()
        right, bottom = (quad.max(axis=0) + MARGIN).astype(int).tolist()
        crop = picture.crop((left, top, right, bottom))
        found = self._read(crop, language, PSM.RAW_LINE)
        glyphs = tuple(glyph for line in found for glyph in line.glyphs)
        if len(found) != 1:
            return Line(quad=quad, glyphs=glyphs)
        return Line(quad=found[0].quad + np.array((left, top)), glyphs=glyphs)

    def _read(
        self, picture: Image.Image, language: str, mode: int = PSM.SINGLE_BLOCK
    ) -> list[Line]:
        engine = self._languages.get(language)
        if engine is None:
            return []
        engine.SetPageSegMode(mode)
        fitting, ratio = _fitting(picture)
        engine.SetImage(fitting)
        engine.SetSourceResolution(RESOLUTION)
        engine.Recognize()
        return list(_lines(engine, ratio))


def load() -> Tesseract | None:
    """Load all data that there is; none where there is none."""
    found = installed()
    if found.tessdata is None:
        return None
    languages = {one: _engine(found.tessdata, one, PSM.SINGLE_BLOCK) for one in found.languages}
    return Tesseract(languages, _engine(found.tessdata, SCRIPTS, PSM.OSD_ONLY))


def _engine(folder: Path, language: str, mode: int) -> PyTessBaseAPI:
    engine = OEM.LSTM_ONLY if language in LANGUAGES else OEM.DEFAULT
    loaded = PyTessBaseAPI(path=str(folder), lang=language, psm=mode, oem=engine)
    # It would open /dev/null at its first remark, which a locked process may not, and not survive.
    loaded.SetVariable("debug_file", "")
    return loaded


def mean_confidence(lines: list[Line]) -> float:
    """Weigh each line by its characters."""
    glyphs = sum(len(line.glyphs) for line in lines)
    return sum(line.confidence * len(line.glyphs) for line in lines) / glyphs if glyphs else 0.0


def _suits(lines: list[Line], language: str) -> bool:
    if mean_confidence(lines) < LEAST_MEAN:
        return False
    text = "".join(line.text for line in lines)
    own = len(_UYGHUR_ONLY.findall(text))
    return language != "uig" or own >= UYGHUR_SHARE * len(text)


def _fitting(picture: Image.Image) -> tuple[Image.Image, float]:
    """Shrink a large page; say how many of its pixels are one of what is returned."""
    ratio = max(1.0, max(picture.size) / LONG_SIDE)
    if ratio == 1.0:
        return picture, 1.0
    width, height = (max(1, round(side / ratio)) for side in picture.size)
    return picture.resize((width, height), Image.Resampling.LANCZOS), ratio


def _lines(engine: PyTessBaseAPI, ratio: float) -> Iterator[Line]:
    """Go through what was read in reading order, symbol by symbol."""
    box: Edges | None = None
    glyphs: list[Glyph] = []
    found = engine.GetIterator()
    for symbol in iterate_level(found, RIL.SYMBOL) if found is not None else ():
        place = symbol.BoundingBox(RIL.SYMBOL)
        text = _text(symbol)
        if place is None or not text:
            continue
        if symbol.IsAtBeginningOf(RIL.TEXTLINE) and glyphs and box is not None:
            yield _line(box, glyphs, ratio)
            glyphs = []
        if not glyphs:
            box = symbol.BoundingBox(RIL.TEXTLINE) or place
        elif symbol.IsAtBeginningOf(RIL.WORD):
            glyphs.append(Glyph(" ", 1.0, 0.0, 0.0))
        confidence = min(1.0, max(0.0, symbol.Confidence(RIL.SYMBOL) / 100))
        glyphs.append(Glyph(text, confidence, *_within(place, box or place)))
    if glyphs and box is not None:
        yield _line(box, glyphs, ratio)


def _text(symbol: PyResultIterator) -> str:
    try:
        return str(symbol.GetUTF8Text(RIL.SYMBOL))
    except RuntimeError:
        # What tesserocr raises for a symbol without a reading.
        return ""


def _within(place: Edges, line: Edges) -> tuple[float, float]:
    width = max(1, line[2] - line[0])
    return (place[0] - line[0]) / width, (place[2] - line[0]) / width


def _line(box: Edges, glyphs: list[Glyph], ratio: float) -> Line:
    left, top, right, bottom = (edge * ratio for edge in box)
    quad = np.array(((left, top), (right, top), (right, bottom), (left, bottom)))
    return Line(quad=quad, glyphs=tuple(glyphs))
