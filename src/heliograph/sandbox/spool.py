"""What one document gives that is too much to hold: the first in memory, the rest in a file.

The file has no name and goes with the process: what a killed run had of a document is read again.
"""

from __future__ import annotations

import os
import tempfile
import weakref
from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Generic, TypeVar, overload

HELD_WEIGHT = 1_000_000
"""Bytes, as `append` is told them, that are held in memory: most documents never need the file."""

T = TypeVar("T")


class Spool(Sequence[T], Generic[T]):
    """Things in the order in which they came, to be gone through any number of times.

    One thread at a time: it is filled by one and may be read by another. Things from the file are
    made anew each time they are asked for, equal and not the same.
    """

    def __init__(
        self,
        pack: Callable[[T], bytes],
        unpack: Callable[[bytearray], T],
        folder: Path | None,
        *,
        held: int = HELD_WEIGHT,
    ) -> None:
        """Begin empty; `folder` is where the file may be, None where all is to be held."""
        self._pack = pack
        self._unpack = unpack
        self._folder = folder
        self._room = held
        self._first: list[T] = []
        self._file: int | None = None
        self._starts = array("Q", [0])

    def append(self, thing: T, weight: int) -> None:
        """Add one at the end. Raises `OSError` where the disk is full."""
        self._room -= weight
        if self._folder is None or (self._file is None and self._room >= 0):
            self._first.append(thing)
            return
        if self._file is None:
            self._file = _nameless(self._folder)
            weakref.finalize(self, os.close, self._file)
        packed = self._pack(thing)
        written = 0
        while written < len(packed):
            at = self._starts[-1] + written
            written += os.pwrite(self._file, memoryview(packed)[written:], at)
        self._starts.append(self._starts[-1] + len(packed))

    def settled(self) -> Sequence[T]:
        """Give what came as a tuple where all of it is held; else this, to be read and no more."""
        return tuple(self._first) if self._file is None else self

    def __len__(self) -> int:
        """Count them."""
        return len(self._first) + len(self._starts) - 1

    def __iter__(self) -> Iterator[T]:
        """Go through them; of those in the file one is held at a time."""
        return chain(self._first, map(self._from_file, range(len(self._starts) - 1)))

    @overload
    def __getitem__(self, at: int) -> T: ...

    @overload
    def __getitem__(self, at: slice) -> list[T]: ...

    def __getitem__(self, at: int | slice) -> T | list[T]:
        """Give one, or some."""
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        place = range(len(self))[at]
        if place < len(self._first):
            return self._first[place]
        return self._from_file(place - len(self._first))

    def _from_file(self, number: int) -> T:
        if self._file is None:
            raise IndexError(number)
        start, end = self._starts[number], self._starts[number + 1]
        packed = bytearray()
        while start + len(packed) < end:
            more = os.pread(self._file, end - start - len(packed), start + len(packed))
            if not more:
                raise OSError("what was put aside is gone")
            packed += more
        return self._unpack(packed)


def _nameless(folder: Path) -> int:
    """Open a file that no name leads to, as far as the file system has such."""
    with tempfile.TemporaryFile(dir=folder, prefix=".aside-") as file:
        return os.dup(file.fileno())
