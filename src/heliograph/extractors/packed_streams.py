"""Streams that one file is packed in (gzip, bzip2, xz, Zstandard), unpacked in small pieces."""

from __future__ import annotations

import bz2
import lzma
import sys
import zlib
from collections.abc import Callable, Generator, Iterator
from typing import BinaryIO, Final, Protocol

if sys.version_info >= (3, 14):
    from compression.zstd import DecompressionParameter, ZstdDecompressor, ZstdError
else:
    from backports.zstd import DecompressionParameter, ZstdDecompressor, ZstdError

GZIP: Final = "application/gzip"
BZIP2: Final = "application/x-bzip2"
XZ: Final = "application/x-xz"
ZSTANDARD: Final = "application/zstd"

STEP: Final = 1 << 16
"""Packed bytes read, and unpacked bytes handed on, at a time."""

MOST_MEMORY: Final = 1 << 28
"""Bytes of memory a stream may ask for before its first byte is seen."""

_WINDOW_LOG: Final = 27
"""Zstandard's own bound for what a reader must support, 128 MiB, and no more."""

_PADDING: Final = b"\0"


class BadStream(Exception):
    """Packed data that cannot be had as it was."""


class Unpacker(Protocol):
    """What unpacks a stream given bit by bit, as the standard library does it."""

    @property
    def eof(self) -> bool:
        """Whether the stream has ended."""
        ...

    @property
    def unused_data(self) -> bytes:
        """What was given beyond its end."""
        ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """Take packed bytes in, give at most so many unpacked ones."""
        ...


def _gzip() -> Unpacker:
    return zlib.decompressobj(zlib.MAX_WBITS | 16)


def _xz() -> Unpacker:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MOST_MEMORY)


def _zstandard() -> Unpacker:
    options: dict[int, int] = {DecompressionParameter.window_log_max: _WINDOW_LOG}
    return ZstdDecompressor(options=options)


UNPACKERS: Final[dict[str, Callable[[], Unpacker]]] = {
    GZIP: _gzip,
    BZIP2: bz2.BZ2Decompressor,
    XZ: _xz,
    ZSTANDARD: _zstandard,
}

_MARKS: Final = {GZIP: b"\x1f\x8b", BZIP2: b"BZh", XZ: b"\xfd7zXZ\0", ZSTANDARD: b""}
"""With what a further stream begins; Zstandard also has frames to be skipped, so it is let try."""

FAILURES: Final = (zlib.error, lzma.LZMAError, ZstdError, OSError, EOFError, ValueError)


def unpacked(file: BinaryIO, media_type: str) -> Iterator[bytes]:
    """Yield what a file's streams hold, one after the other, as their own tools do.

    Raises `BadStream`, after whatever came out before the break.
    """
    packed = file.read(STEP)
    while packed:
        packed = yield from one_stream(file, packed, UNPACKERS[media_type]())
        packed = packed.lstrip(_PADDING) or file.read(STEP).lstrip(_PADDING)
        if packed and not packed.startswith(_MARKS[media_type]):
            raise BadStream("something else follows what was packed")


def one_stream(file: BinaryIO, packed: bytes, unpacker: Unpacker) -> Generator[bytes, None, bytes]:
    """Yield one stream, of which `packed` is the beginning; return what was read beyond its end."""
    try:
        while not unpacker.eof:
            piece = unpacker.decompress(packed, STEP)
            if piece:
                yield piece
            if unpacker.eof:
                break
            packed = _wanted(unpacker, file)
            if not packed and not piece and not _holds_input(unpacker):
                raise BadStream("it is cut short")
    except FAILURES as error:
        raise BadStream(str(error)) from error
    return unpacker.unused_data


def _holds_input(unpacker: Unpacker) -> bool:
    return not getattr(unpacker, "needs_input", True)


def _wanted(unpacker: Unpacker, file: BinaryIO) -> bytes:
    """Give what the unpacker has not yet taken, or else the next packed bytes if it wants any."""
    left: bytes = getattr(unpacker, "unconsumed_tail", b"")
    return left if left or _holds_input(unpacker) else file.read(STEP)
