"""Checks a case against itself: the chain, the bytes, the records.

Each check names the first thing that does not fit. What a chain cannot show is told, not hidden:
see `heliograph.store.custody`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from msgspec import Struct

from heliograph.errors import BlobDamaged, CustodyBroken
from heliograph.records import CustodyEntry, Digest, Document, DocumentId
from heliograph.seams import Blobs, Kept
from heliograph.store import CaseFolder
from heliograph.store.custody import Custody, document_from
from heliograph.store.rows import Rows

Progress = Callable[[int, int | None], None]
"""Is told how many blobs of how many were read again."""


class Check(Struct, frozen=True, kw_only=True):
    """One thing that was checked."""

    name: str
    holds: bool
    detail: str


class ProvableBlobs(Blobs, Protocol):
    """A blob store that can be read again whole."""

    def verify(self, digest: Digest) -> Kept:
        """Read a blob again and say both its digests. Raises `BlobDamaged`."""
        ...

    def strays(self) -> Iterator[str]:
        """What stands among the blobs and is none."""
        ...


class _Account(Struct):
    """What custody says, read once."""

    documents: dict[DocumentId, Document]
    seconds: dict[Digest, str]
    """BLAKE2b by SHA-256, where an entry tells both."""
    digests: set[Digest]
    count: int = 0


def verify_case(
    folder: CaseFolder, rows: Rows, blobs: ProvableBlobs, custody: Custody, progress: Progress
) -> Iterator[Check]:
    """Check everything, yielding each answer as it is known; the bytes take longest.

    Where the chain is broken, what follows is checked against the entries before the break.
    """
    account = _Account(documents={}, seconds={}, digests=set())
    yield _check_chain(folder, custody, account)
    yield _check_end(rows, account)
    yield _check_bytes(blobs, account, progress)
    yield _check_strays(blobs, account)
    yield _check_documents(rows, account)
    yield from _check_records(rows)
    yield _check_ledger(rows, account)


# --- the chain ------------------------------------------------------------------------------------


def _check_chain(folder: CaseFolder, custody: Custody, account: _Account) -> Check:
    if not folder.custody.is_file():
        return _answer("custody chain", f"{folder.custody.name} is missing")
    try:
        for entry in custody.entries():
            _enter(entry, account)
    except CustodyBroken as broken:
        return _answer("custody chain", str(broken))
    detail = f"{account.count} entries, each following from the one before; head {custody.head}"
    if custody.torn:
        detail += f"; after them {custody.torn} bytes of a write that was interrupted"
    return Check(name="custody chain", holds=True, detail=detail)


def _enter(entry: CustodyEntry, account: _Account) -> None:
    account.count += 1
    if entry.event not in ("collected", "refused"):
        return
    document = document_from(entry)
    account.documents[document.id] = document
    if document.digest is not None:
        account.digests.add(document.digest)
        second = entry.facts.get("blake2b")
        if isinstance(second, str):
            account.seconds[document.digest] = second


def _check_end(rows: Rows, account: _Account) -> Check:
    """The database remembers how far the chain went, so a cut end shows as long as it is whole."""
    remembered = int(rows.mark("custody") or 0)
    if remembered > account.count:
        wrong = f"the database knows {remembered} entries, the chain has {account.count}"
        return _answer("custody end", wrong)
    return Check(
        name="custody end",
        holds=True,
        detail=f"no entry that the database knows of is missing ({remembered}); "
        "only a head digest kept elsewhere shows more",
    )


# --- the bytes ------------------------------------------------------------------------------------


def _check_bytes(blobs: ProvableBlobs, account: _Account, progress: Progress) -> Check:
    total = len(account.digests)
    size = 0
    for done, digest in enumerate(sorted(account.digests), start=1):
        try:
            kept = blobs.verify(digest)
        except BlobDamaged as damaged:
            return _answer("bytes", str(damaged))
        if account.seconds.get(digest, kept.second) != kept.second:
            return _answer("bytes", f"{digest} has another BLAKE2b than custody says")
        size += kept.size
        progress(done, total)
    return Check(
        name="bytes",
        holds=True,
        detail=f"{total} blobs, {size} bytes, read again; both digests as custody says",
    )


def _check_strays(blobs: ProvableBlobs, account: _Account) -> Check:
    strays = (one for one in blobs.digests() if one not in account.digests)
    first = next(strays, None) or next(blobs.strays(), None)
    wrong = ""
    if first is not None:
        wrong = (
            f"{first} is kept, and custody does not name it; an `add` that was interrupted "
            "leaves such, and is finished by `heliograph run`"
        )
    return _answer("no other bytes", wrong, "every blob is named by custody")


# --- the records ----------------------------------------------------------------------------------


def _check_documents(rows: Rows, account: _Account) -> Check:
    kept = 0
    for document in rows.documents():
        kept += 1
        entered = account.documents.get(document.id)
        if entered is None:
            return _answer("documents", f"{document.path} is in the database, not in custody")
        if _identity(entered) != _identity(document):
            return _answer("documents", f"{document.path} is not what custody says it is")
    if kept < len(account.documents):
        missing = account.documents.keys() - rows.known_documents(account.documents)
        path = min(account.documents[one].path for one in missing)
        return _answer(
            "documents",
            f"{path} is in custody, not in the database; `heliograph run` brings it there",
        )
    return _answer("documents", "", f"{kept} documents, each with its entry in custody")


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
    yield _answer(
        "database", rows.wrong_in_database(), "whole, and every reference leads somewhere"
    )
    yield _answer(
        "passages",
        rows.wrong_passage(),
        f"{counts['passages']} passages, each inside its page, none over another",
    )
    yield _answer(
        "claims", rows.wrong_claim(), f"{counts['claims']} claims, each with its words on its page"
    )


def _check_ledger(rows: Rows, account: _Account) -> Check:
    sums = rows.ledger_sums()
    added = sum(sums.outcomes.values()) + sums.waiting
    wrong = ""
    if not added == sums.files == len(account.documents):
        wrong = (
            f"{added} outcomes for {sums.files} files, of which custody knows "
            f"{len(account.documents)}"
        )
    outcomes = ", ".join(f"{count} {name}" for name, count in sums.outcomes.items())
    return _answer(
        "ledger", wrong, f"{sums.files} files: {outcomes or 'none done'}; {sums.waiting} waiting"
    )


def _answer(name: str, wrong: str, right: str = "") -> Check:
    return Check(name=name, holds=not wrong, detail=wrong or right)
