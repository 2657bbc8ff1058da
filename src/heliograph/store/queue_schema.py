"""The tables of the queue of claims: all of them made from the others, and kept up with them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, MetaData, Table, Text
from sqlalchemy.schema import SchemaItem

from heliograph.store import watch_schema
from heliograph.store.schema import FRACTION, LONG

WHOLE: Final[MetaData] = watch_schema.WHOLE
"""The schema with these tables in it, too: what a new case is made from."""


def _table(name: str, *items: SchemaItem) -> Table:
    return Table(name, WHOLE, *items, sqlite_strict=True)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _whole(name: str) -> Column[int]:
    return Column(name, LONG, nullable=False)


# By what a claim is narrowed, counted and sorted; what is held back has no line.
QUEUE_LINES: Final = _table(
    "queue_lines",
    Column(
        "claim_key",
        LONG,
        ForeignKey("claims.key", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    _text("id"),
    _text("clause"),
    # A hash of clause, capability and stance: the same words are one entry of the queue.
    _whole("fold"),
    *(_text(name) for name in ("capability", "stance", "strength", "language", "kind", "folder")),
    # The band of the score, and that of which several may be true: JSON lists of ids.
    *(_text(name) for name in ("band", "sources", "organisations", "state")),
    # What is sorted by, each the less the earlier.
    _whole("turn"),
    Column("lack", FRACTION, nullable=False),
    _whole("missing"),
    _text("path"),
    _whole("page"),
    _whole("begins"),
    Index("queue_lines_by_fold", "fold"),
    Index("queue_lines_by_clause", "clause"),
    Index("queue_lines_by_id", "id", unique=True),
    Index("queue_lines_by_state", "state", "path", "page", "begins", "id"),
    Index("queue_lines_in_turn", "turn", "lack", "id", "claim_key"),
)

# Which lines changed of late, each change under a token drawn by chance: whoever knows the lines as
# they were at a token need not read all of them again.
LINE_CHANGES: Final = _table(
    "line_changes",
    Column("number", LONG, primary_key=True),
    _text("token"),
    _whole("claim_key"),
    # 0 where nothing but the state is another.
    _whole("whole"),
    Index("line_changes_by_token", "token", "number"),
)

# The lines as sets of bits, as they stood at a token: one row, made anew from time to time.
PACKED_LINES: Final = _table(
    "packed_lines",
    Column("key", LONG, primary_key=True),
    _text("token"),
    Column("sets", LargeBinary, nullable=False),
)

PASSING: Final = frozenset({LINE_CHANGES.name, PACKED_LINES.name})
"""What these hold hangs on when it was made, not on the evidence alone."""
