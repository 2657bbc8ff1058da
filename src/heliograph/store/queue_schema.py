"""The tables of the queue of claims: all of them made from the others, and kept up with them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Index, LargeBinary, MetaData

from heliograph.store import watch_schema
from heliograph.store.schema import FRACTION, LONG, of_claim, table, text, whole

WHOLE: Final[MetaData] = watch_schema.WHOLE
"""The schema with these tables in it, too: what a new case is made from."""


# By what a claim is narrowed, counted and sorted; what is held back has no line.
QUEUE_LINES: Final = table(
    "queue_lines",
    of_claim(),
    text("id"),
    text("clause"),
    # A hash of clause, capability and stance: the same words are one entry of the queue.
    whole("fold"),
    *(text(name) for name in ("capability", "stance", "strength", "language", "kind", "folder")),
    # The band of the score, and that of which several may be true: JSON lists of ids.
    *(text(name) for name in ("band", "sources", "organisations", "state")),
    # What is sorted by, each the less the earlier.
    whole("turn"),
    Column("lack", FRACTION, nullable=False),
    whole("missing"),
    text("path"),
    whole("page"),
    whole("begins"),
    Index("queue_lines_by_fold", "fold"),
    Index("queue_lines_by_clause", "clause"),
    Index("queue_lines_by_id", "id", unique=True),
    Index("queue_lines_by_state", "state", "path", "page", "begins", "id"),
    Index("queue_lines_in_turn", "turn", "lack", "id", "claim_key"),
)

# Which lines changed of late, each change under a token drawn by chance: whoever knows the lines as
# they were at a token need not read all of them again.
LINE_CHANGES: Final = table(
    "line_changes",
    Column("number", LONG, primary_key=True),
    text("token"),
    whole("claim_key"),
    # 0 where nothing but the state is another.
    whole("whole"),
    Index("line_changes_by_token", "token", "number"),
)

# The lines as sets of bits, as they stood at a token: one row, made anew from time to time.
PACKED_LINES: Final = table(
    "packed_lines",
    Column("key", LONG, primary_key=True),
    text("token"),
    Column("sets", LargeBinary, nullable=False),
)

PASSING: Final = frozenset({LINE_CHANGES.name, PACKED_LINES.name})
"""What these hold hangs on when it was made, not on the evidence alone."""
