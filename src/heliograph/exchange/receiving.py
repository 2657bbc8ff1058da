"""Takes in what others made: web archives with their digests, and dossiers of our own kind.

A dossier is unpacked beside its place in the case, and that copy is verified by the verifier that
strangers use, before anything of it counts. Its custody stays evidence, as it came; its documents
are read anew here, and what its people said of claims is kept as an opinion, never as a review.
"""

from __future__ import annotations

import zipfile
from argparse import ArgumentTypeError
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from heliograph.app import Heliograph
from heliograph.codec import digest_of
from heliograph.dossier import heliograph_verify as verifier
from heliograph.dossier.material import Finding
from heliograph.durable import make_folder, move, settle_all, sweep
from heliograph.errors import NothingThere, ProofBroken, UsageError
from heliograph.pipeline.collecting.intake import RECEIVED
from heliograph.pipeline.deeds.deciding import enter_opinion
from heliograph.pipeline.tools import Progress, no_progress
from heliograph.records import Answer, ClaimId, Digest
from heliograph.seams import Heard
from heliograph.stages.collect import ORIGINALS
from heliograph.store.facts import Facts
from heliograph.views import ClaimView

PROMPT = "review"
ANSWERS: dict[str, Answer] = {"accepted": "yes", "rejected": "no", "unsure": "unsure"}
NOT_NAMED = 3
"""The verifier's exit code where all holds and nobody said whose signature is expected."""

_FINDING = msgspec.json.Decoder(Finding)


class Received(Struct, frozen=True, kw_only=True):
    """What was taken in."""

    kind: str
    """dossier or file."""
    path: str
    digest: Digest
    """Of the file, or of the dossier's manifest."""
    signer: str = ""
    signer_named: bool = False
    documents: int = 0
    claims: int = 0
    """Claims of the dossier that are made here again."""
    not_made: int = 0
    """Claims of the dossier that are not: another version judged them, or their document stayed."""
    opinions: int = 0
    digests: list[str] = []
    """What web archives say of their own digests."""
    differ: list[str] = []
    """What does not have the digest that its archive gives it."""


def receive(
    opened: Heliograph, path: Path, key: str | None = None, progress: Progress = no_progress
) -> Received:
    """Take in a dossier, or any other file as `scan` does.

    Raises `NothingThere`, `ProofBroken`, and `UsageError` where it is a redacted edition.
    """
    if not path.exists():
        raise NothingThere(what=str(path), hint="Check the spelling of the path.")
    if is_dossier(path):
        return _dossier(opened, path, key, progress)
    opened.add(path, progress)
    opened.run(progress)
    return _file(opened, path)


def is_dossier(path: Path) -> bool:
    """Say whether it has the manifest of a dossier; nothing in it is believed yet."""
    if path.is_dir():
        return (path / verifier.MANIFEST).is_file()
    try:
        with zipfile.ZipFile(path) as packed:
            names = packed.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    return {verifier.MANIFEST, verifier.SEALED} <= set(names)


def _dossier(opened: Heliograph, path: Path, key: str | None, progress: Progress) -> Received:
    standing = _unpacked(opened, path, key)
    place, signer = standing.place, standing.signer
    manifest = Digest(f"sha256:{place.name}")
    facts: Facts = {"what": "dossier", "digest": manifest, "signer": signer}
    facts["named"] = int(standing.named)
    if standing.replaced:
        facts["replaced"] = 1
    opened.enter("received", facts)
    originals = place / ORIGINALS
    documents = 0
    if originals.is_dir():
        documents = opened.add(originals, progress).files
        opened.run(progress)
    made = opinions = missing = 0
    for finding in _findings(place):
        claim = _same(opened, finding.claim)
        if claim is None:
            missing += 1
            continue
        made += 1
        opinions += _opinion(opened, finding, claim, signer, manifest)
    return Received(
        kind="dossier",
        path=str(path),
        digest=manifest,
        signer=signer,
        signer_named=standing.named,
        documents=documents,
        claims=made,
        not_made=missing,
        opinions=opinions,
    )


class _Standing(Struct, frozen=True, kw_only=True):
    """A dossier that stands in the case, verified as it stands."""

    place: Path
    signer: str
    named: bool
    """Whether the signature is by the key that was expected."""
    replaced: bool
    """Whether a copy stood there that was altered since it came."""


def _unpacked(opened: Heliograph, path: Path, key: str | None) -> _Standing:
    """Copy it into the case, verify the copy, and give it its name; what is read later is verified.

    A copy of the same dossier that stands there is kept if it holds, and else replaced.
    """
    expected = _expected(key)
    folder = opened.folder.root / RECEIVED
    making, old = folder / ".unfinished", folder / ".altered"
    try:
        for left in (making, old):
            sweep(left)
        make_folder(folder)
        _copy(path, making)
        named = _verified(path, making, expected)
        listing = (making / verifier.MANIFEST).read_bytes()
        place = folder / digest_of(listing).removeprefix("sha256:")
        altered = place.exists() and not _holds(place, listing)
        if altered:
            place.rename(old)
        if not place.exists():
            settle_all(making)
            move(making, place)
        signer = str(msgspec.json.decode(listing)["signer"])
        return _Standing(place=place, signer=signer, named=named, replaced=altered)
    finally:
        for left in (making, old):
            sweep(left)


