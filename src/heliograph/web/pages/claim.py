"""One claim on the page that it stands on."""

from __future__ import annotations

from dataclasses import dataclass

from heliograph.app import Heliograph
from heliograph.plugins.finders import definitions
from heliograph.records import Page
from heliograph.report.page import place_of, visible, when
from heliograph.views import ClaimLine, ClaimView, Surroundings
from heliograph.watch_records import Decision
from heliograph.web.evidence import PICTURED, document_of, page_of_claim
from heliograph.web.looking import saw
from heliograph.web.pages.beside import BesideClaim, beside_of
from heliograph.web.pages.claims import Said, said_of
from heliograph.web.queue import Asked, Queue
from heliograph.web.text import Text, text_of
from heliograph.web.visit import Visit
from heliograph.web.walks import Walk, walk_of

LINES_AROUND = 12
MOST_SAME = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsure:
    """Characters of the quote that were read from a picture and may be others."""

    words: str
    others: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPage:
    """What `claim.html.j2` may use."""

    claim: ClaimView
    around: Surroundings
    path: str
    place: str
    definition: str
    capabilities: list[str]
    collected: str
    text: Text
    picture: bool
    document: str
    """The digest's hexadecimal digits, as addresses have them."""
    doubts: list[Unsure]
    beside: BesideClaim
    same: list[tuple[ClaimLine, str]]
    """Other claims in the same words, with their paths."""
    more_same: int
    earlier: str
    later: str
    at: int
    total: int
    queue: str
    walk: Walk | None
    """Within what else than the queue it is shown."""
    decisions: list[Decision]
    """What was said of it as a finding, where it is shown as one."""
    said: Said | None


def claim_page(opened: Heliograph, visit: Visit) -> ClaimPage:
    """Gather a claim and its page. Raises `NothingThere` and `HeldBack`."""
    around = opened.rows.surroundings(visit.path["claim"])
    claim = around.claim
    digest = claim.document.digest
    _, reading = document_of(opened, digest)
    saw(opened, visit, digest, claim.page, claim=claim.id)
    page = page_of_claim(opened, claim)
    asked = Asked.of(visit.query)
    queue = Queue(opened.rows, asked)
    earlier, later, at = queue.around(claim.id)
    same, times = queue.same_words(claim.id, MOST_SAME)
    walk = walk_of(opened, visit.query, claim.id)
    known = definitions(opened.folder.taxonomy)
    return ClaimPage(
        claim=claim,
        around=around,
        path=visible(claim.document.path),
        place=place_of(claim),
        definition=known.get(claim.capability, ""),
        capabilities=sorted(known),
        collected=when(around.collected_at),
        text=text_of(page, [(claim.start, claim.end)], LINES_AROUND),
        picture=reading is not None and reading.media_type in PICTURED,
        document=digest.removeprefix("sha256:"),
        doubts=list(_doubts(page, claim)),
        beside=beside_of(opened, claim, page),
        same=[(one, visible(one.path)) for one in same],
        more_same=times - len(same),
        earlier=earlier,
        later=later,
        at=at,
        total=queue.total,
        queue=walk.query if walk else asked.query(),
        walk=walk,
        decisions=opened.rows.decisions(walk.finding.id) if walk and walk.finding else [],
        said=said_of(visit),
    )


def _doubts(page: Page, claim: ClaimView) -> list[Unsure]:
    return [
        Unsure(words=visible(page.text[one.start : one.end]), others=visible(", ".join(one.others)))
        for one in page.doubts
        if one.start < claim.end and claim.start < one.end
    ]
