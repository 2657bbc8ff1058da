"""Packets of claims, and how far each is."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec import Struct

from heliograph.errors import NothingThere
from heliograph.hand_records import Packet
from heliograph.records import ClaimId, Judgement
from heliograph.store.database import OnDatabase
from heliograph.store.shapes import listed
from heliograph.store.standing import standing_of
from heliograph.store.watch_schema import TABLES
from heliograph.store.watch_shapes import record_of

_PACKETS: Final = f"SELECT {listed(TABLES[Packet])} FROM packets"
_STANDS: Final = standing_of("j.value")
_CLAIMS: Final = (
    f"SELECT j.value, EXISTS (SELECT 1 FROM claims c WHERE c.id = j.value), {_STANDS} "
    "FROM packets p, json_each(p.claims) j WHERE p.id = ? ORDER BY j.key"
)
_PROGRESS: Final = (
    f"SELECT p.id, count(*), sum({_STANDS} != ''), "
    "sum(NOT EXISTS (SELECT 1 FROM claims c WHERE c.id = j.value)) "
    "FROM packets p, json_each(p.claims) j GROUP BY p.id"
)
_TAKEN: Final = (
    f"SELECT DISTINCT j.value FROM packets p, json_each(p.claims) j WHERE {_STANDS} = ''"
)
_RECENT: Final = "SELECT reviewer, at FROM reviews ORDER BY key DESC LIMIT ?"


class Packed(Struct, frozen=True, kw_only=True):
    """One claim of a packet."""

    id: ClaimId
    is_there: bool
    """Whether it is still made; documents may have been judged anew."""
    review: Judgement | str
    """What stands of it; empty where nobody reviewed it."""


class Progressed(Struct, frozen=True, kw_only=True):
    """A packet, and how far it is."""

    packet: Packet
    reviewed: int
    gone: int
    """Claims that are no longer made."""


class PacketRows(OnDatabase):
    """The packets of `Rows`."""

    def packets(self) -> list[Progressed]:
        """Fetch all packets with their progress, the newest first."""
        found = {row[0]: (row[2], row[3]) for row in self._database.all(_PROGRESS)}
        packets = [
            record_of(Packet, row) for row in self._database.all(f"{_PACKETS} ORDER BY number DESC")
        ]
        counts = [found.get(one.id, (0, 0)) for one in packets]
        return [
            Progressed(packet=one, reviewed=reviewed or 0, gone=gone or 0)
            for one, (reviewed, gone) in zip(packets, counts, strict=True)
        ]

    def packet(self, number: int) -> Packet:
        """Fetch the packet of a number. Raises `NothingThere`."""
        row = self._database.one(f"{_PACKETS} WHERE number = ?", (number,))
        if row is None:
            raise NothingThere(what=f"packet {number}", hint="`heliograph packet list` names them.")
        return record_of(Packet, row)

    def packed(self, packet: Packet) -> list[Packed]:
        """Give the claims of a packet in its order, with what stands of each."""
        return [
            Packed(id=row[0], is_there=bool(row[1]), review=row[2])
            for row in self._database.all(_CLAIMS, (packet.id,))
        ]

    def in_packets(self) -> set[ClaimId]:
        """Name the claims that somebody was handed and nobody reviewed."""
        return {row[0] for row in self._database.all(_TAKEN)}

    def last_packet(self) -> int:
        """The number of the newest packet; 0 where there is none."""
        row = self._database.one("SELECT coalesce(max(number), 0) FROM packets")
        return int(row[0]) if row else 0

    def review_times(self, limit: int) -> list[tuple[str, datetime]]:
        """Give who made each of the last so many reviews, and when, the newest first."""
        rows = self._database.all(_RECENT, (limit,))
        return [(row[0], datetime.fromisoformat(row[1])) for row in rows]
