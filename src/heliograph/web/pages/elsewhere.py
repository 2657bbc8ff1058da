"""Where else the words of a claim stand: in other claims, in other versions of its document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from heliograph.app import Heliograph
from heliograph.elsewhere import AtVersion, Elsewhere, Piece, elsewhere
from heliograph.report.page import place_of, visible
from heliograph.views import ClaimView
from heliograph.web.evidence import document_of
from heliograph.web.visit import Visit
from heliograph.wording import change_in_words, claim_change_in_words

QUOTE_SHOWN: Final = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A claim in the same words, or nearly."""

    claim: ClaimView
    likeness: float
    path: str
    place: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What another version says at the place of the claim."""

    path: str
    document: str
    page: int | None
    earlier: bool
    kind: str
    words: str
    claim: str
    here: list[Piece]
    there: list[Piece]
    ordered_by: str
    because: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ElsewherePage:
    """What `elsewhere.html.j2` may use."""

    claim: ClaimView
    path: str
    place: str
    quote: str
    places: list[Place]
    versions: list[Version]
    queue: str


def elsewhere_page(opened: Heliograph, visit: Visit) -> ElsewherePage:
    """Look for a claim's words elsewhere. Raises `NothingThere` and `HeldBack`."""
    claim = next(opened.rows.claim_views(claim_id=visit.path["claim"]))
    document_of(opened, claim.document.digest)
    found: Elsewhere = elsewhere(opened.rows, claim.id)
    return ElsewherePage(
        claim=claim,
        path=visible(claim.document.path),
        place=place_of(claim),
        quote=_short(claim.quote),
        places=[
            Place(
                claim=one.claim,
                likeness=one.likeness,
                path=visible(one.claim.document.path),
                place=place_of(one.claim),
                quote=_short(one.claim.quote),
            )
            for one in found.alike
        ],
        versions=[_version(one) for one in found.versions],
        queue=visit.query.get("queue", "")[:2000],
    )


def _version(one: AtVersion) -> Version:
    told = one.kind in ("same", "not-told")
    return Version(
        path=visible(one.document.path),
        document=one.document.digest.removeprefix("sha256:"),
        page=one.page,
        earlier=one.relation == "earlier",
        kind=one.kind,
        words="" if told else change_in_words(one.kind),
        claim=claim_change_in_words(one.claim),
        here=[Piece(words=visible(piece.words), differs=piece.differs) for piece in one.here],
        there=[Piece(words=visible(piece.words), differs=piece.differs) for piece in one.there],
        ordered_by=visible(one.ordered_by),
        because=list(one.because),
    )


def _short(words: str) -> str:
    return visible(words if len(words) <= QUOTE_SHOWN else f"{words[:QUOTE_SHOWN]} …")
