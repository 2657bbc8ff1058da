"""A document → its tombstone: bytes and all that was read of them go, custody and ledger stay.

In custody first, then index, rows and bytes, in that order, each of which can be done again: killed
anywhere in between, the next run finishes. The index's files hold its words until `index_waiting`
has made them anew. What a person removed is not taken in again silently.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from heliograph.codec import id_of
from heliograph.errors import NothingThere
from heliograph.pipeline.collecting.jobs import READ
from heliograph.pipeline.tools import Tools
from heliograph.records import (
    CustodyEntry,
    Digest,
    Document,
    DocumentId,
    Event,
    Job,
    JobId,
    Problem,
)
from heliograph.seams import Kept
from heliograph.store.caches import forget
from heliograph.store.decision_facts import Deletion
from heliograph.store.document_facts import buried
from heliograph.store.facts import Facts, facts_of, told_in
from heliograph.store.index_rows import UNPURGED
from heliograph.store.journal import enter

Entered = tuple[Document, Kept | None]


class Deleted(Struct, frozen=True, kw_only=True):
    """One document that was deleted, as people are told of it."""

    path: str
    digest: Digest | None
    stands_elsewhere: tuple[str, ...]
    """Paths at which the same bytes, or a container that holds them, are kept still."""


def delete(what: str, reason: str, tools: Tools) -> list[Deleted]:
    """Delete what a path or digest names, with everything inside it. Raises `NothingThere`."""
    chosen = [one for one in _named(what, tools) if not _is_deleted(one)]
    if not chosen:
        raise NothingThere(
            what=f"{what} is no document that is kept", hint="`heliograph ledger` lists them."
        )
    # What is inside goes first: killed halfway through the write, its container is there to name.
    gone = {one.id: one for top in chosen for one in _with_inside(top, tools)}
    elsewhere = {one.id: _elsewhere(one, gone.keys(), tools) for one in gone.values()}
    enter([_told(one, reason) for one in gone.values()], tools)
    sweep_deleted(tools)
    tools.rows.overwrite_deleted()
    return [
        Deleted(path=one.path, digest=one.digest, stands_elsewhere=elsewhere[one.id])
        for one in gone.values()
    ]


def _told(one: Document, reason: str) -> tuple[Event, Facts]:
    told = Deletion(document=one.id, path=one.path, digest=one.digest, reason=reason)
    return "deleted", facts_of(told)


def mark_deleted(entry: CustodyEntry, tools: Tools) -> None:
    """Do to the records what an entry `deleted` says; a second time changes nothing."""
    told = told_in(entry, Deletion)
    document, reason = tools.rows.document(told.document), told.reason
    if document is None or _is_deleted(document):
        return
    tools.rows.bury(buried(document, reason))
    digest = document.digest
    if digest is None or any(True for _ in tools.rows.documents(digest=digest)):
        return
    tools.index.remove(page.id for page in tools.rows.pages(digest))
    tools.index.commit()
    tools.rows.forget_blob(digest)
    tools.rows.set_mark(UNPURGED, "yes")
    tools.queue.finish([Job(id=JobId(id_of(READ, digest)), kind=READ, about=digest)])
    tools.rows.mark_deleted(digest, reason)


def sweep_deleted(tools: Tools) -> None:
    """Remove the bytes that custody says are deleted, wherever a kill or a second taking left them,
    and what was drawn or translated of them.

    Call it when their entries are in custody and in the records.
    """
    deleted = tools.rows.deleted()
    for digest in deleted:
        tools.blobs.remove(digest)
    forget(tools.folder, deleted)


def without_deleted(found: Iterable[Entered], tools: Tools) -> tuple[list[Entered], int]:
    """Put tombstones in place of what was deleted before and came again; say how many came."""
    deleted = tools.rows.deleted()
    made, again = list[Entered](), 0
    for document, kept in found:
        if document.digest is None or document.digest not in deleted:
            made.append((document, kept))
            continue
        again += 1
        tools.blobs.remove(document.digest)
        made.append((_not_taken(document, deleted[document.digest]), None))
    return made, again


def _not_taken(document: Document, reason: str) -> Document:
    gone = buried(document, reason)
    detail = gone.refusal.detail if gone.refusal else ""
    refusal = Problem(outcome="deleted", reason="deleted-before", detail=detail)
    return replace(gone, refusal=refusal)


def _named(what: str, tools: Tools) -> list[Document]:
    found = list(tools.rows.documents(path=what))
    return found or list(tools.rows.documents(digest=Digest(what)))


def _with_inside(document: Document, tools: Tools) -> Iterator[Document]:
    for inner in list(tools.rows.documents(parent_id=document.id)):
        if not _is_deleted(inner):
            yield from _with_inside(inner, tools)
    yield document


def _elsewhere(document: Document, gone: Container[DocumentId], tools: Tools) -> tuple[str, ...]:
    """Where the same bytes stay: at another path, or inside a container that stays."""
    if document.digest is None:
        return ()
    copies = [one for one in tools.rows.documents(digest=document.digest) if one.id not in gone]
    places = [one.path for one in copies]
    above = tools.rows.document(document.parent_id) if document.parent_id else None
    if above is not None and above.id not in gone:
        places.append(above.path)
    return tuple(places)


def _is_deleted(document: Document) -> bool:
    return document.refusal is not None and document.refusal.outcome == "deleted"
