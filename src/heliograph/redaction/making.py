"""From an open case and a plan to a signed redacted edition under its name, entered in custody.

As with the full dossier: written whole beside its place, entered in custody, then named. The salts
are kept in the case before that, so that whatever left can be opened later.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from heliograph.app import Heliograph
from heliograph.codec import Box, digest_of, moment
from heliograph.dossier.choosing import Choice
from heliograph.dossier.container import finish, free, write
from heliograph.dossier.gathering import gather
from heliograph.dossier.manifest import completed
from heliograph.dossier.material import Material
from heliograph.dossier.parts import Part
from heliograph.durable import make_folder, move, settle_all, sweep, unfinished
from heliograph.errors import NothingThere, UsageError
from heliograph.pictures import picture_of
from heliograph.pipeline.tools import Progress, no_progress
from heliograph.proof.envelope import sealed as enveloped
from heliograph.proof.envelope import written
from heliograph.records import Digest
from heliograph.redaction.annex import recipients, sealed, source_facts
from heliograph.redaction.commitments import Item, Piece, committed, edition_id, pieces
from heliograph.redaction.edition import Edition, Redactor
from heliograph.redaction.leaks import leaks
from heliograph.redaction.plan import Plan
from heliograph.redaction.rendering import KIND, manifest, parts_of
from heliograph.sealing.keys import Unlocking, signer_of
from heliograph.store.facts import Facts

FOLDER = "redactions"
"""Below the case folder: the pieces and salts of each edition, by its name."""

ITEMS = "items.jsonl"


class Redacted(Struct, frozen=True, kw_only=True):
    """What was made, as people are told of it."""

    where: str
    edition: str
    digest: Digest
    """Of the manifest."""
    claims: int
    masks: int
    pieces: int
    pictures: int
    annex: bool
    idle: list[int] = []
    """Masks of the plan, from 1, words first and then regions, that hid nothing."""


def redact(  # noqa: PLR0913 - what, hidden how, to where, for whom
    opened: Heliograph,
    choice: Choice,
    plan: Plan,
    where: Path,
    *,
    unlocking: Unlocking,
    to: Sequence[str] = (),
    progress: Progress = no_progress,
) -> Redacted:
    """Make a redacted edition of the dossier of a choice.

    Raises what `make_dossier` raises, `BadSetting` for a recipient that is none, and `UsageError`
    where something that was to be hidden still stands in what would leave.
    """
    free(where)
    to_whom = recipients(to)
    name = edition_id()
    material = gather(opened, choice, unlocking, progress)
    redactor = Redactor(material, plan, lambda *asked: _drawn(opened, *asked))
    edition = redactor.edition()
    found = list(_pieces(material, redactor, plan))
    items = [committed(number, piece) for number, piece in enumerate(found, start=1)]
    facts = source_facts(opened, material, redactor.documents, items, name)
    annex = sealed(facts, to_whom) if to_whom else b""
    parts, listed = completed(parts_of(edition, items, material.proof.public, annex))
    listing = manifest(edition, listed, material.proof.public, name, moment(opened.clock()))
    _refuse_leaks([*parts, Part(path="manifest.json", role="instructions", content=listing)], plan)
    with signer_of(opened, unlocking) as signer:
        seal = written(enveloped(KIND, listing, [signer]))
    whole = [
        *parts,
        Part(path="manifest.json", role="instructions", content=listing),
        Part(path="manifest.dsse.json", role="instructions", content=seal),
    ]
    write(whole, where)
    _keep(opened.folder.root / FOLDER / name, found, items, facts)
    digest = digest_of(listing)
    _enter(opened, name, digest, edition, redactor, {"by": choice.by} if choice.by else {})
    finish(where)
    return Redacted(
        where=str(where),
        edition=name,
        digest=digest,
        claims=len(edition.findings),
        masks=len(edition.masks),
        pieces=len(items),
        pictures=len(edition.pictures),
        annex=bool(annex),
        idle=edition.idle,
    )


def _pieces(material: Material, redactor: Redactor, plan: Plan) -> list[Piece]:
    abouts = {digest: f"document {number}" for digest, number in redactor.documents.items()}
    return list(pieces(material, abouts, [one.text for one in plan.words]))


def _drawn(
    opened: Heliograph, digest: Digest, page: int, frames: Sequence[Box], covers: Sequence[Box]
) -> bytes | None:
    try:
        return picture_of(
            digest, page, frames, case=opened.folder.root, blobs=opened.blobs, covers=covers
        )
    except NothingThere:
        return None


def _refuse_leaks(parts: Sequence[Part], plan: Plan) -> None:
    """Look through all that would leave. Raises `UsageError`, which does not repeat the words."""
    left = leaks(parts, [one.text for one in plan.words])
    if left:
        told = "; ".join(f"mask {number + 1} in {path}" for path, number in left[:8])
        raise UsageError(
            detail="Nothing was written: words that are to be hidden would still be seen "
            f"({told}). Do they stand in a reason of the plan, or in what every edition says?"
        )


def _keep(folder: Path, found: Sequence[Piece], items: Sequence[Item], facts: bytes) -> None:
    """Keep salts, and what cannot be had from the case's blobs again, under the edition's name."""
    making = unfinished(folder)
    sweep(making)
    make_folder(making)
    for piece, item in zip(found, items, strict=True):
        if piece.open is None:
            (making / f"{item.item}.bin").write_bytes(piece.content)
    (making / "source.json").write_bytes(facts)
    encoder = msgspec.json.Encoder()
    with (making / ITEMS).open("wb") as file:
        file.writelines(encoder.encode(one) + b"\n" for one in items)
    settle_all(making)
    move(making, folder)


def _enter(
    opened: Heliograph,
    name: str,
    digest: Digest,
    edition: Edition,
    redactor: Redactor,
    maker: Facts,
) -> None:
    """Enter every mask, then that the edition left. Never what a mask hides."""
    digests = {number: one for one, number in redactor.documents.items()}
    for one in edition.masks:
        opened.enter(
            "redacted",
            {
                "edition": name,
                "mask": one.mask,
                "kind": one.kind,
                "digest": digests.get(one.document),
                "page": one.page or None,
                "reason": one.reason,
            },
        )
    what = {"what": "redacted dossier", "edition": name}
    opened.enter("exported", {**what, "digest": digest, "claims": len(edition.findings), **maker})
