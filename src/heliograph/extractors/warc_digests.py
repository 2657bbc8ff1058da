"""Digests that a web archive gives its records, held against the bytes as they go by."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import Final

from heliograph.extractors.warc_stream import Record

_SAID: Final = re.compile(r"([A-Za-z][\w\-]{0,15}):([A-Za-z0-9+/=_\-]{8,200})")
_KNOWN: Final = {"md5": "md5", "sha1": "sha1", "sha256": "sha256", "sha512": "sha512"}


class Checked:
    """One record whose digests are worked out while its block is read."""

    def __init__(self, record: Record) -> None:
        """Begin to watch; nothing of the block may have been read."""
        self._record = record
        self._block = _Said(record.fields.get("warc-block-digest", ""))
        self._payload = _Said(record.fields.get("warc-payload-digest", ""))
        self._before: bytes | None = b""
        self.encoded = False
        """Whether HTTP wrapped the payload: archivers do not agree then what its digest is of."""
        if record.kind == "request":
            # Nobody looks for the end of its head, and its block's digest covers all of it.
            self._payload = _Said("")
        if record.kind == "revisit":
            # Both are of the record that it stands for.
            self._block, self._payload = _Said(""), _Said("")
        record.watch = self._see

    def head_ends(self, size: int) -> None:
        """Say how many bytes of the block stand before the payload."""
        if self._before is not None:
            self._payload.see(self._before[size:])
            self._before = None

    def verdict(self) -> str:
        """Say how it ended: holds, differs, or that it cannot be told: unknown."""
        self.head_ends(0)
        if not self._record.whole:
            return "unknown"
        found = [self._block.holds]
        if not (self.encoded and self._payload.holds is False):
            found.append(self._payload.holds)
        if False in found:
            return "differs"
        return "holds" if True in found else "unknown"

    def _see(self, piece: bytes) -> None:
        self._block.see(piece)
        if self._before is None:
            self._payload.see(piece)
        else:
            self._before += piece


class _Said:
    """A digest as it is written, and the hash of what it should be of."""

    def __init__(self, words: str) -> None:
        hit = _SAID.fullmatch(words.strip())
        name = _KNOWN.get(hit[1].lower().replace("-", "")) if hit else None
        self._words = hit[2] if hit and name else ""
        self._hashing = hashlib.new(name, usedforsecurity=False) if name else None

    def see(self, piece: bytes) -> None:
        if self._hashing is not None:
            self._hashing.update(piece)

    @property
    def holds(self) -> bool | None:
        """None where none is written that could be checked."""
        if self._hashing is None:
            return None
        return self._hashing.digest() in _decoded(self._words)


def _decoded(words: str) -> set[bytes]:
    """Read it in each way in which it can be written: hex, base 32, base 64."""
    found = set()
    padded = words.rstrip("=")
    for decode, text in (
        (bytes.fromhex, words),
        (base64.b32decode, padded.upper() + "=" * (-len(padded) % 8)),
        (base64.b64decode, padded + "=" * (-len(padded) % 4)),
        (base64.urlsafe_b64decode, padded + "=" * (-len(padded) % 4)),
    ):
        try:
            found.add(decode(text))
        except (ValueError, binascii.Error):
            continue
    return found
