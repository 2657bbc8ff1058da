"""How much memory a process and all that it started take, and how long processors worked for it."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

SAMPLE_SECONDS = 0.2


def family_of(pid: int) -> list[int]:
    """Name a process and its descendants; a child belongs to the thread that started it."""
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                waiting += map(int, children.read_text().split())
            except OSError:
                continue
    return found


def resident(pid: int) -> int:
    """Bytes of a process that stand in memory; what forks share is counted in each, by its part."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def processor_seconds(pid: int) -> float:
    """Seconds that all threads of a process have worked, to the nanosecond; ended ones left out."""
    worked = 0
    for one in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        # A thread may end between being listed and being read.
        with suppress(FileNotFoundError, ProcessLookupError):
            worked += int(one.read_text().split()[0])
    return worked / 1e9


class MemoryWatch:
    """Samples a process and its descendants for the length of a block."""

    def __init__(self, pid: int) -> None:
        """Watch `pid`."""
        self._pid = pid
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.peak = 0
        """Bytes, of all processes at one time."""
        self.peak_parent = 0
        """Bytes, of the process alone."""
        self.peak_child = 0
        """Bytes, of the largest descendant."""

    def __enter__(self) -> Self:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End."""
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(SAMPLE_SECONDS):
            sizes = [resident(one) for one in family_of(self._pid)]
            self.peak = max(self.peak, sum(sizes))
            self.peak_parent = max(self.peak_parent, sizes[0])
            self.peak_child = max([self.peak_child, *sizes[1:]])
