"""Opens the database of a case: one connection, durable, all or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.engine import URL
from sqlalchemy.pool import StaticPool

from heliograph.durable import disk_refused
from heliograph.errors import CaseInconsistent, CaseTooNew, CaseTooOld, NoCase
from heliograph.store import CASE_FORMAT
from heliograph.store.queue_schema import WHOLE

BUSY_MILLISECONDS = 10_000
CACHE_KIBIBYTES = 65_536
ROWS_AT_A_TIME = 1_000

Value = str | int | float | bytes | None
Row = tuple[Any, ...]
"""What the driver hands over: STRICT tables are what vouches for the types."""


class Database:
    """One connection to one database, for one thread."""

    def __init__(self, engine: Engine, connection: Connection) -> None:
        """Take an open engine and its only connection, in the driver's autocommit mode."""
        self.engine = engine
        self.connection = connection
        # The driver beneath: point reads through SQLAlchemy cost eighteen times as much.
        self.raw = cast(sqlite3.Connection, connection.connection.driver_connection)
        self._depth = 0

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Commit what happens inside together, or none of it; inner ones are savepoints."""
        name = f"level_{self._depth}"
        begin, commit, undo = (
            ("BEGIN IMMEDIATE", "COMMIT", "ROLLBACK")
            if self._depth == 0
            else (f"SAVEPOINT {name}", f"RELEASE {name}", f"ROLLBACK TO {name}")
        )
        self.raw.execute(begin)
        self._depth += 1
        try:
            yield
            self._depth -= 1
            self.raw.execute(commit)
        except BaseException:
            self._depth = int(name.removeprefix("level_"))
            if self.raw.in_transaction:
                self.raw.execute(undo)
            raise

    def run(self, sql: str, values: Sequence[Value] = ()) -> int:
        """Run one statement; say how many rows it changed."""
        return self.raw.execute(sql, values).rowcount

    def run_many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run one statement for each row, in one call to the driver."""
        self.raw.executemany(sql, rows)

    def one(self, sql: str, values: Sequence[Value] = ()) -> Row | None:
        """Fetch the first row, if there is one."""
        return cast("Row | None", self.raw.execute(sql, values).fetchone())

    def all(self, sql: str, values: Sequence[Value] = ()) -> list[Row]:
        """Fetch every row at once: safe to write while going through them."""
        return self.raw.execute(sql, values).fetchall()

    def stream(self, sql: str, values: Sequence[Value] = ()) -> Iterator[Row]:
        """Fetch rows as they are asked for; do not write what it reads meanwhile."""
        cursor = self.raw.execute(sql, values)
        while rows := cursor.fetchmany(ROWS_AT_A_TIME):
            yield from rows

    def close(self) -> None:
        """Close the connection; what was not committed is gone."""
        self.connection.close()
        self.engine.dispose()


class OnDatabase:
    """What works on one database."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database


def open_database(path: Path, *, create: bool) -> Database:
    """Open a case's database, or make it; a second making changes nothing.

    Raises `NoCase` where there is none, `CaseTooNew` before anything is changed,
    `CaseInconsistent` where the file is no database, and `CannotWrite`: even to look at it, SQLite
    needs room.
    """
    if not create and not path.is_file():
        raise NoCase(folder=path.parent)
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(path)),
        isolation_level="AUTOCOMMIT",
        poolclass=StaticPool,
    )
    try:
        database = Database(engine, engine.connect())
        _prepare(database, path, create=create)
    except sqlite3.DatabaseError as broken:
        engine.dispose()
        unread = CaseInconsistent(detail=f"{path.name} cannot be read ({broken})")
        raise disk_refused(broken) or unread from broken
    except BaseException:
        engine.dispose()
        raise
    return database


def _prepare(database: Database, path: Path, *, create: bool) -> None:
    """Look at the version first, so that a later case is left untouched."""
    found = _user_version(database)
    if found > CASE_FORMAT:
        raise CaseTooNew(found=found, known=CASE_FORMAT)
    if found == 0 and not create:
        raise NoCase(folder=path.parent)
    if lacks := _lacks_column(database):
        raise CaseTooOld(lacks=lacks, database=path.name)
    for pragma in (
        "journal_mode = WAL",
        # Every commit reaches the disk: custody says so, and the two must agree.
        "synchronous = FULL",
        "foreign_keys = ON",
        f"busy_timeout = {BUSY_MILLISECONDS}",
        f"cache_size = -{CACHE_KIBIBYTES}",
        "temp_store = MEMORY",
    ):
        database.raw.execute(f"PRAGMA {pragma}")
    # Made by an earlier Heliograph of the same format, which reads it as before.
    if found == 0 or _lacks_tables(database):
        with database.all_or_nothing():
            WHOLE.create_all(database.connection)
            database.raw.execute(f"PRAGMA user_version = {CASE_FORMAT}")


def _lacks_tables(database: Database) -> bool:
    """Say whether tables came since the case was made: more tables are no other format."""
    standing = {name for (name,) in database.all("SELECT name FROM sqlite_master")}
    return not standing.issuperset(WHOLE.tables)


def _lacks_column(database: Database) -> str:
    """Name a column that came since a table was made: what it holds has to be found anew."""
    columns = "SELECT t.name, c.name FROM sqlite_master AS t, pragma_table_info(t.name) AS c"
    standing = set(database.all(columns))
    tables = {table for table, _ in standing}
    lacking = (one for one in _columns() - standing if one[0] in tables)
    return ".".join(min(lacking, default=()))


@cache
def _columns() -> frozenset[tuple[str, str]]:
    """Name every column; asked with each page of the reading room."""
    return frozenset(
        (one.name, column.name) for one in WHOLE.sorted_tables for column in one.columns
    )


def _user_version(database: Database) -> int:
    row = database.one("PRAGMA user_version")
    return int(row[0]) if row else 0
