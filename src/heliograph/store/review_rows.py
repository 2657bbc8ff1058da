"""All claims of a case in short, as whoever reviews them goes through them."""

from __future__ import annotations

from collections.abc import Iterator

from heliograph.store.database import OnDatabase
from heliograph.views import ClaimLine

# Without text and places: of a hundred thousand claims this is read whole, to sort and count.
_LINES = """
SELECT c.id, c.capability, c.stance, c.strength, c.language, c.score, coalesce(r.media_type, ''),
  coalesce((SELECT min(d.path) FROM documents d WHERE d.digest = p.digest), ''),
  p.number, c.begins, coalesce(f.alike, f.exact, c.id),
  coalesce((SELECT nullif(w.judgement, 'withdrawn') FROM reviews w WHERE w.claim_id = c.id
    ORDER BY w.key DESC LIMIT 1), '')
FROM claims c JOIN pages p ON p.key = c.page_key
LEFT JOIN readings r ON r.digest = p.digest LEFT JOIN fingerprints f ON f.claim_key = c.key
WHERE coalesce(r.held, '') = ''
"""
_MENTIONS = """
SELECT DISTINCT coalesce(e.name, m.words), coalesce(e.kind, '') FROM claims c
JOIN mentions m ON m.page_key = c.page_key LEFT JOIN entities e ON e.id = m.entity_id
WHERE c.id = ? ORDER BY 1 LIMIT ?
"""


class ReviewRows(OnDatabase):
    """The reviewer's side of `Rows`."""

    def claim_lines(self) -> Iterator[ClaimLine]:
        """Go through all claims in no promised order, but those of what is held back."""
        for row in self._database.stream(_LINES):
            yield ClaimLine(
                id=row[0],
                capability=row[1],
                stance=row[2],
                strength=row[3],
                language=row[4],
                score=row[5],
                media_type=row[6],
                path=row[7],
                page=row[8],
                start=row[9],
                clause=row[10],
                review=row[11],
            )

    def names_beside(self, claim_id: str, limit: int) -> list[tuple[str, str]]:
        """Give the known names on a claim's page, each with its kind."""
        return [(row[0], row[1]) for row in self._database.all(_MENTIONS, (claim_id, limit))]
