"""What Word 97 to 2003 says of its paragraphs and letters: headings, lists, tables, hidden text.

[MS-DOC] 2.9.32 (paragraphs by page of 512 bytes), 2.9.33 (letters), 2.6 (single properties),
2.9.271 (the style sheet).
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

STYLES, LETTER_RUNS, PARAGRAPH_RUNS = 1, 12, 13
"""Places of these parts among the pairs of the file information block."""

PAGE: Final = 512

STYLE, OUTLINE, LIST, LIST_LEVEL = 0x4600, 0x2640, 0x460B, 0x260A
IN_TABLE, ROW_END, DEPTH = 0x2416, 0x2417, 0x6649
HUGE: Final = frozenset({0x6645, 0x6646})
"""The properties are too many for a page: they stand in the data stream."""

DELETED, HIDDEN, SYMBOL, SPECIAL = 0x0800, 0x083C, 0x6A09, 0x0855
TABLE_DEFINITION, TAB_STOPS = 0xD608, 0xC615

OPERAND_SIZES: Final = (1, 1, 2, 4, 2, 2, 0, 3)
"""Bytes of a property's value by the last three bits of its number; 0: it says itself."""

ITS_OWN_SIZE: Final = 0xFF

SMALLEST_STYLE: Final = 10
_SHEET: Final = struct.Struct("<3H")

HEADINGS: Final = range(1, 10)
BODY_LEVEL: Final = 9
MOST_RUNS: Final = 4_000_000

Properties = dict[int, bytes]


def properties_of(packed: bytes, data: bytes = b"") -> Properties:
    """Take a list of properties apart; what follows one that cannot be read is left out."""
    found: Properties = {}
    at = 0
    while at + 2 < len(packed):
        number = struct.unpack_from("<H", packed, at)[0]
        size = _operand_size(number, packed, at + 2)
        value = packed[at + 2 : at + 2 + size]
        found[number] = value
        if number in HUGE and data:
            offset = int.from_bytes(value, "little")
            length = int.from_bytes(data[offset : offset + 2], "little")
            # Without the data stream, so that what is huge cannot point at itself.
            found.update(properties_of(data[offset + 2 : offset + 2 + length]))
        at += 2 + size
    return found


def _operand_size(number: int, packed: bytes, at: int) -> int:
    size = OPERAND_SIZES[number >> 13]
    if size:
        return size
    if number == TABLE_DEFINITION:
        return 1 + int.from_bytes(packed[at : at + 2], "little")
    if number == TAB_STOPS and packed[at] == ITS_OWN_SIZE:
        return len(packed) - at
    return 1 + packed[at]


def number(properties: Properties, key: int) -> int | None:
    """Give the value of a property as a number; None if it is not set."""
    value = properties.get(key)
    return None if value is None else int.from_bytes(value[:4], "little")


class Runs:
    """Which properties hold from which byte of the document stream on."""

    def __init__(self, document: bytes, plan: bytes, *, paragraphs: bool) -> None:
        """Read all pages that the plan lists; a page that is not there is left out."""
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._found: list[tuple[int, bytes]] = []
        self._paragraphs = paragraphs
        count = max(0, (len(plan) - 4) // 8)
        pages = struct.unpack_from(f"<{count}I", plan, 4 * (count + 1)) if count else ()
        for page in pages:
            at = (page & 0x3FFFFF) * PAGE
            self._take(document[at : at + PAGE])

    def at(self, offset: int) -> tuple[int, bytes]:
        """Give style and packed properties of the letter at an offset."""
        place = bisect_right(self._starts, offset) - 1
        if place < 0 or offset >= self._ends[place]:
            return 0, b""
        return self._found[place]

    def until(self, offset: int) -> int | None:
        """Say up to which offset what `at` gives holds; None if nothing is known any more."""
        place = bisect_right(self._starts, offset) - 1
        if place >= 0 and offset < self._ends[place]:
            return self._ends[place]
        return self._starts[place + 1] if place + 1 < len(self._starts) else None

    def _take(self, page: bytes) -> None:
        if len(page) < PAGE or len(self._starts) > MOST_RUNS:
            return
        count, size = page[-1], 13 if self._paragraphs else 1
        if 4 * (count + 1) + size * count > PAGE - 1:
            return
        bounds = struct.unpack_from(f"<{count + 1}I", page)
        for run in range(count):
            if bounds[run + 1] <= bounds[run] or (self._starts and bounds[run] < self._starts[-1]):
                continue
            self._starts.append(bounds[run])
            self._ends.append(bounds[run + 1])
            self._found.append(self._packed(page, 2 * page[4 * (count + 1) + size * run]))

    def _packed(self, page: bytes, at: int) -> tuple[int, bytes]:
        """Give style and properties that stand on a page."""
        if not at:
            return 0, b""
        if not self._paragraphs:
            return 0, page[at + 1 : at + 1 + page[at]]
        start, length = at + 1, 2 * page[at] - 1
        if not page[at]:
            start, length = at + 2, 2 * page[min(at + 1, PAGE - 1)]
        packed = page[start : start + length]
        return int.from_bytes(packed[:2], "little"), packed[2:]


@dataclass
class Style:
    """A style: its own properties, and the one it leans on."""

    kind: int
    parent: int
    own: Properties = field(default_factory=dict)
    letters: Properties = field(default_factory=dict)


class StyleSheet:
    """The styles of a file, each with what it takes from those it leans on."""

    def __init__(self, sheet: bytes) -> None:
        """Read them; what is broken is as if it were not there."""
        self._styles = dict(_styles(sheet))

    def heading(self, number: int) -> int:
        """Say which level of heading a style is; 0 if it is none."""
        for style in self._line(number):
            if style.kind in HEADINGS:
                return style.kind
        return 0

    def properties(self, number: int) -> Properties:
        """Give the paragraph properties of a style, with those it takes over."""
        found: Properties = {}
        for style in reversed(list(self._line(number))):
            found.update(style.own)
        return found

    def _line(self, number: int) -> Iterator[Style]:
        seen: set[int] = set()
        while number in self._styles and number not in seen:
            seen.add(number)
            yield self._styles[number]
            number = self._styles[number].parent


def _styles(sheet: bytes) -> Iterator[tuple[int, Style]]:
    if len(sheet) < _SHEET.size:
        return
    head, count, fixed = _SHEET.unpack_from(sheet)
    at = 2 + head
    for number in range(count):
        size = int.from_bytes(sheet[at : at + 2], "little")
        entry = sheet[at + 2 : at + 2 + size]
        at += 2 + size
        if len(entry) >= fixed + 2 and fixed >= SMALLEST_STYLE:
            yield number, _style(entry, fixed)


def _style(entry: bytes, fixed: int) -> Style:
    first, second, third = _SHEET.unpack_from(entry)
    at = fixed + 4 + 2 * int.from_bytes(entry[fixed : fixed + 2], "little")
    style = Style(first & 0x0FFF, second >> 4)
    if second & 0x0F == 1 and third & 0x0F:
        size = int.from_bytes(entry[at : at + 2], "little")
        style.own = properties_of(entry[at + 4 : at + 2 + size])
    return style
