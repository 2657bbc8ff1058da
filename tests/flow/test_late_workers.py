"""A worker that was thought dead keeps what it read, and does not finish what another holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from heliograph.app import Heliograph
from heliograph.pipeline.steps.reading import read_waiting
from heliograph.pipeline.tools import Reader
from heliograph.records import Digest, Job
from heliograph.sandbox.pool import Read, Task
from heliograph.seams import Queue
from heliograph.store.queue import LEASE_MILLISECONDS


@dataclass
class Slow:
    """A reader whose worker sleeps longer than its lease, so that another takes its jobs."""

    reader: Reader
    queue: Queue
    late: Callable[[], None]
    held: list[Job]

    def read_all(self, tasks: Iterable[Task]) -> Iterator[Read]:
        """Read them all; then the others come."""
        reads = list(self.reader.read_all(tasks))
        self.late()
        self.held += self.queue.lease("other", 9)
        yield from reads


def test_a_late_worker_keeps_what_it_read_and_leaves_the_job_to_who_holds_it(
    tmp_path: Path, clock
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("The system raises an alarm.", encoding="utf-8")
    with Heliograph.create(tmp_path / "case", clock=clock) as opened:
        opened.add(tmp_path / "in")
        tools = opened.tools()
        with opened._pool(tools) as children:
            slow = Slow(
                children, tools.queue, lambda: clock.forward(milliseconds=LEASE_MILLISECONDS), []
            )
            assert read_waiting(tools, slow) == 1
        (job,) = slow.held
        assert job.attempts == 2
        assert opened.rows.reading(Digest(job.about)) is not None
        assert tools.queue.waiting() == 1
        tools.queue.finish([job])
        assert tools.queue.waiting() == 0


def test_a_worker_in_time_finishes_its_jobs(tmp_path: Path, clock) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("The system raises an alarm.", encoding="utf-8")
    with Heliograph.create(tmp_path / "case", clock=clock) as opened:
        opened.add(tmp_path / "in")
        opened.run()
        assert opened.queue.waiting() == 0
        assert opened.run().read == 0
