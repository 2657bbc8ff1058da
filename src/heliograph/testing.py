"""What a plugin's own tests call to see that it keeps its promise; ours call the same."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise

from heliograph.errors import REASONS
from heliograph.records import Problem
from heliograph.seams import Extracted, Extractor, Limits, Member, Sheet


def check_extractor(
    extractor: Extractor, sample: bytes, media_type: str, limits: Limits | None = None
) -> list[Extracted]:
    """Read a sample and return what came; raise AssertionError at the first broken promise.

    A reader says its name, version and media types; says of every file the same thing twice; and
    yields sheets that hold together, problems with known reasons, members whose chunks are bytes.
    """
    _check(bool(extractor.name) and bool(extractor.version), "name and version must not be empty")
    _check(media_type in extractor.media_types, f"{media_type} is none of its media types")
    found = _read(extractor, sample, media_type, limits or Limits())
    again = _read(extractor, sample, media_type, limits or Limits())
    _check(
        [one for one in found if not isinstance(one, Member)]
        == [one for one in again if not isinstance(one, Member)],
        "the same bytes were read differently a second time",
    )
    numbers = [one.number for one in found if isinstance(one, Sheet)]
    _check(len(set(numbers)) == len(numbers), "two sheets have the same number")
    _check(all(number >= 1 for number in numbers), "sheets count from 1")
    return found


def check_sheet(sheet: Sheet) -> None:
    """Raise AssertionError where offsets, blocks, containers or marks do not hold together."""
    _check_text(sheet.text)
    _check_blocks(sheet)
    lines = [mark.line for mark in sheet.marks]
    starts = [mark.start for mark in sheet.marks]
    _check(all(line >= 1 for line in lines), "lines count from 1")
    _check(all(one < two for one, two in pairwise(starts)), "marks are in order of their start")
    _check(all(0 <= at <= len(sheet.text) for at in starts), "a mark stands outside the text")
    both = sheet.first_line is not None and sheet.marks
    _check(not both, "either the breaks are the file's own, or there are marks")


def _check_text(text: str) -> None:
    _check("\0" not in text, "NUL cannot stand in a text that is kept")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise AssertionError("half of a surrogate pair cannot stand in a text") from error


def _check_blocks(sheet: Sheet) -> None:
    size = len(sheet.text)
    for block in sheet.blocks:
        _check(0 <= block.start < block.end <= size, f"{block} is empty or outside the text")
        _check(bool(sheet.text[block.start : block.end].strip()), f"{block} holds no words")
        inside = block.container is None or 0 <= block.container < len(sheet.containers)
        _check(inside, f"{block} stands in a container that is not there")
        _check(block.role != "heading" or block.level >= 1, f"{block} is a heading of no level")
    for one, two in pairwise(sheet.blocks):
        _check(one.end <= two.start, f"{one} and {two} overlap or are out of order")


def _read(extractor: Extractor, sample: bytes, media_type: str, limits: Limits) -> list[Extracted]:
    found: list[Extracted] = []
    for one in extractor.read(BytesIO(sample), media_type, limits):
        found.append(one)
        if isinstance(one, Sheet):
            check_sheet(one)
            _check(len(one.text) <= limits.text_chars, "more text than the limit")
        elif isinstance(one, Problem):
            _check(one.reason in REASONS, f"{one.reason!r} is no known reason")
        elif isinstance(one, Member):
            _check(bool(one.name), "a member has a name")
            _check(all(isinstance(chunk, bytes) for chunk in one.chunks), "chunks are bytes")
    return found


def _check(holds: bool, complaint: str) -> None:
    if not holds:
        raise AssertionError(complaint)
