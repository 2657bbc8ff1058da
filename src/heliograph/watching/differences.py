"""A change → what stood there before, what stands there now, and what is different between them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec import Struct

from heliograph.app import Heliograph
from heliograph.pipeline.sources.following import read_document, shown_by
from heliograph.records import Digest, Document
from heliograph.versions.said import without_noise
from heliograph.versions.telling import Side, told
from heliograph.views import ChangeView, DocumentRef, QuoteView
from heliograph.watch_records import Change, Link, ObservationId, Seen

BY_LOOKS: Final = "the looks"
BEGINNING: Final = 600
"""Characters of a page that are shown where there is nothing to hold it against."""
MOST_PIECES: Final = 200


class Looked(Struct, frozen=True, kw_only=True):
    """One side of a change: what a look met."""

    at: datetime
    seen: Seen
    status: int
    url: str
    """The address that answered."""
    document: DocumentRef | None
    """What came; None where nothing did, or where it is not read or held back."""
    beginning: str
    """The first words of it."""


class Different(Struct, frozen=True, kw_only=True):
    """A change with both of its sides."""

    change: Change
    source: str
    url: str
    before: Looked | None
    after: Looked | None
    pieces: list[ChangeView]
    """What is different, without dates, counters and the like; empty where one side is no text."""
    left_out: int


def difference(opened: Heliograph, change_id: str) -> Different:
    """Show what a change is about. Raises `NothingThere`."""
    change = opened.rows.change(change_id)
    link = opened.rows.link(change.link_id)
    sources = {one.id: one.name for one in opened.rows.sources()}
    before = _document(opened, change.before, link)
    after = _document(opened, change.after, link)
    pieces = _pieces(opened, before, after) if before and after else []
    return Different(
        change=change,
        source=sources.get(change.source_id, ""),
        url=link.url if link else "",
        before=_looked(opened, change.before, before),
        after=_looked(opened, change.after, after),
        pieces=pieces[:MOST_PIECES],
        left_out=max(0, len(pieces) - MOST_PIECES),
    )


def _document(
    opened: Heliograph, look_id: ObservationId | None, link: Link | None
) -> Document | None:
    """Find what a look showed, if it was read and may be shown."""
    look = opened.rows.observation(look_id) if look_id else None
    if look is None:
        return None
    showed = shown_by(look, link, opened) if link else look
    document = read_document(showed, opened)
    reading = opened.rows.reading(document.digest) if document and document.digest else None
    return document if reading is not None and reading.pages and not reading.held else None


def _looked(
    opened: Heliograph, look_id: ObservationId | None, document: Document | None
) -> Looked | None:
    look = opened.rows.observation(look_id) if look_id else None
    if look is None:
        return None
    digest = document.digest if document else None
    return Looked(
        at=look.at,
        seen=look.seen,
        status=look.status,
        url=look.led_to or look.url,
        document=DocumentRef(path=document.path, digest=digest) if document and digest else None,
        beginning=_beginning(opened, digest) if digest else "",
    )


def _beginning(opened: Heliograph, digest: Digest) -> str:
    first = next(iter(opened.rows.pages(digest)), None)
    return first.text[:BEGINNING] if first else ""


def _pieces(opened: Heliograph, before: Document, after: Document) -> list[ChangeView]:
    if before.digest == after.digest:
        return []
    changes, _ = told(Side(opened.rows, before), Side(opened.rows, after), ordered_by=BY_LOOKS)
    return [one for one in changes if one.claim or _words(one.before) != _words(one.after)]


def _words(quote: QuoteView | None) -> str:
    return without_noise(quote.quote) if quote else ""
