"""The known names of a case, and how often they are met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from heliograph.store.database import OnDatabase
from heliograph.store.shapes import holders
from heliograph.views import NameSum

_SUMS = """
SELECT coalesce(e.name, min(m.words)), coalesce(e.kind, ''), count(*), count(DISTINCT p.digest)
FROM mentions m JOIN pages p ON p.key = m.page_key LEFT JOIN entities e ON e.id = m.entity_id
GROUP BY m.entity_id ORDER BY 3 DESC, 1
"""


class NameRows(OnDatabase):
    """The mentions of `Rows`, added up."""

    def name_sums(self) -> Iterator[NameSum]:
        """Go through the known names that are met, the most frequent first."""
        for name, kind, mentions, documents in self._database.stream(_SUMS, []):
            yield NameSum(name=name, kind=kind, mentions=mentions, documents=documents)

    def names_called(self, ids: Sequence[str]) -> dict[str, str]:
        """Say what known names are called, by their ids."""
        sql = f"SELECT id, name FROM entities WHERE id IN ({holders(ids)})"
        return dict(self._database.all(sql, ids))
