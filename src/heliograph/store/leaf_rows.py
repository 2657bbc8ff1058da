"""Fetches pages with their passages."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from msgspec import Struct

from heliograph.errors import NothingThere
from heliograph.records import Digest, Leaf, Mark, Page, PageId, Passage
from heliograph.seams import Hit
from heliograph.store.database import Database, OnDatabase
from heliograph.store.schema import PAGES, PASSAGES
from heliograph.store.shapes import (
    Context,
    container_of,
    layout_of,
    listed,
    page_of,
    passage_of,
)
from heliograph.when_asked import WhenAsked

LINE_BREAK = re.compile(r"\r\n|\r|\n")

_PAGES = f"SELECT {listed(PAGES)}, key FROM pages"
_KEYS_OF = "SELECT key FROM pages WHERE digest = ? ORDER BY number, key"
_PAGES_NOT_HELD = (
    f"{_PAGES} WHERE digest = ? AND NOT EXISTS "
    "(SELECT 1 FROM readings r WHERE r.digest = pages.digest AND r.held != '') ORDER BY number, key"
)
_CONTEXTS = "SELECT page_key, context, heading, container FROM contexts WHERE page_key = ?"
_PASSAGES = f"SELECT {listed(PASSAGES)} FROM passages WHERE page_key = ? ORDER BY number"
_PARTS = (
    "SELECT p.id, p.digest, p.number, p.text, p.first_line, p.layout, "
    "(SELECT min(d.path) FROM documents d WHERE d.digest = p.digest) FROM pages p WHERE p.id = ?"
)


class KeptPages(WhenAsked[int, Page]):
    """The pages of one blob, in order, each fetched when it is asked for: a book is never held."""

    def __init__(self, database: Database, keys: array[int]) -> None:
        """Take the keys of rows that stand as long as this is used."""
        super().__init__(keys)
        self._database = database

    def _made(self, one: int) -> Page:
        row = self._database.one(f"{_PAGES} WHERE key = ?", (one,))
        if row is None:
            raise _no_page(f"of row {one}")
        return page_of(row)


class Lines:
    """Which line of the file each character of a page stands on."""

    def __init__(self, text: str, first_line: int | None, marks: tuple[Mark, ...]) -> None:
        """Count breaks from the first line on; where the text is not the file's own, take marks."""
        self._starts: list[int] = []
        self._lines: list[int] = []
        if first_line is not None:
            self._starts = [0, *(found.end() for found in LINE_BREAK.finditer(text))]
            self._lines = list(range(first_line, first_line + len(self._starts)))
        else:
            self._starts = [mark.start for mark in marks]
            self._lines = [mark.line for mark in marks]

    def at(self, offset: int) -> int | None:
        """Line of the character at an offset; None where the file has no lines."""
        place = bisect_right(self._starts, offset) - 1
        return self._lines[place] if place >= 0 else None


class SearchParts(Struct, frozen=True, kw_only=True):
    """What a search hit is made of."""

    path: str
    """The first, where the same bytes stand at several."""
    digest: Digest
    page: int
    page_id: PageId
    text: str
    first_line: int | None
    marks: tuple[Mark, ...]

    def line_at(self, offset: int) -> int | None:
        """Line of the file on which the character at `offset` stands."""
        return Lines(self.text, self.first_line, self.marks).at(offset)


class LeafRows(OnDatabase):
    """The pages and passages of `Rows`."""

    def pages(self, digest: Digest) -> KeptPages:
        """Give the pages of a blob, in order, whether it is held back or not."""
        keys = self._database.all(_KEYS_OF, (digest,))
        return KeptPages(self._database, array("q", (key for (key,) in keys)))

    def leaves(self, digest: Digest) -> list[Leaf]:
        """Fetch the pages of a blob, in order, each with its passages; none if it is held back."""
        rows = self._database.all(_PAGES_NOT_HELD, (digest,))
        return [Leaf(page=page_of(row), passages=self._passages(row[-1], row[0])) for row in rows]

    def page(self, page_id: PageId) -> Page:
        """Fetch one page. Raises `NothingThere`."""
        row = self._database.one(f"{_PAGES} WHERE id = ?", (page_id,))
        if row is None:
            raise _no_page(page_id)
        return page_of(row)

    def leaf(self, page_id: PageId) -> Leaf:
        """Fetch one page with its passages. Raises `NothingThere`."""
        row = self._database.one(f"{_PAGES} WHERE id = ?", (page_id,))
        if row is None:
            raise _no_page(page_id)
        return Leaf(page=page_of(row), passages=self._passages(row[-1], row[0]))

    def search_parts(self, hits: Iterable[Hit]) -> Iterator[tuple[Hit, SearchParts]]:
        """Fetch what search hits are made of, but for pages that were read anew since they were
        indexed: the index follows the database.
        """
        for hit in hits:
            parts = self.parts_of(PageId(hit.page_id))
            if parts is not None:
                yield hit, parts

    def parts_of(self, page_id: PageId) -> SearchParts | None:
        """Fetch what a search hit on this page is made of."""
        row = self._database.one(_PARTS, (page_id,))
        if row is None:
            return None
        return SearchParts(
            path=row[6] or "",
            digest=row[1],
            page=row[2],
            page_id=row[0],
            text=row[3],
            first_line=row[4],
            marks=layout_of(row[5]).marks,
        )

    def _passages(self, page_key: int, page_id: PageId) -> tuple[Passage, ...]:
        contexts: dict[int, Context] = {
            row[1]: (row[2], container_of(row[3]))
            for row in self._database.all(_CONTEXTS, (page_key,))
        }
        rows = self._database.all(_PASSAGES, (page_key,))
        return tuple(passage_of(row, page_id, contexts) for row in rows)


def _no_page(page_id: str) -> NothingThere:
    return NothingThere(what=f"page {page_id}", hint="`heliograph search` names pages by id.")
