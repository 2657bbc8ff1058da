"""Reads the words on pictures: files that are pictures, and pages of PDF that say nothing."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, Protocol

import msgspec
from PIL import Image, ImageDraw
from pypdfium2 import PdfPage

from heliograph.codec import BOX_SCALE, Box, Edges, pack_boxes
from heliograph.extractors.pdf import PdfExtractor
from heliograph.extractors.pdf_pictures import Region, characters_within, regions
from heliograph.extractors.rendering import TooManyPixels, decoded, rendered
from heliograph.media import PDF, PICTURES
from heliograph.ocr.glyphs import Line, Seen
from heliograph.ocr.models import PAGES_ALONE
from heliograph.ocr.sheet import sheet_of
from heliograph.records import Note, Problem
from heliograph.seams import Extracted, Limits, Sheet

DPI = 200
"""Dots an inch at which pages of PDF are drawn: readers do no better on more."""

LEAST_SIDE = 16
"""Pixels below which nothing is written."""


MOST_PICTURES = 400
"""Pictures of a document that are read on pages which have a text layer."""

BREAK = "\n\n"
"""Between the words of a page's layer and those of a picture on it."""

LEAST_LETTERS, LEAST_SURE = 2, 0.5
"""Letters and mean confidence of a line on a picture from which it is one."""


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
        """Take what looks, with the version and the names of its engines.

        A version that ends in `PAGES_ALONE` leaves out pictures on pages that have text.
        """
        self.version = version
        self.looks_besides = not version.endswith(PAGES_ALONE)
        self._eye = eye
        self._engines = engines
        self._missed: list[Note] = []
        self._known: set[bytes] = set()
        self._left = MOST_PICTURES

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield a sheet for each page or frame, with a note on who read it."""
        self._missed.clear()
        yield Note(key="ocr:engine", value=self._engines)
        if media_type == PDF:
            self._known, self._left = set(), MOST_PICTURES
            yield from PdfExtractor(self).read(file, media_type, limits)
            if self._left < 0:
                detail = f"{MOST_PICTURES} pictures on pages with text, {-self._left} more not read"
                yield Problem(outcome="cut", reason="too-many-members", detail=detail)
        else:
            yield from self._frames(file, media_type, limits)
        yield from self._missed

    def whole(self, page: PdfPage, number: int) -> Sheet:
        """Read a page whose layer is empty or bad."""
        return self._sheet(rendered(page, DPI), number)

    def besides(self, page: PdfPage, sheet: Sheet) -> Sheet:
        """Add what stands on pictures of a page, after the words of its layer, in their places.

        A picture that stands on several pages is read on the first of them.
        """
        drawn: dict[int, Image.Image] = {}
        for region in regions(page, sheet.boxes, digests=True):
            if region.digest in self._known:
                continue
            self._known.add(region.digest)
            self._left -= 1
            if self._left < 0:
                continue
            if region.dpi not in drawn:
                drawn[region.dpi] = rendered(page, region.dpi)
            part = self._part(drawn[region.dpi], region, sheet)
            if part.text:
                sheet = joined(sheet, part, region.box)
                words = f"{len(part.text)} characters read from a picture"
                self._missed.append(Note(key="ocr:picture", value=words, page=sheet.number))
        return sheet

    def _part(self, drawn: Image.Image, region: Region, sheet: Sheet) -> Sheet:
        """Read a region, without the words of the layer that stand upon it."""
        edges = [side * at for side, at in zip(drawn.size * 2, region.box, strict=True)]
        crop = drawn.crop((int(edges[0]), int(edges[1]), math.ceil(edges[2]), math.ceil(edges[3])))
        if min(crop.size) < LEAST_SIDE:
            return Sheet(number=sheet.number, text="")
        brush = ImageDraw.Draw(crop)
        for left, top, right, bottom in characters_within(region.box, sheet.boxes):
            corner = (left * drawn.width - edges[0], top * drawn.height - edges[1])
            other = (right * drawn.width - edges[0], bottom * drawn.height - edges[1])
            paper = crop.getpixel((max(0, int(corner[0])), max(0, int(corner[1]))))
            brush.rectangle((corner, other), fill=paper)
        seen = self._eye.look(crop)
        lines = tuple(line for line in seen.lines if _says_something(line))
        return sheet_of(replace(seen, lines=lines), sheet.number)

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


def joined(sheet: Sheet, part: Sheet, box: Box) -> Sheet:
    """Put a sheet that was read from a part of a page after that of the page.

    `box` is where the part stands, in fractions of the page.
    """
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    boxes: list[Box | None] = [*_each(sheet), *([None] * len(BREAK))]
    boxes += [
        one
        and (
            left + one[0] * width,
            top + one[1] * height,
            left + one[2] * width,
            top + one[3] * height,
        )
        for one in _each(part)
    ]
    start = len(sheet.text) + len(BREAK)
    doubts = [
        msgspec.structs.replace(doubt, start=doubt.start + start, end=doubt.end + start)
        for doubt in part.doubts
    ]
    return msgspec.structs.replace(
        sheet,
        text=f"{sheet.text}{BREAK}{part.text}",
        boxes=pack_boxes(boxes),
        doubts=(*sheet.doubts, *doubts),
    )


def _each(sheet: Sheet) -> Iterator[Box | None]:
    edges = Edges(sheet.boxes)
    for at in range(len(sheet.text)):
        found = edges.at(at) if at < len(edges) else None
        yield found and (
            found[0] / BOX_SCALE,
            found[1] / BOX_SCALE,
            found[2] / BOX_SCALE,
            found[3] / BOX_SCALE,
        )


def _says_something(line: Line) -> bool:
    """Tell a line of words from grain of a photograph that a network took for a sign or two."""
    letters = sum(1 for glyph in line.glyphs if glyph.text.isalnum())
    return letters >= LEAST_LETTERS and line.confidence >= LEAST_SURE


def _problem(broken: Exception, read: int) -> Problem:
    reason = "page-unreadable" if read else "not-what-it-seems"
    detail = f"{type(broken).__name__}: {broken}"[:300]
    return Problem(outcome="damaged", reason=reason, detail=detail)
