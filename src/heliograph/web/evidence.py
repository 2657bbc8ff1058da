"""Kept pages as the reading room may show them: none of what is held back."""

from __future__ import annotations

from heliograph.app import Heliograph
from heliograph.errors import HeldBack, NothingThere
from heliograph.media import PDF, PICTURES
from heliograph.records import Digest, Document, Page, Reading
from heliograph.views import ClaimView

PICTURED = PICTURES | {PDF}
"""Media types whose pages can be drawn."""


def document_of(opened: Heliograph, digest: Digest) -> tuple[Document, Reading | None]:
    """Fetch a document and what became of it. Raises `NothingThere` and `HeldBack`."""
    found = next(iter(opened.rows.documents(digest=digest)), None)
    if found is None:
        raise NothingThere(what=f"a document with the digest {digest}", hint="")
    reading = opened.rows.reading(digest)
    if reading is not None and reading.held:
        raise HeldBack(path=found.path, held=reading.held, digest=digest)
    return found, reading


def page_of(opened: Heliograph, digest: Digest, number: int) -> Page:
    """Fetch a page of what is not held back. Raises `NothingThere`."""
    pages = opened.rows.pages(digest)
    # Pages stand in order and seldom lack a number: the guess spares reading the others.
    likely = pages[number - 1 : number]
    for page in likely if likely and likely[0].number == number else pages:
        if page.number == number:
            return page
    raise NothingThere(what=f"page {number} of {digest}", hint=f"It has {len(pages)} pages.")


def page_of_claim(opened: Heliograph, claim: ClaimView) -> Page:
    """Fetch the page on which a claim's words stand. Raises `NothingThere`."""
    first = page_of(opened, claim.document.digest, claim.page)
    if first.text[claim.start : claim.end] == claim.quote:
        return first
    for page in opened.rows.pages(claim.document.digest):
        if page.number == claim.page and page.text[claim.start : claim.end] == claim.quote:
            return page
    return first
