"""Claims → a packet: as many as somebody reviews in so many minutes, at the pace of this case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from statistics import median
from typing import Final

from heliograph.codec import id_of, moment
from heliograph.hand_records import Packet, PacketId
from heliograph.pipeline.tools import Tools
from heliograph.records import ClaimId, CustodyEntry
from heliograph.store.decision_facts import of_packet, packet_from
from heliograph.store.journal import enter

USUAL_SECONDS: Final = 15.0
"""For one claim, where nobody has reviewed enough to tell: 240 an hour."""
LONGEST_SECONDS: Final = 300.0
"""Between two reviews of one person; what took longer was a pause."""
ENOUGH: Final = 10
MOST_TIMES: Final = 2_000
MOST_CLAIMS: Final = 1_000
"""In one packet."""


def pace(times: Sequence[tuple[str, datetime]]) -> float | None:
    """Say how many seconds a review takes: the median of the gaps between two of one person.

    `times` are who reviewed when, in order of time, either way round. None where they tell too
    little.
    """
    by_person: dict[str, list[datetime]] = {}
    for person, at in times:
        by_person.setdefault(person, []).append(at)
    gaps = [
        abs((one - other).total_seconds())
        for some in by_person.values()
        for one, other in pairwise(some)
    ]
    taken = [gap for gap in gaps if 0 < gap <= LONGEST_SECONDS]
    return median(taken) if len(taken) >= ENOUGH else None


def size_of(minutes: int, seconds: float | None) -> int:
    """Say how many claims make so many minutes."""
    return max(1, min(MOST_CLAIMS, round(minutes * 60 / (seconds or USUAL_SECONDS))))


def make_packet(
    claims: Iterable[ClaimId], tools: Tools, *, name: str, query: str, minutes: int, by: str
) -> Packet:
    """Keep a packet of these claims; custody tells of it."""
    at = tools.now()
    number = tools.rows.last_packet() + 1
    packet = Packet(
        id=PacketId(id_of("packet", str(number), by, moment(at))),
        number=number,
        name=name,
        query=query,
        minutes=minutes,
        claims=tuple(claims),
        by=by,
        at=at,
    )
    enter([of_packet(packet)], tools)
    return packet


def keep_packet(entry: CustodyEntry, tools: Tools) -> None:
    """Keep the packet that an entry `packet-made` tells of."""
    tools.rows.keep_watching([packet_from(entry)])
