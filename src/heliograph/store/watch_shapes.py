"""Records of watching ⇄ rows: times and lists become text, yes and no become 1 and 0."""

from __future__ import annotations

from datetime import datetime
from typing import Final, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from heliograph.codec import moment
from heliograph.records import Record
from heliograph.store.database import Row, Value
from heliograph.store.watch_schema import TABLES

_JSON: Final = msgspec.json.Encoder()
_LISTED: Final = {
    kind: frozenset(
        field
        for field, hint in get_type_hints(kind).items()
        if tuple in {get_origin(one) for one in (hint, *get_args(hint))}
    )
    for kind in TABLES
}
"""Fields that are lists, kept as JSON text."""

T = TypeVar("T", bound=Record)


def row_of(record: Record) -> tuple[Value, ...]:
    """Make the row of a record."""
    return tuple(_kept(getattr(record, field)) for field in record.__struct_fields__)


def record_of(kind: type[T], row: Row) -> T:
    """Make the record of a row, its columns in the order of the fields."""
    listed = _LISTED[kind]
    fields = {
        field: msgspec.json.decode(value) if field in listed and value is not None else value
        for field, value in zip(kind.__struct_fields__, row, strict=True)
    }
    # Not strict: SQLite has no yes and no, only 1 and 0.
    return msgspec.convert(fields | {"type": kind.__name__}, kind, strict=False)


def _kept(value: object) -> Value:
    match value:
        case datetime():
            return moment(value)
        case tuple():
            return _JSON.encode(value).decode()
        case bool():
            return int(value)
        case str() | int() | float() | None:
            return value
        case _:
            raise TypeError(f"no column keeps {type(value).__name__}")
