"""Sheets made to fit: cut to a length, or rid of what cannot be written down, offsets unharmed."""

from __future__ import annotations

import re

from msgspec.structs import replace

from heliograph.codec import first_boxes
from heliograph.records import Block
from heliograph.sandbox.frames import HEADER, MAX_FRAME, packed
from heliograph.seams import Sheet

_HALF = re.compile("[\ud800-\udfff]")


def cut_to(sheet: Sheet, characters: int) -> Sheet:
    """Keep the first `characters` of a sheet, with the blocks, marks and boxes that are theirs."""
    if len(sheet.text) <= characters:
        return sheet
    return replace(
        sheet,
        text=sheet.text[:characters],
        marks=tuple(mark for mark in sheet.marks if mark.start < characters),
        boxes=first_boxes(sheet.boxes, characters),
        containers=sheet.containers if characters else (),
        blocks=tuple(
            _cut_block(block, characters) for block in sheet.blocks if block.start < characters
        ),
        doubts=tuple(doubt for doubt in sheet.doubts if doubt.end <= characters),
    )


def fitting(sheet: Sheet) -> tuple[bytes, bool]:
    """Encode a sheet as one frame, cut until it fits; say whether it was cut."""
    frame = packed(sheet)
    whole = True
    while len(frame) > MAX_FRAME + HEADER.size:
        whole = False
        # A tenth less than what the average says, since the front may be denser than the rest.
        sheet = cut_to(sheet, len(sheet.text) * MAX_FRAME // len(frame) * 9 // 10)
        frame = packed(sheet)
    return frame, not whole


def whole_characters(text: str) -> str:
    """Replace halves of surrogate pairs, which no encoding can write, one for one by U+FFFD."""
    return _HALF.sub("\ufffd", text)


def mended(sheet: Sheet) -> Sheet:
    """Rid a sheet of halves of surrogate pairs, wherever a text of it has any."""
    return replace(
        sheet,
        text=whole_characters(sheet.text),
        label=whole_characters(sheet.label),
        containers=tuple(
            replace(
                one,
                name=whole_characters(one.name),
                header=tuple(whole_characters(cell) for cell in one.header),
                about=whole_characters(one.about),
            )
            for one in sheet.containers
        ),
    )


def _cut_block(block: Block, characters: int) -> Block:
    return block if block.end <= characters else replace(block, end=characters)
