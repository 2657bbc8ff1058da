"""Drafts of dossiers: their list, one of them to work on, what its reader will see, its making."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from heliograph.accounts.rules import people_asked
from heliograph.app import Heliograph
from heliograph.drafting.drafts import Chosen, Draft, Drafts
from heliograph.drafting.previewing import Preview, preview
from heliograph.drafting.publishing import is_redacted, made_of
from heliograph.errors import HeliographError
from heliograph.report.page import place_of, visible
from heliograph.sealing.keys import current_key
from heliograph.views import ClaimView
from heliograph.web.making import Making
from heliograph.web.queue import Asked, Queue
from heliograph.web.visit import Visit

QUOTE_SHOWN: Final = 300
STATES: Final = ("accepted", "accepted-by-one", "unsure", "rejected", "open")
SAID: Final = ("saved", "added")


@dataclass(frozen=True, slots=True, kw_only=True)
class DossiersPage:
    """What `dossiers.html.j2` may use."""

    drafts: list[Draft]
    accepted: int
    """Claims that count as accepted, in as many entries of the queue."""
    claim: str
    """What was asked to be put into one of them; empty where nothing was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One claim of a draft, or one that may be chosen."""

    number: int
    id: str
    claim: ClaimView | None
    """None where it is made no longer."""
    quote: str
    path: str
    place: str
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPage:
    """What `draft.html.j2` may use."""

    draft: Draft
    findings: list[Placed]
    shown: str
    """The ids that the form is about, parted by spaces."""
    documents: list[tuple[str, str]]
    """Digest and path of each that is quoted."""
    picks: list[Placed]
    state: str
    states: list[tuple[str, int]]
    picks_total: int
    picks_later: str
    people: int
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewPage:
    """What `preview.html.j2` may use."""

    draft: Draft
    seen: Preview | None
    wrong: str
    """Why there is nothing to see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A file that was made of the draft."""

    name: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MakingPage:
    """What `making.html.j2` may use."""

    draft: Draft
    making: Making | None
    made: list[Made]
    whole: str
    """The latest of them that is no redacted edition; empty where there is none."""
    redacted: bool
    """Whether one of them is a redacted edition."""
    key: str
    """The fingerprint's digits of the key that signs; empty where there is none."""


def dossiers_page(opened: Heliograph, visit: Visit) -> DossiersPage:
    """Gather the drafts."""
    drafts = Drafts(opened.folder.root)
    return DossiersPage(
        drafts=[drafts.read(name) for name in drafts.names()],
        accepted=Queue(opened.rows, Asked(state="accepted")).total,
        claim=claim if (claim := visit.query.get("claim", "")).isalnum() else "",
    )


def draft_page(opened: Heliograph, visit: Visit) -> DraftPage:
    """Gather a draft to work on, and claims that may be put into it. Raises `NothingThere`."""
    draft = Drafts(opened.folder.root).read(visit.path["draft"])
    named = opened.rows.claims_named(draft.claims)
    findings = [_placed(named, one, at) for at, one in enumerate(draft.findings, start=1)]
    state = visit.query.get("state") or STATES[0]
    asked = Asked(
        state=state if state in STATES else STATES[0],
        capability=visit.query.get("capability", "")[:200],
        after=visit.query.get("after", "")[:200],
    )
    queue = Queue(opened.rows, asked)
    cut = queue.cut()
    chosen = set(draft.claims)
    offered = opened.rows.claims_named(one.line.id for one in cut.shown)
    later = {"state": asked.state, "capability": asked.capability, "after": cut.later}
    views = [one.claim for one in findings if one.claim is not None]
    counts = dict(queue.facet("state"))
    return DraftPage(
        draft=draft,
        findings=findings,
        shown=" ".join(one.id for one in findings),
        documents=sorted(
            {(one.document.digest, visible(one.document.path)) for one in views},
            key=lambda one: one[1],
        ),
        picks=[
            _placed(offered, Chosen(claim=one.line.id), at)
            for at, one in enumerate(cut.shown, start=cut.first)
            if one.line.id not in chosen
        ],
        state=asked.state,
        states=[(one, counts.get(one, 0)) for one in STATES],
        picks_total=cut.total,
        picks_later=urlencode(later) if cut.later else "",
        people=people_asked(opened),
        said=said if (said := visit.query.get("said", "")) in SAID else "",
    )


def preview_page(opened: Heliograph, visit: Visit) -> PreviewPage:
    """Gather what the reader will see. Raises `NothingThere`."""
    draft = Drafts(opened.folder.root).read(visit.path["draft"])
    try:
        return PreviewPage(draft=draft, seen=preview(opened, draft), wrong="")
    except HeliographError as wrong:
        return PreviewPage(draft=draft, seen=None, wrong=visible(str(wrong)))


def making_page(opened: Heliograph, visit: Visit) -> MakingPage:
    """Gather how far the making of a dossier is, and what was made before."""
    draft = Drafts(opened.folder.root).read(visit.path["draft"])
    key = current_key(opened)
    made = made_of(opened.folder.root, draft)
    whole = [one.name for one in made if not is_redacted(one)]
    return MakingPage(
        draft=draft,
        making=visit.desk.makers.of(draft.name),
        made=[Made(name=one.name, size=one.stat().st_size) for one in made],
        whole=whole[0] if whole else "",
        redacted=len(whole) < len(made),
        key=key.id.removeprefix("sha256:") if key else "",
    )


def _placed(named: Mapping[str, ClaimView], one: Chosen, number: int) -> Placed:
    claim = named.get(one.claim)
    quote = claim.quote.replace("\r", "\n") if claim else ""
    return Placed(
        number=number,
        id=one.claim,
        claim=claim,
        quote=visible(quote if len(quote) <= QUOTE_SHOWN else f"{quote[:QUOTE_SHOWN]} …"),
        path=visible(claim.document.path) if claim else "",
        place=place_of(claim) if claim else "",
        comment=one.comment,
    )
