"""What an export asks of the records: which bytes may leave, and the places of known names."""

from __future__ import annotations

from collections.abc import Iterator

from heliograph.records import Digest
from heliograph.store.database import OnDatabase
from heliograph.views import DocumentRef, MentionView, Original

# Without a reading nobody knows yet whether it is a list of persons: it stays, too.
_STAYS = """
WITH RECURSIVE above (id, digest, parent_id) AS (
  SELECT d.id, d.digest, d.parent_id FROM documents d
    LEFT JOIN readings r ON r.digest = d.digest
    WHERE d.digest IS NOT NULL AND (r.digest IS NULL OR r.held != '')
  UNION
  SELECT p.id, p.digest, p.parent_id FROM documents p JOIN above a ON a.parent_id = p.id
)
SELECT DISTINCT digest FROM above WHERE digest IS NOT NULL
"""
_ORIGINALS = """
SELECT r.digest, max(d.size), r.media_type, r.outcome, r.title,
  coalesce(min(k.finished_at), '')
FROM readings r JOIN documents d ON d.digest = r.digest
  LEFT JOIN captures k ON k.id = d.capture_id
WHERE r.held = '' GROUP BY r.digest ORDER BY min(d.path), r.digest
"""
_PATHS = "SELECT DISTINCT path FROM documents WHERE digest = ? ORDER BY path"
_MENTIONS = """
SELECT m.id, p.digest, p.number, m.begins, m.ends, m.words, m.entity_id,
  (SELECT min(d.path) FROM documents d WHERE d.digest = p.digest) AS first_path
FROM mentions m JOIN pages p ON p.key = m.page_key
WHERE NOT EXISTS (SELECT 1 FROM readings r WHERE r.digest = p.digest AND r.held != '')
ORDER BY first_path, p.number, m.begins, m.id
"""


class ExportRows(OnDatabase):
    """The records of `Rows` as they leave the case."""

    def staying(self) -> frozenset[Digest]:
        """Name the bytes that must not leave: held back or unread, and every container of such."""
        return frozenset(row[0] for row in self._database.all(_STAYS))

    def originals(self) -> Iterator[Original]:
        """Go through the bytes that were read and are not held back, by their first path."""
        for row in self._database.stream(_ORIGINALS):
            yield Original(
                digest=row[0],
                size=row[1],
                media_type=row[2],
                outcome=row[3],
                title=row[4],
                paths=[path for (path,) in self._database.all(_PATHS, (row[0],))],
                held_since=row[5],
            )

    def mention_views(self) -> Iterator[MentionView]:
        """Go through the places of known names, by path, page and place."""
        for row in self._database.stream(_MENTIONS):
            yield MentionView(
                id=row[0],
                document=DocumentRef(path=row[7] or "", digest=row[1]),
                page=row[2],
                start=row[3],
                end=row[4],
                words=row[5],
                entity=row[6],
            )
