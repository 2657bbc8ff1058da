"""What people decide, and what they are answered ⇄ what custody tells of it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec
from msgspec import Struct

from heliograph.codec import canonical, id_of, moment
from heliograph.hand_records import Addition, Correction, CorrectionId, Packet, PacketId
from heliograph.records import (
    ClaimId,
    CustodyEntry,
    Digest,
    DocumentId,
    Event,
    Opinion,
    Outcome,
    Review,
)
from heliograph.store.facts import FALL_SHORT, Facts, Names, facts_of, nested_in, told_in
from heliograph.watch_records import Decision, DecisionId, Watch, WatchId

_OF_DECISION: Final[Names] = {"finding_id": "finding"}
_LATER: Final = ("withdrawn_by", "withdrawn_at")
"""Of what is said by hand: told by an entry of its own."""

RELEASED: Final = "released:"
"""Before the digest, in the key of the mark that says why a blob was released."""


def of_review(one: Review) -> tuple[Event, Facts]:
    """Write what a person says of a claim."""
    return "reviewed", facts_of(one)


def of_opinion(one: Opinion) -> tuple[Event, Facts]:
    """Write what a second reader says of a claim."""
    return "opinion", facts_of(one)


def of_decision(one: Decision) -> tuple[Event, Facts]:
    """Write what a person says became of a finding."""
    return "reviewed", facts_of(one, _OF_DECISION, leave_out=("id",))


def reviewed_from(entry: CustodyEntry) -> Review | Decision:
    """Make anew what an entry `reviewed` tells of. Raises `CustodyBroken`."""
    if "finding" not in entry.facts:
        return told_in(entry, Review)
    told = told_in(entry, Decision, _OF_DECISION, id="")
    return msgspec.structs.replace(told, id=decision_id(told))


def decision_id(one: Decision) -> DecisionId:
    """Name a decision by what it says."""
    said = (one.finding_id, one.state, one.by, moment(one.at))
    return DecisionId(id_of("decision", *said))


def opinion_from(entry: CustodyEntry) -> Opinion:
    """Make an opinion anew. Raises `CustodyBroken`."""
    return told_in(entry, Opinion)


def of_correction(one: Correction) -> tuple[Event, Facts]:
    """Write what a person says that misread words are."""
    return "corrected", facts_of(one, leave_out=_LATER)


def correction_from(entry: CustodyEntry) -> Correction:
    """Make a correction anew, as it stood when it was made. Raises `CustodyBroken`."""
    return told_in(entry, Correction)


def of_addition(one: Addition) -> tuple[Event, Facts]:
    """Write what a person says that words claim."""
    return "claim-added", facts_of(one, leave_out=_LATER)


def addition_from(entry: CustodyEntry) -> Addition:
    """Make an addition anew, as it stood when it was made. Raises `CustodyBroken`."""
    return told_in(entry, Addition)


class CorrectionWithdrawn(Struct, frozen=True, kw_only=True):
    """What an entry `correction-withdrawn` tells."""

    correction: CorrectionId
    digest: Digest
    page: int
    by: str
    at: datetime
    note: str = ""


class ClaimWithdrawn(Struct, frozen=True, kw_only=True):
    """What an entry `claim-withdrawn` tells."""

    claim: ClaimId
    digest: Digest
    page: int
    by: str
    at: datetime
    note: str = ""


class RuleSet(Struct, frozen=True, kw_only=True):
    """What an entry `rule-set` tells: how many people must accept a claim."""

    people: int
    by: str = ""


class Released(Struct, frozen=True, kw_only=True):
    """What an entry `released` tells."""

    digest: Digest
    held: str = ""
    """Why it was held back, in numbers."""
    reason: str
    by: str = ""


class Deletion(Struct, frozen=True, kw_only=True):
    """What an entry `deleted` tells."""

    document: DocumentId
    path: str = ""
    digest: Digest | None = None
    reason: str


class Retried(Struct, frozen=True, kw_only=True):
    """What an entry `retried` tells; outcome and reason are those of before."""

    digest: Digest
    path: str = ""
    outcome: Outcome | None = None
    reason: str = ""
    by: str = ""


class WatchEnded(Struct, frozen=True, kw_only=True):
    """What an entry `watch-ended` tells."""

    watch: WatchId
    at: datetime


def of_watch(one: Watch) -> tuple[Event, Facts]:
    """Write a question that stays asked."""
    return "watch-added", {"watch": canonical(one).decode()}


def watch_from(entry: CustodyEntry) -> Watch:
    """Make a question anew. Raises `CustodyBroken`."""
    return nested_in(entry, "watch", Watch, FALL_SHORT)


class _PacketFacts(Struct, frozen=True, kw_only=True):
    packet: PacketId
    number: int
    name: str
    query: str
    minutes: int
    claims: str
    """Ids, parted by spaces."""
    by: str
    at: datetime


def of_packet(one: Packet) -> tuple[Event, Facts]:
    """Write a packet of claims."""
    told = _PacketFacts(
        packet=one.id,
        number=one.number,
        name=one.name,
        query=one.query,
        minutes=one.minutes,
        claims=" ".join(one.claims),
        by=one.by,
        at=one.at,
    )
    return "packet-made", facts_of(told)


def packet_from(entry: CustodyEntry) -> Packet:
    """Make a packet anew. Raises `CustodyBroken`."""
    told = told_in(entry, _PacketFacts)
    return Packet(
        id=told.packet,
        number=told.number,
        name=told.name,
        query=told.query,
        minutes=told.minutes,
        claims=tuple(map(ClaimId, told.claims.split())),
        by=told.by,
        at=told.at,
    )
