"""JSON lines and CSV: claims, documents, entities, mentions, ledger, one record a line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Literal, get_args

import msgspec

from heliograph.app import Heliograph
from heliograph.exchange.selection import Selection
from heliograph.leaving import Written, beside, write_lines

What = Literal["claims", "documents", "entities", "mentions", "ledger"]
WHATS: tuple[What, ...] = get_args(What)

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""With any of these first, a spreadsheet takes a cell for a formula and runs it; full width counts
where its language is an East Asian one."""

BOM = b"\xef\xbb\xbf"
"""Tells spreadsheets that the file is UTF-8; without it Chinese is read as something else."""

_RECORDS: dict[What, Callable[[Selection], Iterator[object]]] = {
    "claims": Selection.claims,
    "documents": Selection.originals,
    "entities": Selection.entities,
    "mentions": Selection.mentions,
    "ledger": Selection.ledger,
}
_COLUMNS: dict[What, tuple[str, ...]] = {
    "claims": (
        *("id", "path", "digest", "page", "line", "last_line", "start", "end", "quote"),
        *("language", "capability", "stance", "strength", "action", "group", "score"),
        *("review", "recurs", "copies", "why", "boxes"),
    ),
    "documents": ("digest", "size", "media_type", "outcome", "title", "paths", "held_since"),
    "entities": ("id", "kind", "name", "names", "note"),
    "mentions": ("id", "path", "digest", "page", "start", "end", "words", "entity"),
    "ledger": (
        *("path", "digest", "size", "media_type", "outcome", "reason", "detail", "pages"),
        *("claims", "held"),
    ),
}


def json_lines(selection: Selection, what: What) -> Iterator[bytes]:
    """Yield one record a line; claims as `heliograph claims --json` has them."""
    encoder = msgspec.json.Encoder()
    for one in _RECORDS[what](selection):
        yield encoder.encode(one)


def write_json_lines(opened: Heliograph, selection: Selection, where: Path, what: What) -> Written:
    """Write JSON lines."""
    facts = selection.facts(f"jsonl: {what}")
    with beside(opened, where, facts, folder=False) as making:
        count = write_lines(making.path, json_lines(selection, what))
        facts["records"] = count
    return making.written("jsonl", where, {what: count}, masked=selection.masked)


def write_csv(
    opened: Heliograph, selection: Selection, where: Path, what: What, *, bom: bool
) -> Written:
    """Write CSV (RFC 4180, UTF-8) in which no cell is a formula."""
    facts = selection.facts(f"csv: {what}")
    count = -1
    with beside(opened, where, facts, folder=False) as making:
        with making.path.open("wb") as file:
            file.write(BOM if bom else b"")
            for line in csv_lines(_RECORDS[what](selection), _COLUMNS[what]):
                file.write(line)
                count += 1
        facts["records"] = count
    return making.written("csv", where, {what: count}, masked=selection.masked)


def csv_lines(records: Iterable[object], columns: tuple[str, ...]) -> Iterator[bytes]:
    """Yield the header, then a line for each record; lists are one cell, joined by ` | `."""
    line = io.StringIO()
    writer = csv.writer(line)
    for cells in _rows(records, columns):
        writer.writerow([_safe(cell) for cell in cells])
        yield line.getvalue().encode("utf-8", "replace")
        line.seek(0)
        line.truncate()


def _rows(records: Iterable[object], columns: tuple[str, ...]) -> Iterator[Iterable[str]]:
    yield columns
    for one in records:
        fields = msgspec.to_builtins(one)
        fields |= fields.pop("document", {})
        yield [_cell(fields[column]) for column in columns]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return " | ".join(
            " ".join(map(str, one)) if isinstance(one, list) else str(one) for one in value
        )
    return str(value)


def _safe(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would run; spaces before it do not hide it."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell
