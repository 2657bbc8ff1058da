"""Adding a claim to words of a page, and taking it back."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from heliograph.app import Heliograph
from heliograph.errors import NothingThere, UsageError
from heliograph.hand_records import Addition
from heliograph.handwork.corrections import caught_up, found_anew
from heliograph.handwork.places import Pointed, document_of, page_of, span_on
from heliograph.pipeline.deeds.adding import Marked, add_claim, withdraw_addition
from heliograph.pipeline.steps.indexing import index_waiting
from heliograph.pipeline.steps.recurrence import make_fingerprints
from heliograph.plugins.finders import definitions, load_taxonomy
from heliograph.records import Action, CapabilityId, Page, Stance, Strength
from heliograph.views import ClaimView


class Says(Struct, frozen=True, kw_only=True):
    """What a person says that words claim, and who says it."""

    capability: str
    by: str
    stance: Stance = "asserted"
    strength: Strength = "S0"
    action: Action | None = None
    """None: the one that is usual for the capability."""
    group: str = ""
    """As written; it must stand in the words."""
    note: str = ""


class AdditionView(Struct, frozen=True, kw_only=True):
    """One added claim as `heliograph claim list --json` prints it."""

    id: str
    path: str
    page: int
    quote: str
    capability: str
    stance: Stance
    strength: Strength
    by: str
    at: datetime
    note: str
    stands: bool
    """False where it was taken back, or its words are no longer on its page."""
    withdrawn_by: str = ""
    withdrawn_at: datetime | None = None


def add_to_page(opened: Heliograph, pointed: Pointed, says: Says) -> ClaimView:
    """Keep a claim that a person makes of words. Raises `NothingThere` and `UsageError`."""
    tools = caught_up(opened)
    known = definitions(opened.folder.taxonomy)
    if says.capability not in known:
        raise NothingThere(what=f"capability {says.capability}", hint=", ".join(sorted(known)))
    _, digest = document_of(opened, pointed.document)
    page = page_of(opened, digest, pointed.page)
    span = span_on(page, pointed)
    group = says.group.strip()
    if group and group not in page.text[slice(*span)]:
        raise UsageError(detail=f"The group “{group}” does not stand in the words.")
    usual = load_taxonomy(opened.folder.taxonomy).capability(says.capability).action
    marked = Marked(
        page=page,
        span=span,
        capability=CapabilityId(says.capability),
        stance=says.stance,
        strength=says.strength,
        action=says.action or usual,
        group=group or None,
        language=_language(opened, page, span[0]),
        by=says.by,
        note=says.note,
    )
    made = add_claim(marked, tools)
    make_fingerprints(tools)
    index_waiting(opened.rows, opened.index)
    return next(opened.rows.claim_views(claim_id=made.id))


def take_claim_back(opened: Heliograph, claim_id: str, by: str, note: str = "") -> AdditionView:
    """Take back a claim that a person added. Raises `NothingThere`."""
    tools = caught_up(opened)
    found = opened.rows.addition(claim_id)
    if found is None or found.withdrawn_at is not None:
        hint = "Only what a person added can be taken back: `heliograph claim list` names it."
        raise NothingThere(what=f"added claim {claim_id}", hint=hint)
    made = withdraw_addition(found, by, note, tools)
    found_anew(found.digest, tools)
    return _view(opened, made)


def additions(opened: Heliograph) -> list[AdditionView]:
    """List the claims that persons added, oldest first, those taken back, too."""
    return [_view(opened, one) for one in opened.rows.additions(withdrawn=True)]


def _language(opened: Heliograph, page: Page, start: int) -> str:
    leaf = opened.rows.leaf(page.id)
    at = (one.language for one in leaf.passages if one.start <= start < one.end)
    return next(at, next((one.language for one in leaf.passages), "zxx"))


def _view(opened: Heliograph, one: Addition) -> AdditionView:
    document = next(iter(opened.rows.documents(digest=one.digest)), None)
    return AdditionView(
        id=one.id,
        path=document.path if document else "",
        page=one.page,
        quote=one.quote,
        capability=one.capability,
        stance=one.stance,
        strength=one.strength,
        by=one.by,
        at=one.at,
        note=one.note,
        stands=one.withdrawn_at is None and opened.rows.has_claim(one.id),
        withdrawn_by=one.withdrawn_by,
        withdrawn_at=one.withdrawn_at,
    )
