"""Keeps and fetches what watching makes: schedules, links, looks, changes, findings, alerts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from heliograph.codec import moment
from heliograph.records import Claim, Digest, PageId, Reading, Record, SourceId
from heliograph.store.database import OnDatabase, Value
from heliograph.store.finding_rows import FindingRows
from heliograph.store.schema import CLAIMS, READINGS
from heliograph.store.shapes import columns, insertion, listed, reading_of, upsertion, words_of
from heliograph.store.watch_schema import TABLES
from heliograph.store.watch_shapes import T, record_of, row_of
from heliograph.watch_records import (
    Alert,
    AlertId,
    Change,
    Cursor,
    Finding,
    FindingId,
    FindingState,
    Host,
    Link,
    LinkId,
    Observation,
    ObservationId,
    Place,
    Schedule,
    Watch,
)

_UPSERTIONS = {
    kind: upsertion(table, conflict=", ".join(one.name for one in table.primary_key))
    for kind, table in TABLES.items()
}
_ONCE = {
    kind: insertion(table, conflict=", ".join(one.name for one in table.primary_key))
    for kind, table in TABLES.items()
}
# What a person said of a finding before the database was lost holds when it is found again.
_AS_SAID = (
    "UPDATE findings SET state = (SELECT d.state FROM decisions d WHERE d.finding_id = findings.id "
    "ORDER BY d.at DESC, d.id DESC LIMIT 1) "
    "WHERE state = 'new' AND id IN (SELECT finding_id FROM decisions)"
)
_PATH = "(SELECT min(d.path) FROM documents d WHERE d.digest = p.digest)"
_WHERE = {
    "claim": f"SELECT {_PATH}, p.number FROM claims c JOIN pages p ON p.key = c.page_key "
    "WHERE c.id = ?",
    "page": f"SELECT {_PATH}, p.number FROM pages p WHERE p.id = ?",
    "change": "SELECT l.url, NULL FROM changes c JOIN links l ON l.id = c.link_id WHERE c.id = ?",
}


class WatchRows(OnDatabase):
    """The part of `Rows` that watching needs."""

    def keep_watching(self, records: Iterable[Record]) -> None:
        """Keep records of watching, together or none; one of the same key is replaced."""
        by_kind: defaultdict[type[Record], list[Record]] = defaultdict(list)
        for one in records:
            by_kind[type(one)].append(one)
        with self._database.all_or_nothing():
            for kind, ours in by_kind.items():
                self._database.run_many(_UPSERTIONS[kind], map(row_of, ours))

    def schedules(self) -> list[Schedule]:
        """Fetch how each web source is looked at."""
        return self._fetch(Schedule, "ORDER BY source_id")

    def schedule(self, source_id: SourceId) -> Schedule | None:
        """Fetch how one source is looked at; None for folders and files."""
        return next(iter(self._fetch(Schedule, "WHERE source_id = ?", source_id)), None)

    def forget_schedule(self, source_id: SourceId) -> None:
        """Keep no schedule of a source any more: it is not looked at."""
        self._database.run("DELETE FROM schedules WHERE source_id = ?", (source_id,))

    def host(self, origin: str) -> Host:
        """Fetch what is remembered of a host; nothing yet is a host that was never asked."""
        found = self._fetch(Host, "WHERE origin = ?", origin)
        return found[0] if found else Host(origin=origin)

    def remember(self, state: Host) -> None:
        """Keep what is now known of a host."""
        self.keep_watching([state])

    def links(self, source_id: SourceId) -> list[Link]:
        """Fetch the links of a source, in the order in which they were found."""
        return self._fetch(Link, "WHERE source_id = ? ORDER BY found_at, id", source_id)

    def link(self, link_id: LinkId) -> Link | None:
        """Fetch one link."""
        return next(iter(self._fetch(Link, "WHERE id = ?", link_id)), None)

    def due_links(self, at: datetime, source_id: SourceId, limit: int) -> list[Link]:
        """Fetch links of a source that are to be looked at by now, the longest waiting first."""
        return self._fetch(
            Link,
            "WHERE source_id = ? AND next_look_at <= ? ORDER BY next_look_at, id LIMIT ?",
            source_id, moment(at), limit,
        )  # fmt: skip

    def observations(self, link_id: LinkId, limit: int = 20) -> list[Observation]:
        """Fetch the last looks at a link, newest first."""
        return self._fetch(
            Observation, "WHERE link_id = ? ORDER BY at DESC, id LIMIT ?", link_id, limit
        )

    def observation(self, observation_id: ObservationId) -> Observation | None:
        """Fetch one look."""
        return next(iter(self._fetch(Observation, "WHERE id = ?", observation_id)), None)

    def changes(
        self, *, since: datetime | None = None, source_id: SourceId | None = None
    ) -> list[Change]:
        """Fetch what changed, oldest first; of one source, if one is named."""
        where = "WHERE at >= ? AND (source_id = ? OR ? IS NULL) ORDER BY at, id"
        return self._fetch(Change, where, moment(since) if since else "", source_id, source_id)

    def watches(self, *, ended: bool = False) -> list[Watch]:
        """Fetch the watches that have not ended; with `ended`, those too."""
        where = "" if ended else "WHERE ended_at IS NULL"
        return self._fetch(Watch, f"{where} ORDER BY made_at, id")

    def last_watch(self) -> int:
        """The number of the newest watch, ended ones included; 0 where there was none."""
        row = self._database.one("SELECT coalesce(max(number), 0) FROM watches")
        return int(row[0]) if row else 0

    def where(self, place: Place) -> tuple[str, int | None]:
        """Say at which path and page a place is; of a change, at which address."""
        row = self._database.one(_WHERE[place.kind], (place.about,))
        return (row[0] or "", row[1]) if row else ("", None)

    def not_asked(self, newest: int) -> list[tuple[Reading, int]]:
        """Fetch the readings that were not asked every watch up to this one, with how far.

        What is not yet in the index, or held back, is asked when it can be found.
        """
        sql = (
            f"SELECT {listed(READINGS, 'r.')}, "
            "CASE WHEN a.steps = (SELECT group_concat(value, ' ') FROM json_each(r.steps)) "
            "THEN a.number ELSE 0 END AS upto "
            "FROM readings r LEFT JOIN cursors a ON a.digest = r.digest "
            "WHERE r.indexed = 1 AND r.held = '' AND (upto IS NULL OR upto < ?) ORDER BY r.key"
        )
        rows = self._database.all(sql, (newest,))
        return [(reading_of(row[:-1]), row[-1] or 0) for row in rows]

    def quoted_claims(self, digest: Digest) -> list[tuple[Claim, str]]:
        """Fetch the claims of a blob that no clause makes, each with its quote."""
        sql = (
            f"SELECT {listed(CLAIMS, 'c.')}, p.id, substr(p.text, c.begins + 1, c.ends - c.begins) "
            "FROM claims c JOIN pages p ON p.key = c.page_key "
            "LEFT JOIN fingerprints f ON f.claim_key = c.key "
            "WHERE p.digest = ? AND coalesce(f.recurs, 0) = 0 ORDER BY p.number, c.begins, c.key"
        )
        names = columns(CLAIMS)
        found = []
        for row in self._database.all(sql, (digest,)):
            fields = dict(zip(names, row, strict=False))
            found.append((_claim(fields, row[-2]), row[-1]))
        return found

    def entities_of(self, digest: Digest) -> dict[str, set[PageId]]:
        """Name whom a blob mentions, each with the pages that do."""
        sql = (
            "SELECT DISTINCT m.entity_id, p.id FROM mentions m JOIN pages p ON p.key = m.page_key "
            "WHERE p.digest = ?"
        )
        named: defaultdict[str, set[PageId]] = defaultdict(set)
        for entity, page_id in self._database.all(sql, (digest,)):
            named[entity].add(page_id)
        return dict(named)

    def newest_watch(self) -> int:
        """The number of the newest watch that has not ended; 0 where there is none."""
        sql = "SELECT coalesce(max(number), 0) FROM watches WHERE ended_at IS NULL"
        row = self._database.one(sql)
        return int(row[0]) if row else 0

    def queries_asked(self) -> list[str]:
        """The queries of the watches that have not ended, each once."""
        sql = "SELECT DISTINCT query FROM watches WHERE ended_at IS NULL AND query != ''"
        return [row[0] for row in self._database.all(sql)]

    def watches_with(self, queries: Iterable[str]) -> list[Watch]:
        """Fetch the watches that ask documents one of these queries, or none at all."""
        where = (
            "WHERE ended_at IS NULL AND changes = '[]' "
            "AND (query = '' OR query IN (SELECT value FROM json_each(?))) ORDER BY number"
        )
        return self._fetch(Watch, where, msgspec.json.encode(list(queries)).decode())

    def change_watches(self) -> list[Watch]:
        """Fetch the watches that ask for changes and have not ended."""
        return self._fetch(Watch, "WHERE ended_at IS NULL AND changes != '[]' ORDER BY number")

    def changes_not_asked(self, newest: int) -> list[tuple[Change, int]]:
        """Fetch the changes that were not asked every watch up to this one, with how far."""
        sql = (
            f"SELECT {listed(TABLES[Change], 'c.')}, coalesce(a.number, 0) AS upto FROM changes c "
            "LEFT JOIN cursors a ON a.digest = c.id WHERE upto < ? ORDER BY c.at, c.id"
        )
        rows = self._database.all(sql, (newest,))
        return [(record_of(Change, row[:-1]), row[-1]) for row in rows]

    def keep_findings(
        self, answers: Sequence[tuple[Finding, Place]], cursors: Sequence[Cursor]
    ) -> int:
        """Keep findings that are new and places that are, cursors beside them; count the new.

        What a person said of a finding stays.
        """
        with self._database.all_or_nothing():
            before = self._count("findings")
            self._database.run_many(_ONCE[Finding], (row_of(one) for one, _ in answers))
            self._database.run_many(_ONCE[Place], (row_of(one) for _, one in answers))
            self._database.run(_AS_SAID)
            FindingRows(self._database).value_places(one for _, one in answers)
            self.keep_watching(cursors)
            return self._count("findings") - before

    def _count(self, table: str) -> int:
        row = self._database.one(f"SELECT count(*) FROM {table}")
        return int(row[0]) if row else 0

    def findings(self, state: FindingState | None = None, limit: int = -1) -> list[Finding]:
        """Fetch findings, newest first; of one state, if one is named."""
        which = "WHERE state = ?" if state else "WHERE ? IS NULL"
        return self._fetch(Finding, f"{which} ORDER BY found_at DESC, id LIMIT ?", state, limit)

    def finding(self, beginning: str) -> Finding | None:
        """Fetch one finding by id, or by the beginning of it."""
        where = "WHERE id >= ? AND id < ? || 'g' ORDER BY id LIMIT 1"
        return next(iter(self._fetch(Finding, where, beginning, beginning)), None)

    def untold(self) -> list[Finding]:
        """Fetch the findings of which no alert is made yet, oldest first."""
        return self._fetch(Finding, "WHERE told = 0 ORDER BY found_at, id")

    def places(self, finding_id: FindingId) -> list[Place]:
        """Fetch where a finding stands, in the order in which it was met."""
        return self._fetch(Place, "WHERE finding_id = ? ORDER BY at, about", finding_id)

    def alert(self, alert_id: AlertId) -> Alert | None:
        """Fetch one alert."""
        return next(iter(self._fetch(Alert, "WHERE id = ?", alert_id)), None)

    def next_alert(self) -> datetime | None:
        """When the next alert is to be tried."""
        waiting = self._fetch(Alert, "WHERE state = 'waiting' ORDER BY next_at, id LIMIT 1")
        return waiting[0].next_at if waiting else None

    def alerts(self, *, waiting_at: datetime | None = None) -> list[Alert]:
        """Fetch alerts, oldest first; those that are to be tried by then, if a time is named."""
        if waiting_at is None:
            return self._fetch(Alert, "ORDER BY made_at, id")
        where = "WHERE state = 'waiting' AND next_at <= ? ORDER BY next_at, id"
        return self._fetch(Alert, where, moment(waiting_at))

    def _fetch(self, kind: type[T], rest: str, *values: Value) -> list[T]:
        table = TABLES[kind]
        sql = f"SELECT {listed(table)} FROM {table.name} {rest}"
        found: Sequence[tuple[object, ...]] = self._database.all(sql, values)
        return [record_of(kind, row) for row in found]


def _claim(fields: dict[str, Any], page_id: str) -> Claim:
    return Claim(
        id=fields["id"],
        page_id=PageId(page_id),
        start=fields["begins"],
        end=fields["ends"],
        capability=fields["capability"],
        stance=fields["stance"],
        strength=fields["strength"],
        action=fields["action"],
        group=fields["group_words"],
        language=fields["language"],
        score=fields["score"],
        why=words_of(fields["why"]),
        judged_by=fields["judged_by"],
    )
