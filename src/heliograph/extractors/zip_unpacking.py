"""Unpacks the data of one zip entry, piece by piece, and says where it breaks."""

from __future__ import annotations

import bz2
import io
import lzma
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from heliograph.extractors.zip_entries import (
    CENTRAL,
    DESCRIPTOR,
    LOCAL,
    Entry,
    local_header,
    seek_mark,
)

STORED, DEFLATED, BZIP2, LZMA, XZ = 0, 8, 12, 14, 95
METHODS = frozenset({STORED, DEFLATED, BZIP2, LZMA, XZ})
"""Ways of packing that can be undone here."""

STEP = 1 << 16
"""Packed bytes read, and unpacked bytes handed on, at a time."""

MOST_DICTIONARY = 1 << 28
"""Bytes of memory an LZMA entry may ask for before its first byte is seen."""


class BadMember(Exception):
    """An entry's data cannot be had as it was."""


class _Unpacker(Protocol):
    @property
    def eof(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


def unpacked(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    """Yield what an entry holds. Raises `BadMember`, after whatever came out before the break.

    Sizes are taken from what comes out, never from what the headers say.
    """
    found = local_header(file, entry.offset)
    if found is None:
        raise BadMember("its header is not where the directory says")
    data = _stretch(file, entry, found[1])
    crc = 0
    try:
        for piece in _pieces(data, entry):
            crc = zlib.crc32(piece, crc)
            yield piece
    except (zlib.error, lzma.LZMAError, OSError, EOFError, struct.error) as error:
        raise BadMember(str(error)) from error
    if entry.crc is not None and crc != entry.crc:
        raise BadMember("its checksum is not that of its content")


@dataclass
class _Stretch:
    """A part of a file, read in order, whoever else reads the file in between."""

    file: BinaryIO
    at: int
    end: int
    cut: bool
    """Whether the file ends before the part should."""

    def read(self, size: int = STEP) -> bytes:
        self.file.seek(self.at)
        piece = self.file.read(min(size, self.end - self.at))
        self.at += len(piece)
        return piece


def _stretch(file: BinaryIO, entry: Entry, start: int) -> _Stretch:
    """Tell where the packed data begins, and where it ends at the latest."""
    size = file.seek(0, io.SEEK_END)
    if entry.packed_size is not None:
        end = start + entry.packed_size
        return _Stretch(file, start, min(end, size), cut=end > size)
    if entry.method != STORED:
        return _Stretch(file, start, size, cut=False)
    mark = seek_mark(file, (DESCRIPTOR, LOCAL, CENTRAL), start, size)
    return _Stretch(file, start, size if mark < 0 else mark, cut=mark < 0)


def _pieces(data: _Stretch, entry: Entry) -> Iterator[bytes]:
    if entry.method == STORED:
        while piece := data.read():
            yield piece
        if data.cut:
            raise EOFError("it is cut short")
        return
    unpacker = _unpacker(data, entry.method)
    while not unpacker.eof:
        packed = _input(unpacker, data)
        piece = unpacker.decompress(packed, STEP)
        if piece:
            yield piece
        elif not packed and data.at >= data.end:
            raise EOFError("it is cut short")


def _input(unpacker: _Unpacker, data: _Stretch) -> bytes:
    """Give what the unpacker has not yet taken, or else the next packed bytes if it wants any."""
    left: bytes = getattr(unpacker, "unconsumed_tail", b"")
    if left or not getattr(unpacker, "needs_input", True):
        return left
    return data.read()


def _unpacker(data: _Stretch, method: int) -> _Unpacker:
    if method == DEFLATED:
        return zlib.decompressobj(-zlib.MAX_WBITS)
    if method == BZIP2:
        return bz2.BZ2Decompressor()
    if method == XZ:
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MOST_DICTIONARY)
    if method == LZMA:
        return _lzma(data)
    raise BadMember(f"packed in a way that cannot be undone here ({method})")


def _lzma(data: _Stretch) -> lzma.LZMADecompressor:
    """Set up for method 14: two bytes of version, two of length, then LZMA's own five."""
    _, length = struct.unpack("<2H", data.read(4))
    settings, dictionary = struct.unpack("<BI", data.read(length)[:5])
    if dictionary > MOST_DICTIONARY:
        raise BadMember("it asks for too much memory")
    rest, literal_context = divmod(settings, 9)
    position, literal_position = divmod(rest, 5)
    chain = {
        "id": lzma.FILTER_LZMA1,
        "dict_size": dictionary,
        "lc": literal_context,
        "lp": literal_position,
        "pb": position,
    }
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[chain])
