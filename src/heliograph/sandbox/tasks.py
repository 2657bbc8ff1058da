"""What goes into the pool and what comes out of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from heliograph.records import Note, Problem
from heliograph.seams import Kept, Limits, Sheet, TakenMember, Title

AT_WORK_S = 5.0
AT_WORK_PER_MB_S = 50.0
"""Processor time that a file of any size may take, and what each megabyte adds: of 154 real
documents the slowest for its size took a fiftieth of it."""

Value = Sheet | Title | Note | Problem | TakenMember

Take = Callable[[Iterable[bytes]], Kept]
"""Keeps a member's bytes as they come. Called in the pool's threads, several at a time. Where the
iterator raises, the member is not whole: let it through and keep nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One document to be read."""

    key: str
    """Whatever the caller knows it by."""
    open: Callable[[], BinaryIO]
    """Opens a real file, read-only: its descriptor is what the child is given."""
    size: int
    name: str
    """As it was called; only a hint between dialects of plain text."""
    limits: Limits
    """What is left to this document: its tree's limits less what its tree has used."""
    depth: int
    """Containers around it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What became of a task. Values in the order in which they were said."""

    task: Task
    media_type: str
    read_by: str
    """Name and version of the extractor; empty where none reads this."""
    confinement: int
    values: Sequence[Value]
    """A tuple, but where they are too much to be held: see `heliograph.sandbox.spool`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a child may keep us waiting for one document, over all its answers together."""

    base_s: float = 30.0
    per_mb_s: float = 1.0
    per_sheet_s: float = 0.0
    """Once a page has come, how long the next may keep us waiting at least."""

    def seconds(self, size: int) -> float:
        """Give the seconds for a document of `size` bytes."""
        return self.base_s + self.per_mb_s * size / 1_000_000

    def at_work(self, size: int) -> float | None:
        """Give the seconds of processor time for it, where a small file is to have fewer.

        The seconds above are for busy machines and slow disks. A file of a kilobyte that computes
        for five seconds does what its bytes do not account for: PDFium draws a form inside itself
        for ever, say. None where pages may take as long as they do.
        """
        if self.per_sheet_s:
            return None
        return min(self.seconds(size), AT_WORK_S + AT_WORK_PER_MB_S * size / 1_000_000)
