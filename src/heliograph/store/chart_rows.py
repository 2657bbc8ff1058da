"""Counts that charts are drawn from: added up where they stand, never row by row."""

from __future__ import annotations

from collections.abc import Sequence

from heliograph.chart_views import (
    BesideAsked,
    CellView,
    NamedPage,
    NameView,
    PairView,
    TogetherView,
)
from heliograph.store.database import OnDatabase, Row, Value
from heliograph.store.leaf_rows import LINE_BREAK, Lines
from heliograph.store.ledger_rows import OUTCOME
from heliograph.store.shapes import holders, layout_of
from heliograph.views import ClaimRef, DocumentRef

_NAMES = """
SELECT e.id, e.name, e.kind, n.pages, n.times FROM (
  SELECT entity_id, count(DISTINCT page_key) AS pages, count(*) AS times
  FROM mentions GROUP BY entity_id) n
JOIN entities e ON e.id = n.entity_id WHERE e.kind IN ({kinds}) ORDER BY 4 DESC, 5 DESC, 2
"""
_OF_KINDS = "(SELECT id FROM entities WHERE kind IN ({kinds}))"
_PAIRS = f"""
SELECT first, second, count(*), count(DISTINCT page_key), count(*) OVER () FROM pairs
WHERE first IN {_OF_KINDS} AND second IN {_OF_KINDS}
GROUP BY first, second HAVING count(*) >= ? ORDER BY 3 DESC, 4 DESC, 1, 2 LIMIT ?
"""
_PAIR = "SELECT count(*), count(DISTINCT page_key) FROM pairs WHERE first = ? AND second = ?"
# The passages with a claim come first: they are what a reader looks for.
_TOGETHER = """
SELECT r.page_key, s.begins, s.ends, EXISTS (
  SELECT 1 FROM claims c WHERE c.page_key = r.page_key AND c.begins >= s.begins
  AND c.begins < s.ends) AS claimed
FROM pairs r JOIN passages s ON s.page_key = r.page_key AND s.number = r.passage
WHERE r.first = ? AND r.second = ? ORDER BY claimed DESC, r.page_key, r.passage LIMIT ? OFFSET ?
"""
_PAGE = """
SELECT p.digest, p.number, p.first_line, p.layout,
  coalesce((SELECT min(d.path) FROM documents d WHERE d.digest = p.digest), ''), p.text
FROM pages p WHERE p.key = ?
"""
_MARKS = """
SELECT begins, ends FROM mentions
WHERE page_key = ? AND begins >= ? AND begins < ? AND entity_id IN (?, ?) ORDER BY begins
"""
_CLAIMS_IN = """
SELECT id, capability, stance, strength FROM claims
WHERE page_key = ? AND begins >= ? AND begins < ? ORDER BY begins, key
"""
# Pages with claims come first.
_NAMED = """
SELECT p.digest, p.number,
  coalesce((SELECT min(d.path) FROM documents d WHERE d.digest = p.digest), ''),
  n.times, n.claims
FROM (SELECT m.page_key, count(*) AS times,
    (SELECT count(*) FROM claims c WHERE c.page_key = m.page_key) AS claims
  FROM mentions m WHERE m.entity_id = ? GROUP BY m.page_key
  ORDER BY claims DESC, m.page_key LIMIT ? OFFSET ?) n
JOIN pages p ON p.key = n.page_key ORDER BY n.claims DESC, p.key
"""
_WITH = """
SELECT first, second, count(*), count(DISTINCT page_key) FROM pairs
WHERE first = ? OR second = ? GROUP BY first, second ORDER BY 3 DESC, 4 DESC, 1, 2 LIMIT ?
"""
_NAME = """
SELECT e.id, e.name, e.kind, count(DISTINCT m.page_key), count(m.key)
FROM entities e LEFT JOIN mentions m ON m.entity_id = e.id WHERE e.id = ? GROUP BY e.id
"""
_TIMES_BESIDE = "SELECT count(*) FROM claims WHERE page_key = ?"

