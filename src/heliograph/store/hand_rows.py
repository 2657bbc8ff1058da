"""Keeps and fetches what is done by hand: corrections, added claims, and pages they stand on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TypeVar

from heliograph.codec import moment
from heliograph.errors import CaseInconsistent
from heliograph.hand_records import Addition, Correction
from heliograph.records import ClaimId, Digest, Page, PageId, Record
from heliograph.store.database import OnDatabase, Value
from heliograph.store.schema import PAGES
from heliograph.store.shapes import columns, holders, listed, page_of, page_row, upsertion
from heliograph.store.watch_schema import TABLES
from heliograph.store.watch_shapes import record_of, row_of

_KEEP = {kind: upsertion(TABLES[kind]) for kind in (Correction, Addition)}
_OF_PAGES = listed(PAGES)
_SET_ASIDE = (
    f"INSERT INTO former_pages ({_OF_PAGES}, retired_at) "
    f"VALUES ({holders(columns(PAGES))}, ?) "
    "ON CONFLICT (id) DO UPDATE SET retired_at = excluded.retired_at"
)
_FORMER = f"SELECT {_OF_PAGES} FROM former_pages WHERE id = ?"
_STANDING = f"SELECT {_OF_PAGES} FROM pages WHERE digest = ? AND number = ? ORDER BY key"
_NOT_STANDING = (
    "SELECT f.id FROM former_pages f WHERE f.digest = ? "
    "AND NOT EXISTS (SELECT 1 FROM pages p WHERE p.id = f.id)"
)

T = TypeVar("T", bound=Record)


class HandRows(OnDatabase):
    """The part of `Rows` that is made by hand."""

    def keep_correction(self, one: Correction) -> None:
        """Keep a correction, in place of the one of the same id."""
        self._database.run(_KEEP[Correction], row_of(one))

    def correction(self, correction_id: str) -> Correction | None:
        """Fetch one correction by its id, or the beginning of it that only one has."""
        return self._one_by_beginning(Correction, correction_id)

    def corrections(
        self, digest: Digest | None = None, page: int | None = None, *, withdrawn: bool = False
    ) -> list[Correction]:
        """Fetch corrections, oldest first; those taken back only if asked for, too."""
        where, values = _where(digest, page, withdrawn=withdrawn)
        return self._all(Correction, f"{where} ORDER BY entry", values)

    def keep_addition(self, one: Addition) -> None:
        """Keep an added claim's words, in place of those of the same id."""
        self._database.run(_KEEP[Addition], row_of(one))

    def addition(self, claim_id: str) -> Addition | None:
        """Fetch what a person added by the claim's id, or its beginning that only one has."""
        return self._one_by_beginning(Addition, claim_id)

    def additions(self, digest: Digest | None = None, *, withdrawn: bool = False) -> list[Addition]:
        """Fetch what persons added, oldest first; what was taken back only if asked for, too."""
        where, values = _where(digest, None, withdrawn=withdrawn)
        return self._all(Addition, f"{where} ORDER BY at, id", values)

    def has_claim(self, claim_id: ClaimId) -> bool:
        """Say whether a claim stands."""
        return self._database.one("SELECT 1 FROM claims WHERE id = ?", (claim_id,)) is not None

    def set_pages_aside(self, pages: Iterable[Page], at: datetime) -> None:
        """Keep pages in whose place others stand, with what stood before."""
        when = moment(at)
        self._database.run_many(_SET_ASIDE, ((*page_row(page), when) for page in pages))

    def numbered_pages(self, digest: Digest, number: int) -> list[Page]:
        """Fetch the pages of a blob that bear a number: one, wherever its format is sound."""
        return [page_of(row) for row in self._database.all(_STANDING, (digest, number))]

    def as_read(self, page: Page) -> Page:
        """Give a page as its reader had it. Raises `CaseInconsistent` where that is not kept."""
        if page.as_read is None:
            return page
        row = self._database.one(_FORMER, (page.as_read,))
        if row is None:
            raise CaseInconsistent(detail=f"page {page.as_read} as it was read is not kept")
        return page_of(row)

    def pages_not_standing(self, digests: Iterable[Digest]) -> Iterator[PageId]:
        """Go through the pages of these blobs in whose place others stand."""
        for digest in digests:
            yield from (row[0] for row in self._database.all(_NOT_STANDING, (digest,)))

    def put_page(self, old: Page, new: Page) -> None:
        """Put a page in the place of another.

        What was found in its document and its passages are to be set aside and forgotten first.
        """
        row = dict(zip(columns(PAGES), page_row(new), strict=True))
        sets = ", ".join(f"{name} = ?" for name in row)
        self._database.run(f"UPDATE pages SET {sets} WHERE id = ?", (*row.values(), old.id))

    def _all(self, kind: type[T], rest: str, values: list[Value]) -> list[T]:
        table = TABLES[kind]
        rows = self._database.all(f"SELECT {listed(table)} FROM {table.name} {rest}", values)
        return [record_of(kind, row) for row in rows]

    def _one_by_beginning(self, kind: type[T], beginning: str) -> T | None:
        values: list[Value] = [beginning, beginning + "\U0010ffff"]
        found = self._all(kind, "WHERE id >= ? AND id < ? ORDER BY id LIMIT 2", values)
        return found[0] if len(found) == 1 else None


def _where(digest: Digest | None, page: int | None, *, withdrawn: bool) -> tuple[str, list[Value]]:
    filters = [(f"{name} = ?", value) for name, value in (("digest", digest), ("page", page))]
    chosen = [(sql, value) for sql, value in filters if value is not None]
    parts = [sql for sql, _ in chosen] + ([] if withdrawn else ["withdrawn_at IS NULL"])
    return (f"WHERE {' AND '.join(parts)}" if parts else ""), [value for _, value in chosen]
