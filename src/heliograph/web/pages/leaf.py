"""One page of a document: its words, and its picture beside them where it has one."""

from __future__ import annotations

from dataclasses import dataclass

from heliograph.app import Heliograph
from heliograph.records import Digest, Note
from heliograph.report.page import visible
from heliograph.shelf_views import ClaimOn
from heliograph.web.evidence import PICTURED, document_of, page_of
from heliograph.web.looking import saw
from heliograph.web.pages.by_hand import ByHand, by_hand
from heliograph.web.pages.document import Notes, notes_by_group
from heliograph.web.text import MOST_LINES, Span, Text, line_at, text_of
from heliograph.web.visit import Visit

MOST_CLAIMS = 500
BEFORE = 40
"""Lines that are shown before what is pointed at, on a page that is too long to be shown whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafPage:
    """What `page.html.j2` may use."""

    name: str
    """The digest's hexadecimal digits."""
    path: str
    digest: Digest
    number: int
    pages: int
    label: str
    read_by: str
    confinement: int
    text: Text
    start: int
    """Lines before the first that is shown."""
    earlier: int | None
    """From which line on the stretch before begins; None where this is the first."""
    later: int | None
    picture: bool
    notes: list[Notes]
    claims: list[ClaimOn]
    more_claims: int
    hand: ByHand
    """What can be done with its words."""


def leaf_page(opened: Heliograph, visit: Visit) -> LeafPage:
    """Gather one page with its text; `?mark=10-20` marks characters. Raises as `document_of`."""
    digest, number = visit.digest, int(visit.path["number"])
    document, reading = document_of(opened, digest)
    page = page_of(opened, digest, number)
    saw(opened, visit, digest, number)
    claims, total = opened.rows.claims_on(digest, MOST_CLAIMS, number)
    pointed = _pointed(visit.query.get("mark", ""), len(page.text))
    start = visit.number("from", 0, 10**7)
    if pointed and "from" not in visit.query:
        start = _start(line_at(page.text, pointed[0][0]))
    text = text_of(page, [*((one.start, one.end) for one in claims), *pointed], start=start)
    return LeafPage(
        name=digest.removeprefix("sha256:"),
        path=visible(document.path),
        digest=digest,
        number=number,
        pages=len(opened.rows.pages(digest)),
        label=visible(page.label),
        read_by=page.read_by,
        confinement=page.confinement,
        text=text,
        start=start,
        earlier=max(0, start - MOST_LINES) if start else None,
        later=start + MOST_LINES if text.cut else None,
        picture=reading is not None and reading.media_type in PICTURED,
        notes=notes_by_group(_of_page(opened.rows.notes(digest), number)),
        claims=claims,
        more_claims=total - len(claims),
        hand=by_hand(opened, visit, page, reading),
    )


def _of_page(notes: list[Note], number: int) -> list[Note]:
    return [one for one in notes if one.page == number]


def _start(line: int) -> int:
    """Say where to begin, so that a line is shown: at the beginning where that shows it."""
    return 0 if line < MOST_LINES else line - BEFORE


def _pointed(words: str, length: int) -> list[Span]:
    """Read `10-20`; nothing where it is none, or stands outside of the page."""
    first, _, last = words.partition("-")
    if not (first.isascii() and first.isdigit() and last.isascii() and last.isdigit()):
        return []
    start, end = int(first[:9]), min(int(last[:9]), length)
    return [(start, end)] if start < end else []
