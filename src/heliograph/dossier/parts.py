"""A dossier's files before they are files: path, role and content of each."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final, Literal

from msgspec import Struct

Role = Literal[
    "boxes", "checkpoint", "claims", "custody", "document", "findings", "instructions", "key",
    "original", "picture", "text", "texts", "timestamp", "verifier",
]  # fmt: skip
"""What a file is for; the format knows these and no others."""

NAME: Final = re.compile(r"(?=.{1,200}\Z)[a-z0-9][a-z0-9_.\-]*(?:/[a-z0-9][a-z0-9_.\-]*){0,5}\Z")
"""Names are plain: no system folds or re-writes them, and no two differ in case alone."""

READ_BYTES = 2**20

REQUIRED: Final = (
    "check.sh", "claims.jsonl", "custody/checkpoint.json", "custody/entries.jsonl",
    "custody/objects.jsonl", "dossier.pdf", "findings.jsonl", "heliograph_verify.py",
    "how-to-check.html", "index.html", "sha256sums.txt", "signer.pem", "texts.jsonl",
)  # fmt: skip
"""Every dossier has these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file."""

    path: str
    role: Role
    content: bytes | Callable[[], BinaryIO]

    def chunks(self) -> Iterator[bytes]:
        """Read it; may be called again."""
        file = io.BytesIO(self.content) if isinstance(self.content, bytes) else self.content()
        with file:
            while chunk := file.read(READ_BYTES):
                yield chunk


class Listed(Struct, frozen=True, kw_only=True):
    """One file as the manifest names it."""

    path: str
    role: Role
    size: int
    sha256: str
    """64 hex digits."""
    blake2b: str
    """BLAKE2b with 32 bytes, 64 hex digits."""


def listed(part: Part) -> Listed:
    """Read a part once and say its size and both digests."""
    first, second, size = hashlib.sha256(), hashlib.blake2b(digest_size=32), 0
    for chunk in part.chunks():
        first.update(chunk)
        second.update(chunk)
        size += len(chunk)
    return Listed(
        path=part.path,
        role=part.role,
        size=size,
        sha256=first.hexdigest(),
        blake2b=second.hexdigest(),
    )
