"""Keeps and fetches the records of a case; this module and its siblings `*_rows` hold all SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager

from heliograph.records import (
    Capture,
    CaptureId,
    Digest,
    Document,
    DocumentId,
    Entity,
    Note,
    Problem,
    Reading,
    Source,
)
from heliograph.store.chart_rows import ChartRows
from heliograph.store.claim_rows import ClaimRows
from heliograph.store.decision_rows import DecisionRows
from heliograph.store.export_rows import ExportRows
from heliograph.store.finding_rows import FindingRows
from heliograph.store.former_rows import FormerRows
from heliograph.store.hand_rows import HandRows
from heliograph.store.health_rows import HealthRows
from heliograph.store.index_rows import IndexRows
from heliograph.store.kept_rows import IDS_AT_A_TIME, KeptRows
from heliograph.store.leaf_rows import LeafRows
from heliograph.store.ledger_rows import LedgerRows
from heliograph.store.name_rows import NameRows
from heliograph.store.packet_rows import PacketRows
from heliograph.store.pair_rows import PairRows
from heliograph.store.place_rows import PlaceRows
from heliograph.store.proof_rows import ProofRows
from heliograph.store.queue_rows import QueueRows
from heliograph.store.queue_schema import PASSING
from heliograph.store.recurrence_rows import RecurrenceRows
from heliograph.store.schema import CAPTURES, DOCUMENTS, METADATA, READINGS, SOURCES
from heliograph.store.shapes import (
    capture_of,
    document_of,
    holders,
    listed,
    problem_of,
    reading_of,
    slices,
    source_of,
    words_of,
)
from heliograph.store.shelf_rows import ShelfRows
from heliograph.store.watch_rows import WatchRows

_DOCUMENTS = f"SELECT {listed(DOCUMENTS, 'd.')} FROM documents d"
_TREE = """
WITH RECURSIVE tree (id, size) AS (
  SELECT id, size FROM documents WHERE parent_id = ?
  UNION
  SELECT d.id, d.size FROM documents d JOIN tree ON d.parent_id = tree.id
)
SELECT count(*), coalesce(sum(size), 0) FROM tree
"""


class Rows(
    KeptRows,
    LeafRows,
    ClaimRows,
    FormerRows,
    DecisionRows,
    HandRows,
    FindingRows,
    HealthRows,
    RecurrenceRows,
    LedgerRows,
    NameRows,
    PlaceRows,
    PairRows,
    ChartRows,
    IndexRows,
    PacketRows,
    ProofRows,
    ExportRows,
    QueueRows,
    ShelfRows,
    WatchRows,
):
    """The records of one case, on one connection, for one thread."""

    def all_or_nothing(self) -> AbstractContextManager[None]:
        """Commit what happens inside together, or none of it.

        May be nested: the outermost commits; an exception undoes what its own level did.
        """
        return self._database.all_or_nothing()

    def derive_missing(self) -> None:
        """Make what is made from other tables, where an earlier version did not."""
        if not self.lined_up:
            self.line_up_all()
            self.pack_lines()
        if not self.paired_up:
            self.pair_up_all()
        if not self.valued:
            self.value_all()

    def sources(self) -> list[Source]:
        """Fetch the sources, oldest first."""
        sql = f"SELECT {listed(SOURCES)} FROM sources ORDER BY added_at, id"
        return [source_of(row) for row in self._database.all(sql)]

    def captures(self, *, open_only: bool = False) -> list[Capture]:
        """Fetch the captures, oldest first, or only those that are not finished."""
        where = "WHERE finished_at IS NULL" if open_only else ""
        sql = f"SELECT {listed(CAPTURES)} FROM captures {where} ORDER BY started_at, id"
        return [capture_of(row) for row in self._database.all(sql)]

    def known_documents(self, ids: Iterable[DocumentId]) -> set[DocumentId]:
        """Say which of these are kept already."""
        known: set[DocumentId] = set()
        for some in slices(ids, IDS_AT_A_TIME):
            sql = f"SELECT id FROM documents WHERE id IN ({holders(some)})"
            known.update(row[0] for row in self._database.all(sql, some))
        return known

    def known_captures(self, ids: Iterable[CaptureId]) -> set[CaptureId]:
        """Say which of these are kept already."""
        known: set[CaptureId] = set()
        for some in slices(ids, IDS_AT_A_TIME):
            sql = f"SELECT id FROM captures WHERE id IN ({holders(some)})"
            known.update(row[0] for row in self._database.all(sql, some))
        return known

    def document(self, document_id: DocumentId) -> Document | None:
        """Fetch one document, if it is kept."""
        row = self._database.one(f"{_DOCUMENTS} WHERE d.id = ?", (document_id,))
        return document_of(row) if row else None

    def documents(
        self,
        *,
        digest: Digest | None = None,
        path: str | None = None,
        parent_id: DocumentId | None = None,
    ) -> Iterator[Document]:
        """Go through documents in the order in which they were kept, those that fit all filters.

        Without a filter they are streamed: keep no documents while going through them.
        """
        wanted = (("digest", digest), ("path", path), ("parent_id", parent_id))
        filters = [(f"d.{name} = ?", value) for name, value in wanted if value is not None]
        where = " WHERE " + " AND ".join(sql for sql, _ in filters) if filters else ""
        sql, values = f"{_DOCUMENTS}{where} ORDER BY d.key", [value for _, value in filters]
        rows = self._database.all(sql, values) if filters else self._database.stream(sql)
        return map(document_of, rows)

    def children_of(self, digest: Digest) -> list[Document]:
        """Fetch the members that came out of a blob, each once, though it has many copies.

        They are those of the first copy that was opened, so that another copy can be given the
        same ones at its own path.
        """
        members: dict[tuple[str, Digest | None], Document] = {}
        sql = (
            f"SELECT {listed(DOCUMENTS, 'd.')}, o.path FROM documents o "
            "JOIN documents d ON d.parent_id = o.id WHERE o.digest = ? ORDER BY o.key, d.key"
        )
        for row in self._database.all(sql, (digest,)):
            member = document_of(row)
            members.setdefault((member.path.removeprefix(row[-1]), member.digest), member)
        return list(members.values())

    def tree_totals(self, root_document_id: DocumentId) -> tuple[int, int]:
        """Count the documents below one, all levels together, and add up their bytes."""
        row = self._database.one(_TREE, (root_document_id,))
        return (row[0], row[1]) if row else (0, 0)

    def reading(self, digest: Digest) -> Reading | None:
        """Fetch what became of a blob, if it was read."""
        sql = f"SELECT {listed(READINGS)} FROM readings WHERE digest = ?"
        row = self._database.one(sql, (digest,))
        return reading_of(row) if row else None

    def readings(self) -> list[Reading]:
        """Fetch what became of every blob that was read, oldest first."""
        sql = f"SELECT {listed(READINGS)} FROM readings ORDER BY key"
        return [reading_of(row) for row in self._database.all(sql)]

    def problems(self, digest: Digest) -> list[Problem]:
        """Fetch the problems of a blob."""
        sql = "SELECT outcome, reason, detail, page FROM problems WHERE digest = ? ORDER BY number"
        return [problem_of(row) for row in self._database.all(sql, (digest,))]

    def notes(self, digest: Digest) -> list[Note]:
        """Fetch the notes of a blob."""
        sql = "SELECT key, value, page FROM notes WHERE digest = ? ORDER BY number"
        rows = self._database.all(sql, (digest,))
        return [Note(key=row[0], value=row[1], page=row[2]) for row in rows]

    def entities(self) -> Iterator[Entity]:
        """Go through the entities by id."""
        sql = "SELECT id, name, kind, names, note FROM entities ORDER BY id"
        for row in self._database.stream(sql):
            yield Entity(id=row[0], name=row[1], kind=row[2], names=words_of(row[3]), note=row[4])

    def mark(self, key: str) -> str | None:
        """Fetch what the case says of itself under a key: its name, when it was made…"""
        row = self._database.one("SELECT value FROM marks WHERE key = ?", (key,))
        return row[0] if row else None

    def set_mark(self, key: str, value: str | None) -> None:
        """Say something of the case under a key; None takes it back."""
        if value is None:
            self._database.run("DELETE FROM marks WHERE key = ?", (key,))
            return
        self._database.run(
            "INSERT INTO marks (key, value) VALUES (?, ?) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, value),
        )

    def counts(self) -> dict[str, int]:
        """Count the rows of every table, by its name, but of those in `PASSING`.

        The same evidence makes the same counts, however often it was gone through.
        """
        names = [one for one in METADATA.tables if one not in PASSING]
        sql = "SELECT " + ", ".join(f"(SELECT count(*) FROM {name})" for name in names)
        row = self._database.one(sql) or ()
        return dict(zip(names, row, strict=True))
