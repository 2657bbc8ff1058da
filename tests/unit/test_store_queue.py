"""What the lease queue does beyond its seam: fences attempts, buries, outlives its workers."""

import os
import signal
import subprocess
import sys

import pytest
from msgspec.structs import replace

from heliograph.records import Job, JobId
from heliograph.store.database import open_database
from heliograph.store.queue import ATTEMPTS, LEASE_MILLISECONDS, LeaseQueue

CHILD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from heliograph.store.database import open_database
from heliograph.store.queue import LeaseQueue

database = open_database(Path(sys.argv[1]), create=False)
queue = LeaseQueue(database, lambda: datetime.fromisoformat(sys.argv[2]))
first, second = queue.lease("child", 2)
queue.finish([first])
print(first.id, second.id, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def database(tmp_path):
    made = open_database(tmp_path / "case.db", create=True)
    yield made
    made.close()


@pytest.fixture
def queue(database, clock):
    made = LeaseQueue(database, clock)
    made.put([Job(id=JobId(f"j{number}"), kind="read", about=f"b{number}") for number in range(3)])
    return made


def test_a_late_worker_does_not_finish_what_another_holds(queue, clock):
    (late,) = queue.lease("late", 1)
    clock.forward(milliseconds=LEASE_MILLISECONDS)
    (again,) = queue.lease("other", 1)
    assert (again.id, again.attempts) == (late.id, 2)
    queue.finish([late])
    assert queue.waiting() == 3
    queue.finish([again])
    assert queue.waiting() == 2


def test_who_cannot_tell_the_attempt_finishes_all_the_same(queue):
    (job,) = queue.lease("one", 1)
    queue.finish([replace(job, attempts=0)])
    assert queue.waiting() == 2


def test_what_outlived_three_workers_is_dead_until_it_is_finished(queue, clock):
    for attempt in range(1, ATTEMPTS + 1):
        (job,) = queue.lease(f"worker-{attempt}", 1)
        assert (job.id, job.attempts) == ("j0", attempt)
        clock.forward(milliseconds=LEASE_MILLISECONDS)
    assert [job.id for job in queue.lease("after", 9)] == ["j1", "j2"]
    assert [(job.id, job.attempts) for job in queue.dead()] == [("j0", ATTEMPTS)]
    assert queue.waiting() == 2
    queue.finish(queue.dead())
    assert queue.dead() == []


def test_whoever_holds_the_case_takes_back_every_lease_at_once(queue):
    for attempt in range(1, ATTEMPTS):
        assert [job.attempts for job in queue.lease("gone", 3)] == [attempt] * 3
        queue.reclaim()
    queue.lease("gone", 1)
    queue.reclaim()
    assert [job.id for job in queue.dead()] == ["j0"]
    assert [job.id for job in queue.lease("new", 9)] == ["j1", "j2"]


def test_asking_for_more_keeps_what_one_has(queue, clock):
    queue.lease("slow", 1)
    for _ in range(3):
        clock.forward(milliseconds=LEASE_MILLISECONDS - 1)
        queue.lease("slow", 0)
    assert [job.id for job in queue.lease("other", 9)] == ["j1", "j2"]


def test_a_killed_worker_loses_nothing_but_its_lease(queue, database, tmp_path, clock):
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path / "case.db"), clock.at.isoformat()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        finished, held = child.stdout.readline().split()
        os.kill(child.pid, signal.SIGKILL)
    assert [job.id for job in queue.lease("one", 9)] == ["j2"]
    clock.forward(milliseconds=LEASE_MILLISECONDS - 1)
    queue.extend("one")
    assert queue.lease("one", 9) == []
    clock.forward(milliseconds=1)
    (again,) = queue.lease("one", 9)
    assert (again.id, again.attempts) == (held, 2)
    assert finished == "j0"
    assert database.one("PRAGMA integrity_check")[0] == "ok"
