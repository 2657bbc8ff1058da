"""One piece of a full edition and its salt, for somebody who must see it; entered in custody."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from heliograph.app import Heliograph
from heliograph.durable import write_whole
from heliograph.errors import AlreadyThere, BlobDamaged, NothingThere
from heliograph.redaction.commitments import Item, same
from heliograph.redaction.making import FOLDER, ITEMS
from heliograph.store.facts import Facts

_ITEM = msgspec.json.Decoder(Item)


class Opened(Struct, frozen=True, kw_only=True):
    """What was given."""

    edition: str
    item: int
    kind: str
    about: str
    name: str
    path: str
    salt: str


def items_of(opened: Heliograph, edition: str) -> list[Item]:
    """List the pieces of an edition. Raises `NothingThere`."""
    kept = opened.folder.root / FOLDER / edition / ITEMS
    if not edition.isalnum() or not kept.is_file():
        hint = "`heliograph redact` prints an edition's name; manifest.json has it, too."
        raise NothingThere(what=f"edition {edition}", hint=hint)
    return [_ITEM.decode(line) for line in kept.read_bytes().splitlines()]


def open_item(opened: Heliograph, edition: str, number: int, folder: Path, reason: str) -> Opened:
    """Write `item-N.bin` and `item-N.salt` into a folder; custody keeps which, and why.

    Raises `NothingThere`, `AlreadyThere`, and `BlobDamaged` where its bytes are not those any more.
    """
    item = next((one for one in items_of(opened, edition) if one.item == number), None)
    if item is None:
        hint = f"`heliograph open-item {edition}` lists them."
        raise NothingThere(what=f"piece {number}", hint=hint)
    content = _content(opened, edition, item)
    if not same(item, content):
        raise BlobDamaged(digest=item.digest, detail="it is not the piece that was committed to")
    place = folder / f"item-{number}.bin"
    if place.exists():
        raise AlreadyThere(where=place)
    facts: Facts = {"what": "piece of a redacted dossier", "edition": edition, "item": number}
    opened.enter("exported", facts | {"digest": item.digest, "reason": reason})
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(place.with_suffix(".salt"), bytes.fromhex(item.salt))
    write_whole(place, content)
    return Opened(
        edition=edition,
        item=number,
        kind=item.kind,
        about=item.about,
        name=item.name,
        path=str(place),
        salt=item.salt,
    )


def _content(opened: Heliograph, edition: str, item: Item) -> bytes:
    if item.kind == "original":
        with opened.blobs.open(item.digest) as file:
            return file.read()
    return (opened.folder.root / FOLDER / edition / f"{item.item}.bin").read_bytes()
