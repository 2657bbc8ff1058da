"""Signed checkpoints: "this case's custody had so many entries, with this root, at this time".

Each is an envelope in a file of its own, named for its size, and names the one before.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from heliograph.codec import canonical, digest_of
from heliograph.durable import NEW, make_folder, write_whole
from heliograph.errors import ProofBroken
from heliograph.proof.clock import ClockQuality
from heliograph.proof.envelope import Envelope, read
from heliograph.records import ClockState, Digest

CHECKPOINT = "application/vnd.heliograph.checkpoint+json"
CHECKPOINT_FORMAT = "heliograph-checkpoint/1"

_NAME = re.compile(r"(\d{12})\.json")


class NamedKey(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A public key as payloads name it."""

    algorithm: str
    public: str
    """Base64 of the raw key."""


class Checkpoint(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is signed."""

    format: str
    case: str
    size: int
    """Entries it covers."""
    head: Digest
    """Digest of the last of them."""
    root: str
    """`sha256:` and the Merkle root over them in hex."""
    at: str
    clock: ClockState
    clock_error_ms: int | None
    previous: Digest | None
    """Digest of the file of the checkpoint before; None for the first."""
    key: NamedKey


class Kept(Struct, frozen=True, kw_only=True):
    """One checkpoint as it stands in its file."""

    size: int
    """By its file's name."""
    content: bytes

    @property
    def digest(self) -> Digest:
        """What the next checkpoint names, and what timestamps are over."""
        return digest_of(self.content)


class Checkpoints:
    """The folder of a case's checkpoints."""

    def __init__(self, folder: Path) -> None:
        """Name it; it is made with the first."""
        self._folder = folder

    def all(self) -> list[Kept]:
        """Read every one, smallest first."""
        return [Kept(size=size, content=path.read_bytes()) for size, path in self._files()]

    def last(self) -> Kept | None:
        """Read the largest; None where there is none yet."""
        for size, path in reversed(list(self._files())):
            return Kept(size=size, content=path.read_bytes())
        return None

    def strays(self) -> list[str]:
        """What stands among them and is none; what a killed write left is not told."""
        found = sorted(self._folder.iterdir()) if self._folder.is_dir() else []
        return [
            path.name for path in found if not _NAME.fullmatch(path.name) and path.suffix != NEW
        ]

    def unfinished(self) -> list[str]:
        """What a killed write left."""
        return sorted(path.name for path in self._folder.glob(f"*{NEW}"))

    def keep(self, size: int, content: bytes) -> None:
        """Keep one; durable, and whole or not there, when this returns."""
        make_folder(self._folder)
        write_whole(self._folder / f"{size:012}.json", content)

    def _files(self) -> Iterator[tuple[int, Path]]:
        found = sorted(self._folder.iterdir()) if self._folder.is_dir() else []
        for path in found:
            name = _NAME.fullmatch(path.name)
            if name is not None:
                yield int(name[1]), path


def checkpoint_payload(  # noqa: PLR0913 - each is a field of what is signed, all by name
    *,
    case: str,
    size: int,
    head: Digest,
    root: bytes,
    at: str,
    clock: ClockQuality,
    previous: Digest | None,
    public: bytes,
) -> bytes:
    """Write what is to be signed."""
    return canonical(
        Checkpoint(
            format=CHECKPOINT_FORMAT,
            case=case,
            size=size,
            head=head,
            root=f"sha256:{root.hex()}",
            at=at,
            clock=clock.state,
            clock_error_ms=clock.error_ms,
            previous=previous,
            key=NamedKey(algorithm="ed25519", public=base64.b64encode(public).decode("ascii")),
        )
    )


def read_checkpoint(content: bytes) -> tuple[Envelope, Checkpoint]:
    """Read a checkpoint's file. Raises `ProofBroken`; no signature is checked."""
    envelope = read(content)
    try:
        checkpoint = msgspec.json.decode(envelope.content, type=Checkpoint)
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise ProofBroken(detail=f"it is no checkpoint ({wrong})") from wrong
    if envelope.kind != CHECKPOINT or checkpoint.format != CHECKPOINT_FORMAT:
        raise ProofBroken(detail=f"it is a {envelope.kind} in format {checkpoint.format}")
    if canonical(checkpoint) != envelope.content:
        raise ProofBroken(detail="its payload is not canonical JSON")
    return envelope, checkpoint
