"""The bytes of a web archive, record by record, and what HTTP wrapped a page in.

Not `fastwarc`, which ends a file at its first bad record: crawls are cut off and copied badly, and
what stands behind the break must be read as well. The layout is that of WARC 1.1 (ISO 28500).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Final

from heliograph.extractors.breakable import BadMember
from heliograph.extractors.packed_streams import STEP, BadStream, one_stream

LONGEST_LINE: Final = 1 << 16
_GZIP: Final = b"\x1f\x8b\x08"
_MOST_BREAKS: Final = 1_000
"""Breaks after which a packed archive is given up: each costs a search for where to go on."""


class Break:
    """Stands among pieces of bytes where some are lost, and says why."""

    def __init__(self, why: str) -> None:
        """Keep the reason."""
        self.why = why


class Stream:
    """Pieces of bytes, read by line or by size."""

    def __init__(self, pieces: Iterable[bytes | Break]) -> None:
        """Begin before the first piece."""
        self._pieces = iter(pieces)
        self._held = b""

    def line(self, most: int = LONGEST_LINE) -> bytes:
        """Read to the end of a line, break included, or `most` bytes of it; nothing at the end.

        Raises `BadMember` where bytes are lost: the next call goes on behind.
        """
        searched = 0
        while (at := self._held.find(b"\n", searched)) < 0 and len(self._held) < most:
            searched = len(self._held)
            piece = self._next()
            if not piece:
                break
            self._held += piece
        end = at + 1 if 0 <= at < most else min(len(self._held), most)
        line, self._held = self._held[:end], self._held[end:]
        return line

    def read(self, most: int = STEP) -> bytes:
        """Read up to `most` bytes, and nothing at the end. Raises `BadMember` as `line` does."""
        if not self._held:
            self._held = self._next()
        piece, self._held = self._held[:most], self._held[most:]
        return piece

    def pieces(self) -> Iterator[bytes]:
        """Yield all that is left."""
        while piece := self.read():
            yield piece

    def put_back(self, piece: bytes) -> None:
        """Have this read again."""
        self._held = piece + self._held

    def _next(self) -> bytes:
        piece = next(self._pieces, b"")
        if isinstance(piece, Break):
            self._held = b""
            raise BadMember(piece.why)
        return piece


def archive_bytes(file: BinaryIO) -> Iterator[bytes | Break]:
    """Yield a web archive's bytes, unpacked if it is packed, going on behind every break."""
    if file.read(len(_GZIP)) == _GZIP:
        yield from _gunzipped(file)
        return
    file.seek(0)
    while piece := file.read(STEP):
        yield piece


def _gunzipped(file: BinaryIO) -> Iterator[bytes | Break]:
    start: int | None = 0
    breaks = 0
    while start is not None and breaks < _MOST_BREAKS:
        file.seek(start)
        packed = file.read(STEP)
        if not packed:
            return
        try:
            unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
            left = yield from one_stream(file, packed, unpacker)
        except BadStream as error:
            yield Break(str(error))
            breaks += 1
            start = _next_member(file, start + 1)
        else:
            start = file.tell() - len(left)


def _next_member(file: BinaryIO, start: int) -> int | None:
    """Find where the next packed member may begin."""
    file.seek(start)
    held, at = file.read(STEP), start
    while len(held) >= len(_GZIP):
        found = held.find(_GZIP)
        if found >= 0:
            return at + found
        at += len(held) - 2
        held = held[-2:] + file.read(STEP)
        if len(held) == len(_GZIP) - 1:
            return None
    return None


class Record:
    """One record: its named fields, and its block, which can be read once."""

    def __init__(self, fields: dict[str, str], stream: Stream, length: int) -> None:
        """Stand at the first byte of the block."""
        self.fields = fields
        self.whole = True
        """Whether nothing of its block was lost so far."""
        self.watch: Callable[[bytes], object] = len
        """Is shown every piece of the block as it is read."""
        self._stream = stream
        self._left = length

    @property
    def kind(self) -> str:
        """Response, resource, request, …"""
        return self.fields.get("warc-type", "").lower()

    def block(self) -> Iterator[bytes]:
        """Yield the block. Raises `BadMember` where the archive breaks off."""
        while self._left:
            try:
                piece = self._stream.read(min(STEP, self._left))
            except BadMember:
                self._left, self.whole = 0, False
                raise
            if not piece:
                self._left, self.whole = 0, False
                raise BadMember("the archive ends in the middle of it")
            self._left -= len(piece)
            self.watch(piece)
            yield piece

    def pass_over(self) -> None:
        """Read what is left of the block. Raises `BadMember`."""
        for _ in self.block():
            pass


def fields_of(stream: Stream) -> dict[str, str]:
    """Read lines of `Name: value` up to an empty one; names in lower case, the first of a name."""
    fields: dict[str, str] = {}
    last = ""
    size = 0
    while (line := stream.line().rstrip(b"\r\n")) and size < 16 * LONGEST_LINE:
        size += len(line)
        words = line.decode("utf-8", "replace")
        if words[:1] in " \t" and last:
            fields[last] += " " + words.strip()
            continue
        name, _, value = words.partition(":")
        last = name.strip().lower()
        fields.setdefault(last, value.strip())
    return fields
