"""What a zip file holds, as its directory lists it and as its bytes themselves tell.

The standard library's reader refuses a whole archive for one bad name, guesses at the encoding of
names, and sees nothing in an archive that was cut short; ours keeps the bytes of names, reads
each entry on its own, and finds entries without a directory too. Layout: APPNOTE.TXT 6.3.10.
"""

from __future__ import annotations

import io
import stat
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

LOCAL, CENTRAL, DESCRIPTOR = b"PK\x03\x04", b"PK\x01\x02", b"PK\x07\x08"
END, END_64, LOCATOR_64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_LOCATOR_64 = struct.Struct("<4sIQI")
_END_64 = struct.Struct("<4sQ2H2I4Q")
_UNICODE = struct.Struct("<BI")

ENCRYPTED, SIZES_LATER, UTF_8 = 0x0001, 0x0008, 0x0800
"""Bits of an entry's flags: needs a password; sizes follow the data; the name is in UTF-8."""

MOST_COMMENT = 65_535
IN_EXTRA_16, IN_EXTRA_32 = 0xFFFF, 0xFFFFFFFF
"""What stands in a field whose true value is in the zip64 extra field."""

ZIP64, UNICODE_PATH = 0x0001, 0x7075
"""Kinds of extra fields."""

UNIX = (3, 19)
"""Systems (Unix, macOS) whose entries carry a file mode."""

NEWEST = 63
"""Version 6.3 of the format: a header that asks for a later one is not a header."""

STEP = 1 << 20

FURTHEST = 1 << 40
"""No file is that long: a place beyond is a lie, and no system lets one seek to every lie."""


class BadDirectory(Exception):
    """The archive has no directory that can be followed."""


@dataclass(frozen=True)
class Entry:
    """One entry, whatever its name may be worth."""

    raw_name: bytes
    unicode_name: str | None
    flags: int
    method: int
    offset: int
    """Of its local header in the file."""
    crc: int | None = None
    packed_size: int | None = None
    """None where only its data tells where it ends."""
    size: int | None = None
    mode: int = 0
    """Unix file mode, 0 if the entry has none."""

    @property
    def encrypted(self) -> bool:
        """Tell whether a password is needed."""
        return bool(self.flags & ENCRYPTED)

    @property
    def is_link(self) -> bool:
        """Tell whether it is a symbolic link: its content is where it leads."""
        return stat.S_ISLNK(self.mode)

    @property
    def is_folder(self) -> bool:
        """Tell whether it only names a folder."""
        return self.raw_name.endswith((b"/", b"\\")) and not self.size


@dataclass(frozen=True)
class Directory:
    """Where the central directory lies, and how many entries it says it has."""

    start: int
    end: int
    count: int
    shift: int
    """Bytes that stand before the archive proper, as in a program that unpacks itself."""
    comment: bytes


def find_directory(file: BinaryIO) -> Directory:
    """Find the central directory from the end of the file. Raises `BadDirectory`."""
    size = file.seek(0, io.SEEK_END)
    start = max(0, size - MOST_COMMENT - _END.size)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(END)
    while at >= 0:
        if len(tail) - at >= _END.size:
            directory = _directory(file, start + at, tail[at:])
            if directory:
                return directory
        at = tail.rfind(END, 0, at)
    raise BadDirectory("no end of a central directory")


def _directory(file: BinaryIO, at: int, tail: bytes) -> Directory | None:
    """Follow one end record to its directory, if one is there."""
    *_, count, length, offset, comment_length = _END.unpack_from(tail)
    comment = tail[_END.size : _END.size + comment_length]
    if count == IN_EXTRA_16 or IN_EXTRA_32 in (length, offset):
        found = _end_64(file, at)
        if found:
            count, length, offset, at = found
    for start in (at - length, offset):
        if start >= 0 and (not count or _at(file, start, 4) == CENTRAL):
            return Directory(start, at, count, start - offset, comment)
    return None


def _end_64(file: BinaryIO, at: int) -> tuple[int, int, int, int] | None:
    """Follow the zip64 locator before an end record: entries, bytes, offset, where it stands."""
    locator = _at(file, at - _LOCATOR_64.size, _LOCATOR_64.size)
    if len(locator) < _LOCATOR_64.size or not locator.startswith(LOCATOR_64):
        return None
    place = _LOCATOR_64.unpack(locator)[2]
    record = _at(file, place, _END_64.size)
    if len(record) < _END_64.size or not record.startswith(END_64):
        return None
    *_, count, length, offset = _END_64.unpack(record)
    return count, length, offset, place


