"""Reads what is packed alone (gz, bz2, xz, zst): one member, whatever it turns out to be."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import BinaryIO, Final

from heliograph.codec import moment
from heliograph.extractors.breakable import BadMember, taken
from heliograph.extractors.member_names import decoded
from heliograph.extractors.packed_streams import GZIP, UNPACKERS, BadStream, unpacked
from heliograph.records import Note
from heliograph.seams import Extracted, Limits

UNNAMED: Final = "content"
"""Name of what its packer gave none: only gzip keeps one, and not always."""

_HEADER: Final = 10
_LONGEST_NAME: Final = 4_096
_HAS_EXTRA, _HAS_NAME = 4, 8


class PackedExtractor:
    """Single packed streams. A packed tar is a member, too, and is opened in its turn."""

    name = "packed"
    version = "1"
    media_types = frozenset(UNPACKERS)

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield the one member, and when it was packed if that was written down."""
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        raw_name = b""
        if media_type == GZIP:
            raw_name, packed_at = _header(file.read(_HEADER + _LONGEST_NAME))
            file.seek(0)
            if packed_at:
                at = datetime.fromtimestamp(packed_at, UTC)
                yield Note(key="gzip:packed-at", value=moment(at))
        name = decoded(raw_name).rpartition("/")[2] or UNNAMED
        kept_name = raw_name if raw_name and raw_name != name.encode() else None
        yield from taken(name, _pieces(file, media_type), raw_name=kept_name, packed=size)


def _pieces(file: BinaryIO, media_type: str) -> Iterator[bytes]:
    try:
        yield from unpacked(file, media_type)
    except BadStream as error:
        raise BadMember(str(error)) from error


def _header(head: bytes) -> tuple[bytes, int]:
    """Read the name and the time (seconds since 1970, 0 for none) of RFC 1952's header."""
    if len(head) < _HEADER:
        return b"", 0
    packed_at = int.from_bytes(head[4:8], "little")
    at = _HEADER
    if head[3] & _HAS_EXTRA:
        at += 2 + int.from_bytes(head[at : at + 2], "little")
    end = head.find(b"\0", at)
    return (head[at:end] if head[3] & _HAS_NAME and end > at else b""), packed_at
