"""What was done ⇄ the facts of its entry in custody, by the names of a record's fields."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import datetime
from typing import Final, TypeVar

import msgspec
from msgspec import Struct

from heliograph.codec import moment
from heliograph.errors import CustodyBroken
from heliograph.records import CustodyEntry, Record

Fact = str | int | None
Facts = dict[str, Fact]
Names = Mapping[str, str]
"""Field → what its fact is called, where that is something else."""

FALL_SHORT: Final = "its facts fall short"
_AS_THEY_ARE: Final[Names] = {}

S = TypeVar("S", bound=Struct)


def facts_of(told: Struct, names: Names = _AS_THEY_ARE, leave_out: Container[str] = ()) -> Facts:
    """Write the fields of a record as facts: times as records keep them, all else as it is."""
    return {
        names.get(field, field): _fact(getattr(told, field))
        for field in told.__struct_fields__
        if field not in leave_out
    }


def told_in(
    entry: CustodyEntry,
    kind: type[S],
    names: Names = _AS_THEY_ARE,
    leave_out: Container[str] = (),
    **more: object,
) -> S:
    """Make the record of an entry anew; `more` are fields that no fact tells.

    Raises `CustodyBroken` where facts are missing or of another kind.
    """
    fields = {fact: field for field, fact in names.items()}
    values = {
        fields.get(name, name): value
        for name, value in entry.facts.items()
        if name not in leave_out
    }
    tag = {"type": kind.__name__} if issubclass(kind, Record) else {}
    try:
        return msgspec.convert(values | more | tag, kind)
    except msgspec.ValidationError as wrong:
        raise CustodyBroken(entry=entry.sequence, detail=f"{FALL_SHORT} ({wrong})") from wrong


def nested_in(entry: CustodyEntry, fact: str, kind: type[S], short: str) -> S:
    """Make anew what one fact of an entry holds as JSON; `short` is said where it is none.

    Raises `CustodyBroken`.
    """
    try:
        return msgspec.json.decode(str(entry.facts.get(fact)), type=kind)
    except (msgspec.DecodeError, msgspec.ValidationError) as wrong:
        raise CustodyBroken(entry=entry.sequence, detail=f"{short} ({wrong})") from wrong


def time_of(entry: CustodyEntry) -> datetime:
    """Say when an entry was made."""
    return datetime.fromisoformat(entry.at)


def _fact(value: object) -> Fact:
    match value:
        case datetime():
            return moment(value)
        case str() | int() | None:
            return value
        case _:
            raise TypeError(f"no fact is a {type(value).__name__}")
