"""Keeps and fetches what watching makes: schedules, links, looks, changes, findings, alerts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from heliograph.codec import moment
from heliograph.records import Record, SourceId
from heliograph.store.database import OnDatabase, Value
from heliograph.store.shapes import listed, upsertion
from heliograph.store.watch_schema import TABLES
from heliograph.store.watch_shapes import T, record_of, row_of
from heliograph.watch_records import (
    Alert,
    Change,
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

    def watches(self) -> list[Watch]:
        """Fetch the watches that have not ended."""
        return self._fetch(Watch, "WHERE ended_at IS NULL ORDER BY made_at, id")

    def findings(self, state: FindingState | None = None, limit: int = -1) -> list[Finding]:
        """Fetch findings, newest first; of one state, if one is named."""
        which = "WHERE state = ?" if state else "WHERE ? IS NULL"
        return self._fetch(Finding, f"{which} ORDER BY found_at DESC, id LIMIT ?", state, limit)

    def places(self, finding_id: FindingId) -> list[Place]:
        """Fetch where a finding stands, in the order in which it was met."""
        return self._fetch(Place, "WHERE finding_id = ? ORDER BY at, about", finding_id)

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
