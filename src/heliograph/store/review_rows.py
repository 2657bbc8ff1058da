"""The reviewer's side of a case: the lines of claims, the queue made of them, names beside."""

from __future__ import annotations

from heliograph.store.queue_rows import QueueRows

_MENTIONS = """
SELECT DISTINCT coalesce(e.name, m.words), coalesce(e.kind, '') FROM claims c
JOIN mentions m ON m.page_key = c.page_key LEFT JOIN entities e ON e.id = m.entity_id
WHERE c.id = ? ORDER BY 1 LIMIT ?
"""


class ReviewRows(QueueRows):
    """The reviewer's side of `Rows`."""

    def names_beside(self, claim_id: str, limit: int) -> list[tuple[str, str]]:
        """Give the known names on a claim's page, each with its kind."""
        return [(row[0], row[1]) for row in self._database.all(_MENTIONS, (claim_id, limit))]
