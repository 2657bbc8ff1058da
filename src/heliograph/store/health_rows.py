"""Fetches what says how well the watching goes: last looks, last news, what is due, what waits."""

from __future__ import annotations

from datetime import datetime

from heliograph.codec import moment
from heliograph.records import SourceId
from heliograph.store.database import OnDatabase

_NEWS = """
SELECT at FROM (
  SELECT found_at AS at FROM links WHERE source_id = :source AND is_first = 0 AND found_on != ''
  UNION
  SELECT at FROM changes WHERE source_id = :source
   AND kind IN ('appeared', 'replaced', 'changed', 'reissued', 'clause-gone')
) ORDER BY at
"""
_DUE = """
SELECT min(l.next_look_at) FROM links l JOIN schedules s ON s.source_id = l.source_id
WHERE s.paused = 0
"""


class HealthRows(OnDatabase):
    """The part of `Rows` that looks after the watcher."""

    def last_looks(self) -> dict[SourceId, datetime]:
        """When each source was last looked at, answered or not."""
        sql = "SELECT source_id, max(at) FROM observations GROUP BY source_id"
        return {row[0]: datetime.fromisoformat(row[1]) for row in self._database.all(sql)}

    def news(self, source_id: SourceId) -> list[datetime]:
        """When something new came of a source, oldest first; what stood there before us is not."""
        rows = self._database.raw.execute(_NEWS, {"source": source_id}).fetchall()
        return [datetime.fromisoformat(row[0]) for row in rows]

    def next_look(self) -> datetime | None:
        """When the next link of a source that is not paused is due."""
        row = self._database.one(_DUE)
        return datetime.fromisoformat(row[0]) if row and row[0] else None

    def put_off(self, source_id: SourceId, at: datetime, until: datetime) -> None:
        """Look no sooner than this at what is due of a source."""
        self._database.run(
            "UPDATE links SET next_look_at = ? WHERE source_id = ? AND next_look_at <= ?",
            (moment(until), source_id, moment(at)),
        )

    def bring_forward(self, source_id: SourceId, at: datetime, latest: datetime) -> int:
        """Look now at what would be looked at later than a source's own rhythm can say."""
        return self._database.run(
            "UPDATE links SET next_look_at = ? WHERE source_id = ? AND next_look_at > ?",
            (moment(at), source_id, moment(latest)),
        )

    def bring_alerts_forward(self, at: datetime, latest: datetime) -> int:
        """The same of alerts that wait."""
        return self._database.run(
            "UPDATE alerts SET next_at = ? WHERE state = 'waiting' AND next_at > ?",
            (moment(at), moment(latest)),
        )

    def forget_hosts_after(self, latest: datetime) -> None:
        """Forget until when hosts are left alone, where that is later than anyone can have said."""
        self._database.run(
            "UPDATE hosts SET not_before = NULL, robots_at = NULL WHERE not_before > ?",
            (moment(latest),),
        )

    def outbox_counts(self) -> dict[str, int]:
        """How many alerts are in each state."""
        sql = "SELECT state, count(*) FROM alerts GROUP BY state"
        return {row[0]: int(row[1]) for row in self._database.all(sql)}

    def oldest_waiting(self) -> datetime | None:
        """When the oldest alert that waits was made."""
        row = self._database.one("SELECT min(made_at) FROM alerts WHERE state = 'waiting'")
        return datetime.fromisoformat(row[0]) if row and row[0] else None

    def behind(self) -> int:
        """Files that were read and cannot be found yet, or were taken in and not read."""
        row = self._database.one(
            "SELECT (SELECT count(*) FROM readings WHERE indexed = 0) "
            "+ (SELECT count(*) FROM jobs WHERE state IN ('waiting', 'leased'))"
        )
        return int(row[0]) if row else 0
