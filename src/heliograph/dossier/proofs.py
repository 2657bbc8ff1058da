"""Custody → the entries that concern a dossier, each led to the root of one signed checkpoint."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from heliograph.app import Heliograph
from heliograph.dossier.material import Proof, Shown
from heliograph.errors import NoKey
from heliograph.proof.checkpoints import Checkpoints, Kept, read_checkpoint
from heliograph.proof.keys import key_at, keys_in
from heliograph.proof.merkle import leaf_hash, node_hash
from heliograph.records import CustodyEntry, Digest, DocumentId
from heliograph.sealing.checkpoints import seal
from heliograph.sealing.keys import MAKE_ONE, Unlocking
from heliograph.store.custody import verified
from heliograph.store.document_facts import document_from

KEY_EVENTS: Final = ("key-made", "key-rotated", "key-lost")
MOST_COPIES = 20
"""Entries shown of one document: it may stand at thousands of paths."""

_ODD = re.compile(r"[^a-z0-9_.\-]+")


class Entered(Struct, frozen=True, kw_only=True):
    """What custody says of the bytes of one document."""

    digest: Digest
    blake2b: str
    size: int
    parents: tuple[DocumentId, ...]
    entries: tuple[int, ...]


class Chain(Struct, frozen=True, kw_only=True):
    """Custody, read and checked once."""

    lines: list[bytes]
    by_digest: dict[Digest, Entered]
    by_document: dict[DocumentId, Digest]
    keys: tuple[int, ...]
    """The entries that brought keys."""


def read_chain(opened: Heliograph) -> Chain:
    """Read it all. Raises `CustodyBroken` where it does not hold."""
    lines = list(opened.custody.lines())
    found: dict[Digest, Entered] = {}
    documents: dict[DocumentId, Digest] = {}
    keys: list[int] = []
    for entry in verified(lines):
        if entry.event in KEY_EVENTS:
            keys.append(entry.sequence)
        elif entry.event == "collected":
            _enter(entry, found, documents)
    return Chain(lines=lines, by_digest=found, by_document=documents, keys=tuple(keys))


def _enter(
    entry: CustodyEntry, found: dict[Digest, Entered], documents: dict[DocumentId, Digest]
) -> None:
    document = document_from(entry)
    if document.digest is None:
        return
    documents[document.id] = document.digest
    before = found.get(document.digest)
    second = str(entry.facts.get("blake2b") or "")
    parents = (document.parent_id,) if document.parent_id is not None else ()
    if before is None:
        found[document.digest] = Entered(
            digest=document.digest,
            blake2b=second,
            size=document.size,
            parents=parents,
            entries=(entry.sequence,),
        )
    elif len(before.entries) < MOST_COPIES:
        found[document.digest] = Entered(
            digest=before.digest,
            blake2b=before.blake2b or second,
            size=before.size,
            parents=tuple(dict.fromkeys(before.parents + parents)),
            entries=(*before.entries, entry.sequence),
        )


def ancestors(chain: Chain, digests: Iterable[Digest]) -> list[Digest]:
    """Name the archives and mails that these came out of, and those these came out of."""
    found: dict[Digest, None] = {}
    waiting = list(digests)
    while waiting:
        for parent in chain.by_digest[waiting.pop()].parents:
            digest = chain.by_document.get(parent)
            if digest is not None and digest not in found:
                found[digest] = None
                waiting.append(digest)
    return list(found)


class Paths:
    """Inclusion paths of many lines of one tree: every level is hashed once."""

    def __init__(self, lines: Sequence[bytes]) -> None:
        """Hash the tree of RFC 9162: a node without a sibling goes up as it is."""
        level = [leaf_hash(line) for line in lines]
        self._levels = [level]
        while len(level) > 1:
            pairs = zip(level[::2], level[1::2], strict=False)
            above = [node_hash(left, right) for left, right in pairs]
            level = above + level[len(level) & ~1 :]
            self._levels.append(level)

    @property
    def root(self) -> str:
        """The root, as checkpoints write it."""
        return f"sha256:{self._levels[-1][0].hex()}"

    def of(self, index: int) -> list[str]:
        """Give what leads from one line to the root, from the leaf upwards."""
        path = []
        for level in self._levels[:-1]:
            sibling = index ^ 1
            if sibling < len(level):
                path.append(level[sibling].hex())
            index >>= 1
        return path


def prove(opened: Heliograph, chain: Chain, wanted: Iterable[int], unlocking: Unlocking) -> Proof:
    """Lead entries to the first checkpoint that covers them all, made now if there is none.

    The first, so that the same choice gives the same proof later; before one without timestamps
    goes the first that has some. Raises `NoKey`.
    """
    if not chain.keys:
        raise NoKey(detail="this case has no key yet, and a dossier is signed", hint=MAKE_ONE)
    shown = sorted({*wanted, *chain.keys})
    kept = _covering(opened, shown[-1])
    if kept is None:
        seal(opened, unlocking)
        chain = read_chain(opened)
        kept = _covering(opened, shown[-1])
    assert kept is not None
    _, checkpoint = read_checkpoint(kept.content)
    paths = Paths(chain.lines[: kept.size])
    return Proof(
        entries=[
            Shown(
                index=index,
                line=base64.b64encode(chain.lines[index]).decode("ascii"),
                path=paths.of(index),
            )
            for index in shown
        ],
        checkpoint=kept.content,
        size=kept.size,
        root=paths.root,
        at=checkpoint.at,
        public=base64.b64decode(checkpoint.key.public),
        timestamps=_timestamps(opened, kept),
    )


def _covering(opened: Heliograph, index: int) -> Kept | None:
    """Find the first checkpoint past an entry, stamped if any is, signed by the key in force."""
    keys = keys_in(opened.custody.entries(), opened.custody.case)
    found = [
        kept
        for kept in Checkpoints(opened.folder.checkpoints).all()
        if kept.size > index and key_at(keys, kept.size) == keys[-1]
    ]
    stamped = [kept for kept in found if _timestamps(opened, kept)]
    return next(iter(stamped or found), None)


def _timestamps(opened: Heliograph, kept: Kept) -> dict[str, bytes]:
    """Read what authorities said of a checkpoint, under names that a dossier may have."""
    folder = opened.folder.timestamps / kept.digest.removeprefix("sha256:")
    if not folder.is_dir():
        return {}
    return {
        _ODD.sub("-", path.name.lower()).strip(".-"): path.read_bytes()
        for path in sorted(folder.iterdir())
        if path.suffix in (".tsr", ".pem")
    }
