"""Reads the words on pictures: files that are pictures, and pages of PDF that say nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Protocol

from PIL import Image
from pypdfium2 import PdfPage

from heliograph.extractors.pdf import PdfExtractor
from heliograph.extractors.rendering import TooManyPixels, decoded, rendered
from heliograph.media import PDF, PICTURES
from heliograph.ocr.glyphs import Seen
from heliograph.ocr.sheet import sheet_of
from heliograph.records import Note, Problem
from heliograph.seams import Extracted, Limits, Sheet

DPI = 200
"""Dots an inch at which pages of PDF are drawn: readers do no better on more."""

LEAST_SIDE = 16
"""Pixels below which nothing is written."""


class Looks(Protocol):
    """Reads a picture; `heliograph.ocr.eye.Eye`."""

    def look(self, picture: Image.Image) -> Seen:
        """Read an RGB picture of a page."""
        ...


class SeenWordsExtractor:
    """Pictures, and PDF: its pages without a text layer that does are read from their pictures."""

    name = "ocr"
    media_types = PICTURES | {PDF}

    def __init__(self, eye: Looks, version: str, engines: str) -> None:
        """Take what looks, with the version and the names of its engines."""
        self.version = version
        self._eye = eye
        self._engines = engines
        self._missed: list[Note] = []

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield a sheet for each page or frame, with a note on who read it."""
        self._missed.clear()
        yield Note(key="ocr:engine", value=self._engines)
        if media_type == PDF:
            yield from PdfExtractor(self._from_picture).read(file, media_type, limits)
        else:
            yield from self._frames(file, media_type, limits)
        yield from self._missed

    def _from_picture(self, page: PdfPage, number: int, layer: str) -> Sheet | None:
        return self._sheet(rendered(page, DPI), number)

    def _frames(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        count = 0
        try:
            for frame in decoded(file, media_type):
                count += 1
                if count > limits.pages:
                    yield Problem(outcome="cut", reason="too-many-pages")
                    return
                yield self._sheet(frame, count)
        except (TooManyPixels, Image.DecompressionBombError, Image.DecompressionBombWarning) as big:
            yield Problem(outcome="cut", reason="bomb", detail=str(big))
        except (OSError, SyntaxError, ValueError) as broken:
            yield from self._mended(file, media_type, count)
            yield _problem(broken, count)

    def _mended(self, file: BinaryIO, media_type: str, read: int) -> Iterator[Sheet]:
        """Read what there is of the frame at which a file breaks off."""
        file.seek(0)
        try:
            for at, frame in enumerate(decoded(file, media_type, mend=True)):
                if at == read:
                    yield self._sheet(frame, at + 1)
                    return
        except (OSError, SyntaxError, ValueError):
            return

    def _sheet(self, picture: Image.Image, number: int) -> Sheet:
        if min(picture.size) < LEAST_SIDE:
            return Sheet(number=number, text="")
        seen = self._eye.look(picture)
        if seen.missed:
            value = f"{seen.missed} lines could not be read"
            self._missed.append(Note(key="ocr:lines-not-read", value=value, page=number))
        if seen.turn:
            value = f"turned by {seen.turn} degrees to be read"
            self._missed.append(Note(key="ocr:turned", value=value, page=number))
        return sheet_of(seen, number)


def _problem(broken: Exception, read: int) -> Problem:
    reason = "page-unreadable" if read else "not-what-it-seems"
    detail = f"{type(broken).__name__}: {broken}"[:300]
    return Problem(outcome="damaged", reason=reason, detail=detail)
