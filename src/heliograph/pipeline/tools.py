"""What the pipeline works with: handed in once, by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Protocol

from heliograph.codec import moment
from heliograph.config import Config
from heliograph.records import CustodyEntry
from heliograph.sandbox.pool import Read, Task
from heliograph.seams import Blobs, Finder, Queue, Segmenter, TextIndex
from heliograph.store.asked import Asked
from heliograph.store.custody import Custody
from heliograph.store.rows import Rows


class Progress(Protocol):
    """Is told how far a long job is; draws a bar, or nothing."""

    def __call__(self, step: str, done: int, total: int | None, now: str = "") -> None:
        """`done` of `total` (None: not known yet) in this step; `now` is what is at hand."""
        ...


class Reader(Protocol):
    """Reads blobs in confined children."""

    def read_all(self, tasks: Iterable[Task]) -> Iterator[Read]:
        """Yield what came of each task, in order of completion."""
        ...


class Keeping(Protocol):
    """Whatever has the records of a case: to look something up, nothing more is needed."""

    @property
    def rows(self) -> Rows:
        """The records."""
        ...


class Parts(Protocol):
    """What judging needs: it keeps nothing, so that another process can do it."""

    @property
    def folder(self) -> Path:
        """Where what is too much to hold may be put aside."""
        ...

    @property
    def segmenter(self) -> Segmenter:
        """Cuts pages into passages."""
        ...

    @property
    def finders(self) -> Sequence[Finder]:
        """Find claims and mentions, in the order in which they read."""
        ...


class Keep(Protocol):
    """Does to the records what entries of one event say; a second time changes nothing."""

    def __call__(self, entries: Sequence[CustodyEntry], tools: Tools) -> None:
        """Do it. Raises `CustodyBroken` where an entry's facts fall short."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """An open case and the parts that work on it."""

    folder: Path
    config: Config
    rows: Rows
    blobs: Blobs
    custody: Custody
    queue: Queue
    asked: Asked
    index: TextIndex
    segmenter: Segmenter
    finders: Sequence[Finder]
    clock: Callable[[], datetime]
    worker: str
    readers: Mapping[str, str] = field(default_factory=dict)
    """Media type → name and version of the extractor that reads it now."""
    keepers: Mapping[str, Keep]
    """Event → what keeps its entries; of others nothing is kept in the records."""

    def now(self) -> datetime:
        """Say the time as custody keeps it, so that what is made anew from it is the same."""
        return datetime.fromisoformat(moment(self.clock()))

    def keep_entries(self, entries: Sequence[CustodyEntry]) -> None:
        """Do to the records what entries say, those of one kind that follow each other at once."""
        for keep, some in groupby(entries, lambda one: self.keepers.get(one.event)):
            if keep is not None:
                keep(list(some), self)


def no_progress(step: str, done: int, total: int | None, now: str = "") -> None:
    """Show nothing."""
