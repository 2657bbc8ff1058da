"""Jobs as leases in the case's own database, so that a job and its results are one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from heliograph.records import Job
from heliograph.store.database import Database, OnDatabase, Row, Value

LEASE_MILLISECONDS = 60_000
ATTEMPTS = 3
"""Times a job may die with its worker before it is left alone."""

_PUT = (
    "INSERT INTO jobs (id, kind, about, attempts, state) VALUES (?, ?, ?, ?, 'waiting') "
    "ON CONFLICT (id) DO NOTHING"
)
_FREE = "UPDATE jobs SET state = 'waiting', worker = NULL, leased_until = NULL"
_BURY = "UPDATE jobs SET state = 'dead', worker = NULL, leased_until = NULL"
_TAKE = """
UPDATE jobs SET state = 'leased', worker = ?, leased_until = ?, attempts = attempts + 1
WHERE key IN (SELECT key FROM jobs WHERE state = 'waiting' ORDER BY key LIMIT ?)
RETURNING key, id, kind, about, attempts
"""
_FINISH = (
    "UPDATE jobs SET state = 'done', worker = NULL, leased_until = NULL "
    "WHERE id = ? AND (? = 0 OR attempts = ?)"
)


class LeaseQueue(OnDatabase):
    """A `seams.Queue`. What was leased and not finished in a minute is given to another worker."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        """Work on an open database, by this clock."""
        super().__init__(database)
        self._clock = clock

    def put(self, jobs: Iterable[Job]) -> None:
        """Add jobs; one that is already there, done or not, stays as it is."""
        with self._database.all_or_nothing():
            self._database.run_many(
                _PUT, ((one.id, one.kind, one.about, one.attempts) for one in jobs)
            )

    def lease(self, worker: str, limit: int) -> list[Job]:
        """Take up to `limit` jobs that nobody holds, oldest first; each counts an attempt.

        Who asks for work lives, so its other leases run anew. A job whose lease ran out for the
        third time is dead and not given out again.
        """
        with self._database.all_or_nothing():
            self.extend(worker)
            self._free("leased_until <= ?", self._now())
            rows = self._database.all(_TAKE, (worker, self._now() + LEASE_MILLISECONDS, limit))
        # RETURNING promises no order.
        return [_job(row[1:]) for row in sorted(rows)]

    def extend(self, worker: str) -> None:
        """Say that the worker still lives: its leases run anew."""
        self._database.run(
            "UPDATE jobs SET leased_until = ? WHERE worker = ?",
            (self._now() + LEASE_MILLISECONDS, worker),
        )

    def finish(self, jobs: Iterable[Job]) -> None:
        """Mark as done, in the caller's transaction.

        A job that tells the attempt it was leased with is done only if that attempt still counts:
        a worker that was thought dead does not finish what another one holds.
        """
        with self._database.all_or_nothing():
            self._database.run_many(_FINISH, ((one.id, one.attempts, one.attempts) for one in jobs))

    def release(self, worker: str) -> None:
        """Give back all that the worker holds, without counting the attempt."""
        self._database.run(f"{_FREE}, attempts = attempts - 1 WHERE worker = ?", (worker,))

    def reclaim(self) -> None:
        """Take back every lease: for whoever holds the case's lock, and so knows that all are dead.

        The attempts stay counted.
        """
        with self._database.all_or_nothing():
            self._free("1 = 1")

    def waiting(self) -> int:
        """How many jobs are not done; dead ones wait for nothing."""
        sql = "SELECT count(*) FROM jobs WHERE state IN ('waiting', 'leased')"
        row = self._database.one(sql)
        return int(row[0]) if row else 0

    def dead(self) -> list[Job]:
        """Name the jobs that died with their worker three times, until they are finished."""
        sql = "SELECT id, kind, about, attempts FROM jobs WHERE state = 'dead' ORDER BY key"
        return [_job(row) for row in self._database.all(sql)]

    def _free(self, which: str, *values: Value) -> None:
        leased = f"state = 'leased' AND {which}"
        self._database.run(f"{_BURY} WHERE {leased} AND attempts >= {ATTEMPTS}", values)
        self._database.run(f"{_FREE} WHERE {leased}", values)

    def _now(self) -> int:
        return int(self._clock().timestamp() * 1000)


def _job(row: Row) -> Job:
    return Job(id=row[0], kind=row[1], about=row[2], attempts=row[3])
