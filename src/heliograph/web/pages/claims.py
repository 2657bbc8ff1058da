"""The queue of claims."""

from __future__ import annotations

from dataclasses import dataclass

from heliograph.app import Heliograph
from heliograph.report.page import place_of, visible
from heliograph.store.queue_rows import SORTS
from heliograph.views import ClaimView
from heliograph.web.facets import Facet, facets_of
from heliograph.web.queue import Asked, Queue
from heliograph.web.text import in_lines
from heliograph.web.visit import Visit

QUOTE_SHOWN = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One claim in the queue."""

    claim: ClaimView
    quote: str
    path: str
    place: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was just said of a claim: shown with a button that takes it back."""

    claim: str
    judgement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimsPage:
    """What `claims.html.j2` may use."""

    items: list[Item]
    facets: list[Facet]
    sorts: tuple[str, ...]
    sort: str
    total: int
    first: int
    later: str
    """Query of the next page; empty on the last."""
    beginning: str
    """Query of the first page."""
    here: str
    """Query of this page, for forms to come back to."""
    narrowed: bool
    reviewed: int
    claims: int
    said: Said | None


def claims_page(opened: Heliograph, visit: Visit) -> ClaimsPage:
    """Gather one page of the queue."""
    asked = Asked.of(visit.query)
    queue = Queue(opened.rows, asked)
    cut = queue.cut()
    reviewed, claims = queue.progress
    return ClaimsPage(
        items=[_item(opened, one.line.id, one.times) for one in cut.shown],
        facets=facets_of(opened, asked),
        sorts=SORTS,
        sort=asked.sort,
        total=cut.total,
        first=cut.first,
        later=asked.query(after=cut.later) if cut.later else "",
        beginning=asked.query(),
        here=asked.query(after=asked.after),
        narrowed=asked.narrowed,
        reviewed=reviewed,
        claims=claims,
        said=said_of(visit),
    )


def said_of(visit: Visit) -> Said | None:
    """Take from an address what was just said, of which claim."""
    judgement, claim = visit.query.get("said", ""), visit.query.get("of", "")
    if judgement not in ("accepted", "rejected", "unsure", "withdrawn") or not claim.isalnum():
        return None
    return Said(claim=claim, judgement=judgement)


def _item(opened: Heliograph, claim_id: str, times: int) -> Item:
    claim = next(opened.rows.claim_views(claim_id=claim_id))
    quote = claim.quote if len(claim.quote) <= QUOTE_SHOWN else f"{claim.quote[:QUOTE_SHOWN]} …"
    return Item(
        claim=claim,
        quote=visible(in_lines(quote)),
        path=visible(claim.document.path),
        place=place_of(claim),
        times=times,
    )
