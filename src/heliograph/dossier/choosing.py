"""Chooses the claims of a dossier: those that a person named, or those that were reviewed."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from heliograph.codec import moment
from heliograph.dossier.material import Reviewed
from heliograph.errors import NothingThere
from heliograph.records import Judgement, Review
from heliograph.store.rows import Rows
from heliograph.views import ClaimView, Surroundings


class Choice(Struct, frozen=True, kw_only=True):
    """What a dossier is to hold."""

    claims: tuple[str, ...] = ()
    """Ids, or their beginnings; empty: all that were reviewed so."""
    reviewed: Judgement = "accepted"
    with_originals: bool = True
    title: str = ""
    in_order: bool = False
    """Whether the claims stand in the order in which they are named."""
    foreword: str = ""
    comments: dict[str, str] = {}
    """What its maker says of a claim, by the claim's id."""
    by: str = ""
    """Who makes it, as custody is to name them; never in the dossier itself."""


def chosen(rows: Rows, choice: Choice) -> list[ClaimView]:
    """Fetch the claims, in the order of the case, or in the order in which they were named.

    Raises `NothingThere` for an id that names none, and where nothing is left.
    """
    if choice.claims:
        known = rows.claims_named(choice.claims)
        named = [known.get(one) or next(rows.claim_views(claim_id=one)) for one in choice.claims]
        found = list({one.id: one for one in named}.values())
    else:
        found = [one for one in rows.claim_views() if one.review == choice.reviewed]
    if not found:
        raise NothingThere(
            what=f"a claim that was reviewed as {choice.reviewed}",
            hint="Review some: heliograph judge ID accepted. Or name claims by their ids.",
        )
    if choice.in_order:
        return found
    return sorted(found, key=lambda one: (one.document.path, one.page, one.start, one.end, one.id))


def as_reviewed(found: Surroundings) -> tuple[ClaimView, Reviewed | None]:
    """Give the claim with the stance and capability that the latest review gives it."""
    claim, last = found.claim, _standing(found)
    if last is None:
        return claim, None
    agree = [one for one in _latest_of_each(found.reviews) if _same(one, last)]
    told = Reviewed(judgement=claim.review, at=moment(last.at), people=len(agree))
    return (
        replace(
            claim,
            stance=last.stance or claim.stance,
            capability=last.capability or claim.capability,
        ),
        told,
    )


def _standing(found: Surroundings) -> Review | None:
    """Find the review that gives the claim its state."""
    said = "accepted" if found.claim.review == "accepted-by-one" else found.claim.review
    latest = _latest_of_each(found.reviews)
    return next((one for one in reversed(latest) if one.judgement == said), None)


def _latest_of_each(reviews: Sequence[Review]) -> list[Review]:
    """Give what each person said last, the latest last."""
    latest: dict[str, Review] = {}
    for one in reviews:
        name = one.by.strip().lower()
        # Behind all others, where a later word of the same person stands in its place.
        latest.pop(name, None)
        latest[name] = one
    return list(latest.values())


def _same(one: Review, other: Review) -> bool:
    said = (one.judgement, one.stance, one.capability)
    return said == (other.judgement, other.stance, other.capability)
