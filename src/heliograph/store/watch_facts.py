"""What was met while watching ⇄ what custody tells of it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec import Struct

from heliograph.records import CustodyEntry, Event
from heliograph.store.facts import Facts, Names, facts_of, time_of, told_in
from heliograph.watch_records import (
    Alert,
    AlertId,
    AlertKind,
    AlertState,
    Change,
    FindingId,
    Observation,
)

_OF_OBSERVATION: Final[Names] = {"id": "observation", "source_id": "source", "link_id": "link"}
_OF_CHANGE: Final[Names] = {"id": "change", "source_id": "source", "link_id": "link"}


def of_observation(one: Observation) -> tuple[Event, Facts]:
    """Write what a look met."""
    return "observed", facts_of(one, _OF_OBSERVATION)


def observation_from(entry: CustodyEntry) -> Observation:
    """Make a look anew. Raises `CustodyBroken`."""
    return told_in(entry, Observation, _OF_OBSERVATION)


def of_change(one: Change) -> tuple[Event, Facts]:
    """Write what is different from before."""
    return "changed", facts_of(one, _OF_CHANGE)


def change_from(entry: CustodyEntry) -> Change:
    """Make a change anew. Raises `CustodyBroken`."""
    return told_in(entry, Change, _OF_CHANGE)


class Alerted(Struct, frozen=True, kw_only=True):
    """What an entry `alerted` tells: whom an alert told of what, and how that ended."""

    alert: AlertId
    channel: str
    state: AlertState
    kind: AlertKind
    findings: int = 0
    """How many."""
    attempts: int | None = None
    proof: str
    told: str = ""
    """The ids of the findings, parted by spaces."""
    made_at: datetime | None = None


def of_alert(one: Alert) -> tuple[Event, Facts]:
    """Write how an alert ended."""
    told = Alerted(
        alert=one.id,
        channel=one.channel,
        state=one.state,
        kind=one.kind,
        findings=len(one.findings),
        attempts=one.attempts,
        proof=one.proof,
        told=" ".join(one.findings),
        made_at=one.made_at,
    )
    return "alerted", facts_of(told)


def alerted_from(entry: CustodyEntry) -> Alerted:
    """Read how an alert ended. Raises `CustodyBroken`."""
    return told_in(entry, Alerted)


def alert_from(entry: CustodyEntry) -> Alert:
    """Make an alert anew: its words are lost, whom it told of what is not. Raises
    `CustodyBroken`.
    """
    told = alerted_from(entry)
    return Alert(
        id=told.alert,
        channel=told.channel,
        kind=told.kind,
        findings=tuple(map(FindingId, told.told.split())),
        made_at=told.made_at or time_of(entry),
        state=told.state,
        attempts=told.attempts or 0,
        next_at=time_of(entry),
        proof=told.proof,
    )
