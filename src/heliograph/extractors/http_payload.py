"""What a server sent in its answer: chunks put together, content encodings undone (RFC 9112)."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from itertools import chain
from typing import Final

import brotli

from heliograph.extractors.breakable import BadMember
from heliograph.extractors.packed_streams import (
    FAILURES,
    GZIP,
    STEP,
    UNPACKERS,
    ZSTANDARD,
    Unpacker,
)
from heliograph.extractors.warc_stream import Stream

_CHUNK: Final = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]*)?\r?\n\Z")
_ENCODINGS: Final = {"gzip": GZIP, "x-gzip": GZIP, "zstd": ZSTANDARD}


def payload(stream: Stream, fields: dict[str, str]) -> Iterator[bytes]:
    """Yield the file that an answer carried. Raises `BadMember`, after what came before.

    Crawlers undo encodings and leave the fields that name them, so each is undone only where the
    bytes are so encoded.
    """
    pieces = stream.pieces()
    if "chunked" in fields.get("transfer-encoding", "").lower():
        pieces = _whole(stream)
    for encoding in reversed(re.split(r"[,\s]+", fields.get("content-encoding", "").lower())):
        pieces = _decoded(pieces, encoding)
    return pieces


def _whole(stream: Stream) -> Iterator[bytes]:
    line = stream.line()
    if line and not _CHUNK.match(line):
        stream.put_back(line)
        yield from stream.pieces()
        return
    while found := _CHUNK.match(line):
        left = int(found[1], 16)
        if not left:
            return
        while left:
            piece = stream.read(min(left, STEP))
            if not piece:
                raise BadMember("it ends in the middle of a chunk")
            left -= len(piece)
            yield piece
        stream.line()
        line = stream.line()
    raise BadMember("a chunk of it has no length")


def _decoded(pieces: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    first = next(pieces, b"")
    pieces = chain((first,), pieces)
    if encoding == "br":
        return _brotli(pieces)
    unpacker = _unpacker(first, encoding)
    return pieces if unpacker is None or not first else _unpacked(pieces, unpacker)


def _unpacker(first: bytes, encoding: str) -> Unpacker | None:
    if encoding in ("gzip", "x-gzip") and first.startswith(b"\x1f\x8b"):
        return UNPACKERS[GZIP]()
    if encoding == "zstd" and first.startswith(b"\x28\xb5\x2f\xfd"):
        return UNPACKERS[ZSTANDARD]()
    if encoding == "deflate":
        # Meant is zlib's format; some servers send the bare stream that stands inside it.
        zlib_header = len(first) > 1 and first[0] & 0xF == zlib.DEFLATED
        has_header = zlib_header and not int.from_bytes(first[:2], "big") % 31
        return zlib.decompressobj(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)
    return None


def _unpacked(pieces: Iterator[bytes], unpacker: Unpacker) -> Iterator[bytes]:
    try:
        for packed in pieces:
            yield from _drained(unpacker, packed)
            if unpacker.eof:
                return
    except FAILURES as error:
        raise BadMember(f"its encoding breaks off: {error}") from error
    raise BadMember("its encoding breaks off")


def _drained(unpacker: Unpacker, packed: bytes) -> Iterator[bytes]:
    """Yield all that comes of some packed bytes, a step at a time."""
    while not unpacker.eof:
        piece = unpacker.decompress(packed, STEP)
        if piece:
            yield piece
        packed = getattr(unpacker, "unconsumed_tail", b"")
        if not packed and not piece:
            return


def _brotli(pieces: Iterator[bytes]) -> Iterator[bytes]:
    unpacker = brotli.Decompressor()
    try:
        for packed in pieces:
            given = packed
            while True:
                piece = unpacker.process(given, output_buffer_limit=STEP)
                given = b""
                if piece:
                    yield piece
                if unpacker.can_accept_more_data() or unpacker.is_finished():
                    break
    except brotli.error as error:
        raise BadMember(f"its encoding breaks off: {error}") from error
    if not unpacker.is_finished():
        raise BadMember("its encoding breaks off")
