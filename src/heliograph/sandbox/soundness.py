"""Checks on what a child said beyond its shape: numbers that later code will rely on."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from heliograph.errors import REASONS
from heliograph.records import Note, Problem
from heliograph.sandbox.frames import OutOfForm
from heliograph.seams import Sheet, Title

MOST_PAGES = 2**31

BYTES_A_BOX = 8
"""Four 16-bit numbers for each character, see `heliograph.codec.pack_planes`."""


def must_be_sound(value: Sheet | Title | Note | Problem) -> None:
    """Raise `OutOfForm` where a value's parts do not fit each other."""
    wrong = what_is_wrong(value)
    if wrong:
        raise OutOfForm(wrong)


def what_is_wrong(value: Sheet | Title | Note | Problem) -> str:
    """Name the first thing about a value that does not fit; empty where all does."""
    return next(_wrongs(value), "")


def _wrongs(value: Sheet | Title | Note | Problem) -> Iterator[str]:
    match value:
        case Sheet():
            yield from _wrongs_of_sheet(value)
        case Problem(reason=reason) if reason not in REASONS:
            yield "a problem without a known reason"
        case Problem(page=page) | Note(page=page) if page is not None:
            if not 1 <= page < MOST_PAGES:
                yield "a page that cannot be"


def _wrongs_of_sheet(sheet: Sheet) -> Iterator[str]:
    if not 1 <= sheet.number < MOST_PAGES:
        yield "a page that cannot be"
    if not _boxes_fit(sheet):
        yield "boxes that do not fit the text"
    if not _blocks_fit(sheet):
        yield "blocks that do not fit the text"
    if not _marks_fit(sheet):
        yield "marks that do not fit the text"
    if not _doubts_fit(sheet):
        yield "doubts that do not fit the text"


def _blocks_fit(sheet: Sheet) -> bool:
    at = 0
    for block in sheet.blocks:
        if not at <= block.start <= block.end:
            return False
        if block.container is not None and not 0 <= block.container < len(sheet.containers):
            return False
        at = block.end
    return at <= len(sheet.text)


def _marks_fit(sheet: Sheet) -> bool:
    at = 0
    for mark in sheet.marks:
        if not at <= mark.start or mark.line < 1:
            return False
        at = mark.start
    first = sheet.first_line
    return at <= len(sheet.text) and (first is None or first >= 1)


def _doubts_fit(sheet: Sheet) -> bool:
    at = 0
    for doubt in sheet.doubts:
        if not at <= doubt.start <= doubt.end or not 0 <= doubt.confidence <= 1:
            return False
        at = doubt.end
    return at <= len(sheet.text)


def _boxes_fit(sheet: Sheet) -> bool:
    """One box for each character and no more: else a page of boxes could be a bomb."""
    if not sheet.boxes:
        return True
    expected = len(sheet.text) * BYTES_A_BOX
    unpacking = zlib.decompressobj()
    try:
        found = len(unpacking.decompress(sheet.boxes, expected + 1))
    except zlib.error:
        return False
    return found == expected and (unpacking.eof or not unpacking.unconsumed_tail)
