"""The tables of watching, packets and handwork: each column is a field of its record, by its type.

Made from the records themselves: here no column is large, packed, or joined on an integer.
"""

from __future__ import annotations

from typing import Any, Final, get_args, get_type_hints

from sqlalchemy import Column, Index, MetaData, Table, Text, text

from heliograph.hand_records import Addition, Correction, Packet
from heliograph.records import Record
from heliograph.store.schema import FRACTION, LONG, METADATA
from heliograph.watch_records import (
    Alert,
    Change,
    Cursor,
    Decision,
    Finding,
    Host,
    Link,
    Observation,
    Place,
    Schedule,
    Watch,
)


def _table(name: str, kind: type[Record], key: str, *indexes: Index) -> Table:
    """Make the STRICT table of a record, keyed by these of its fields."""
    columns = [
        _column(field, hint, keyed=field in key.split())
        for field, hint in get_type_hints(kind).items()
    ]
    return Table(name, METADATA, *columns, *indexes, sqlite_strict=True)


def _column(field: str, hint: object, *, keyed: bool) -> Column[Any]:
    """Numbers are numbers; times, words, and lists as JSON, are text."""
    inner = [one for one in get_args(hint) if one is not type(None)]
    optional = type(None) in get_args(hint)
    kind = inner[0] if optional else hint
    column_type = LONG if kind in (int, bool) else FRACTION if kind is float else Text()
    return Column(field, column_type, primary_key=keyed, nullable=optional, autoincrement=False)


TABLES: Final[dict[type[Record], Table]] = {
    Schedule: _table("schedules", Schedule, "source_id"),
    Host: _table("hosts", Host, "origin"),
    Link: _table("links", Link, "id", Index("links_by_source", "source_id", "next_look_at")),
    Observation: _table(
        "observations", Observation, "id", Index("observations_by_link", "link_id", "at")
    ),
    Change: _table("changes", Change, "id", Index("changes_by_time", "at")),
    Watch: _table("watches", Watch, "id"),
    Cursor: _table("cursors", Cursor, "digest"),
    Finding: _table(
        "findings",
        Finding,
        "id",
        Index("findings_by_state", "state", "found_at"),
        # As they are gone through: what nobody looked at first, and of that the newest.
        Index(
            "findings_in_turn",
            text("(CASE WHEN state = 'new' THEN 0 ELSE 1 END)"),
            text("found_at DESC"),
            "id",
        ),
        Index("findings_by_watch", "watch_id", "state"),
        # Covers what facets ask of a finding, so that no row with its quote is read.
        Index("findings_narrowed", "id", "state", "watch_id"),
        Index("findings_untold", "told", "found_at"),
    ),
    Place: _table("places", Place, "finding_id about", Index("places_by_about", "about")),
    Correction: _table(
        "corrections", Correction, "id", Index("corrections_by_page", "digest", "page")
    ),
    Addition: _table("additions", Addition, "id", Index("additions_by_page", "digest", "page")),
    Decision: _table(
        "decisions", Decision, "id", Index("decisions_by_finding", "finding_id", "at")
    ),
    Packet: _table("packets", Packet, "id"),
    Alert: _table("alerts", Alert, "id", Index("alerts_by_state", "state", "next_at")),
}

FINDING_VALUES: Final = Table(
    "finding_values",
    METADATA,
    Column("facet", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("finding_id", Text, primary_key=True),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""By what findings are narrowed, made from their places: counting joins of five tables is slow."""

WHOLE: Final[MetaData] = METADATA
"""The schema with these tables in it: what a new case is made from."""
