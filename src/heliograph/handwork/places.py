"""Which words of which page a person means."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from heliograph.app import Heliograph
from heliograph.errors import HeldBack, NothingThere
from heliograph.language.quoting import Span, spans_of
from heliograph.records import Digest, Document, Page
from heliograph.store.leaf_rows import Lines

MOST_NAMED: Final = 8
"""Lines that are named to choose from, where words stand more than once."""


class Pointed(Struct, frozen=True, kw_only=True):
    """Words as a person typed, pasted or selected them, and where."""

    document: str
    """Its path, or its digest."""
    page: int
    words: str
    line: int | None = None
    """On which they begin; as the page numbers its lines, where the file has none."""
    start: int | None = None
    """Offset at which they begin, where a program knows it."""


def document_of(opened: Heliograph, name: str) -> tuple[Document, Digest]:
    """Find a document by its path or digest. Raises `NothingThere` and `HeldBack`."""
    by_digest = name.startswith("sha256:")
    rows = opened.rows
    found = rows.documents(digest=Digest(name)) if by_digest else rows.documents(path=name)
    document = next((one for one in list(found) if one.digest is not None), None)
    if document is None or document.digest is None:
        raise NothingThere(what=name, hint="`heliograph ledger` lists every path.")
    reading = rows.reading(document.digest)
    if reading is not None and reading.held:
        raise HeldBack(path=document.path, held=reading.held, digest=reading.digest)
    return document, document.digest


def page_of(opened: Heliograph, digest: Digest, number: int) -> Page:
    """Fetch a page as it stands. Raises `NothingThere`."""
    for page in opened.rows.numbered_pages(digest, number):
        return page
    raise NothingThere(what=f"page {number}", hint="`heliograph show DOCUMENT` counts its pages.")


def span_on(page: Page, pointed: Pointed) -> Span:
    """Find the words that are meant, to the letter. Raises `NothingThere`.

    Where they stand more than once, the line or the offset tells which.
    """
    found = list(spans_of(page.text, pointed.words))
    if pointed.start is not None:
        at = [span for span in found if span[0] == pointed.start]
        found = at or found
    lines = LinesOf(page)
    if pointed.line is not None:
        found = [span for span in found if lines.at(span[0]) == pointed.line]
    if len(found) == 1:
        return found[0]
    what = f"“{pointed.words.strip()[:80]}” on page {page.number}"
    if not found:
        where = "" if pointed.line is None else f" on line {pointed.line}"
        hint = f"The words must be the page's own, to the letter{where}."
        raise NothingThere(what=what, hint=hint)
    named = ", ".join(str(lines.at(start)) for start, _ in found[:MOST_NAMED])
    hint = f"They stand there {len(found)} times, on lines {named}: name the line, or more words."
    raise NothingThere(what=f"one place for {what}", hint=hint)


class LinesOf:
    """Lines as they are shown beside a page: the file's own, or those of its text, from 1."""

    def __init__(self, page: Page) -> None:
        """Count them."""
        own = Lines(page.text, page.first_line, page.marks)
        self._lines = own if own.at(0) is not None else Lines(page.text, 1, ())

    def at(self, offset: int) -> int:
        """Line of the character at an offset."""
        return self._lines.at(offset) or 1
