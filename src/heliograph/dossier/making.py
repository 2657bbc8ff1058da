"""From an open case to a signed dossier under its name, entered in custody.

The order decides what a kill leaves behind. The bundle is written whole beside its place, synced,
entered in custody as `exported`, and only then given its name. Killed before the entry, nothing
happened; killed after it, custody says that a dossier was made whose bundle still has its
unfinished name: the next run says so and removes it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from heliograph.app import Heliograph
from heliograph.codec import digest_of, moment
from heliograph.dossier.choosing import Choice
from heliograph.dossier.container import finish, free, write
from heliograph.dossier.gathering import gather
from heliograph.dossier.manifest import completed, manifest, signed
from heliograph.dossier.material import Material
from heliograph.dossier.parts import Part
from heliograph.dossier.rendering import parts_of
from heliograph.durable import unfinished
from heliograph.pipeline.tools import Progress, no_progress
from heliograph.proof.clock import clock_quality
from heliograph.proof.envelope import key_id
from heliograph.records import Digest
from heliograph.sealing.keys import Unlocking, signer_of

Change = Callable[[Material], Material]


class Dossier(Struct, frozen=True, kw_only=True):
    """What was made, as people are told of it."""

    where: str
    digest: Digest
    """Of the manifest: it names every byte of the dossier."""
    signer: str
    claims: int
    documents: int
    included: int
    masked: int
    files: int
    bytes: int
    timestamps: int
    left_behind: str = ""
    """What an earlier run that was killed had left, and is removed now."""


def make_dossier(
    opened: Heliograph,
    choice: Choice,
    where: Path,
    unlocking: Unlocking,
    progress: Progress = no_progress,
) -> Dossier:
    """Make a dossier of reviewed claims. Raises `NothingThere`, `NoKey`, `AlreadyThere`."""
    free(where)
    return publish(opened, gather(opened, choice, unlocking, progress), where, unlocking)


def publish(opened: Heliograph, material: Material, where: Path, unlocking: Unlocking) -> Dossier:
    """Give material its shape, sign it, write it, enter it in custody, and give it its name."""
    free(where)
    left = unfinished(where).name if unfinished(where).exists() else ""
    parts, files = completed(parts_of(material))
    listing = manifest(material, files, moment(opened.clock()), clock_quality())
    with signer_of(opened, unlocking) as signer:
        seal = signed(listing, signer)
    whole = [
        *parts,
        Part(path="manifest.json", role="instructions", content=listing),
        Part(path="manifest.dsse.json", role="instructions", content=seal),
    ]
    write(whole, where)
    masked = sum(len(page.masked) for page in material.pages)
    included = sum(one.included for one in material.documents)
    digest = digest_of(listing)
    opened.enter(
        "exported",
        {
            "what": "dossier",
            "digest": digest,
            "claims": len(material.findings),
            "masked": masked,
            "originals": included,
            "redacted": material.redacted,
            **({"by": material.by} if material.by else {}),
        },
    )
    finish(where)
    return Dossier(
        where=str(where),
        digest=digest,
        signer=key_id(material.proof.public),
        claims=len(material.findings),
        documents=sum(one.quoted for one in material.documents),
        included=included,
        masked=masked,
        files=len(whole),
        bytes=sum(one.size for one in files) + len(listing) + len(seal),
        timestamps=sum(name.endswith(".tsr") for name in material.proof.timestamps),
        left_behind=left,
    )
