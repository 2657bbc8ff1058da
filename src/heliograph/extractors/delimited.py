"""Delimited tables (CSV, TSV): the text as it stands, one row to a record."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from operator import itemgetter
from typing import BinaryIO, Final

from msgspec.structs import replace

from heliograph.extractors.verbatim import paragraphs, read_verbatim, trimmed
from heliograph.records import Block, Container
from heliograph.seams import Extracted, Limits, Sheet

DELIMITERS: Final = (",", "\t", ";", "|")
_SAMPLE_CHARS: Final = 16_384
_SAMPLE_RECORDS: Final = 50
_MOST_ROWS: Final = 500_000
"""Rows beyond are kept as plain text: a block is an object, and a file can hold 20 million."""
CHARS_A_SHEET: Final = 4_000_000
"""Characters from which a table goes on on another sheet: a page is kept and shown whole."""

_BREAK: Final = re.compile(r"\r\n|\n|\r")
_LONGEST_HEADER: Final = 80
_FEWEST_WHOLE: Final = 2
_NUMBER: Final = re.compile(r"[-+]?[\d\s.,:/%-]+\Z")


class DelimitedExtractor:
    """Reads text/csv and text/tab-separated-values."""

    name = "delimited"
    version = "2"
    media_types = frozenset({"text/csv", "text/tab-separated-values"})

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield a row for each record: on one sheet, or on several where it is a large table."""
        found = read_verbatim(file, limits)
        yield from found.remarks
        text = found.text
        delimiter = delimiter_of(text[:_SAMPLE_CHARS]) or (
            "\t" if media_type == "text/tab-separated-values" else ","
        )
        blocks, rest = _rows(text, delimiter)
        header: tuple[str, ...] = ()
        if blocks:
            first = _cells(text[blocks[0].start : blocks[0].end], delimiter)
            header = first if len(blocks) > 1 and _is_header(first) else ()
        blocks.extend(paragraphs(text, rest))
        yield from _sheets(text, blocks, Container(kind="table", header=header))


def _sheets(text: str, blocks: list[Block], table: Container) -> Iterator[Sheet]:
    """Cut a large table between its rows; each sheet has the header, and knows its first line."""
    start = first = number = 0
    line = 1
    for place in range(1, len(blocks) + 1):
        is_last = place == len(blocks)
        if not is_last and blocks[place].end - start <= CHARS_A_SHEET:
            continue
        end = len(text) if is_last else blocks[place].start
        number += 1
        yield Sheet(
            number=number,
            text=text[start:end],
            first_line=line,
            blocks=tuple(_moved(block, -start) for block in blocks[first:place]),
            containers=(table,),
        )
        line += len(_BREAK.findall(text, start, end))
        start, first = end, place
    if not blocks:
        yield Sheet(number=1, text=text, first_line=1, containers=(table,))


def _moved(block: Block, by: int) -> Block:
    return replace(block, start=block.start + by, end=block.end + by) if by else block


def delimiter_of(sample: str) -> str:
    """Find the sign that cuts the most records into the same, largest number of cells."""
    best, best_score = "", 0.0
    for delimiter in DELIMITERS:
        if delimiter not in sample:
            continue
        widths = widths_of(sample, delimiter)
        # Not `most_common(1)`: it imports a module when it is first called.
        usual = max(Counter(widths).items(), key=itemgetter(1)) if widths else (0, 0)
        score = usual[0] * usual[1] / len(widths) if widths else 0.0
        if usual[0] > 1 and score > best_score:
            best, best_score = delimiter, score
    return best


def widths_of(sample: str, delimiter: str) -> list[int]:
    """Count the cells of each record of a sample; the last, which may be cut, only among two."""
    widths = []
    try:
        for record in csv.reader(sample.splitlines(keepends=True), delimiter=delimiter):
            if record:
                widths.append(len(record))
            if len(widths) > _SAMPLE_RECORDS:
                break
    except csv.Error:
        return []
    return widths[:-1] if len(widths) > _FEWEST_WHOLE else widths


@cache
def _record(delimiter: str) -> re.Pattern[str]:
    """A record: cells, where one that begins with a quote may hold breaks and delimiters."""
    sign = re.escape(delimiter)
    plain = rf"[^{sign}\r\n]*+"
    cell = rf'(?>[ ]*+"(?>[^"]++|"")*+"{plain}|{plain})'
    return re.compile(rf"{cell}(?>{sign}{cell})*+")


# Compiled here, since the locked child is to do nothing for the first time.
for _delimiter in DELIMITERS:
    _record(_delimiter)


def _rows(text: str, delimiter: str) -> tuple[list[Block], int]:
    """Make the row blocks and say where the text that they do not cover begins."""
    blocks: list[Block] = []
    record = _record(delimiter)
    at = 0
    while at < len(text) and len(blocks) < _MOST_ROWS:
        found = record.match(text, at)
        end = found.end() if found else at
        start, stop = trimmed(text, at, end)
        if stop > start and text[start:stop].strip(delimiter + ' "'):
            blocks.append(Block(start=start, end=stop, role="row", container=0))
        # A record ends at a break or the end; a stray sign can only be a carriage return.
        at = end + 1
    return blocks, min(at, len(text))


def _cells(record: str, delimiter: str) -> tuple[str, ...]:
    try:
        rows = list(csv.reader(record.splitlines(keepends=True), delimiter=delimiter))
    except csv.Error:
        return ()
    cells = [cell.strip() for cell in rows[0]] if rows else []
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _is_header(cells: tuple[str, ...]) -> bool:
    """Names are there, short, different from each other, and no numbers."""
    return (
        len(cells) > 1
        and all(cells)
        and len(set(cells)) == len(cells)
        and not any(_NUMBER.match(cell) or len(cell) > _LONGEST_HEADER for cell in cells)
    )
