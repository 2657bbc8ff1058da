"""Findings in the order in which a person goes through them: narrowed, counted, cut in pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from msgspec import Struct

from heliograph.codec import moment
from heliograph.errors import NothingThere
from heliograph.store.database import OnDatabase, Row, Value
from heliograph.store.shapes import holders, listed
from heliograph.store.watch_schema import TABLES
from heliograph.store.watch_shapes import record_of
from heliograph.watch_records import (
    Change,
    ChangeId,
    Decision,
    Finding,
    FindingId,
    Place,
    WatchId,
)

FINDING_FACETS: Final = ("state", "watch", "source", "change", "capability")
_COLUMNS: Final = {"state": "f.state", "watch": "f.watch_id"}
# What each kind of place says of its finding, from `places p`.
_SAYS: Final = {
    "claim": (
        "SELECT 'capability', c.capability, p.finding_id FROM places p "
        "JOIN claims c ON c.id = p.about WHERE p.kind = 'claim'",
        "SELECT 'source', d.source_id, p.finding_id FROM places p "
        "JOIN claims c ON c.id = p.about JOIN pages g ON g.key = c.page_key "
        "JOIN documents d ON d.digest = g.digest WHERE p.kind = 'claim'",
    ),
    "page": (
        "SELECT 'source', d.source_id, p.finding_id FROM places p JOIN pages g ON g.id = p.about "
        "JOIN documents d ON d.digest = g.digest WHERE p.kind = 'page'",
    ),
    "change": (
        "SELECT 'change', x.kind, p.finding_id FROM places p "
        "JOIN changes x ON x.id = p.about WHERE p.kind = 'change'",
        "SELECT 'source', x.source_id, p.finding_id FROM places p "
        "JOIN changes x ON x.id = p.about WHERE p.kind = 'change'",
    ),
}
_KEEP: Final = "INSERT INTO finding_values (facet, value, finding_id) {} ON CONFLICT DO NOTHING"
_VALUED: Final = "finding_values"
# What nobody looked at first, and of that the newest.
_KEY: Final = "(CASE WHEN f.state = 'new' THEN 0 ELSE 1 END)"
_ORDER: Final = f"{_KEY}, f.found_at DESC, f.id"
_SIDES: Final = (
    "({key} {0} ? OR ({key} = ? AND (f.found_at {1} ? OR (f.found_at = ? AND f.id {0} ?))))"
)
_AFTER: Final = _SIDES.format(">", "<", key=_KEY)
_BEFORE: Final = _SIDES.format("<", ">", key=_KEY)
_BACKWARDS: Final = f"{_KEY} DESC, f.found_at, f.id DESC"


class FindingCounts(Struct, frozen=True, kw_only=True):
    """How many findings a watch has, and how many nobody looked at."""

    findings: int
    new: int


NONE_FOUND: Final = FindingCounts(findings=0, new=0)


class FindingRows(OnDatabase):
    """The findings of `Rows`, as work."""

    def value_places(self, places: Iterable[Place]) -> None:
        """Keep by what the findings of these places can be narrowed, as it stands now."""
        by_kind: defaultdict[str, list[tuple[Value, ...]]] = defaultdict(list)
        for one in places:
            by_kind[one.kind].append((one.finding_id, one.about))
        for kind, pairs in by_kind.items():
            for sql in _SAYS[kind]:
                one_place = f"{sql} AND p.finding_id = ? AND p.about = ?"
                self._database.run_many(_KEEP.format(one_place), pairs)

    @property
    def valued(self) -> bool:
        """Say whether all findings can be narrowed: an earlier version kept nothing for that."""
        row = self._database.one("SELECT value FROM marks WHERE key = ?", (_VALUED,))
        return row is not None

    def value_all(self) -> None:
        """Keep by what all findings can be narrowed."""
        with self._database.all_or_nothing():
            for sql in (one for some in _SAYS.values() for one in some):
                self._database.run(_KEEP.format(sql))
            keep = "INSERT INTO marks (key, value) VALUES (?, '1') ON CONFLICT DO NOTHING"
            self._database.run(keep, (_VALUED,))

    def finding_counts(self) -> dict[WatchId, FindingCounts]:
        """Count the findings of each watch that has any."""
        sql = "SELECT watch_id, count(*), sum(state = 'new') FROM findings GROUP BY watch_id"
        return {
            row[0]: FindingCounts(findings=row[1], new=row[2]) for row in self._database.all(sql)
        }

    def findings_page(
        self, asked: Mapping[str, str], limit: int, after: str = ""
    ) -> tuple[list[Finding], int, int]:
        """Give findings that fit all that is asked of `FINDING_FACETS`, from behind a cursor on;
        how many fit in all; and how many of these stand before the first that is given.

        `after` is `cursor_of` the last that was shown; one that names nothing begins anew.
        """
        where, values = _where(asked)
        total = self._number(f"SELECT count(*) FROM findings f{where}", values)
        key = self._key(after)
        if key is None:
            return self._found(where, values, _ORDER, limit), total, 0
        whence = (*values, *_twice(key))
        found = self._found(_and(where, _AFTER), whence, _ORDER, limit)
        left = self._number(f"SELECT count(*) FROM findings f{_and(where, _AFTER)}", whence)
        return found, total, total - left

    def findings_facet(self, asked: Mapping[str, str], facet: str) -> list[tuple[str, int]]:
        """Count each value of a facet over what the other facets leave, the most frequent first."""
        where, values = _where({name: one for name, one in asked.items() if name != facet})
        if facet in _COLUMNS:
            sql = f"SELECT {_COLUMNS[facet]} AS value, count(*) FROM findings f{where}"
        else:
            sql = (
                "SELECT v.value, count(*) FROM finding_values v JOIN findings f "
                f"ON f.id = v.finding_id{_and(where, 'v.facet = ?')}"
                if where
                else "SELECT v.value, count(*) FROM finding_values v WHERE v.facet = ?"
            )
            values = (*values, facet)
        rows = self._database.all(f"{sql} GROUP BY 1 ORDER BY 2 DESC, 1", values)
        return [(row[0], row[1]) for row in rows]

    def findings_around(
        self, asked: Mapping[str, str], finding: Finding
    ) -> tuple[Finding | None, Finding | None, int]:
        """Give what stands before and after a finding among those that fit, and how many stand
        before it.
        """
        where, values = _where(asked)
        whence = (*values, *_twice(_key_of(finding)))
        before = self._found(_and(where, _BEFORE), whence, _BACKWARDS, 1)
        after = self._found(_and(where, _AFTER), whence, _ORDER, 1)
        earlier = self._number(f"SELECT count(*) FROM findings f{_and(where, _BEFORE)}", whence)
        return (before[0] if before else None), (after[0] if after else None), earlier

    def findings_at(self, about: str) -> list[Finding]:
        """Fetch the findings that stand at a claim, a page or a change."""
        where = " WHERE f.id IN (SELECT p.finding_id FROM places p WHERE p.about = ?)"
        return self._found(where, (about,), _ORDER, -1)

    def main_places(self, findings: list[Finding]) -> dict[FindingId, tuple[Place, int]]:
        """Give the first place of each finding, and how many it has.

        A place that is still there comes before one whose claim is no longer made.
        """
        marks = holders(findings)
        gone = "p.kind = 'claim' AND NOT EXISTS (SELECT 1 FROM claims c WHERE c.id = p.about)"
        sql = (
            f"SELECT {listed(TABLES[Place], 'p.')} FROM places p WHERE p.finding_id IN ({marks}) "
            f"ORDER BY p.finding_id, {gone}, p.at, p.about"
        )
        found: dict[FindingId, tuple[Place, int]] = {}
        for row in self._database.all(sql, [one.id for one in findings]):
            place = record_of(Place, row)
            first, count = found.get(place.finding_id, (place, 0))
            found[place.finding_id] = (first, count + 1)
        return found

    def capability_of(self, claim_id: str) -> str:
        """Say what a claim is of; empty where it is no longer made."""
        row = self._database.one("SELECT capability FROM claims WHERE id = ?", (claim_id,))
        return str(row[0]) if row else ""

    def decisions(self, finding_id: FindingId) -> list[Decision]:
        """Fetch all that was ever said of a finding, oldest first."""
        sql = (
            f"SELECT {listed(TABLES[Decision])} FROM decisions WHERE finding_id = ? ORDER BY at, id"
        )
        return [record_of(Decision, row) for row in self._database.all(sql, (finding_id,))]

    def every_decision(self) -> Iterator[Decision]:
        """Go through all that was ever said of findings."""
        sql = f"SELECT {listed(TABLES[Decision])} FROM decisions ORDER BY at, id"
        return (record_of(Decision, row) for row in self._database.stream(sql))

    def change(self, change_id: str) -> Change:
        """Fetch one change. Raises `NothingThere`."""
        sql = f"SELECT {listed(TABLES[Change])} FROM changes WHERE id = ?"
        row = self._database.one(sql, (ChangeId(change_id),))
        if row is None:
            raise NothingThere(what=f"change {change_id}", hint="`heliograph changes` lists them.")
        return record_of(Change, row)

    def _key(self, cursor: str) -> tuple[int, str, str] | None:
        flag, _, name = cursor.partition("-")
        row = self._database.one("SELECT found_at FROM findings WHERE id = ?", (name,))
        return (int(flag == "1"), str(row[0]), name) if row else None

    def _found(
        self, where: str, values: tuple[Value, ...], order: str, limit: int
    ) -> list[Finding]:
        # With `+` the state chooses no index: all of one state would be sorted for a few.
        kept = where.replace("f.state =", "+f.state =")
        sql = (
            f"SELECT {listed(TABLES[Finding], 'f.')} FROM findings f{kept} ORDER BY {order} LIMIT ?"
        )
        return list(_findings(self._database.all(sql, (*values, limit))))

    def _number(self, sql: str, values: tuple[Value, ...]) -> int:
        row = self._database.one(sql, values)
        return int(row[0]) if row else 0


def cursor_of(finding: Finding) -> str:
    """Spell the place behind a finding, as it stands now."""
    return f"{int(finding.state != 'new')}-{finding.id}"


def _findings(rows: list[Row]) -> Iterator[Finding]:
    return (record_of(Finding, row) for row in rows)


def _where(asked: Mapping[str, str]) -> tuple[str, tuple[Value, ...]]:
    parts, values = [], []
    for facet in FINDING_FACETS:
        if wanted := asked.get(facet):
            values.append(wanted)
            parts.append(
                f"{_COLUMNS[facet]} = ?"
                if facet in _COLUMNS
                else "f.id IN (SELECT finding_id FROM finding_values "
                f"WHERE facet = '{facet}' AND value = ?)"
            )
    return (" WHERE " + " AND ".join(parts) if parts else ""), tuple(values)


def _and(where: str, more: str) -> str:
    return f"{where} AND {more}" if where else f" WHERE {more}"


def _key_of(finding: Finding) -> tuple[int, str, str]:
    return int(finding.state != "new"), moment(finding.found_at), finding.id


def _twice(key: tuple[int, str, str]) -> tuple[Value, ...]:
    flag, at, name = key
    return flag, flag, at, at, name