# What a person rejected and clauses that everybody repeats are no claims to be counted.
COUNTED = """
c.id NOT IN (
  SELECT r.claim_id FROM reviews r WHERE r.judgement = 'rejected'
  AND r.key = (SELECT max(l.key) FROM reviews l WHERE l.claim_id = r.claim_id))
AND c.key NOT IN (SELECT f.claim_key FROM fingerprints f WHERE f.recurs > 0)
"""
# `|| ''` keeps SQLite from going by the kind of names, of which there are few, instead of by page.
_CELLS = f"""
SELECT entity_id, capability, sum(claims) FROM (
  SELECT m.entity_id, c.capability, max(c.claims) AS claims FROM (
    SELECT c.page_key, c.capability, count(*) AS claims FROM claims c
    WHERE {COUNTED} AND (? = '' OR c.stance = ?) GROUP BY c.page_key, c.capability) c
  JOIN mentions m ON m.page_key = c.page_key WHERE m.entity_id || '' IN {_OF_KINDS}
  GROUP BY m.entity_id, c.page_key, c.capability)
GROUP BY entity_id, capability
"""
_CELLS_NEAR = f"""
SELECT m.entity_id, c.capability, count(DISTINCT c.key) FROM claims c
JOIN mentions m ON m.page_key = c.page_key AND m.begins BETWEEN c.begins - ? AND c.ends + ?
WHERE {COUNTED} AND (? = '' OR c.stance = ?) AND m.entity_id || '' IN {_OF_KINDS}
GROUP BY m.entity_id, c.capability
"""
_ON_PAGE = "c.page_key IN (SELECT page_key FROM mentions WHERE entity_id = ?)"
_NEAR = """
EXISTS (SELECT 1 FROM mentions m WHERE m.page_key = c.page_key AND m.entity_id = ?
  AND m.begins BETWEEN c.begins - ? AND c.ends + ?)
"""
_BESIDE = f"""
FROM claims c WHERE {{beside}}
AND (? = '' OR c.capability = ?) AND (? = '' OR c.stance = ?) AND {COUNTED}
"""

_CAPTURES = """
SELECT substr(coalesce(k.finished_at, k.started_at), 1, ?), count(*), coalesce(sum(d.files), 0)
FROM captures k LEFT JOIN (
  SELECT capture_id, count(*) AS files FROM documents GROUP BY capture_id) d ON d.capture_id = k.id
GROUP BY 1
"""
_CLAIMS = f"""
WITH times (at, stance, claims) AS MATERIALIZED (
  SELECT (SELECT min(coalesce(k.finished_at, k.started_at)) FROM documents d
    JOIN captures k ON k.id = d.capture_id WHERE d.digest = p.digest), n.stance, n.claims
  FROM (SELECT c.page_key, c.stance, count(*) AS claims FROM claims c WHERE {COUNTED}
    GROUP BY c.page_key, c.stance) n JOIN pages p ON p.key = n.page_key)
SELECT substr(at, 1, ?), stance, sum(claims) FROM times WHERE at IS NOT NULL GROUP BY 1, 2
"""
_CHANGES = "SELECT substr(at, 1, ?), count(*) FROM changes GROUP BY 1"
_WATCHED = "SELECT EXISTS (SELECT 1 FROM schedules)"

_LEDGER = {
    "kind": "coalesce(r.media_type, '')",
    # What stands in no folder has none.
    "folder": "rtrim(substr(d.path, 1, instr(d.path, '/')), '/')",
    "source": "(SELECT s.name FROM sources s WHERE s.id = d.source_id)",
}


