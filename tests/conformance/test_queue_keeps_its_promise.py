"""What every `seams.Queue` must do; add an implementation to `QUEUES` to run it through."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from heliograph.records import Job, JobId
from heliograph.seams import Queue
from heliograph.store.database import open_database
from heliograph.store.queue import LEASE_MILLISECONDS, LeaseQueue


@dataclass
class UnderTest:
    """A queue, its lease, and the transaction its caller can put around it."""

    queue: Queue
    lease_milliseconds: int
    all_or_nothing: Callable[[], AbstractContextManager[None]]


@contextmanager
def lease_queue(folder: Path, clock) -> Iterator[UnderTest]:
    database = open_database(folder / "case.db", create=True)
    yield UnderTest(LeaseQueue(database, clock), LEASE_MILLISECONDS, database.all_or_nothing)
    database.close()


QUEUES = [lease_queue]


@pytest.fixture(params=QUEUES, ids=lambda make: make.__name__)
def tested(request, tmp_path, clock):
    with request.param(tmp_path, clock) as made:
        yield made


@pytest.fixture
def queue(tested):
    return tested.queue


def jobs(*ids: str) -> list[Job]:
    return [Job(id=JobId(one), kind="read", about=f"about {one}") for one in ids]


def ids(some: list[Job]) -> list[str]:
    return [one.id for one in some]


def test_jobs_come_oldest_first_whole_and_counted(queue):
    queue.put(jobs("b", "a", "c"))
    (first,) = queue.lease("one", 1)
    assert first == Job(id=JobId("b"), kind="read", about="about b", attempts=1)
    assert ids(queue.lease("one", 9)) == ["a", "c"]
    assert queue.lease("one", 9) == []


def test_putting_again_changes_nothing(queue):
    queue.put(jobs("a", "b"))
    queue.finish(queue.lease("one", 1))
    queue.put(jobs("a", "b", "a"))
    assert queue.waiting() == 1
    assert ids(queue.lease("one", 9)) == ["b"]


def test_nobody_is_given_what_another_holds(queue):
    queue.put(jobs("a", "b"))
    assert ids(queue.lease("one", 1)) == ["a"]
    assert ids(queue.lease("two", 9)) == ["b"]


def test_a_lease_that_ran_out_is_given_to_another(queue, tested, clock):
    queue.put(jobs("a"))
    queue.lease("one", 1)
    clock.forward(milliseconds=tested.lease_milliseconds - 1)
    assert queue.lease("two", 1) == []
    clock.forward(milliseconds=1)
    (again,) = queue.lease("two", 1)
    assert (again.id, again.attempts) == ("a", 2)


def test_who_says_it_lives_keeps_its_leases(queue, tested, clock):
    queue.put(jobs("a"))
    queue.lease("one", 1)
    for _ in range(3):
        clock.forward(milliseconds=tested.lease_milliseconds - 1)
        queue.extend("one")
        queue.extend("somebody else")
    assert queue.lease("two", 1) == []


def test_what_is_given_back_does_not_count(queue):
    queue.put(jobs("a", "b"))
    queue.lease("one", 1)
    queue.lease("two", 1)
    queue.release("one")
    assert [(job.id, job.attempts) for job in queue.lease("three", 9)] == [("a", 1)]


def test_waiting_counts_what_is_not_done(queue):
    assert queue.waiting() == 0
    queue.put(jobs("a", "b", "c"))
    held = queue.lease("one", 2)
    assert queue.waiting() == 3
    queue.finish(held)
    assert queue.waiting() == 1
    queue.finish(held)
    assert queue.waiting() == 1


def _finish_and_fail(tested, held):
    with tested.all_or_nothing():
        tested.queue.finish(held)
        raise RuntimeError


def test_a_job_is_done_only_if_its_callers_transaction_is(queue, tested):
    queue.put(jobs("a"))
    held = queue.lease("one", 1)
    with pytest.raises(RuntimeError):
        _finish_and_fail(tested, held)
    assert queue.waiting() == 1
    with tested.all_or_nothing():
        queue.finish(held)
    assert queue.waiting() == 0
