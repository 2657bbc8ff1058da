"""Packets of claims: all of them with how far each is, and one with its claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from heliograph.app import Heliograph
from heliograph.hand_records import Packet
from heliograph.handwork.packets import USUAL_MINUTES, Pace, pace_of
from heliograph.pipeline.deeds.packets import size_of
from heliograph.records import ClaimId
from heliograph.report.page import place_of, visible
from heliograph.store.packet_rows import Packed, Progressed
from heliograph.views import ClaimView
from heliograph.web.facets import Facet, facets_of
from heliograph.web.queue import Asked, Queue
from heliograph.web.visit import Visit
from heliograph.web.walks import in_packet

A_PAGE: Final = 100
QUOTE_SHOWN: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketsPage:
    """What `packets.html.j2` may use."""

    packets: list[Progressed]
    names: dict[int, str]
    pace: Pace
    minutes: int
    size: int
    """How many claims that makes."""
    facets: list[Facet]
    sort: str
    left: int
    """Claims that nobody reviewed, as far as they are asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One claim of a packet."""

    packed: Packed
    claim: ClaimView | None
    """None where it is no longer made."""
    quote: str
    path: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketPage:
    """What `packet.html.j2` may use."""

    packet: Packet
    name: str
    items: list[Item]
    first: int
    total: int
    reviewed: int
    gone: int
    next: str
    """Address of the first claim that nobody reviewed; empty where none is left."""
    query: str
    """What the address of a claim has behind its `?`."""
    earlier: int
    """Where the page before begins; -1 where there is none."""
    later: int


def packets_page(opened: Heliograph, visit: Visit) -> PacketsPage:
    """Gather the packets, and what a new one would be made of."""
    asked = Asked.of({**visit.query, "state": "open", "after": ""})
    queue = Queue(opened.rows, asked)
    packets = opened.rows.packets()
    pace = pace_of(opened)
    return PacketsPage(
        packets=packets,
        names={one.packet.number: visible(one.packet.name) for one in packets},
        pace=pace,
        minutes=USUAL_MINUTES,
        size=size_of(USUAL_MINUTES, pace.seconds),
        facets=facets_of(opened, asked, but="state"),
        sort=asked.sort,
        left=queue.total,
    )


def packet_page(opened: Heliograph, visit: Visit) -> PacketPage:
    """Gather one packet. Raises `NothingThere`."""
    packet = opened.rows.packet(int(visit.path["number"]))
    packed = opened.rows.packed(packet)
    start = visit.number("offset", 0, len(packed))
    query = in_packet(packet.number)
    left = next((one.id for one in packed if one.is_there and not one.review), "")
    return PacketPage(
        packet=packet,
        name=visible(packet.name),
        items=[_item(opened, one) for one in packed[start : start + A_PAGE]],
        first=start + 1,
        total=len(packed),
        reviewed=sum(bool(one.review) for one in packed),
        gone=sum(not one.is_there for one in packed),
        next=f"/claims/{left}?{query}" if left else "",
        query=query,
        earlier=max(0, start - A_PAGE) if start else -1,
        later=start + A_PAGE if start + A_PAGE < len(packed) else -1,
    )


def _item(opened: Heliograph, packed: Packed) -> Item:
    if not packed.is_there:
        return Item(packed=packed, claim=None, quote="", path="", place="")
    claim = next(opened.rows.claim_views(claim_id=ClaimId(packed.id)))
    quote = claim.quote if len(claim.quote) <= QUOTE_SHOWN else f"{claim.quote[:QUOTE_SHOWN]} …"
    return Item(
        packed=packed,
        claim=claim,
        quote=visible(quote),
        path=visible(claim.document.path),
        place=place_of(claim),
    )
