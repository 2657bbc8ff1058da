"""Reading children at work: documents go in lazily, what was read comes out as it is done."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from types import TracebackType
from typing import Self

from heliograph.errors import PluginError
from heliograph.sandbox.hearing import Hearing, MemberStopped
from heliograph.sandbox.reader import Reader
from heliograph.sandbox.stem import Stem, child_command
from heliograph.sandbox.tasks import Patience, Read, Take, Task, Value
from heliograph.seams import TakenMember

__all__ = [
    "MemberStopped",
    "Patience",
    "Read",
    "ReadingPool",
    "Take",
    "TakenMember",
    "Task",
    "Value",
    "child_command",
]

TASKS_EACH = 2
"""Tasks in flight for each child: the one it reads, and one so that it never waits for us."""

RECYCLE_AFTER = 200
"""Documents that one child may read: what one of them planted in it ends here."""


class ReadingPool:
    """Up to `workers` children, started when first needed, replaced when they die or tire.

    Use as a context manager: leaving it kills every child, whatever they are doing.
    """

    def __init__(  # noqa: PLR0913 - each is a setting of its own, all but one by name
        self,
        command: Sequence[str],
        *,
        workers: int,
        patience: Patience,
        take: Take,
        least: int = 1,
        most: int = 3,
        recycle_after: int = RECYCLE_AFTER,
        aside: Path | None = None,
    ) -> None:
        """Prepare; `command` starts a child, `least` is the lowest level of confinement to accept,
        `most` the highest to ask for.

        Members' bytes go to `take`, called from several threads at once. The pages of a document
        that are too many to be held go into a nameless file in the folder `aside`.
        """
        self._command = tuple(command)
        self._workers = workers
        self._patience = patience
        self._take = take
        self._least = least
        self._most = most
        self._recycle_after = recycle_after
        self._aside = aside
        # A child dies with the thread that started it; these threads live as long as the pool.
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="reading")
        self._lock = threading.Lock()
        self._stem: Stem | None = None
        self._alive: set[Reader] = set()
        self._idle: list[Reader] = []
        self._closed = False

    def __enter__(self) -> Self:
        """Begin; no child is started yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Kill every child and wait until all is gone."""
        with self._lock:
            self._closed = True
            alive = list(self._alive)
        for reader in alive:
            reader.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for reader in alive:
            reader.end()
        if self._stem is not None:
            self._stem.end()

    def read_all(self, tasks: Iterable[Task]) -> Iterator[Read]:
        """Read every task; yield each as it is done, in no order. Pulls tasks as room is made.

        What goes wrong with a document is in its `Read`. Raises what `Task.open` and `take` raise,
        `NotConfined`, and `PluginError` where the child cannot be started.
        """
        coming = iter(tasks)
        flying: set[Future[Read]] = set()
        try:
            while True:
                for task in coming:
                    flying.add(self._threads.submit(self._read, task))
                    if len(flying) >= TASKS_EACH * self._workers:
                        break
                if not flying:
                    return
                done, flying = wait(flying, return_when=FIRST_COMPLETED)
                while done:
                    yield done.pop().result()
        finally:
            for future in flying:
                future.cancel()

    def _read(self, task: Task) -> Read:
        """Read in a child, and once more in a fresh one if the first died before it had the file.

        A second death is taken as the document's, so that nothing ever loops.
        """
        read, taken = self._read_once(task, self._reader())
        if taken:
            return read
        return self._read_once(task, self._started())[0]

    def _read_once(self, task: Task, reader: Reader) -> tuple[Read, bool]:
        hearing = Hearing(reader, task, patience=self._patience, take=self._take, aside=self._aside)
        try:
            read = hearing.hear()
        finally:
            self._put_back(reader, fit=hearing.fit)
        return read, hearing.taken

    def _reader(self) -> Reader:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return self._started()

    def _started(self) -> Reader:
        try:
            reader = self._forked()
        except PluginError:
            # A stem that the system killed is worth a second one; no more, so that nothing loops.
            with self._lock:
                stem, self._stem = self._stem, None
            if stem is not None:
                stem.end()
            reader = self._forked()
        try:
            reader.begin(self._least)
        except BaseException:
            self._put_back(reader, fit=False)
            raise
        return reader

    def _forked(self) -> Reader:
        with self._lock:
            if self._closed:
                raise ChildProcessError("the pool is closed")
            if self._stem is None:
                self._stem = Stem(self._command, most=self._most)
            reader = Reader(self._stem)
            self._alive.add(reader)
            return reader

    def _put_back(self, reader: Reader, *, fit: bool) -> None:
        if fit and reader.tasks < self._recycle_after:
            with self._lock:
                self._idle.append(reader)
            return
        reader.end()
        with self._lock:
            self._alive.discard(reader)