class ChartRows(OnDatabase):
    """The sums of `Rows` that charts show."""

    def names_of(self, kinds: Sequence[str]) -> list[NameView]:
        """Fetch the known names of some kinds that are met, those on most pages first."""
        sql = _NAMES.format(kinds=holders(kinds))
        return [_name(row) for row in self._database.all(sql, list(kinds))]

    def name(self, name_id: str) -> NameView | None:
        """Fetch one known name, met or not."""
        row = self._database.one(_NAME, (name_id,))
        return _name(row) if row else None

    def pages_naming(self, name_id: str, limit: int, offset: int = 0) -> list[NamedPage]:
        """Fetch pages that name somebody, those with most claims first."""
        rows = self._database.all(_NAMED, (name_id, limit, offset))
        return [
            NamedPage(
                document=DocumentRef(path=path, digest=digest),
                page=number,
                mentions=mentions,
                claims=claims,
            )
            for digest, number, path, mentions, claims in rows
        ]

    def pairs_with(self, name_id: str, limit: int) -> list[PairView]:
        """Fetch the strongest pairs of one name."""
        rows = self._database.all(_WITH, (name_id, name_id, limit))
        return [_pair(row) for row in rows]

    def pairs_of(self, kinds: Sequence[str], least: int, limit: int) -> tuple[list[PairView], int]:
        """Fetch the strongest pairs of names of some kinds; say how many there are in all."""
        sql = _PAIRS.format(kinds=holders(kinds))
        rows = self._database.all(sql, [*kinds, *kinds, least, limit])
        return [_pair(row) for row in rows], int(rows[0][4]) if rows else 0

    def pair(self, first: str, second: str) -> PairView:
        """Fetch one pair, whichever of the two is named first."""
        first, second = sorted((first, second))
        row = self._database.one(_PAIR, (first, second)) or (0, 0)
        return _pair((first, second, *row))

    def together(self, first: str, second: str, limit: int, offset: int = 0) -> list[TogetherView]:
        """Fetch passages that name both, those with a claim first."""
        names = sorted((first, second))
        rows = self._database.all(_TOGETHER, [*names, limit, offset])
        return [self._passage(row, names) for row in rows]

    def cells(self, kinds: Sequence[str], stance: str = "", near: int = 0) -> list[CellView]:
        """Count the claims on pages that name somebody of these kinds, by capability.

        With `near`, only those that stand no more than so many characters from the name.
        """
        where: list[Value] = [near, near] if near else []
        sql = (_CELLS_NEAR if near else _CELLS).format(kinds=holders(kinds))
        rows = self._database.all(sql, [*where, stance, stance, *kinds])
        return [CellView(name=row[0], capability=row[1], claims=row[2]) for row in rows]

    def claims_beside(
        self, asked: BesideAsked, limit: int, offset: int = 0
    ) -> tuple[list[str], int]:
        """Name the claims on pages that name somebody, the surest first; say how many there are."""
        near: list[Value] = [asked.near, asked.near] if asked.near else []
        rest = [asked.capability, asked.capability, asked.stance, asked.stance]
        values: list[Value] = [asked.name, *near, *rest]
        beside = _BESIDE.format(beside=_NEAR if asked.near else _ON_PAGE)
        sql = f"SELECT c.id {beside} ORDER BY c.score DESC, c.id LIMIT ? OFFSET ?"
        ids = [str(row[0]) for row in self._database.all(sql, [*values, limit, offset])]
        count = self._database.one(f"SELECT count(*) {beside}", values)
        return ids, int(count[0]) if count else 0

    def captures_by(self, letters: int) -> list[tuple[str, int, int]]:
        """Count captures and the files they brought, by so many letters of their time."""
        return [(row[0], row[1], row[2]) for row in self._database.all(_CAPTURES, (letters,))]

    def claims_by(self, letters: int) -> list[tuple[str, str, int]]:
        """Count claims by the time from which their bytes are held, and by stance."""
        return [(row[0], row[1], row[2]) for row in self._database.all(_CLAIMS, (letters,))]

    def changes_by(self, letters: int) -> list[tuple[str, int]]:
        """Count changes at watched addresses by their time."""
        return [(row[0], row[1]) for row in self._database.all(_CHANGES, (letters,))]

    def watched(self) -> bool:
        """Say whether anything is looked at again and again."""
        row = self._database.one(_WATCHED)
        return bool(row and row[0])

    def ledger_by(self, by: str) -> list[tuple[str, str | None, int]]:
        """Count files by kind (a media type), first folder or source, and by outcome."""
        sql = (
            f"SELECT {_LEDGER[by]}, {OUTCOME}, count(*) "
            "FROM documents d LEFT JOIN readings r ON r.digest = d.digest GROUP BY 1, 2"
        )
        return [(row[0], row[1], row[2]) for row in self._database.all(sql)]

    def _passage(self, row: Row, names: Sequence[str]) -> TogetherView:
        page_key, start, end, _ = row
        page = self._database.one(_PAGE, (page_key,)) or ("", 0, None, b"", "", "")
        digest, number, first_line, layout, path, text = page
        marks = self._database.all(_MARKS, [page_key, start, end, *names])
        claims = self._database.all(_CLAIMS_IN, (page_key, start, end))
        on_page = self._database.one(_TIMES_BESIDE, (page_key,)) or (0,)
        return TogetherView(
            document=DocumentRef(path=path, digest=digest),
            page=number,
            line=Lines(text, first_line, layout_of(layout).marks).at(start),
            text_line=len(LINE_BREAK.findall(text, 0, start)) + 1,
            start=start,
            end=end,
            quote=text[start:end],
            marks=[(begins - start, min(ends, end) - start) for begins, ends in marks],
            claims=[
                ClaimRef(id=one[0], capability=one[1], stance=one[2], strength=one[3])
                for one in claims
            ],
            claims_beside=on_page[0] - len(claims),
        )


def _pair(row: Row) -> PairView:
    return PairView(first=row[0], second=row[1], passages=row[2], pages=row[3])


def _name(row: Row) -> NameView:
    return NameView(id=row[0], name=row[1], kind=row[2], pages=row[3], mentions=row[4])
