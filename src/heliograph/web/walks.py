"""What a claim is gone through in when that is not the queue: a packet, or the findings.

An address says so by `within=`: `packet?number=3`, or `findings?state=new&finding=ID`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode

from heliograph.app import Heliograph
from heliograph.records import ClaimId
from heliograph.store.finding_rows import FINDING_FACETS
from heliograph.watch_records import Finding

WITHIN: Final = "within"


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """Where a claim stands in what is gone through, as addresses of this room."""

    query: str
    """What an address of a claim has behind its `?`."""
    up: str
    """Where all of it is listed."""
    earlier: str
    """Empty where nothing is before it."""
    later: str
    at: int
    """From 1; 0 where the claim is none of it."""
    total: int
    packet: int = 0
    """Number of the packet; 0 where it is none."""
    finding: Finding | None = None


def walk_of(opened: Heliograph, said: Mapping[str, str], claim_id: str) -> Walk | None:
    """Say within what an address shows a claim; None: in the queue. Raises `NothingThere`."""
    name, _, query = said.get(WITHIN, "").partition("?")
    asked = dict(parse_qsl(query))
    if name == "packet" and asked.get("number", "").isdigit():
        return _in_packet(opened, int(asked["number"]), claim_id)
    if name == "findings" and asked.get("finding"):
        return _in_findings(opened, asked, claim_id)
    return None


def in_packet(number: int) -> str:
    """Spell that a claim is shown within a packet."""
    return urlencode({WITHIN: f"packet?number={number}"})


def in_findings(asked: Mapping[str, str], finding_id: str) -> str:
    """Spell that a claim is shown as a finding among others."""
    return urlencode({WITHIN: f"findings?{findings_query(asked, finding=finding_id)}"})


def findings_asked(said: Mapping[str, str]) -> dict[str, str]:
    """Take from an address which findings it asks for."""
    return {name: said[name][:200] for name in FINDING_FACETS if said.get(name)}


def findings_query(asked: Mapping[str, str], **more: str) -> str:
    """Spell which findings are asked for."""
    return urlencode({name: value for name, value in {**asked, **more}.items() if value})


def address_of(opened: Heliograph, finding: Finding, asked: Mapping[str, str]) -> str:
    """Say where a finding is shown: on the page of its claim, if it has one that is still made."""
    place, _ = opened.rows.main_places([finding]).get(finding.id, (None, 0))
    if place is not None and place.kind == "claim" and opened.rows.has_claim(ClaimId(place.about)):
        return f"/claims/{place.about}?{in_findings(asked, finding.id)}"
    return f"/findings/{finding.id}?{findings_query(asked)}"


def _in_packet(opened: Heliograph, number: int, claim_id: str) -> Walk:
    packet = opened.rows.packet(number)
    query = in_packet(number)
    there: list[str] = [one.id for one in opened.rows.packed(packet) if one.is_there]
    at = there.index(claim_id) + 1 if claim_id in there else 0
    return Walk(
        query=query,
        up=f"/packets/{number}",
        earlier=f"/claims/{there[at - 2]}?{query}" if at > 1 else "",
        later=f"/claims/{there[at]}?{query}" if 0 < at < len(there) else "",
        at=at,
        total=len(there),
        packet=number,
    )


def _in_findings(opened: Heliograph, said: Mapping[str, str], claim_id: str) -> Walk | None:
    named = opened.rows.finding(said["finding"])
    # The one that was named may be of the claim before: what was said is then taken back from here.
    here = opened.rows.findings_at(claim_id)
    ours = [one for one in here if named and named.watch_id == one.watch_id]
    if not here:
        return None
    finding = next((one for one in ours if one == named), (ours or here)[0])
    asked = findings_asked(said)
    before, after, earlier = opened.rows.findings_around(asked, finding)
    return Walk(
        query=in_findings(asked, finding.id),
        up=f"/findings?{findings_query(asked)}",
        earlier=address_of(opened, before, asked) if before else "",
        later=address_of(opened, after, asked) if after else "",
        at=earlier + 1,
        total=opened.rows.findings_page(asked, 0)[1],
        finding=finding,
    )
