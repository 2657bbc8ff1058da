"""Every piece of the full edition → SHA-256(salt ‖ bytes), so that one can be shown by itself.

A bare digest of something short can be guessed: whoever suspects a path hashes it and looks. With
32 random bytes in front nobody can, until the salt is given, and then for that one piece alone.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Literal

from msgspec import Struct

from heliograph.codec import canonical, digest_of
from heliograph.dossier.material import Material
from heliograph.dossier.parts import Part
from heliograph.records import Digest

SALT_BYTES = 32
READ_BYTES = 1 << 20

ItemKind = Literal["original", "claim", "facts", "text", "picture", "custody", "proof", "words"]

_KINDS: dict[str, ItemKind] = {
    "original": "original",
    "text": "text",
    "picture": "picture",
    "checkpoint": "proof",
    "timestamp": "proof",
    "key": "proof",
}


class Piece(Struct, frozen=True, kw_only=True):
    """One piece of the full edition."""

    kind: ItemKind
    about: str
    """What it is about, in words that give nothing away: `document 2`."""
    name: str
    """What it is called in the full edition; stays in the case."""
    open: Callable[[], BinaryIO] | None = None
    content: bytes = b""

    def chunks(self) -> Iterator[bytes]:
        """Read it."""
        if self.open is None:
            yield self.content
            return
        with self.open() as file:
            while chunk := file.read(READ_BYTES):
                yield chunk


class Item(Struct, frozen=True, kw_only=True):
    """A piece with its salt, as the case keeps it."""

    item: int
    kind: ItemKind
    about: str
    name: str
    salt: str
    """64 hex digits."""
    digest: Digest
    """Of the bytes alone."""
    commitment: str
    """64 hex digits."""


class Commitment(Struct, frozen=True, kw_only=True):
    """What the redacted edition says of a piece."""

    item: int
    kind: ItemKind
    about: str
    commitment: str


def committed(number: int, piece: Piece) -> Item:
    """Draw a salt for a piece and hash both."""
    salt = secrets.token_bytes(SALT_BYTES)
    first, second = hashlib.sha256(salt), hashlib.sha256()
    for chunk in piece.chunks():
        first.update(chunk)
        second.update(chunk)
    return Item(
        item=number,
        kind=piece.kind,
        about=piece.about,
        name=piece.name,
        salt=salt.hex(),
        digest=Digest(f"sha256:{second.hexdigest()}"),
        commitment=first.hexdigest(),
    )


def shown(item: Item) -> Commitment:
    """Leave out all that is not to be seen."""
    return Commitment(item=item.item, kind=item.kind, about=item.about, commitment=item.commitment)


def pieces(
    material: Material, parts: Iterable[Part], abouts: dict[Digest, str], words: Iterable[str]
) -> Iterator[Piece]:
    """Cut the full edition into pieces, none of which tells of more than one thing."""
    for one in material.documents:
        about = abouts[one.digest]
        facts = canonical(one)
        yield Piece(kind="facts", about=about, name=f"facts of {one.digest}", content=facts)
        if one.quoted:
            opening = _opening(material, one.digest)
            yield Piece(kind="original", about=about, name=one.digest, open=opening)
    for finding in material.findings:
        about = f"finding {finding.number}"
        yield Piece(kind="claim", about=about, name=finding.claim.id, content=canonical(finding))
    for entry in material.proof.entries:
        name = f"entry {entry.index}"
        yield Piece(
            kind="custody", about="an entry of custody", name=name, content=canonical(entry)
        )
    for part in parts:
        kind = _KINDS.get(part.role)
        if kind is not None and kind != "original":
            content = b"".join(part.chunks())
            yield Piece(kind=kind, about=_about(part, abouts), name=part.path, content=content)
    for number, hidden in enumerate(words, start=1):
        content = hidden.encode("utf-8")
        yield Piece(kind="words", about=f"mask {number}", name=f"mask {number}", content=content)


def _opening(material: Material, digest: Digest) -> Callable[[], BinaryIO]:
    return lambda: material.open(digest)


def _about(part: Part, abouts: dict[Digest, str]) -> str:
    """Say which document a part is of, where its path says so."""
    for digest, about in abouts.items():
        if digest.removeprefix("sha256:") in part.path:
            return about
    return {"picture": "a picture", "checkpoint": "the checkpoint"}.get(part.role, "the proof")


def edition_id() -> str:
    """Draw a name for an edition: nothing of the case leads to it."""
    return secrets.token_hex(16)


def same(item: Item, content: bytes) -> bool:
    """Say whether these are the bytes that were committed to."""
    return digest_of(content) == item.digest
