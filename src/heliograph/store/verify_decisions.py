"""Checks decisions: what people said stands in the records as custody has it, no less and no more.

The entries that the records follow are gone through as they were made, and what they come to is
held against the rows. What a finder or a reader makes can be made anew; what a person said cannot.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, TypeVar

from msgspec.structs import replace

from heliograph.codec import canonical
from heliograph.hand_records import Addition, Correction, Packet
from heliograph.records import CustodyEntry, Opinion, Record, Review
from heliograph.store.checks import Check, answered
from heliograph.store.decision_facts import (
    RELEASED,
    ClaimWithdrawn,
    CorrectionWithdrawn,
    Released,
    RuleSet,
    WatchEnded,
    addition_from,
    correction_from,
    opinion_from,
    packet_from,
    reviewed_from,
    watch_from,
)
from heliograph.store.document_facts import source_from
from heliograph.store.facts import told_in
from heliograph.store.rows import Rows
from heliograph.store.standing import PEOPLE
from heliograph.store.watch_schema import TABLES
from heliograph.store.watch_shapes import row_of
from heliograph.watch_records import Decision, Schedule, Watch

_CALLED: Final[dict[type[Record], str]] = {
    Review: "review", Opinion: "opinion", Decision: "decision on a finding",
    Correction: "correction", Addition: "added claim", Packet: "packet",
    Watch: "question that stays asked", Schedule: "schedule of source",
}  # fmt: skip

T = TypeVar("T", bound=Record)


@dataclass(slots=True)
class Decided:
    """What entries of custody come to."""

    records: dict[tuple[type[Record], str], Record] = field(default_factory=dict)
    """By kind and id."""
    marks: dict[str, str] = field(default_factory=dict)

    def add(self, entry: CustodyEntry) -> None:
        """Go on by one entry. Raises `CustodyBroken` where its facts fall short."""
        match entry.event:
            case "reviewed":
                self._put(reviewed_from(entry))
            case "opinion":
                self._put(opinion_from(entry))
            case "packet-made":
                self._put(packet_from(entry))
            case "rule-set":
                self.marks[PEOPLE] = str(told_in(entry, RuleSet).people)
            case "released":
                released = told_in(entry, Released)
                self.marks[RELEASED + released.digest] = released.reason
            case _:
                self._add_by_hand(entry)

    def _add_by_hand(self, entry: CustodyEntry) -> None:
        match entry.event:
            case "corrected":
                self._put(correction_from(entry))
            case "correction-withdrawn":
                told = told_in(entry, CorrectionWithdrawn)
                self._withdraw(Correction, told.correction, told)
            case "claim-added":
                self._put(addition_from(entry))
            case "claim-withdrawn":
                back = told_in(entry, ClaimWithdrawn)
                self._withdraw(Addition, back.claim, back)
            case _:
                self._add_watched(entry)

    def _add_watched(self, entry: CustodyEntry) -> None:
        match entry.event:
            case "watch-added":
                self._put(watch_from(entry))
            case "watch-ended":
                told = told_in(entry, WatchEnded)
                if (watch := self._known(Watch, told.watch)) is not None:
                    self._put(replace(watch, ended_at=told.at))
            case "source-added":
                _, schedule = source_from(entry)
                if schedule is not None:
                    self._put(schedule)
            case "source-removed":
                self.records.pop((Schedule, str(entry.facts.get("source"))), None)

    def _put(self, one: Record) -> None:
        self.records[type(one), _id_of(one)] = one

    def _known(self, kind: type[T], about: str) -> T | None:
        one = self.records.get((kind, about))
        return one if isinstance(one, kind) else None

    def _withdraw(
        self,
        kind: type[Correction] | type[Addition],
        about: str,
        told: CorrectionWithdrawn | ClaimWithdrawn,
    ) -> None:
        known = self.records.get((kind, about))
        if isinstance(known, Correction | Addition):
            self._put(replace(known, withdrawn_by=told.by, withdrawn_at=told.at))


def check_decisions(rows: Rows, decided: Decided) -> Check:
    """Hold what entries come to against the rows."""
    left = dict(decided.records)
    wrong = ""
    for one in _kept(rows):
        told = left.pop((type(one), _id_of(one)), None)
        if told is None:
            wrong = wrong or f"{_named(one)} is in the database, not in custody"
        elif _said(told) != _said(one):
            wrong = wrong or f"{_named(one)} is not what custody says it is"
    for one in left.values():
        wrong = wrong or (
            f"{_named(one)} is in custody, not in the database; with `case.db` moved away, "
            "`heliograph run` makes it anew from custody and the bytes"
        )
    for key, value in decided.marks.items():
        if rows.mark(key) != value:
            wrong = wrong or f"custody says {key} {value}, the database {rows.mark(key)}"
    right = (
        f"{len(decided.records) + len(decided.marks)} that people made stand as custody has them"
    )
    return answered("decisions", wrong, right)


def _kept(rows: Rows) -> Iterator[Record]:
    several: tuple[Iterable[Record], ...] = (
        rows.every_review(),
        rows.every_opinion(),
        rows.every_decision(),
        rows.corrections(withdrawn=True),
        rows.additions(withdrawn=True),
        (one.packet for one in rows.packets()),
        rows.watches(ended=True),
        rows.schedules(),
    )
    for some in several:
        yield from some


def _id_of(one: Record) -> str:
    return str(one.source_id if isinstance(one, Schedule) else getattr(one, "id", ""))


def _named(one: Record) -> str:
    return f"{_CALLED[type(one)]} {_id_of(one)}"


def _said(one: Record) -> object:
    """What of a record can be held against another: times as they are kept."""
    return row_of(one) if type(one) in TABLES else canonical(one)
