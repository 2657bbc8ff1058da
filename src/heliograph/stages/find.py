"""Passages → Claim, Mention: every finder reads the whole document, text and structure alone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from heliograph.codec import claim_id_of
from heliograph.records import Block, Claim, ClaimId, Leaf, Mention, Page
from heliograph.seams import BESIDE, UNSEEN_PAGE, Finder


def find(leaves: Sequence[Leaf], *, finders: Sequence[Finder]) -> Iterator[Claim | Mention]:
    """Yield what the finders find in one document. A span outside its page is a broken promise.

    A claim whose quote touches what its reader was not sure of, or what a person corrected, says
    so among its reasons, and so does one in words that the document does not show.
    """
    # Places, not pages: a document may be too long to be held.
    places = {leaf.page.id: at for at, leaf in enumerate(leaves)}
    page: Page | None = None
    for finder in finders:
        for found in finder.find(leaves):
            if page is None or page.id != found.page_id:
                page = leaves[places[found.page_id]].page
            if not 0 <= found.start < found.end <= len(page.text):
                message = f"{finder.name} found {found.start}:{found.end} outside its page"
                raise ValueError(message)
            yield told_of(found, page) if isinstance(found, Claim) else found


def told_of(claim: Claim, page: Page) -> Claim:
    """Add to a claim's reasons what its page knows of its words: doubtful, corrected, hidden."""
    return _with_place(_with_corrections(_with_doubts(claim, page), page), page)


def _with_doubts(claim: Claim, page: Page) -> Claim:
    """Add `doubtful:<confidence> <words>` for each doubt that the claim's quote touches."""
    doubts = tuple(
        f"doubtful:{doubt.confidence:.2f} {page.text[doubt.start : doubt.end]}"
        for doubt in page.doubts
        if doubt.start < claim.end and claim.start < doubt.end
    )
    return replace(claim, why=(*claim.why, *doubts)) if doubts else claim


def _with_corrections(claim: Claim, page: Page) -> Claim:
    """Add `corrected:<as read> → <as corrected>` for each correction in the claim's words.

    A claim whose words nobody corrected keeps the name that it has on the page as it was read, and
    with it stands what persons said of it.
    """
    if page.as_read is None:
        return claim
    touched = [one for one in page.corrected if one.start < claim.end and claim.start < one.end]
    if touched:
        why = (f"corrected:{one.was} → {page.text[one.start : one.end]}" for one in touched)
        return replace(claim, why=(*claim.why, *why))
    if claim.id != claim_id_of(page.id, (claim.start, claim.end), claim.capability, claim.stance):
        return claim
    back = sum(
        one.end - one.start - len(one.was) for one in page.corrected if one.end <= claim.start
    )
    stood = claim.start - back, claim.end - back
    return replace(
        claim, id=ClaimId(claim_id_of(page.as_read, stood, claim.capability, claim.stance))
    )


def _with_place(claim: Claim, page: Page) -> Claim:
    """Add `hidden:<what it is>` where the words of the claim are in the file and not to be seen."""
    if page.label == BESIDE:
        container = _block_of(claim, page).container
        what = BESIDE if container is None else page.containers[container].name
    elif page.label.endswith(UNSEEN_PAGE.strip()):
        what = "a page that is not shown"
    else:
        what = _block_of(claim, page).hidden
    return replace(claim, why=(*claim.why, f"hidden:{what}")) if what else claim


def _block_of(claim: Claim, page: Page) -> Block:
    """Give the block in which a claim begins, or one that says nothing of it."""
    at = bisect_right(page.blocks, claim.start, key=lambda block: block.start) - 1
    return page.blocks[at] if at >= 0 else Block(start=0, end=0, role="paragraph")
