"""Keeps which known names stand in the same passage, two by two.

Pairs are made from mentions and passages alone, in the transaction that changes those, so they are
never behind; `pair_up_all` makes them anew.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Final

from heliograph.store.database import OnDatabase
from heliograph.store.shapes import holders

PAIRS_VERSION: Final = "1"
_MARK: Final = "pairs"
_AT_A_TIME: Final = 500

# Pages that name but one thing have no pairs, and are most.
_NAMED = """
SELECT page_key, begins, entity_id FROM mentions WHERE page_key IN ({pages}) AND page_key IN (
  SELECT page_key FROM mentions WHERE page_key IN ({pages})
  GROUP BY page_key HAVING min(entity_id) < max(entity_id))
ORDER BY page_key, begins
"""
_PASSAGES = "SELECT number, begins, ends FROM passages WHERE page_key = ? ORDER BY number"
_KEEP = (
    "INSERT INTO pairs (page_key, passage, first, second) VALUES (?,?,?,?) ON CONFLICT DO NOTHING"
)
_ALL = "SELECT DISTINCT page_key FROM mentions ORDER BY page_key"

Named = tuple[int, str]
"""Where a name begins, and what it stands for."""


class PairRows(OnDatabase):
    """The pairs of `Rows`."""

    @property
    def paired_up(self) -> bool:
        """Say whether there are pairs, made as this version makes them."""
        row = self._database.one("SELECT value FROM marks WHERE key = ?", (_MARK,))
        return row is not None and row[0] == PAIRS_VERSION

    def pair_up_all(self) -> None:
        """Make all pairs anew."""
        with self._database.all_or_nothing():
            self._database.run("DELETE FROM pairs")
            self.pair_up([row[0] for row in self._database.all(_ALL)])
            self._database.run(
                "INSERT INTO marks (key, value) VALUES (?, ?) "
                "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                (_MARK, PAIRS_VERSION),
            )

    def pair_up(self, page_keys: Sequence[int]) -> None:
        """Add the pairs of these pages, whose passages and mentions are kept."""
        for at in range(0, len(page_keys), _AT_A_TIME):
            some = page_keys[at : at + _AT_A_TIME]
            sql = _NAMED.format(pages=holders(some))
            pages: defaultdict[int, list[Named]] = defaultdict(list)
            for page, begins, entity in self._database.all(sql, [*some, *some]):
                pages[page].append((begins, entity))
            for page, names in pages.items():
                rows = ((page, *pair) for pair in self._pairs(page, names))
                self._database.run_many(_KEEP, rows)

    def _pairs(self, page: int, names: Iterable[Named]) -> Iterator[tuple[int, str, str]]:
        """Go through the passages of a page that name two things or more."""
        passages = self._database.all(_PASSAGES, (page,))
        starts = [begins for _, begins, _ in passages]
        together: defaultdict[int, set[str]] = defaultdict(set)
        for begins, entity in names:
            place = bisect_right(starts, begins) - 1
            if place >= 0 and begins < passages[place][2]:
                together[passages[place][0]].add(entity)
        for number, named in together.items():
            for first, second in combinations(sorted(named), 2):
                yield number, first, second
