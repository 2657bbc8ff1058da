"""What answered the watches, as work: the queue of findings, and one of them by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, get_args

from heliograph.app import Heliograph
from heliograph.errors import BadQuery
from heliograph.records import ClaimId, PageId
from heliograph.report.page import visible
from heliograph.search.highlight import snippet, stretches
from heliograph.search.query import parse
from heliograph.store.finding_rows import FINDING_FACETS, cursor_of
from heliograph.watch_records import Decision, Finding, FindingState, Place, Watch
from heliograph.watching.differences import Different, difference
from heliograph.watching.watches import FoundPlace, found_one, named_finding
from heliograph.web.visit import Visit
from heliograph.web.walks import address_of, findings_asked, findings_query

A_PAGE: Final = 25
QUOTE_SHOWN: Final = 400
MOST_PLACES: Final = 200

Piece = tuple[str, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was just said of a finding, and what stood before: a button brings that back."""

    finding: str
    state: str
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One finding in the queue."""

    finding: Finding
    address: str
    watch: str
    kind: str
    """claim, page or change."""
    what: str
    """Capability of the claim, or kind of the change; empty of a page."""
    pieces: list[Piece]
    path: str
    page: int | None
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One way to narrow the queue."""

    name: str
    chosen: str
    values: list[tuple[str, str, int]]
    """Value, its own name where it has one, and how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsPage:
    """What `findings.html.j2` may use."""

    items: list[Item]
    facets: list[Facet]
    total: int
    first: int
    later: str
    """Query of the next page; empty on the last."""
    beginning: str
    here: str
    narrowed: bool
    watches: int
    new: int
    findings: int
    told: Told | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingPage:
    """What `finding.html.j2` may use."""

    finding: Finding
    watch: Watch | None
    kind: str
    what: str
    pieces: list[Piece]
    places: list[FoundPlace]
    addresses: dict[str, str]
    """Of each place, by what it is about; empty where it leads nowhere any more."""
    more_places: int
    decisions: list[Decision]
    difference: Different | None
    earlier: str
    later: str
    at: int
    total: int
    query: str
    told: Told | None


def findings_page(opened: Heliograph, visit: Visit) -> FindingsPage:
    """Gather one page of the queue."""
    asked = findings_asked(visit.query)
    after = visit.query.get("after", "")[:100]
    found, total, before = opened.rows.findings_page(asked, A_PAGE, after)
    watches = {one.id: one for one in opened.rows.watches(ended=True)}
    counts = opened.rows.finding_counts().values()
    places = opened.rows.main_places(found)
    names = _names(opened, watches.values())
    more = before + len(found) < total
    return FindingsPage(
        items=[
            _item(opened, one, asked, watches.get(one.watch_id), places.get(one.id))
            for one in found
        ],
        facets=[_facet(opened, asked, name, names) for name in FINDING_FACETS],
        total=total,
        first=before + 1 if found else 0,
        later=findings_query(asked, after=cursor_of(found[-1])) if more and found else "",
        beginning=findings_query(asked),
        here=findings_query(asked, after=after),
        narrowed=bool(asked),
        watches=len([one for one in watches.values() if one.ended_at is None]),
        new=sum(one.new for one in counts),
        findings=sum(one.findings for one in counts),
        told=told_of(visit),
    )


def finding_page(opened: Heliograph, visit: Visit) -> FindingPage:
    """Gather one finding with all its places. Raises `NothingThere`."""
    finding = named_finding(opened, visit.path["finding"])
    asked = findings_asked(visit.query)
    watches = {one.id: one for one in opened.rows.watches(ended=True)}
    watch = watches.get(finding.watch_id)
    before, after, earlier = opened.rows.findings_around(asked, finding)
    place = opened.rows.main_places([finding]).get(finding.id)
    kind, what = _kind(opened, place[0] if place else None)
    view = found_one(opened, finding.id)
    return FindingPage(
        finding=finding,
        watch=watch,
        kind=kind,
        what=what,
        pieces=_pieces(opened, finding, watch, place[0] if place else None),
        places=[_shown(one) for one in view.places[:MOST_PLACES]],
        addresses={one.about: _address(opened, one) for one in view.places[:MOST_PLACES]},
        more_places=max(0, len(view.places) - MOST_PLACES),
        decisions=list(view.said),
        difference=difference(opened, place[0].about) if place and kind == "change" else None,
        earlier=address_of(opened, before, asked) if before else "",
        later=address_of(opened, after, asked) if after else "",
        at=earlier + 1,
        total=opened.rows.findings_page(asked, 0)[1],
        query=findings_query(asked),
        told=told_of(visit),
    )


def told_of(visit: Visit) -> Told | None:
    """Take from an address what was just said of which finding."""
    state, of, before = (visit.query.get(name, "") for name in ("set", "of", "before"))
    states = get_args(FindingState)
    if state not in states or before not in states or not of.isalnum():
        return None
    return Told(finding=of, state=state, before=before)


def _names(opened: Heliograph, watches: object) -> dict[str, str]:
    named = {one.id: one.name for one in opened.rows.sources()}
    return named | {one.id: one.name for one in watches}  # type: ignore[attr-defined]


def _facet(
    opened: Heliograph, asked: Mapping[str, str], name: str, names: Mapping[str, str]
) -> Facet:
    values = opened.rows.findings_facet(asked, name)
    return Facet(
        name=name,
        chosen=asked.get(name, ""),
        values=[(value, visible(names.get(value, "")), count) for value, count in values],
    )


def _item(
    opened: Heliograph,
    finding: Finding,
    asked: Mapping[str, str],
    watch: Watch | None,
    stands: tuple[Place, int] | None,
) -> Item:
    place, times = stands or (None, 0)
    kind, what = _kind(opened, place)
    path, page = opened.rows.where(place) if place else ("", None)
    return Item(
        finding=finding,
        address=address_of(opened, finding, asked),
        watch=visible(watch.name if watch else ""),
        kind=kind,
        what=what,
        pieces=_pieces(opened, finding, watch, place),
        path=visible(path),
        page=page,
        times=times,
    )


def _kind(opened: Heliograph, place: Place | None) -> tuple[str, str]:
    """Say what it is that answers, and which."""
    if place is None:
        return "page", ""
    if place.kind == "change":
        return "change", opened.rows.change(place.about).kind
    return place.kind, opened.rows.capability_of(place.about) if place.kind == "claim" else ""


def _pieces(
    opened: Heliograph, finding: Finding, watch: Watch | None, place: Place | None
) -> list[Piece]:
    """Give the words of a finding; of a page, those that answer the query."""
    if finding.quote or place is None or place.kind != "page":
        quote = finding.quote
        return [(visible(quote[:QUOTE_SHOWN] + (" …" if len(quote) > QUOTE_SHOWN else "")), False)]
    parts = opened.rows.parts_of(PageId(place.about))
    if parts is None:
        # Read anew since.
        return []
    try:
        found = stretches(parts.text, parse(watch.query)) if watch and watch.query else []
    except BadQuery:
        # Asked in a way that is understood no more.
        return []
    words, marks = snippet(parts.text, found)
    return in_pieces(words, marks)


def in_pieces(words: str, marks: list[tuple[int, int]]) -> list[Piece]:
    """Cut words where what answers begins and ends."""
    pieces, at = list[Piece](), 0
    for start, end in marks:
        pieces += [(visible(words[at:start]), False), (visible(words[start:end]), True)]
        at = end
    return [*pieces, (visible(words[at:]), False)]


def _shown(place: FoundPlace) -> FoundPlace:
    return FoundPlace(kind=place.kind, about=place.about, path=visible(place.path), page=place.page)


def _address(opened: Heliograph, place: FoundPlace) -> str:
    if place.kind == "claim" and opened.rows.has_claim(ClaimId(place.about)):
        return f"/claims/{place.about}"
    if place.kind == "page":
        parts = opened.rows.parts_of(PageId(place.about))
        if parts is not None:
            return f"/documents/{parts.digest.removeprefix('sha256:')}/pages/{parts.page}"
    return ""
