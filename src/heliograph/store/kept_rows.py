"""Keeps records, and forgets what a new version of a step is about to make anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct

from heliograph.errors import CaseInconsistent
from heliograph.records import (
    Capture,
    Claim,
    ClaimId,
    Digest,
    Document,
    Entity,
    EntityId,
    Mention,
    Note,
    Page,
    PageId,
    Passage,
    Problem,
    Reading,
    Record,
    Source,
)
from heliograph.store import schema, shapes
from heliograph.store.database import OnDatabase, Value
from heliograph.store.line_rows import LineRows
from heliograph.store.pair_rows import PairRows
from heliograph.store.remembered import LEDGER, renew
from heliograph.store.shapes import holders, slices

IDS_AT_A_TIME = 500
"""Well under the 32,766 values that one SQLite statement takes."""

DELETED = "deleted:"
"""Before the digest, in the key of a mark."""

OnPage = TypeVar("OnPage", Passage, Claim, Mention)

# In this order, since later ones point at earlier ones.
_PLAIN: tuple[tuple[type[Record], str, Callable[..., tuple[Value, ...]]], ...] = (
    (Source, shapes.upsertion(schema.SOURCES), shapes.source_row),
    (Capture, shapes.upsertion(schema.CAPTURES), shapes.capture_row),
    (Document, shapes.insertion(schema.DOCUMENTS), shapes.document_row),
    (Reading, shapes.upsertion(schema.READINGS, conflict="digest"), shapes.reading_row),
    (Entity, shapes.upsertion(schema.ENTITIES), shapes.entity_row),
    (Page, shapes.insertion(schema.PAGES), shapes.page_row),
)
_CONTEXT = shapes.insertion(schema.CONTEXTS, conflict="page_key, context")
_PASSAGE = shapes.insertion(schema.PASSAGES, conflict="page_key, number")
_CLAIM = shapes.insertion(schema.CLAIMS)
_MENTION = shapes.insertion(schema.MENTIONS)
_PROBLEM = (
    "INSERT INTO problems (digest, number, outcome, reason, detail, page) VALUES (?,?,?,?,?,?)"
)
_NOTE = "INSERT INTO notes (digest, number, key, value, page) VALUES (?,?,?,?,?)"
_ITS_PAGES = "page_key IN (SELECT key FROM pages WHERE digest = ?)"


class KeptRows(OnDatabase):
    """The writing half of `Rows`."""

    def keep(self, records: Iterable[Record]) -> None:
        """Keep records of any kind, together or none.

        Where an id comes from content, a row that stands stays as it is. Sources, captures,
        readings and entities are replaced. A passage, claim or mention needs its page, kept
        before or handed in with it; else `CaseInconsistent`.
        """
        by_kind: defaultdict[type[Record], list[Record]] = defaultdict(list)
        for one in records:
            by_kind[type(one)].append(one)
        lined = _Lined.of(by_kind)
        with self._database.all_or_nothing():
            renamed = self._other_kinds(by_kind.get(Entity, ()))
            for kind, sql, row in _PLAIN:
                if ours := by_kind.pop(kind, None):
                    self._database.run_many(sql, map(row, ours))
            self._keep_passages(
                [one for one in by_kind.pop(Passage, ()) if isinstance(one, Passage)]
            )
            self._keep_claims([one for one in by_kind.pop(Claim, ()) if isinstance(one, Claim)])
            self._keep_mentions(
                [one for one in by_kind.pop(Mention, ()) if isinstance(one, Mention)]
            )
            if by_kind:
                raise TypeError(f"no table keeps {', '.join(kind.__name__ for kind in by_kind)}")
            lined.keep(LineRows(self._database), renamed)
            if lined.accounted:
                renew(self._database, LEDGER)

    def keep_problems(self, digest: Digest, problems: Sequence[Problem]) -> None:
        """Put these problems of one blob in place of those that stood."""
        rows = [
            (digest, at, one.outcome, one.reason, one.detail, one.page)
            for at, one in enumerate(problems)
        ]
        with self._database.all_or_nothing():
            self._database.run("DELETE FROM problems WHERE digest = ?", (digest,))
            self._database.run_many(_PROBLEM, rows)
            renew(self._database, LEDGER)

    def keep_notes(self, digest: Digest, notes: Sequence[Note]) -> None:
        """Put these notes of one blob in place of those that stood."""
        rows = [(digest, at, one.key, one.value, one.page) for at, one in enumerate(notes)]
        with self._database.all_or_nothing():
            self._database.run("DELETE FROM notes WHERE digest = ?", (digest,))
            self._database.run_many(_NOTE, rows)

    def forget_pages(self, digest: Digest) -> None:
        """Forget the pages of a blob and all that stands on them, to read it anew."""
        with self._database.all_or_nothing():
            self.forget_findings(digest)
            self.forget_passages(digest)
            self._database.run("DELETE FROM pages WHERE digest = ?", (digest,))

    def forget_passages(self, digest: Digest) -> None:
        """Forget the passages of a blob, to segment it anew."""
        self._forget(digest, "passages", "contexts")

    def forget_findings(self, digest: Digest) -> None:
        """Forget the claims and mentions of a blob, to look for them anew."""
        with self._database.all_or_nothing():
            LineRows(self._database).forget_lines(digest)
            renew(self._database, LEDGER)
            self._forget(digest, "claims", "pairs", "mentions")

    def bury(self, tombstone: Document) -> None:
        """Put a tombstone in place of a document: its bytes are not named by it any more."""
        refusal = tombstone.refusal
        if refusal is None:
            raise TypeError("a tombstone says why")
        sql = "SELECT digest FROM documents WHERE id = ? AND digest IS NOT NULL"
        with self._database.all_or_nothing():
            named = [Digest(row[0]) for row in self._database.all(sql, (tombstone.id,))]
            self._database.run(
                "UPDATE documents SET digest = NULL, refusal_outcome = ?, refusal_reason = ?, "
                "refusal_detail = ?, refusal_page = NULL WHERE id = ?",
                (refusal.outcome, refusal.reason, refusal.detail, tombstone.id),
            )
            renew(self._database, LEDGER)
            # Where the same bytes still stand elsewhere, their claims now stand there.
            LineRows(self._database).line_up(named)

    def forget_blob(self, digest: Digest) -> None:
        """Forget all that was read of a blob, and write over where it stood."""
        self._database.run("PRAGMA secure_delete = ON")
        with self._database.all_or_nothing():
            self.forget_pages(digest)
            read = ("notes", "problems", "readings")
            for table in (*read, "former_pages", "former_claims"):
                self._database.run(f"DELETE FROM {table} WHERE digest = ?", (digest,))
            renew(self._database, LEDGER)

    def mark_deleted(self, digest: Digest, reason: str) -> None:
        """Remember bytes that must not come back, and why."""
        self._database.run(
            "INSERT INTO marks (key, value) VALUES (?, ?) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (DELETED + digest, reason),
        )

    def deleted(self) -> dict[Digest, str]:
        """Name the bytes that must not come back, with the reason for each."""
        sql = "SELECT key, value FROM marks WHERE key LIKE ? ORDER BY key"
        rows = self._database.all(sql, (f"{DELETED}%",))
        return {Digest(row[0].removeprefix(DELETED)): row[1] for row in rows}

    def overwrite_deleted(self) -> None:
        """Take what was deleted out of the write-ahead log, too."""
        self._database.all("PRAGMA wal_checkpoint(TRUNCATE)")

    def _forget(self, digest: Digest, *tables: str) -> None:
        with self._database.all_or_nothing():
            for table in tables:
                self._database.run(f"DELETE FROM {table} WHERE {_ITS_PAGES}", (digest,))
            self._database.run("UPDATE readings SET indexed = 0 WHERE digest = ?", (digest,))

    def _keep_passages(self, passages: list[Passage]) -> None:
        keys = self._page_keys(passages)
        contexts: dict[tuple[int, shapes.Context], tuple[int, str, bytes]] = {}
        rows = []
        for one in passages:
            page_key = keys[one.page_id]
            context = (one.heading, one.container)
            kept = contexts.get((page_key, context))
            if kept is None:
                kept = contexts[page_key, context] = shapes.context_row(context)
            rows.append(shapes.passage_row(one, page_key, kept[0]))
        self._database.run_many(_CONTEXT, ((page, *kept) for (page, _), kept in contexts.items()))
        self._database.run_many(_PASSAGE, rows)

    def _keep_claims(self, claims: list[Claim]) -> None:
        keys = self._page_keys(claims)
        self._database.run_many(
            _CLAIM, (shapes.claim_row(one, keys[one.page_id]) for one in claims)
        )

    def _keep_mentions(self, mentions: list[Mention]) -> None:
        keys = self._page_keys(mentions)
        self._database.run_many(
            _MENTION, (shapes.mention_row(one, keys[one.page_id]) for one in mentions)
        )
        PairRows(self._database).pair_up(sorted(set(keys.values())))

    def _other_kinds(self, entities: Iterable[Record]) -> list[EntityId]:
        """Name those of which no name of this kind is known yet."""
        ours = [one for one in entities if isinstance(one, Entity)]
        known = {*self._database.all("SELECT id, kind FROM entities")} if ours else set()
        return [one.id for one in ours if (one.id, one.kind) not in known]

    def _page_keys(self, records: list[OnPage]) -> dict[PageId, int]:
        wanted = {one.page_id for one in records}
        keys: dict[PageId, int] = {}
        for ids in slices(wanted, IDS_AT_A_TIME):
            sql = f"SELECT id, key FROM pages WHERE id IN ({holders(ids)})"
            keys.update((PageId(row[0]), row[1]) for row in self._database.all(sql, ids))
        if missing := wanted - keys.keys():
            raise CaseInconsistent(detail=f"something names page {min(missing)}, which is not kept")
        return keys


class _Lined(Struct, frozen=True):
    """Whose lines in the queue of claims change with what is kept."""

    digests: set[Digest]
    claims: set[ClaimId]
    pages: set[PageId]
    """Those on which names are met: their documents name somebody more."""
    accounted: bool
    """Whether the account of files changes, too."""

    @classmethod
    def of(cls, records: Mapping[type[Record], Iterable[Record]]) -> _Lined:
        """A document may give claims another path and source, a reading another kind."""
        documents = {one.digest for one in records.get(Document, ()) if isinstance(one, Document)}
        readings = {one.digest for one in records.get(Reading, ()) if isinstance(one, Reading)}
        claims = {one.id for one in records.get(Claim, ()) if isinstance(one, Claim)}
        pages = {one.page_id for one in records.get(Mention, ()) if isinstance(one, Mention)}
        digests = {one for one in documents | readings if one}
        accounted = bool(documents or readings or claims)
        return cls(digests, claims, pages, accounted=accounted)

    def keep(self, lines: LineRows, renamed: Sequence[EntityId]) -> None:
        lines.line_up(
            {*self.digests, *lines.naming(renamed), *lines.bearing(self.pages)}, self.claims
        )
