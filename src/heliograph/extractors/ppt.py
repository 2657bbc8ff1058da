"""Reads presentations of PowerPoint 97 to 2003 (ppt): each slide with its notes and comments."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from heliograph.extractors import ole
from heliograph.extractors.ppt_records import SLIDE, BadSlides, LockedSlides, Parts, Record
from heliograph.extractors.ppt_slides import Slide, is_hidden, slide_plan
from heliograph.records import Note, Problem
from heliograph.seams import Extracted, Limits

EMBEDDED: Final = 0x1011
"""A part that is an embedded OLE container; instance 1: packed."""

MACROS: Final = (0x07D0, 0x03FF, 0x0400)
"""Where the document says whether it has macros."""

MOST_UNPACKED: Final = 256 * 2**20


class PptExtractor:
    """PowerPoint 97 to 2003. One sheet a slide, title first; notes are not main text."""

    name = "ppt"
    version = "2"
    media_types = frozenset({"application/vnd.ms-powerpoint"})

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield properties, the slides, pictures and embedded files."""
        try:
            container = ole.opened(file)
        except ole.NotOle as error:
            yield Problem(outcome="damaged", reason="not-what-it-seems", detail=str(error))
            return
        yield from ole.told(container, "ppt")
        content = ole.stream(container, "PowerPoint Document")
        try:
            parts = Parts(content, ole.stream(container, "Current User"))
            document = parts.part(parts.document_number)
            macros = document.first(*MACROS)
            if macros is not None and macros.number(4):
                yield Note(key="ppt:macros", value="VBA")
            yield from _slides(parts, document, limits)
        except LockedSlides:
            yield Problem(outcome="encrypted", reason="password-needed")
            return
        except BadSlides as error:
            yield Problem(outcome="damaged", reason="not-what-it-seems", detail=str(error))
            return
        yield from ole.pictures(ole.stream(container, "Pictures"), "Pictures")
        yield from _embedded(parts)


def _slides(parts: Parts, document: Record, limits: Limits) -> Iterator[Extracted]:
    plan = slide_plan(document)
    for number, planned in enumerate(plan.slides, 1):
        if number > limits.pages:
            detail = f"{limits.pages} of {len(plan.slides)} slides"
            yield Problem(outcome="cut", reason="too-many-pages", detail=detail)
            return
        try:
            part = parts.part(planned.part)
            if part.kind != SLIDE or not part.whole:
                raise BadSlides("it is not a slide, or cut short")
        except BadSlides as error:
            yield Problem(
                outcome="damaged", reason="page-unreadable", page=number, detail=str(error)
            )
            continue
        if is_hidden(part):
            yield Note(key="ppt:hidden-slide", value="hidden", page=number)
        slide = Slide(planned.texts)
        slide.write(part)
        _notes(slide, parts, plan.notes.get(slide.notes_id))
        slide.comments(part)
        yield slide.draft.sheet(number, slide.title)


def _notes(slide: Slide, parts: Parts, number: int | None) -> None:
    """Write the notes of a slide, where it has any that can be read."""
    if number is not None:
        try:
            slide.write_notes(parts.part(number))
        except BadSlides:
            return


def _embedded(parts: Parts) -> Iterator[Extracted]:
    """Take out the embedded files."""
    found = []
    for number in parts.numbers()[: ole.MOST_OBJECTS * 10]:
        try:
            part = parts.part(number)
        except BadSlides:
            continue
        if part.kind == EMBEDDED:
            found.append(part)
    for number, part in enumerate(found[: ole.MOST_OBJECTS], 1):
        content = bytes(part.content)
        if part.instance == 1:
            try:
                content = zlib.decompressobj().decompress(content[4:], MOST_UNPACKED)
            except zlib.error as error:
                detail = f"object-{number}: {error}"
                yield Problem(outcome="damaged", reason="member-unreadable", detail=detail)
                continue
        yield ole.taken(f"object-{number}.ole", content)