def _verified(path: Path, copy: Path, expected: str | None) -> bool:
    """Say whether it is signed by the key that was expected. Raises `ProofBroken`, `UsageError`."""
    answers = verifier.verify(str(copy), expected)
    if verifier.is_edition(answers):
        detail = (
            f"{path.name} is a redacted edition, which has no documents to take in. To check "
            f"it: heliograph verify-dossier {path}"
        )
        raise UsageError(detail=detail)
    code, words = verifier.verdict(answers)
    if code not in (0, NOT_NAMED):
        raise ProofBroken(detail=f"{path.name} is not taken in. {verifier.shown(words)}")
    return code == 0


def _holds(place: Path, listing: bytes) -> bool:
    """Say whether what stands there is this dossier, as it came."""
    code, _ = verifier.verdict(verifier.verify(str(place), None))
    return code in (0, NOT_NAMED) and (place / verifier.MANIFEST).read_bytes() == listing


def _expected(key: str | None) -> str | None:
    try:
        return None if key is None else verifier.named_key(key)
    except ArgumentTypeError as wrong:
        raise UsageError(detail=f"{key}: {wrong}. `heliograph key show` prints one.") from wrong


def _copy(path: Path, to: Path) -> None:
    """Copy by the verifier's own reader: plain names, plain files, nothing that unpacks."""
    try:
        if path.is_dir():
            _write(verifier.Folder(str(path)), to)
            return
        with path.open("rb") as file:
            _write(verifier.Zip(file), to)
    except verifier.Wrong as wrong:
        detail = f"{path.name} is not taken in. {verifier.shown(str(wrong))}"
        raise ProofBroken(detail=detail) from wrong


def _write(container: verifier.Folder | verifier.Zip, to: Path) -> None:
    for name in container.sizes:
        where = to / name
        where.parent.mkdir(parents=True, exist_ok=True)
        with where.open("xb") as file:
            file.writelines(container.chunks(name))


def _findings(place: Path) -> Iterator[Finding]:
    for line in (place / "findings.jsonl").read_bytes().splitlines():
        try:
            yield _FINDING.decode(line)
        except msgspec.DecodeError as wrong:
            raise ProofBroken(detail=f"a finding is not of its form ({wrong})") from wrong


def _same(opened: Heliograph, claim: ClaimView) -> ClaimView | None:
    """Find the claim as it is made here: by its id, or by the same words at the same place."""
    try:
        return next(opened.rows.claim_views(claim_id=claim.id))
    except NothingThere:
        pass
    for document in opened.rows.documents(digest=claim.document.digest):
        for one in list(opened.rows.claim_views(path=document.path)):
            if (one.page, one.start, one.end, one.capability) == (
                *(claim.page, claim.start, claim.end),
                claim.capability,
            ):
                return one
    return None


def _opinion(
    opened: Heliograph, finding: Finding, claim: ClaimView, signer: str, manifest: Digest
) -> int:
    """Keep what was said there of a claim, once for each dossier; say how many were new."""
    answer = ANSWERS.get(finding.reviewed.judgement) if finding.reviewed else None
    host = f"dossier {manifest}"
    known = opened.rows.opinions(ClaimId(claim.id))
    if answer is None or any(one.host == host for one in known):
        return 0
    heard = Heard(
        answer=answer,
        sentence="A person reviewed it so where the dossier was made.",
        model=f"reviewer of {signer}",
        host=host,
        prompt=PROMPT,
    )
    enter_opinion(claim, heard, opened.tools())
    return 1


def _file(opened: Heliograph, path: Path) -> Received:
    """Say what web archives in it say of their own digests."""
    name = path.resolve().name
    told: list[str] = []
    differ: list[str] = []
    count, digest = 0, Digest("")
    for document in list(opened.rows.documents()):
        inside = document.path == name or document.path.startswith(f"{name}!/")
        if document.digest is None or not (inside or path.is_dir()):
            continue
        count += 1
        digest = document.digest if document.path == name else digest
        for note in opened.rows.notes(document.digest):
            if note.key in ("warc:digests", "wacz:digests"):
                told.append(f"{document.path}: {note.value}")
        for problem in opened.rows.problems(document.digest):
            if problem.reason == "digest-differs":
                differ.append(f"{document.path}: {problem.detail}")
    return Received(
        kind="file", path=str(path), digest=digest, documents=count, digests=told, differ=differ
    )
