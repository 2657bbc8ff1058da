"""Reads PDF: the text of each page with the place of every character, through PDFium."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

from pypdfium2 import PdfDocument, PdfiumError, PdfPage, raw

from heliograph.extractors.pdf_actions import automatic
from heliograph.extractors.pdf_extras import attachments, information
from heliograph.extractors.pdf_pictures import regions
from heliograph.extractors.pdf_pinned import Pinned
from heliograph.extractors.pdf_text import text_and_boxes
from heliograph.extractors.text_layer import what_is_bad
from heliograph.media import PAGES_WITH_BAD_TEXT, PAGES_WITH_PICTURES, PAGES_WITHOUT_TEXT
from heliograph.records import Note, Problem
from heliograph.seams import Extracted, Limits, Sheet

IN_MEMORY = 64 * 2**20
"""Bytes of a file up to which PDFium is given them all at once; it seeks a lot."""

LOST_IN_A_ROW = 50
"""Unreadable pages after which the rest is given up: a file of a kilobyte can claim a million."""


class PageEyes(Protocol):
    """Reads from pictures what the text layer of a page does not say."""

    @property
    def looks_besides(self) -> bool:
        """Say whether `besides` is to be asked at all."""
        ...

    def whole(self, page: PdfPage, number: int) -> Sheet:
        """Read a page whose layer is empty or bad."""
        ...

    def besides(self, page: PdfPage, sheet: Sheet) -> Sheet:
        """Add what stands on pictures of a page to the sheet of its layer."""
        ...


class PdfExtractor:
    """`application/pdf`. One sheet a page, without blocks: PDF tells of glyphs, not of roles.

    Comments and fields of forms stand on a sheet after the pages.
    """

    name = "pdf"
    version = "4"
    media_types = frozenset({"application/pdf"})

    def __init__(self, eyes: PageEyes | None = None) -> None:
        """Read text layers alone, or pictures of pages, too."""
        self._eyes = eyes

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield title and notes, then the pages and what is pinned to them, then attachments."""
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        if not size:
            yield Problem(outcome="empty", reason="no-bytes")
            return
        try:
            document = PdfDocument(file.read() if size <= IN_MEMORY else file)
        except PdfiumError as error:
            yield _refusal(error)
            return
        try:
            yield from information(document)
            yield from automatic(file)
            yield from _pages(document, limits, self._eyes)
            yield from attachments(document, limits)
        finally:
            document.close()


def _refusal(error: PdfiumError) -> Problem:
    """Tell why a file cannot be opened; by PDFium's code, as its words are sometimes wrong."""
    if error.err_code == raw.FPDF_ERR_PASSWORD:
        return Problem(outcome="encrypted", reason="password-needed")
    if error.err_code == raw.FPDF_ERR_SECURITY:
        detail = "by a security handler that PDFium does not know"
        return Problem(outcome="encrypted", reason="password-needed", detail=detail)
    detail = "" if error.err_code else "it has no pages"
    return Problem(outcome="damaged", reason="not-what-it-seems", detail=detail or str(error))


def _pages(document: PdfDocument, limits: Limits, eyes: PageEyes | None) -> Iterator[Extracted]:
    pinned = Pinned(document)
    count = len(document)
    tally = _Tally(eyes)
    for number in range(1, min(count, limits.pages) + 1):
        try:
            with closing(document[number - 1]) as page:
                yield from tally.counted(page, _sheet(page, number))
                yield from pinned.told(page, number, limits)
        except PdfiumError as error:
            tally.lost += 1
            yield Problem(
                outcome="damaged", reason="page-unreadable", page=number, detail=str(error)
            )
        if tally.lost == LOST_IN_A_ROW:
            detail = f"given up at page {number} of {count}"
            yield Problem(outcome="damaged", reason="page-unreadable", detail=detail)
            break
    if count > limits.pages:
        detail = f"{limits.pages} of {count} pages"
        yield Problem(outcome="cut", reason="too-many-pages", detail=detail)
    yield from pinned.sheets(count + 1)
    yield from tally.without_text(count)


def _shows_something(page: PdfPage) -> bool:
    return bool(raw.FPDFPage_CountObjects(page) > 0)


def _sheet(page: PdfPage, number: int) -> Sheet:
    text, boxes = text_and_boxes(page)
    return Sheet(number=number, text=text, boxes=boxes)


@dataclass
class _Tally:
    """What the pages seen so far had."""

    eyes: PageEyes | None
    lost: int = 0
    """Unreadable pages since the last readable one."""
    with_text: int = 0
    pictures: list[int] = field(default_factory=list)
    """Pages on which something is drawn, but no text."""
    partly: list[int] = field(default_factory=list)
    """Pages with text, and with pictures that may hold more."""
    bad: list[int] = field(default_factory=list)
    """Pages whose text layer does not say what they show."""

    def counted(self, page: PdfPage, sheet: Sheet) -> Iterator[Sheet | Note]:
        self.lost = 0
        bare = not sheet.text or sheet.text.isspace()
        bad = what_is_bad(sheet.text)
        dumb = bool(bad) or (bare and _shows_something(page))
        if self.eyes is not None and (dumb or self.eyes.looks_besides):
            yield self.eyes.whole(page, sheet.number) if dumb else self.eyes.besides(page, sheet)
            self.with_text += dumb or not bare
            if bad:
                yield Note(key=f"pdf:text-layer-{bad}", value=sheet.text, page=sheet.number)
            return
        self.with_text += not bare
        if bad:
            self.bad.append(sheet.number)
        elif dumb:
            self.pictures.append(sheet.number)
        elif regions(page, sheet.boxes):
            self.partly.append(sheet.number)
        yield sheet

    def without_text(self, count: int) -> Iterator[Problem | Note]:
        if self.bad:
            yield Note(key=PAGES_WITH_BAD_TEXT, value=_ranges(self.bad))
        if self.partly:
            yield Note(key=PAGES_WITH_PICTURES, value=_ranges(self.partly))
        if not self.pictures:
            return
        if self.with_text:
            yield Note(key=PAGES_WITHOUT_TEXT, value=_ranges(self.pictures))
        else:
            detail = f"{len(self.pictures)} of {count} pages"
            yield Problem(outcome="empty", reason="no-text-layer", detail=detail)


def _ranges(numbers: Sequence[int]) -> str:
    """Write rising numbers as people do: `3, 7-9`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    return ", ".join("-".join(str(end) for end in run) for run in runs)
