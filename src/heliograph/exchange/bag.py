"""A BagIt folder (RFC 8493): originals, claims and custody, every file under two digests.

The tag files stand in manifests, too: a reader finds no change in a tag file that is in none.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from msgspec import Struct

from heliograph import __version__
from heliograph.app import Heliograph
from heliograph.codec import canonical
from heliograph.errors import BlobDamaged
from heliograph.exchange.selection import Selection
from heliograph.exchange.tables import json_lines
from heliograph.leaving import Written, beside, digest_of_file
from heliograph.records import CustodyEntry, Digest
from heliograph.seams import Blobs
from heliograph.store.facts import Facts
from heliograph.views import Original

ALGORITHMS = ("sha256", "sha512")
READ_BYTES = 1 << 20
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

_PLAIN_SUFFIX = re.compile(r"\.[a-z0-9]{1,5}")


class BagFile(Struct, frozen=True, kw_only=True):
    """One file of a bag, at its path inside, with its size and hex digests by algorithm."""

    path: str
    size: int
    digests: dict[str, str]


def write_bag(opened: Heliograph, selection: Selection, where: Path) -> Written:
    """Write a bag; its digest is that of its list of tag files, which covers all the rest."""
    facts: Facts = selection.facts("bagit")
    with beside(opened, where, facts, folder=True) as making:
        payload = [
            *_originals(selection, opened.blobs, making.path),
            _put(making.path, "data/documents.jsonl", json_lines(selection, "documents")),
            _put(making.path, "data/claims.jsonl", json_lines(selection, "claims")),
            _put(making.path, "data/custody.jsonl", custody_lines(opened, selection)),
        ]
        _seal(making.path, payload, opened)
        making.digest = digest_of_file(making.path / "tagmanifest-sha256.txt")
        counts = {
            "originals": len(payload) - 3,
            "originals that stay": len(selection.staying),
            "files": len(payload),
        }
        facts["originals"] = counts["originals"]
    return making.written("bagit", where, counts, masked=selection.masked)


def original_name(original: Original) -> str:
    """Name an original by its digest; of its own name only a plain ending is kept."""
    ending = PurePosixPath(original.paths[0]).suffix.lower() if original.paths else ""
    ending = ending if _PLAIN_SUFFIX.fullmatch(ending) else ""
    return f"{original.digest.removeprefix('sha256:')}{ending}"


def custody_lines(opened: Heliograph, selection: Selection) -> Iterator[bytes]:
    """Yield the chain as it stands, or, masked, what tells of no path and no person.

    Masked lines keep sequence, time and event, and the digests of originals that leave, too; the
    whole chain can be held against the last line, which names its head.
    """
    if not selection.masked:
        yield from (canonical(entry) for entry in opened.custody.entries())
        return
    leaving = {one.digest for one in selection.bare_originals()}
    count = 0
    for entry in opened.custody.entries():
        count += 1
        yield canonical(_abridged(entry, leaving))
    yield canonical({"entries": count, "head": opened.custody.head})


def _abridged(entry: CustodyEntry, leaving: set[Digest]) -> dict[str, object]:
    digest = entry.facts.get("digest")
    kept = {"digest": digest} if digest in leaving else {}
    return {"sequence": entry.sequence, "at": entry.at, "event": entry.event, **kept}


def _originals(selection: Selection, blobs: Blobs, bag: Path) -> Iterator[BagFile]:
    for original in list(selection.bare_originals()):
        made = _put(bag, f"data/originals/{original_name(original)}", _chunks(blobs, original), b"")
        if f"sha256:{made.digests['sha256']}" != original.digest:
            raise BlobDamaged(digest=original.digest, detail=f"they are {made.digests['sha256']}")
        yield made


def _chunks(blobs: Blobs, original: Original) -> Iterator[bytes]:
    with blobs.open(original.digest) as file:
        while chunk := file.read(READ_BYTES):
            yield chunk


def _put(bag: Path, path: str, pieces: Iterable[bytes], after: bytes = b"\n") -> BagFile:
    """Write a file of the bag, each piece followed by `after`, and hash it on the way."""
    hashes = {name: hashlib.new(name) for name in ALGORITHMS}
    size = 0
    (bag / path).parent.mkdir(parents=True, exist_ok=True)
    with (bag / path).open("wb") as file:
        for piece in pieces:
            written = piece + after
            size += file.write(written)
            for one in hashes.values():
                one.update(written)
    digests = {name: one.hexdigest() for name, one in hashes.items()}
    return BagFile(path=path, size=size, digests=digests)


def _seal(bag: Path, payload: list[BagFile], opened: Heliograph) -> None:
    """Write the tag files: what it is, the manifests of the payload, then those of the tags."""
    info = {
        "Bag-Software-Agent": f"Heliograph {__version__}",
        "Bagging-Date": f"{opened.clock():%Y-%m-%d}",
        "External-Identifier": opened.custody.case,
        "Payload-Oxum": f"{sum(one.size for one in payload)}.{len(payload)}",
    }
    lines = (f"{name}: {value}".encode() for name, value in info.items())
    tags = [
        _put(bag, "bagit.txt", [DECLARATION], b""),
        _put(bag, "bag-info.txt", lines),
        *(_put(bag, f"manifest-{name}.txt", _listed(payload, name)) for name in ALGORITHMS),
    ]
    for name in ALGORITHMS:
        _put(bag, f"tagmanifest-{name}.txt", _listed(tags, name))


def _listed(files: Iterable[BagFile], algorithm: str) -> Iterator[bytes]:
    for one in sorted(files, key=lambda each: each.path):
        yield f"{one.digests[algorithm]}  {one.path}".encode()
