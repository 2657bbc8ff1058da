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
from heliograph.records import Digest

SALT_BYTES = 32
READ_BYTES = 1 << 20

ItemKind = Literal["original", "claim", "facts", "text", "picture", "custody", "proof", "words"]


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


def pieces(material: Material, abouts: dict[Digest, str], words: Iterable[str]) -> Iterator[Piece]:
    """Cut the full edition into pieces, none of which tells of more than one thing."""
    # In the order of their numbers: that of their digests would say something of them.
    order = list(abouts)
    for one in sorted(material.documents, key=lambda each: order.index(each.digest)):
        about = abouts[one.digest]
        facts = canonical(one)
        yield Piece(kind="facts", about=about, name=f"facts of {one.digest}", content=facts)
        if one.quoted:
            opening = _opening(material, one.digest)
            yield Piece(kind="original", about=about, name=one.digest, open=opening)
    for page in sorted(material.pages, key=lambda each: (order.index(each.digest), each.page)):
        about = f"{abouts[page.digest]}, page {page.page}"
        text = page.text.encode("utf-8")
        yield Piece(kind="text", about=about, name=f"{page.digest}, {page.page}", content=text)
    for finding in material.findings:
        about = f"finding {finding.number}"
        yield Piece(kind="claim", about=about, name=finding.claim.id, content=canonical(finding))
        if finding.picture:
            picture = material.pictures[finding.picture]
            yield Piece(kind="picture", about=about, name=finding.picture, content=picture)
    yield from _proof(material)
    for number, hidden in enumerate(words, start=1):
        content = hidden.encode("utf-8")
        yield Piece(kind="words", about=f"mask {number}", name=f"mask {number}", content=content)


def _proof(material: Material) -> Iterator[Piece]:
    for entry in material.proof.entries:
        about, name = "an entry of custody", f"entry {entry.index}"
        yield Piece(kind="custody", about=about, name=name, content=canonical(entry))
    about, name = "the checkpoint", "checkpoint.json"
    yield Piece(kind="proof", about=about, name=name, content=material.proof.checkpoint)
    for name, content in material.proof.timestamps.items():
        yield Piece(kind="proof", about="a timestamp", name=name, content=content)


def _opening(material: Material, digest: Digest) -> Callable[[], BinaryIO]:
    return lambda: material.open(digest)


def edition_id() -> str:
    """Draw a name for an edition: nothing of the case leads to it."""
    return secrets.token_hex(16)


def same(item: Item, content: bytes) -> bool:
    """Say whether these are the bytes that were committed to."""
    return digest_of(content) == item.digest
