"""Lines in scripts that the networks cannot read: Tesseract, line by line, language by language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps
from tesserocr import OEM, PSM, RIL, PyResultIterator, PyTessBaseAPI, iterate_level

from heliograph.ocr.glyphs import Glyph
from heliograph.ocr.models import installed

_UYGHUR_ONLY = re.compile("[ەېۆۇۈۋڭ]")
UYGHUR_SHARE = 0.03
"""Share of letters that Arabic does not have from which a text in Arabic letters is Uyghur."""

LEAST_GLYPHS = 8
"""Glyphs from which it can be said in which language they are."""

SURE = 0.75
"""Mean confidence from which lines are in the language they were read in: those that are have 0.84
and more; those in other scripts, or upside down, 0.61 and less (Hebrew, read as Uyghur)."""

SURE_ALONE = 0.969
"""The same for Tibetan, by its symbols' own confidence: what counts as a word in it is so long that
few words are sure. Pages that are have 0.971 and more, others 0.961 and less."""

RESOLUTION = 200
"""Dots an inch that Tesseract is told: without it, it guesses from what it sees."""

HEIGHT, GAP = 48, 24
"""Pixels of a line and of the room between two when lines are read in a column."""

STACKED = 30
"""Lines that are read in one column: in longer ones Tesseract leaves out whole lines."""

MOST_WIDTH = 6_000
"""Pixels to which a line may be wide."""

PAPER, INK = 75, 2
"""Percentiles of a line's tones: of each column that of its paper, of the whole that of its ink."""

LIT = 24
"""Pixels to each side over which the light on a page does not change."""

BLACKEST = 0.7
"""Tone of the ink against the paper above which a line is no darker than its paper."""

LEAST_SURE = 0.8
"""Mean confidence of a line below which it is read once more by itself."""

EDGE = 4
"""Pixels of room above and below a line that is read by itself."""

Edges = tuple[int, int, int, int]
Glyphs = tuple[Glyph, ...]


@dataclass(frozen=True, slots=True)
class Symbol:
    """A glyph as Tesseract gives it."""

    glyph: Glyph
    place: Edges
    """Pixels from the top left of what it was read on: left, top, right, bottom."""
    alone: float
    """Confidence of the symbol by itself, whatever its word's."""


Symbols = tuple[Symbol, ...]


class Tesseract:
    """Tesseract with its languages loaded."""

    def __init__(self, languages: Mapping[str, PyTessBaseAPI]) -> None:
        """Take what `load` loaded."""
        self._languages = languages

    def suited(self, strips: Sequence[Image.Image]) -> str:
        """Say in which language a few lines are; empty where in none of those that are here."""
        tried = {language: self._read(strips, language) for language in sorted(self._languages)}
        sure = [language for language, lines in tried.items() if _is_sure(lines, language)]
        best = max(sure, key=lambda language: _mean(tried[language]), default="")
        if best == "uig" and "ara" in tried and not _is_uyghur(tried[best]):
            return "ara"
        return best

    def read(self, strips: Sequence[Image.Image], language: str) -> list[Glyphs]:
        """Read lines that were cut out of a page, in a language that `suited` named."""
        return [
            tuple(one.glyph for one in line) for line in self._read(strips, language, LEAST_SURE)
        ]

    def _read(
        self, strips: Sequence[Image.Image], language: str, least: float = 0.0
    ) -> list[Symbols]:
        """Read lines; those that come out empty, or less sure than `least`, once more alone."""
        engine = self._languages[language]
        scaled = [_of_height(strip) for strip in strips]
        found: list[Symbols] = []
        for at in range(0, len(scaled), STACKED):
            found += _stacked(engine, scaled[at : at + STACKED])
        return [
            line if line and _sure(line) >= least else _alone(engine, scaled[at], line)
            for at, line in enumerate(found)
        ]


def load() -> Tesseract | None:
    """Load all data that there is; none where there is none."""
    found = installed()
    if found.tessdata is None:
        return None
    folder = found.tessdata
    return Tesseract({one.partition("+")[0]: _engine(folder, one) for one in found.languages})


def _engine(folder: Path, language: str) -> PyTessBaseAPI:
    mode = PSM.SINGLE_BLOCK
    loaded = PyTessBaseAPI(path=str(folder), lang=language, psm=mode, oem=OEM.LSTM_ONLY)
    # It would open /dev/null at its first remark, which a locked process may not, and not survive.
    loaded.SetVariable("debug_file", "")
    return loaded


def _mean(lines: Sequence[Symbols]) -> float:
    """Give the mean confidence of all glyphs; 0 where there are too few to say anything."""
    sure = [one.glyph.confidence for line in lines for one in line if one.glyph.text != " "]
    return sum(sure) / len(sure) if len(sure) >= LEAST_GLYPHS else 0.0


def _is_sure(lines: Sequence[Symbols], language: str) -> bool:
    if _mean(lines) >= SURE:
        return True
    alone = [one.alone for line in lines for one in line if one.glyph.text != " "]
    in_long_words = language == "bod" and len(alone) >= LEAST_GLYPHS
    return in_long_words and sum(alone) / len(alone) >= SURE_ALONE


