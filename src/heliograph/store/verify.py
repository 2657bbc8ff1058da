"""Checks a case against itself: the chain, the bytes, the records.

Each check names the first thing that does not fit. What a chain cannot show is told, not hidden:
see `heliograph.store.custody`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from heliograph.errors import BlobDamaged, CustodyBroken
from heliograph.records import CustodyEntry, Digest, Document, DocumentId
from heliograph.seams import Blobs, Kept
from heliograph.store import CaseFolder
from heliograph.store.checks import Check, answered, failed, held
from heliograph.store.custody import Custody
from heliograph.store.derivations import text_digest
from heliograph.store.document_facts import document_from, tombstone
from heliograph.store.journal import followed
from heliograph.store.rows import Rows
from heliograph.store.verify_decisions import Decided, check_decisions
from heliograph.store.verify_hand import Told, check_corrections, texts_as_read, told_by
from heliograph.store.verify_proof import NOTHING, Chain, Outside, check_checkpoints
from heliograph.store.verify_stamps import check_stamps

Progress = Callable[[int, int | None], None]
"""Is told how many blobs of how many were read again."""


class ProvableBlobs(Blobs, Protocol):
    """A blob store that can be read again whole."""

    def verify(self, digest: Digest) -> Kept:
        """Read a blob again and say both its digests. Raises `BlobDamaged`."""
        ...

    def strays(self) -> Iterator[str]:
        """What stands among the blobs and is none."""
        ...


@dataclass(slots=True)
class _Account:
    """What custody says, read once."""

    chain: Chain
    documents: dict[DocumentId, Document]
    seconds: dict[Digest, str]
    """BLAKE2b by SHA-256, where an entry tells both."""
    applied: int
    """Entries that the database has caught up with."""
    pending: set[DocumentId]
    """Documents of which later entries tell: a killed run had not come to them."""
    texts: dict[Digest, list[tuple[int, str]]]
    """Of each blob that was read: the entries that tell of it, each with the digest of its text."""
    corrected: set[Told] = field(default_factory=set)
    """What persons said that misread words are."""
    decided: Decided = field(default_factory=Decided)
    """What persons decided, as far as the database has caught up."""

    @property
    def digests(self) -> set[Digest]:
        """Of the bytes that must be there."""
        return {one.digest for one in self.documents.values() if one.digest is not None}

    @property
    def deleted(self) -> set[Digest]:
        """Of bytes that were there and must not be any more."""
        return self.seconds.keys() - self.digests


def verify_case(
    folder: CaseFolder,
    rows: Rows,
    blobs: ProvableBlobs,
    custody: Custody,
    progress: Progress,
    outside: Outside = NOTHING,
) -> Iterator[Check]:
    """Check everything, yielding each answer as it is known; the bytes take longest.

    `outside` is what the reader has from elsewhere: with it, more can be answered. Where the chain
    is broken, what follows is checked against the entries before the break.
    """
    applied = followed(rows)
    account = _Account(
        chain=Chain(folder), documents={}, seconds={}, applied=applied, pending=set(), texts={}
    )
    yield _check_chain(folder, custody, account)
    yield _check_end(account)
    yield from check_checkpoints(folder, account.chain, outside)
    yield from check_stamps(folder, account.chain, outside)
    yield _check_bytes(blobs, account, progress)
    yield _check_strays(blobs, account)
    yield _check_documents(rows, account)
    yield _check_texts(rows, account)
    yield check_decisions(rows, account.decided)
    yield check_corrections(rows, account.corrected)
    yield from _check_records(rows)
    yield _check_ledger(rows, account)


# --- the chain ------------------------------------------------------------------------------------


def _check_chain(folder: CaseFolder, custody: Custody, account: _Account) -> Check:
    if not folder.custody.is_file():
        return answered("custody chain", f"{folder.custody.name} is missing")
    try:
        for entry, line in zip(custody.entries(), custody.lines(), strict=True):
            account.chain.add(entry, line)
            _enter(entry, account)
    except CustodyBroken as broken:
        return answered("custody chain", str(broken))
    count = len(account.chain.digests)
    detail = f"{count} entries, each following from the one before; head {custody.head}"
    if custody.torn:
        detail += f"; after them {custody.torn} bytes of a write that was interrupted"
    return held("custody chain", detail)


def _enter(entry: CustodyEntry, account: _Account) -> None:
    account.corrected.update(told_by(entry))
    if entry.sequence < account.applied:
        account.decided.add(entry)
    if entry.event == "derived":
        told = entry.sequence, str(entry.facts.get("text"))
        account.texts.setdefault(Digest(str(entry.facts.get("digest"))), []).append(told)
    if entry.event == "deleted":
        document = tombstone(entry, account.documents)
    elif entry.event in ("collected", "refused"):
        document = document_from(entry)
    else:
        return
    account.documents[document.id] = document
    if entry.sequence >= account.applied:
        account.pending.add(document.id)
    second = entry.facts.get("blake2b")
    if document.digest is not None:
        account.seconds[document.digest] = str(second or account.seconds.get(document.digest, ""))


def _check_end(account: _Account) -> Check:
    """The database remembers how far the chain went, so a cut end shows as long as it is whole."""
    remembered = account.applied
    count = len(account.chain.digests)
    if remembered > count:
        wrong = f"the database knows {remembered} entries, the chain has {count}"
        return answered("custody end", wrong)
    return held(
        "custody end",
        f"no entry that the database knows of is missing ({remembered}); "
        "only what is kept elsewhere shows more",
    )


# --- the bytes ------------------------------------------------------------------------------------


def _check_bytes(blobs: ProvableBlobs, account: _Account, progress: Progress) -> Check:
    digests = sorted(account.digests)
    total, size = len(digests), 0
    for done, digest in enumerate(digests, start=1):
        try:
            kept = blobs.verify(digest)
        except BlobDamaged as damaged:
            return answered("bytes", str(damaged))
        if account.seconds[digest] not in ("", kept.second):
            return answered("bytes", f"{digest} has another BLAKE2b than custody says")
        size += kept.size
        progress(done, total)
    detail = f"{total} blobs, {size} bytes, read again; both digests as custody says"
    return held("bytes", detail)


def _check_strays(blobs: ProvableBlobs, account: _Account) -> Check:
    digests, deleted = account.digests, account.deleted
    beyond = [one for one in blobs.digests() if one not in digests]
    strays = (one for one in beyond if one not in deleted)
    first = next(strays, None) or next(blobs.strays(), None)
    wrong = ""
    if first is not None:
        wrong = (
            f"{first} is kept, and custody does not name it; an `add` that was interrupted "
            "leaves such, and is finished by `heliograph run`"
        )
    right = "every blob is named by custody"
    if beyond:
        right += (
            f"; unfinished: {beyond[0]} was deleted and still stands; `heliograph run` removes it"
        )
    return answered("no other bytes", wrong, right)


# --- the records ----------------------------------------------------------------------------------


def _check_documents(rows: Rows, account: _Account) -> Check:
    kept = 0
    for document in rows.documents():
        kept += 1
        entered = account.documents.get(document.id)
        if entered is None:
            return failed("documents", f"{document.path} is in the database, not in custody")
        if document.id not in account.pending and _identity(entered) != _identity(document):
            return failed("documents", f"{document.path} is not what custody says it is")
    missing = account.documents.keys() - rows.known_documents(account.documents)
    if missing - account.pending:
        path = min(account.documents[one].path for one in missing - account.pending)
        return failed(
            "documents",
            f"{path} is in custody, not in the database; `heliograph run` brings it there",
        )
    right = f"{kept} documents, each with its entry in custody"
    if account.pending:
        right += (
            f"; unfinished: {len(account.pending)} of which custody tells are not yet in the "
            "database as it says; `heliograph run` brings them there"
        )
    return held("documents", right)


def _check_texts(rows: Rows, account: _Account) -> Check:
    """See that the text of each reading is what was entered when it was read."""
    same = untold = 0
    for reading in rows.readings():
        told = account.texts.get(reading.digest, [])
        if not told or told[-1][0] >= account.applied:
            untold += 1
            continue
        sequence = told[-1][0]
        # What is to be read again shows until then what was read of it before.
        entered = {text for _, text in (told if reading.read_by == "" else told[-1:])}
        if text_digest(texts_as_read(rows, reading.digest)) not in entered:
            wrong = f"the text of {reading.digest} is not what was read of it (entry {sequence})"
            return failed("texts", wrong)
        same += 1
    more = f"; {untold} were read before custody told of texts, or are not done" if untold else ""
    return held("texts", f"{same} readings, each with the text that was entered{more}")


def _identity(document: Document) -> tuple[object, ...]:
    """All but the capture, which a later look at the same file may have renewed."""
    return (
        document.path,
        document.raw_name,
        document.digest,
        document.size,
        document.modified_at,
        document.source_id,
        document.parent_id,
        document.depth,
        document.refusal,
    )


def _check_records(rows: Rows) -> Iterator[Check]:
    counts = rows.counts()
    yield answered(
        "database", rows.wrong_in_database(), "whole, and every reference leads somewhere"
    )
    yield answered(
        "passages",
        rows.wrong_passage(),
        f"{counts['passages']} passages, each inside its page, none over another",
    )
    yield answered(
        "claims", rows.wrong_claim(), f"{counts['claims']} claims, each with its words on its page"
    )


def _check_ledger(rows: Rows, account: _Account) -> Check:
    sums = rows.ledger_sums()
    added = sum(sums.outcomes.values()) + sums.waiting
    wrong = ""
    missing = account.pending - rows.known_documents(account.pending)
    if not added == sums.files == len(account.documents) - len(missing):
        wrong = (
            f"{added} outcomes for {sums.files} files, of which custody knows "
            f"{len(account.documents)}"
        )
    outcomes = ", ".join(f"{count} {name}" for name, count in sums.outcomes.items())
    return answered(
        "ledger", wrong, f"{sums.files} files: {outcomes or 'none done'}; {sums.waiting} waiting"
    )
