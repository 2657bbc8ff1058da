"""What tells where else a claim's words stand: fingerprints, and documents that may be versions."""

from __future__ import annotations

from collections.abc import Iterator

from heliograph.records import ClaimId, Digest, Fingerprint
from heliograph.store.database import OnDatabase
from heliograph.views import NameBeside

_OF = (
    "SELECT c.id, f.exact, f.sketch, f.counts FROM fingerprints f "
    "JOIN claims c ON c.key = f.claim_key "
)
_NOT_HELD = (
    "JOIN pages p ON p.key = c.page_key JOIN readings r ON r.digest = p.digest AND r.held = '' "
)
_SAME_WORDS = f"SELECT c.id FROM fingerprints f JOIN claims c ON c.key = f.claim_key {_NOT_HELD}"
# The same path, the same name of the file, the same title, in this order.
_PERHAPS = """
SELECT digest FROM (
  SELECT o.digest AS digest, 1 AS turn, o.key AS key FROM documents d
    JOIN documents o ON o.path = d.path WHERE d.digest = :mine
  UNION ALL
  SELECT o.digest, 2, o.key FROM documents o WHERE o.path LIKE :name ESCAPE '\\'
  UNION ALL
  SELECT o.digest, 3, o.key FROM readings r JOIN readings o ON o.title = r.title AND r.title != ''
    WHERE r.digest = :mine
) WHERE digest IS NOT NULL AND digest != :mine
  AND digest IN (SELECT digest FROM readings WHERE held = '' AND pages > 0)
GROUP BY digest ORDER BY min(turn), min(key) LIMIT :most
"""

_NAMES = """
SELECT m.entity_id, coalesce(e.name, m.words), coalesce(e.kind, ''),
  max(m.begins < c.ends AND c.begins < m.ends)
FROM claims c JOIN mentions m ON m.page_key = c.page_key
LEFT JOIN entities e ON e.id = m.entity_id
WHERE c.id = ? GROUP BY m.entity_id ORDER BY 4 DESC, 2 LIMIT ?
"""


class PlaceRows(OnDatabase):
    """The part of `Rows` that knows what stands elsewhere."""

    def fingerprint_of(self, claim_id: ClaimId) -> Fingerprint | None:
        """Fetch what a claim's passage is recognised by; None before the case was run."""
        row = self._database.one(f"{_OF} WHERE c.id = ?", (claim_id,))
        if row is None:
            return None
        return Fingerprint(claim_id=row[0], exact=row[1], sketch=row[2], counts=bool(row[3]))

    def claims_with_words(self, exact: str) -> list[ClaimId]:
        """Name the claims whose passages are the same words, none of what is held back."""
        rows = self._database.all(f"{_SAME_WORDS} WHERE f.exact = ? ORDER BY c.id", (exact,))
        return [row[0] for row in rows]

    def sketches(self) -> Iterator[tuple[ClaimId, bytes]]:
        """Go through all sketches of passages that are long enough to have one."""
        sql = (
            "SELECT c.id, f.sketch FROM fingerprints f JOIN claims c ON c.key = f.claim_key "
            f"{_NOT_HELD} WHERE length(f.sketch) > 0"
        )
        yield from self._database.stream(sql)

    def perhaps_versions(self, digest: Digest, most: int) -> list[Digest]:
        """Name documents that may be other versions of one: of its path, its name or its title."""
        row = self._database.one("SELECT min(path) FROM documents WHERE digest = ?", (digest,))
        path = str(row[0]) if row and row[0] else ""
        name = path.rpartition("/")[2] or path
        for sign in ("\\", "%", "_"):
            name = name.replace(sign, f"\\{sign}")
        values = {"mine": digest, "name": f"%/{name}", "most": most}
        return [one for (one,) in self._database.raw.execute(_PERHAPS, values).fetchall()]

    def mentions_beside(self, claim_id: str, most: int) -> list[NameBeside]:
        """Give what the page of a claim names, first what its own words name."""
        rows = self._database.all(_NAMES, (claim_id, most))
        return [
            NameBeside(id=row[0], name=row[1], kind=row[2], in_words=bool(row[3])) for row in rows
        ]
