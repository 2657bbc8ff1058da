"""Reads SQLite databases from memory: what their tables are, and the rows that are in them."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import BinaryIO, Final

from heliograph.extractors.draft import BETWEEN_CELLS, Draft, trimmed
from heliograph.extractors.encoding import decode
from heliograph.extractors.kinds import media_type_of
from heliograph.media import EMPTY, UNKNOWN
from heliograph.records import Container, Note, Problem
from heliograph.seams import Extracted, Limits, Member

MOST_BYTES: Final = 384 * 2**20
"""A database is held twice while it is opened: more does not fit into a reader's memory."""

ROWS_A_SHEET: Final = 2_000
CHARS_A_SHEET: Final = 4_000_000
LONGEST_CELL: Final = 100_000
"""Characters of one cell that are written into its row; the rest is told."""

SMALLEST_FILE: Final = 256
"""Bytes from which a blob of a known kind is a member of its own."""

STEPS_A_TICK: Final = 1_000_000
MOST_TICKS: Final = 5_000
"""Of SQLite's machine, for one database: some minutes, which no honest reading of rows takes."""

BROKEN: Final = (sqlite3.Error, ValueError, OverflowError)

_WAL_FLAGS: Final = slice(18, 20)
_ALLOWED: Final = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
)
_SETTINGS: Final = (
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA query_only=ON",
)


class SqliteExtractor:
    """`application/vnd.sqlite3`. Nothing it defines is run: no view, trigger or virtual table."""

    name = "sqlite"
    version = "1"
    media_types = frozenset({"application/vnd.sqlite3"})

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield a sheet of definitions, then sheets of rows table by table, files in blobs."""
        size = file.seek(0, io.SEEK_END)
        if not size:
            yield Problem(outcome="empty", reason="no-bytes")
            return
        if size > MOST_BYTES:
            detail = f"{size} bytes; a database is read up to {MOST_BYTES}"
            yield Problem(outcome="cut", reason="too-large", detail=detail)
            return
        file.seek(0)
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
            _lock(database)
            try:
                yield from _opened(database, file)
                yield from _Tables(database).read()
            except BROKEN as error:
                yield Problem(outcome="damaged", reason="not-what-it-seems", detail=str(error))


def _opened(database: sqlite3.Connection, file: BinaryIO) -> Iterator[Note]:
    content = bytearray(file.read())
    if content[_WAL_FLAGS] == b"\2\2":
        # In memory there is no log beside it; its flag would keep it shut.
        content[_WAL_FLAGS] = b"\1\1"
        yield Note(key="sqlite:journal", value="write-ahead: rows in a -wal file are not in here")
    database.deserialize(content)
    database.set_authorizer(_authorised)


def _lock(database: sqlite3.Connection) -> None:
    for setting in _SETTINGS:
        database.execute(setting)
    database.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    database.setlimit(sqlite3.SQLITE_LIMIT_VDBE_OP, 100_000)
    database.text_factory = _text
    database.set_progress_handler(_clock(), STEPS_A_TICK)


def _authorised(action: int, *_: str | None) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


def _clock() -> Callable[[], int]:
    ticks = iter(range(MOST_TICKS))
    return lambda: int(next(ticks, None) is None)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return decode(content).text


class _Tables:
    """The tables of one database, sheet by sheet."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._number = 1

    def read(self) -> Iterator[Extracted]:
        """Yield the definitions, then the rows."""
        listed = self._database.execute("SELECT type, name, sql FROM sqlite_schema").fetchall()
        draft = Draft()
        readable: list[str] = []
        for kind, name, sql in listed:
            if not isinstance(sql, str) or str(name).startswith("sqlite_"):
                continue
            _define(draft, str(name), sql)
            if kind == "table" and "VIRTUAL" not in sql[:30].upper():
                readable.append(str(name))
            elif kind in ("table", "view"):
                yield Note(key="sqlite:not-run", value=f"{kind} {name}")
        yield draft.sheet(1, "schema")
        for name in readable:
            try:
                yield from self._rows(name)
            except BROKEN as error:
                yield _unreadable(name, error)

    def _rows(self, name: str) -> Iterator[Extracted]:
        quoted = name.replace('"', '""')
        cursor = self._database.execute(f'SELECT * FROM "{quoted}"')
        header = [str(column[0]) for column in cursor.description]
        sheet = _Rows(name, header)
        failures: list[Problem] = []
        for count, row in enumerate(_until_broken(name, cursor, failures), 1):
            for column, value in zip(header, row, strict=True):
                if isinstance(value, bytes):
                    yield from _file_in(f"{name}/{count}-{column}", value)
            sheet.add([_cell(value) for value in row])
            if sheet.is_full:
                yield self._numbered(sheet)
                sheet = _Rows(name, header)
        if sheet.count:
            yield self._numbered(sheet)
        yield from failures

    def _numbered(self, sheet: _Rows) -> Extracted:
        self._number += 1
        return sheet.draft.sheet(self._number, sheet.name)


def _until_broken(
    name: str, cursor: sqlite3.Cursor, failures: list[Problem]
) -> Iterator[tuple[object, ...]]:
    """Yield the rows that can be had, and put down why no more can."""
    try:
        yield from cursor
    except BROKEN as error:
        failures.append(_unreadable(name, error))


def _unreadable(name: str, error: Exception) -> Problem:
    detail = f"table {name}: {error}"
    return Problem(outcome="damaged", reason="page-unreadable", detail=detail)


class _Rows:
    """One sheet of rows, under their header."""

    def __init__(self, name: str, header: list[str]) -> None:
        self.name = name
        self.draft = Draft()
        self.count = 0
        cells = tuple(trimmed(header))
        self._table = self.draft.contain(Container(kind="table", name=name, header=cells))
        self._write(header)

    @property
    def is_full(self) -> bool:
        return self.count >= ROWS_A_SHEET or self.draft.length >= CHARS_A_SHEET

    def add(self, cells: list[str]) -> None:
        self.count += 1
        self._write(cells)

    def _write(self, cells: list[str]) -> None:
        words = BETWEEN_CELLS.join(trimmed(cells)).replace("\0", "\u2400")
        self.draft.add(words, "row", container=self._table)


def _define(draft: Draft, name: str, sql: str) -> None:
    """Write a definition: its lines are fields of what it defines, comments and all."""
    lines = [line for line in sql.replace("\0", "\u2400").splitlines() if line.strip()]
    if len(lines) == 1:
        draft.add(lines[0], "code")
        return
    about = draft.contain(Container(kind="struct", name=name))
    for at, line in enumerate(lines):
        is_field = at > 0 and line.strip() not in (")", ");")
        draft.add(line, "field" if is_field else "code", container=about if is_field else None)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bytes):
        return f"[{len(value)} bytes]"
    words = str(value)
    if len(words) > LONGEST_CELL:
        return f"{words[:LONGEST_CELL]} [{len(words) - LONGEST_CELL} more characters]"
    return words


def _file_in(name: str, blob: bytes) -> Iterator[Member]:
    """Yield a blob that is a file of a kind one can tell."""
    if len(blob) < SMALLEST_FILE:
        return
    kind = media_type_of(io.BytesIO(blob), "")
    if kind in (EMPTY, UNKNOWN, "text/plain"):
        return
    yield Member(name=name, raw_name=None, packed_size=None, chunks=iter((blob,)))
