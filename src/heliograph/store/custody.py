"""The chain of custody: one line of canonical JSON for each thing done, each naming the one before.

It shows that nothing inside was changed, taken out or put in. It cannot show that its end was cut
off, or that all of it was written anew: for that, keep a head digest outside the case.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from io import FileIO
from pathlib import Path
from typing import BinaryIO

import msgspec

from heliograph.codec import canonical, digest_of, id_of, moment
from heliograph.durable import add_line, settle
from heliograph.errors import CustodyBroken
from heliograph.proof.clock import ClockQuality, clock_quality
from heliograph.records import CustodyEntry, Digest, Event
from heliograph.store.facts import Facts

GENESIS = digest_of(b"")
"""What the first entry names as the one before it."""

TORN_SUFFIX = ".torn"
TAIL_BYTES = 65_536

_ENTRY = msgspec.json.Decoder(CustodyEntry)


class Custody:
    """The chain of one case. Reading changes nothing; only `append` mends a torn end."""

    def __init__(
        self,
        path: Path,
        clock: Callable[[], datetime],
        actor: str,
        quality: Callable[[], ClockQuality] = clock_quality,
    ) -> None:
        """Name the file, the clock that dates entries and what vouches for it, and who acts."""
        self._path = path
        self._clock = clock
        self._quality = quality
        self._actor = actor
        self._end = End(GENESIS, 0, 0)

    @property
    def head(self) -> Digest:
        """Digest of the last whole entry."""
        return self._look().head

    @property
    def case(self) -> str:
        """What tells this case from all others, wherever it is copied: an id of its first entry."""
        first = next(self.lines(), None)
        if first is None:
            raise CustodyBroken(entry=0, detail="there is no first entry")
        return id_of("case", digest_of(first))

    @property
    def count(self) -> int:
        """How many whole entries there are."""
        return self._look().count

    @property
    def torn(self) -> int:
        """Bytes after the last whole entry, which a killed write left."""
        return _size(self._path) - self._look().offset

    def append(self, events: Iterable[tuple[Event, Facts]]) -> list[CustodyEntry]:
        """Add entries: one write and one fsync, after which they are durable; give them as made.

        An end that a killed write left torn is put aside in `custody.torn` first, and an entry
        `recovered` says so.
        """
        events = list(events)
        if not events:
            return []
        with _held(self._path) as file:
            end = self._look()
            torn = _rest(file, end.offset)
            if torn:
                add_line(self._path.with_name(self._path.stem + TORN_SUFFIX), torn)
                facts: Facts = {"bytes": len(torn), "digest": digest_of(torn)}
                events.insert(0, ("recovered", facts))
            entries, self._end = self._written(file, events, end)
        return entries

    def last(self) -> CustodyEntry | None:
        """Read the last whole entry alone; what is before it is not checked."""
        line, _ = _last_line(self._path)
        return _entry(line, self.count - 1) if line else None

    def entries(self, from_sequence: int = 0) -> Iterator[CustodyEntry]:
        """Go through the entries from one on; those before it are checked, too.

        Raises `CustodyBroken` at the first entry that does not follow from the one before, and
        where the chain ends before `from_sequence`.
        """
        count = 0
        if self._path.exists():
            with self._path.open("rb") as file:
                for entry in verified(whole_lines(file)):
                    count += 1
                    if entry.sequence >= from_sequence:
                        yield entry
        if count < from_sequence:
            raise CustodyBroken(
                entry=count, detail=f"the chain ends here, though {from_sequence} entries were made"
            )

    @property
    def end(self) -> End:
        """Where the whole entries end now, to go on from later."""
        return self._look()

    def entries_behind(self, place: End) -> Iterator[CustodyEntry]:
        """Go through the entries behind a place; of those before it only the last is read.

        Raises `CustodyBroken` where the chain does not go on from there.
        """
        line, stop = _last_line(self._path, place.offset)
        if stop != place.offset or digest_of(line) != place.head:
            raise CustodyBroken(entry=place.count - 1, detail="it is not the entry that was there")
        with self._path.open("rb") as file:
            file.seek(place.offset)
            yield from verified(whole_lines(file), place.head, place.count)

    def lines(self) -> Iterator[bytes]:
        """Go through the whole entries as they stand, without their newline, unchecked."""
        if self._path.exists():
            with self._path.open("rb") as file:
                yield from whole_lines(file)

    def _look(self) -> End:
        """Find the end, unless it is where this object last put it."""
        if _size(self._path) != self._end.offset:
            self._end = _end_of(self._path)
        return self._end

    def _written(
        self, file: FileIO, events: list[tuple[Event, Facts]], end: End
    ) -> tuple[list[CustodyEntry], End]:
        at, head, count = moment(self._clock()), end.head, end.count
        quality = self._quality()
        lines, entries = [], []
        for event, facts in events:
            entry = CustodyEntry(
                sequence=count,
                previous=head,
                at=at,
                clock=quality.state,
                clock_error_ms=quality.error_ms,
                actor=self._actor,
                event=event,
                facts=facts,
            )
            line = canonical(entry)
            lines.append(line + b"\n")
            entries.append(entry)
            head, count = digest_of(line), count + 1
        content = b"".join(lines)
        _write(file, content, end.offset)
        if end.count == 0:
            settle(self._path.parent)
        return entries, End(head, count, end.offset + len(content))


class End(msgspec.Struct, frozen=True):
    """Where the whole entries end."""

    head: Digest
    count: int
    offset: int


def whole_lines(file: BinaryIO) -> Iterator[bytes]:
    """Go through the lines, without their newline; a last one that has none is no line yet."""
    for line in file:
        if line.endswith(b"\n"):
            yield line[:-1]


def verified(
    lines: Iterable[bytes], previous: Digest = GENESIS, first: int = 0
) -> Iterator[CustodyEntry]:
    """Go through entries as long as each follows from the one before. Raises `CustodyBroken`.

    The first of them is number `first`, behind the one whose digest is `previous`.
    """
    for at, line in enumerate(lines, start=first):
        entry = _entry(line, at)
        if entry.sequence != at:
            raise CustodyBroken(entry=at, detail=f"it calls itself entry {entry.sequence}")
        if entry.previous != previous:
            raise CustodyBroken(
                entry=at, detail="it does not name the entry before it, which was changed or moved"
            )
        previous = digest_of(line)
        yield entry


def _entry(line: bytes, at: int) -> CustodyEntry:
    try:
        return _ENTRY.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise CustodyBroken(entry=at, detail=f"it is not an entry ({wrong})") from wrong


def _end_of(path: Path) -> End:
    """Find where the whole lines end."""
    line, stop = _last_line(path)
    if not stop:
        return End(GENESIS, 0, 0)
    return End(digest_of(line), _sequence(line) + 1, stop)


def _last_line(path: Path, before: int | None = None) -> tuple[bytes, int]:
    """Read the last whole line, backwards from the end or from a place; say where it ends."""
    size, take = _size(path), TAIL_BYTES
    size = size if before is None else min(size, before)
    if size == 0:
        return b"", 0
    with path.open("rb") as file:
        while True:
            start = max(0, size - take)
            file.seek(start)
            tail = file.read(size - start)
            stop = tail.rfind(b"\n")
            above = tail.rfind(b"\n", 0, max(stop, 0))
            if start == 0 or (stop >= 0 and above >= 0):
                break
            take *= 2
    return (tail[above + 1 : stop], start + stop + 1) if stop >= 0 else (b"", 0)


def _sequence(line: bytes) -> int:
    try:
        return _ENTRY.decode(line).sequence
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise CustodyBroken(entry="at the end", detail=f"it is not one ({wrong})") from wrong


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


@contextmanager
def _held(path: Path) -> Iterator[FileIO]:
    """Open for writing, alone: two that append at once would name the same entry before theirs."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    with FileIO(handle, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _rest(file: FileIO, offset: int) -> bytes:
    file.seek(offset)
    return file.readall()


def _write(file: FileIO, content: bytes, offset: int) -> None:
    """Write at the end of the whole entries, over a torn rest, which has no newline in it.

    Killed in between, what stands there is a torn rest again: nothing is ever half cut away.
    """
    file.seek(offset)
    left = memoryview(content)
    while left:
        left = left[file.write(left) :]
    file.truncate()
    os.fsync(file.fileno())