def listed(file: BinaryIO, directory: Directory) -> Iterator[Entry]:
    """Yield what the central directory lists, until it ends or breaks."""
    at = directory.start
    while at < directory.end:
        head = _at(file, at, _CENTRAL.size)
        if len(head) < _CENTRAL.size or not head.startswith(CENTRAL):
            return
        fields = _CENTRAL.unpack(head)
        system, flags, method = fields[1] >> 8, fields[3], fields[4]
        lengths = fields[10:13]
        tail = _at(file, at + _CENTRAL.size, sum(lengths))
        raw_name = tail[: lengths[0]]
        extra = dict(_extra_fields(tail[lengths[0] : lengths[0] + lengths[1]]))
        size, packed_size, offset = _true_sizes(
            (fields[9], fields[8], fields[16]), extra.get(ZIP64, b"")
        )
        yield Entry(
            raw_name=raw_name,
            unicode_name=_unicode_name(raw_name, extra),
            flags=flags,
            method=method,
            offset=offset + directory.shift,
            crc=fields[7],
            packed_size=packed_size,
            size=size,
            mode=fields[15] >> 16 if system in UNIX else 0,
        )
        at += _CENTRAL.size + sum(lengths)


def scanned(file: BinaryIO, start: int, end: int) -> Iterator[Entry]:
    """Yield the entries whose local headers stand between two places, found by their mark."""
    at = start
    while True:
        at = seek_mark(file, (LOCAL,), at, end)
        if at < 0:
            return
        found = local_header(file, at)
        if found is None:
            at += len(LOCAL)
            continue
        entry, data = found
        yield entry
        at = max(at + len(LOCAL), data + (entry.packed_size or 0))


def local_header(file: BinaryIO, at: int) -> tuple[Entry, int] | None:
    """Read the header before an entry's data: the entry as it says, and where its data begins."""
    head = _at(file, at, _LOCAL.size)
    if len(head) < _LOCAL.size or not head.startswith(LOCAL):
        return None
    _, version, flags, method, _, _, crc, packed, size, name_length, extra_length = _LOCAL.unpack(
        head
    )
    if version & 0xFF > NEWEST:
        return None
    tail = _at(file, at + _LOCAL.size, name_length + extra_length)
    raw_name = tail[:name_length]
    extra = dict(_extra_fields(tail[name_length:]))
    size, packed, _ = _true_sizes((size, packed, 0), extra.get(ZIP64, b""))
    later = bool(flags & SIZES_LATER) and not packed
    entry = Entry(
        raw_name=raw_name,
        unicode_name=_unicode_name(raw_name, extra),
        flags=flags,
        method=method,
        offset=at,
        crc=None if later else crc,
        packed_size=None if later else packed,
        size=None if later else size,
    )
    return entry, at + _LOCAL.size + name_length + extra_length


def seek_mark(file: BinaryIO, marks: Sequence[bytes], start: int, end: int) -> int:
    """Find the first of some marks (four bytes each) in a stretch of the file; -1 if none."""
    overlap = 3
    while start < end:
        piece = _at(file, start, min(STEP, end - start))
        places = [place for mark in marks if (place := piece.find(mark)) >= 0]
        if places:
            return start + min(places)
        if len(piece) <= overlap:
            return -1
        start += len(piece) - overlap
    return -1


def gaps(
    file: BinaryIO, entries: Sequence[Entry], directory: Directory
) -> Iterator[tuple[int, int]]:
    """Yield the stretches before the directory that no listed entry covers."""
    at = 0
    for start, end in sorted(_span(file, entry) for entry in entries):
        if start > at:
            yield at, start
        at = max(at, end)
    if at < directory.start:
        yield at, directory.start


def _span(file: BinaryIO, entry: Entry) -> tuple[int, int]:
    found = local_header(file, entry.offset)
    start = found[1] if found else entry.offset + _LOCAL.size
    return entry.offset, start + (entry.packed_size or 0)


def _at(file: BinaryIO, place: int, size: int) -> bytes:
    if not 0 <= place < FURTHEST:
        return b""
    file.seek(place)
    return file.read(size)


def _extra_fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        yield kind, extra[at + 4 : at + 4 + length]
        at += 4 + length


def _true_sizes(written: tuple[int, int, int], zip64: bytes) -> tuple[int, int, int]:
    """Put the zip64 values where the fields (size, packed size, offset) say to look there."""
    true = []
    at = 0
    for value in written:
        if value == IN_EXTRA_32 and at + 8 <= len(zip64):
            true.append(struct.unpack_from("<Q", zip64, at)[0])
            at += 8
        else:
            true.append(value)
    return true[0], true[1], true[2]


def _unicode_name(raw_name: bytes, extra: dict[int, bytes]) -> str | None:
    """Give the name in UTF-8 that some packers put beside the old one, if it belongs to it."""
    field = extra.get(UNICODE_PATH, b"")
    if len(field) <= _UNICODE.size or _UNICODE.unpack_from(field)[1] != zlib.crc32(raw_name):
        return None
    try:
        return field[_UNICODE.size :].decode("utf-8")
    except UnicodeDecodeError:
        return None
