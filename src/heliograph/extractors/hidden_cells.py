"""Which rows and columns of worksheets are hidden, in each of the formats of spreadsheets.

What reads the cells does not tell. Only the tags and records that say so are looked for, as the
parts unpack: a worksheet of any size costs little memory.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from heliograph.extractors.ooxml import Package, attribute, child, local

HIDDEN_ROW: Final = "a hidden row"
HIDDEN_COLUMNS: Final = "hidden columns"
PARTLY: Final = "hidden columns, in part"

MOST_BYTES: Final = 256 * 2**20
"""Bytes of one worksheet's part that are looked through."""
MOST_RUNS: Final = 100_000
"""Runs of hidden rows that are kept of one worksheet."""

_AT_ONCE: Final = 1 << 20
_LONGEST_TAG: Final = 4_096
_TAG: Final = re.compile(rb"<(?:\w+:)?(row|col)\b[^>]*\bhidden=[\"'](?:1|true)[\"'][^>]*>")
_NUMBERS: Final = re.compile(rb"\b(r|min|max)=[\"'](\d{1,7})[\"']")
_ODS_TAG: Final = re.compile(rb"<table:(table|table-row|table-column)(?=[\s/>])([^>]*)>")
_REPEATED: Final = re.compile(rb"table:number-(?:rows|columns)-repeated=[\"'](\d{1,7})[\"']")
_UNSEEN: Final = re.compile(rb"table:visibility=[\"'](?:collapse|filter)[\"']")

# [MS-XLS] 2.3: numbers of records, and where their fields stand.
_BOF, _EOF, _BOUNDSHEET, _ROW, _COLINFO = 0x809, 0x0A, 0x85, 0x208, 0x7D
_RECORD: Final = struct.Struct("<HH")
_PLACE: Final = struct.Struct("<I")
_ROW_FIELDS: Final = struct.Struct("<H10xH")
_COLUMN_FIELDS: Final = struct.Struct("<HH4xH")
_ROW_HIDDEN, _COLUMNS_HIDDEN = 0x20, 0x01


@dataclass
class HiddenCells:
    """The hidden rows and columns of one worksheet, both from 0, as runs of first and last."""

    rows: list[tuple[int, int]] = field(default_factory=list)
    columns: list[tuple[int, int]] = field(default_factory=list)

    def add_row(self, first: int, last: int) -> None:
        """Take in a run of rows; they come in order."""
        if self.rows and self.rows[-1][1] + 1 == first:
            self.rows[-1] = (self.rows[-1][0], last)
        elif len(self.rows) < MOST_RUNS:
            self.rows.append((first, last))

    def hides(self, cells: Sequence[object], number: int, first_column: int) -> str:
        """Say by what a row of cells is kept from being shown; empty where it is shown.

        Rows are to be asked for in order.
        """
        while self.rows and self.rows[0][1] < number:
            self.rows.pop(0)
        if self.rows and self.rows[0][0] <= number:
            return HIDDEN_ROW
        if not self.columns:
            return ""
        told = [at for at, cell in enumerate(cells, first_column) if cell != ""]
        unseen = [at for at in told if any(one <= at <= last for one, last in self.columns)]
        if not unseen:
            return ""
        return HIDDEN_COLUMNS if len(unseen) == len(told) else PARTLY

    def told(self) -> Iterator[tuple[str, str]]:
        """Say what is hidden as people name it: rows from 1, columns by letters."""
        if self.rows:
            runs = [_run(str(one + 1), str(last + 1)) for one, last in self.rows[:100]]
            yield "hidden-rows", ", ".join(runs) + (" …" if len(self.rows) > len(runs) else "")
        if self.columns:
            runs = [_run(_letters(one), _letters(last)) for one, last in self.columns[:100]]
            yield "hidden-columns", ", ".join(runs)


def in_xlsx(package: Package) -> list[HiddenCells]:
    """Look through the worksheets of a package, in the order of the workbook."""
    book = package.main_part("xl/workbook.xml")
    parts = {one.id: one.target for one in package.relations(book)}
    sheets = child(package.tree(book), "sheets")
    names = (
        [parts.get(attribute(one, "id") or "", "") for one in sheets if local(one) == "sheet"]
        if sheets is not None
        else []
    )
    return [_in_part(package, name) for name in names]


def _in_part(package: Package, name: str) -> HiddenCells:
    found = HiddenCells()
    if name not in package:
        return found
    for tag in _tags(package, name, _TAG):
        numbers = {key: int(value) for key, value in _NUMBERS.findall(tag[0])}
        if tag[1] == b"row" and b"r" in numbers:
            found.add_row(numbers[b"r"] - 1, numbers[b"r"] - 1)
        elif tag[1] == b"col" and numbers.keys() >= {b"min", b"max"}:
            found.columns.append((numbers[b"min"] - 1, numbers[b"max"] - 1))
    return found


def in_ods(package: Package) -> list[HiddenCells]:
    """Look through the tables of an OpenDocument spreadsheet, in order."""
    found: list[HiddenCells] = []
    row = column = 0
    for tag in _tags(package, "content.xml", _ODS_TAG):
        if tag[1] == b"table":
            found.append(HiddenCells())
            row = column = 0
            continue
        if not found:
            continue
        repeated = _REPEATED.search(tag[2])
        count = int(repeated[1]) if repeated else 1
        unseen = _UNSEEN.search(tag[2]) is not None
        if tag[1] == b"table-row":
            if unseen:
                found[-1].add_row(row, row + count - 1)
            row += count
        else:
            if unseen:
                found[-1].columns.append((column, column + count - 1))
            column += count
    return found


def _tags(package: Package, name: str, wanted: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
    """Find tags in a part as it unpacks; one that two pieces share is found in the second."""
    stream = package.stream(name)
    held, read = b"", 0
    while read < MOST_BYTES and (piece := stream.read(_AT_ONCE)):
        read += len(piece)
        held += piece
        whole = held.rfind(b">") + 1
        yield from wanted.finditer(held, 0, whole)
        held = held[max(whole, len(held) - _LONGEST_TAG) :]


def in_xls(content: bytes) -> list[HiddenCells]:
    """Look through the worksheets of a workbook of the older format, in order."""
    places = []
    for kind, body in _records(content, 0):
        if kind == _BOUNDSHEET and len(body) >= _PLACE.size:
            places.append(_PLACE.unpack_from(body)[0])
    return [_in_sheet(content, place) for place in places]


def _in_sheet(content: bytes, place: int) -> HiddenCells:
    found = HiddenCells()
    rows = []
    for kind, body in _records(content, place):
        if kind == _ROW and len(body) >= _ROW_FIELDS.size:
            number, flags = _ROW_FIELDS.unpack_from(body)
            if flags & _ROW_HIDDEN:
                rows.append(number)
        elif kind == _COLINFO and len(body) >= _COLUMN_FIELDS.size:
            first, last, flags = _COLUMN_FIELDS.unpack_from(body)
            if flags & _COLUMNS_HIDDEN and first <= last:
                found.columns.append((first, last))
    for number in sorted(rows):
        found.add_row(number, number)
    return found


def _records(content: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of one substream, what is inside another in it (a chart) left out."""
    depth = 0
    while place + _RECORD.size <= len(content):
        kind, size = _RECORD.unpack_from(content, place)
        place += _RECORD.size
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, content[place : place + size]
        place += size


def _run(first: str, last: str) -> str:
    return first if first == last else f"{first}-{last}"


def _letters(column: int) -> str:
    letters = ""
    while column >= 0:
        column, at = divmod(column, 26)
        letters = chr(ord("A") + at) + letters
        column -= 1
    return letters
