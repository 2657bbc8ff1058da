"""The properties of an Outlook message, its recipients and attachments, as its streams hold them.

[MS-OXMSG] 2.2 (storages), 2.4 (the property stream); [MS-OXRTFCP] 2.1 (packed RTF).
"""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from typing import Final

from olefile import OleFileIO

from heliograph.extractors import ole
from heliograph.extractors.code_pages import CODECS, WESTERN
from heliograph.extractors.mail_words import text_of

UNICODE, BYTES_OF_TEXT, BINARY, TIME, OBJECT = "001F", "001E", "0102", 0x0040, "000D"
HEAD_OF_MESSAGE, HEAD_INSIDE, HEAD_OF_PART = 32, 24, 8
"""Bytes before the first property: of a message, of one inside it, of an attachment."""

MESSAGE_CODE_PAGE, INTERNET_CODE_PAGE = 0x3FFD, 0x3FDE
ENTRY: Final = struct.Struct("<HHI8s")
SINCE_1601: Final = 11_644_473_600

PACKED_RTF: Final = struct.Struct("<II4sI")
PRELOADED: Final = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
"""What the dictionary holds before the first byte."""

WINDOW: Final = 4096
MOST_RTF: Final = 64 * 2**20

Path = tuple[str, ...]


class Properties:
    """The properties of one storage: a message, or an attachment."""

    def __init__(self, container: OleFileIO, path: Path, head: int) -> None:
        """Read the fixed ones; the others are read when they are asked for."""
        self._container = container
        self._path = path
        self._names = {
            one[-1].upper(): tuple(one)
            for one in container.listdir(streams=True, storages=True)
            if tuple(one[:-1]) == path
        }
        content = ole.stream(container, *path, "__properties_version1.0")
        self._fixed = {
            number: (kind, value)
            for kind, number, _, value in ENTRY.iter_unpack(
                content[head : head + (len(content) - head) // ENTRY.size * ENTRY.size]
            )
        }

    def number(self, number: int) -> int:
        """Give a number; 0 if there is none."""
        _, value = self._fixed.get(number, (0, b""))
        return int.from_bytes(value[:4], "little")

    def time(self, number: int) -> datetime | None:
        """Give a time."""
        kind, value = self._fixed.get(number, (0, b""))
        ticks = int.from_bytes(value, "little")
        if kind != TIME or not ticks:
            return None
        try:
            return datetime.fromtimestamp(ticks / 10**7 - SINCE_1601, UTC)
        except (ValueError, OverflowError, OSError):
            return None

    def text(self, number: int, codec: str) -> str:
        """Give a text; one in bytes by the codec of the message, where they bear it out."""
        wide = self._stream(number, UNICODE)
        if wide:
            return wide[: len(wide) // 2 * 2].decode("utf-16-le", "replace").rstrip("\0")
        return text_of(self._stream(number, BYTES_OF_TEXT), codec).rstrip("\0\u2400")

    def binary(self, number: int) -> bytes:
        """Give bytes."""
        return self._stream(number, BINARY)

    def storage(self, number: int) -> Path | None:
        """Give the storage in which an object is."""
        return self._names.get(f"__SUBSTG1.0_{number:04X}{OBJECT}")

    def codec(self) -> str:
        """Name the codec of texts in bytes; empty where they must speak for themselves."""
        for number in (MESSAGE_CODE_PAGE, INTERNET_CODE_PAGE):
            if self.number(number) != WESTERN and self.number(number) in CODECS:
                return CODECS[self.number(number)]
        return ""

    def _stream(self, number: int, kind: str) -> bytes:
        path = self._names.get(f"__SUBSTG1.0_{number:04X}{kind}")
        return ole.stream(self._container, *path) if path else b""


def storages(container: OleFileIO, path: Path, beginning: str) -> list[Path]:
    """List the storages right inside another whose names begin so."""
    return [
        tuple(one)
        for one in container.listdir(streams=False, storages=True)
        if tuple(one[:-1]) == path and one[-1].lower().startswith(beginning)
    ]


def unpacked_rtf(packed: bytes) -> bytes:
    """Unpack the RTF of a body; what is broken ends where it breaks."""
    if len(packed) < PACKED_RTF.size:
        return b""
    _, size, kind, _ = PACKED_RTF.unpack_from(packed)
    if kind == b"MELA":
        return packed[PACKED_RTF.size :][:size]
    window = bytearray(PRELOADED) + bytearray(WINDOW - len(PRELOADED))
    place = len(PRELOADED)
    found = bytearray()
    at, most = PACKED_RTF.size, min(size, MOST_RTF)
    while at < len(packed) and len(found) < most:
        flags = packed[at]
        at += 1
        for bit in range(8):
            piece, at = _piece(packed, at, bool(flags >> bit & 1), (window, place))
            if not piece:
                return bytes(found)
            for one in piece:
                window[place] = one
                place = (place + 1) % WINDOW
            found += piece
    return bytes(found[:most])


def _piece(packed: bytes, at: int, refers: bool, known: tuple[bytearray, int]) -> tuple[bytes, int]:
    """Give the next byte, or the run that is referred to; nothing at the end."""
    if not refers:
        return packed[at : at + 1], at + 1
    reference = int.from_bytes(packed[at : at + 2], "big")
    window, place = known
    offset, length = reference >> 4, (reference & 0x0F) + 2
    if len(packed) < at + 2 or offset == place:
        return b"", at
    run = bytearray()
    ahead = (place - offset) % WINDOW
    for step in range(length):
        # A run may reach into what it is itself about to write.
        run.append(window[(offset + step) % WINDOW] if step < ahead else run[step - ahead])
    return bytes(run), at + 2