def _is_uyghur(lines: Sequence[Symbols]) -> bool:
    text = "".join(one.glyph.text for line in lines for one in line)
    return len(_UYGHUR_ONLY.findall(text)) >= UYGHUR_SHARE * len(text)


def _sure(line: Sequence[Symbol]) -> float:
    """Give the mean confidence of a line's glyphs, 0 for an empty one."""
    sure = [one.glyph.confidence for one in line if one.glyph.text != " "]
    return sum(sure) / len(sure) if sure else 0.0


def _stacked(engine: PyTessBaseAPI, scaled: Sequence[Image.Image]) -> list[Symbols]:
    """Read lines that were cut out of a page as one straight column of them.

    Columns, rules, pictures and a page that stands askew are gone then: Tesseract's own look at a
    layout, which leaves out lines, has nothing to do.
    """
    width = max(strip.width for strip in scaled) + 2 * GAP
    sheet = Image.new("L", (width, len(scaled) * (HEIGHT + GAP) + GAP), "white")
    for at, strip in enumerate(scaled):
        sheet.paste(strip, (GAP, GAP + at * (HEIGHT + GAP)))
    found: list[list[Symbol]] = [[] for _ in scaled]
    for symbol in _symbols(engine, sheet, PSM.SINGLE_BLOCK):
        middle = (symbol.place[1] + symbol.place[3]) / 2 - GAP / 2
        found[min(len(scaled) - 1, max(0, int(middle // (HEIGHT + GAP))))].append(symbol)
    return [_within(line, strip.width) for line, strip in zip(found, scaled, strict=True)]


def _alone(engine: PyTessBaseAPI, scaled: Image.Image, stacked: Symbols) -> Symbols:
    """Read one line by itself, and give the surest of all readings.

    Short lines among long ones are left out or cut; and where Tesseract finds no line in a picture
    of one, it still reads it when it is not asked to find any.
    """
    sheet = ImageOps.expand(scaled, (GAP, EDGE), "white")
    readings = [stacked]
    for mode in (PSM.SINGLE_LINE, PSM.RAW_LINE):
        readings.append(_within(list(_symbols(engine, sheet, mode)), scaled.width))
        if _sure(readings[-1]) >= LEAST_SURE:
            break
    return max(readings, key=_sure)


def _of_height(strip: Image.Image) -> Image.Image:
    """Bring a line to the height it is read at, black on white paper that is lit evenly."""
    width = min(MOST_WIDTH, max(1, round(strip.width * HEIGHT / strip.height)))
    grey = np.asarray(strip.convert("L").resize((width, HEIGHT), Image.Resampling.LANCZOS))
    tones = grey.astype(np.float32)
    if np.median(tones) < (tones.min() + tones.max()) / 2:
        tones = 255 - tones
    paper = np.percentile(tones, PAPER, axis=0)
    reach = np.pad(paper, LIT, mode="edge")
    paper = np.convolve(reach, np.full(2 * LIT + 1, 1 / (2 * LIT + 1)), mode="valid")
    share = tones / np.maximum(paper, 1.0)
    black = min(float(np.percentile(share, INK)), BLACKEST)
    even = np.clip((share - black) / (1 - black), 0, 1) * 255
    return Image.fromarray(even.astype(np.uint8))


def _symbols(engine: PyTessBaseAPI, sheet: Image.Image, mode: int) -> Iterator[Symbol]:
    """Read a picture symbol by symbol in reading order, with spaces between words.

    Of a symbol's own confidence and its word's the lower counts: by its own, Tesseract is 0.95 sure
    of letters of a script that it was never taught.
    """
    engine.SetPageSegMode(mode)
    engine.SetImage(sheet)
    engine.SetSourceResolution(RESOLUTION)
    engine.Recognize()
    found = engine.GetIterator()
    for symbol in iterate_level(found, RIL.SYMBOL) if found is not None else ():
        place = symbol.BoundingBox(RIL.SYMBOL)
        text = _text(symbol)
        if place is None or not text:
            continue
        if symbol.IsAtBeginningOf(RIL.WORD):
            yield Symbol(Glyph(" ", 1.0, 0.0, 0.0), place, 1.0)
        alone, word = (
            min(1.0, max(0.0, symbol.Confidence(level) / 100)) for level in (RIL.SYMBOL, RIL.WORD)
        )
        yield Symbol(Glyph(text, min(alone, word), 0.0, 0.0), place, alone)


def _text(symbol: PyResultIterator) -> str:
    try:
        return str(symbol.GetUTF8Text(RIL.SYMBOL))
    except RuntimeError:
        # What tesserocr raises for a symbol without a reading.
        return ""


def _within(line: Sequence[Symbol], width: int) -> Symbols:
    """Place the glyphs of a line in it, without the space before the first."""
    first = 1 if line and line[0].glyph.text == " " else 0
    return tuple(_placed(one, width) for one in line[first:])


def _placed(one: Symbol, width: int) -> Symbol:
    if one.glyph.text == " ":
        return one
    left, right = (min(1.0, max(0.0, (edge - GAP) / width)) for edge in one.place[::2])
    return replace(one, glyph=replace(one.glyph, left=left, right=right))
