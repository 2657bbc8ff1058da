"""The records of a PowerPoint 97 to 2003 file: a tree, and a directory of where its parts are.

[MS-PPT] 2.3.1 (a record's head), 2.3.2 to 2.3.4 (the user edits and the directory of parts).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

HEAD: Final = struct.Struct("<HHI")
HOLDS_RECORDS: Final = 0x0F
"""Version of a record whose content is records."""

DOCUMENT, SLIDE, NOTES = 0x03E8, 0x03EE, 0x03F0
USER_EDIT, DIRECTORY = 0x0FF5, 0x1772
PLAIN_FILE, ENCRYPTED_FILE = 0xE391C05F, 0xF3D1C4DF
SIZE_WITH_ENCRYPTION: Final = 32

MOST_EDITS: Final = 10_000
DEEPEST: Final = 64

_CURRENT: Final = struct.Struct("<8xIII")
_EDIT: Final = struct.Struct("<8xIII")


class BadSlides(Exception):
    """The file contradicts its format in a way that leaves no text that could be trusted."""


class LockedSlides(Exception):
    """The file is encrypted."""


@dataclass(frozen=True)
class Record:
    """A record: its type, its instance, and where its content is in the stream."""

    kind: int
    instance: int
    whole: bool
    """Whether all of its content is there."""
    holds_records: bool
    content: memoryview

    def children(self) -> Iterator[Record]:
        """Yield the records inside it."""
        if self.holds_records:
            yield from records(self.content)

    def first(self, *path: int) -> Record | None:
        """Follow types down to the first such child of a child."""
        found: Record | None = self
        for kind in path:
            if found is None:
                return None
            found = next((one for one in found.children() if one.kind == kind), None)
        return found

    def every(self, kinds: frozenset[int], depth: int = 0) -> Iterator[Record]:
        """Yield all records of some types inside it, in order, and none inside those."""
        for one in self.children() if depth < DEEPEST else ():
            if one.kind in kinds:
                yield one
            else:
                yield from one.every(kinds, depth + 1)

    def number(self, at: int) -> int:
        """Give four bytes of its content as a number; 0 where they are not there."""
        return int.from_bytes(self.content[at : at + 4], "little")


def records(content: memoryview) -> Iterator[Record]:
    """Yield the records that stand one behind the other."""
    at = 0
    while at + HEAD.size <= len(content):
        found = record_at(content, at)
        yield found
        at += HEAD.size + max(len(found.content), 0)
        if not found.whole:
            return


def record_at(content: memoryview, at: int) -> Record:
    """Give the record that begins at a place. Raises `BadSlides` where there is none."""
    if not 0 <= at <= len(content) - HEAD.size:
        raise BadSlides("a part of it is not where the file says")
    flags, kind, length = HEAD.unpack_from(content, at)
    start = at + HEAD.size
    return Record(
        kind=kind,
        instance=flags >> 4,
        whole=start + length <= len(content),
        holds_records=flags & 0x0F == HOLDS_RECORDS,
        content=content[start : start + length],
    )


class Parts:
    """The parts of the newest state of the file, by their number."""

    def __init__(self, stream: bytes, current: bytes) -> None:
        """Follow the edits from the newest back. Raises `BadSlides`, `LockedSlides`."""
        self._stream = memoryview(stream)
        self._places: dict[int, int] = {}
        self.document_number = 0
        if len(current) < HEAD.size + _CURRENT.size:
            raise BadSlides("it does not say which state of it is the newest")
        _, token, offset = _CURRENT.unpack_from(current)
        if token == ENCRYPTED_FILE:
            raise LockedSlides
        seen: set[int] = set()
        while offset and offset not in seen and len(seen) < MOST_EDITS:
            seen.add(offset)
            offset = self._edit(record_at(self._stream, offset))

    def numbers(self) -> list[int]:
        """List the numbers of all parts."""
        return sorted(self._places)

    def part(self, number: int) -> Record:
        """Give a part. Raises `BadSlides`."""
        if number not in self._places:
            raise BadSlides(f"part {number} is not listed")
        return record_at(self._stream, self._places[number])

    def _edit(self, edit: Record) -> int:
        """Take in one state; say where the one before it stands."""
        if edit.kind != USER_EDIT or len(edit.content) < _EDIT.size + 4:
            raise BadSlides("an edit is not where the file says")
        if len(edit.content) >= SIZE_WITH_ENCRYPTION:
            raise LockedSlides
        earlier, directory, document = _EDIT.unpack_from(edit.content)
        self.document_number = self.document_number or document
        self._take(record_at(self._stream, directory))
        return int(earlier)

    def _take(self, directory: Record) -> None:
        if directory.kind != DIRECTORY:
            raise BadSlides("the directory of its parts is not where the file says")
        at = 0
        while at + 4 <= len(directory.content):
            head = directory.number(at)
            first, count = head & 0xFFFFF, head >> 20
            for number in range(count):
                at += 4
                # The newest state comes first, and what it says holds.
                self._places.setdefault(first + number, directory.number(at))
            at += 4
