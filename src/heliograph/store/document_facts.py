"""Sources, captures and documents ⇄ what custody tells of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec
from msgspec import Struct

from heliograph.codec import canonical, moment
from heliograph.errors import CustodyBroken
from heliograph.records import (
    Capture,
    CaptureId,
    CustodyEntry,
    Digest,
    Document,
    DocumentId,
    Outcome,
    Problem,
    Source,
    SourceId,
)
from heliograph.store.facts import Facts, Names, facts_of, nested_in, time_of, told_in
from heliograph.watch_records import Schedule

_OF_SOURCE: Final[Names] = {"id": "source"}


def source_facts(source: Source, schedule: Schedule | None = None) -> Facts:
    """Write what an entry `source-added` says; `schedule` where it is looked at by one."""
    facts = facts_of(source, _OF_SOURCE)
    if schedule is not None:
        facts["schedule"] = canonical(schedule).decode()
    return facts


def source_from(entry: CustodyEntry) -> tuple[Source, Schedule | None]:
    """Make a source anew, and how it is looked at. Raises `CustodyBroken`."""
    source = told_in(entry, Source, _OF_SOURCE, leave_out=("schedule",))
    if "schedule" not in entry.facts:
        return source, None
    return source, nested_in(entry, "schedule", Schedule, "its schedule is none")


class _CaptureFacts(Struct, frozen=True):
    """The facts of an entry that tells of a capture: one `capture-finished`, or of a document."""

    capture: CaptureId
    source: SourceId
    started: datetime | None = None


def finished_facts(capture: Capture) -> Facts:
    """Write what an entry `capture-finished` says."""
    told = _CaptureFacts(capture=capture.id, source=capture.source_id, started=capture.started_at)
    return facts_of(told)


def finished_from(entry: CustodyEntry) -> Capture:
    """Make a capture that has ended anew. Raises `CustodyBroken`."""
    return msgspec.structs.replace(begun_from(entry), finished_at=time_of(entry))


def begun_from(entry: CustodyEntry) -> Capture:
    """Make the capture of a document anew, as far as can be told. Raises `CustodyBroken`."""
    told = told_in(entry, _CaptureFacts)
    started = told.started or time_of(entry)
    return Capture(id=told.capture, source_id=told.source, started_at=started)


def collected_facts(document: Document, second: str | None) -> Facts:
    """Write what an entry `collected` or `refused` says: enough to make the document's row anew.

    `second` is the BLAKE2b of its bytes, where they were taken in with it.
    """
    facts: Facts = {
        "document": document.id,
        "path": document.path,
        "raw_name": document.raw_name.hex() if document.raw_name is not None else None,
        "digest": document.digest,
        "blake2b": second,
        "size": document.size,
        "modified": moment(document.modified_at) if document.modified_at else None,
        "source": document.source_id,
        "capture": document.capture_id,
        "parent": document.parent_id,
        "depth": document.depth,
    }
    if document.refusal is not None:
        facts["outcome"] = document.refusal.outcome
        facts["reason"] = document.refusal.reason
        facts["detail"] = document.refusal.detail
        facts["refused_page"] = document.refusal.page
    return facts


class _CollectedFacts(msgspec.Struct, frozen=True):
    """The facts as they must be, to be read back."""

    document: DocumentId
    path: str
    raw_name: str | None
    digest: Digest | None
    size: int
    modified: datetime | None
    source: SourceId
    capture: CaptureId
    parent: DocumentId | None
    depth: int
    outcome: Outcome | None = None
    reason: str = ""
    detail: str = ""
    refused_page: int | None = None


def document_from(entry: CustodyEntry) -> Document:
    """Make the document anew from its entry. Raises `CustodyBroken` where facts are missing."""
    facts = told_in(entry, _CollectedFacts)
    refusal = None
    if facts.outcome is not None:
        refusal = Problem(
            outcome=facts.outcome,
            reason=facts.reason,
            detail=facts.detail,
            page=facts.refused_page,
        )
    return Document(
        id=facts.document,
        capture_id=facts.capture,
        source_id=facts.source,
        path=facts.path,
        raw_name=bytes.fromhex(facts.raw_name) if facts.raw_name is not None else None,
        digest=facts.digest,
        size=facts.size,
        modified_at=facts.modified,
        parent_id=facts.parent,
        depth=facts.depth,
        refusal=refusal,
    )


def tombstone(entry: CustodyEntry, documents: Mapping[DocumentId, Document]) -> Document:
    """Say what is left of a document that an entry `deleted` removed. Raises `CustodyBroken`."""
    document = documents.get(DocumentId(str(entry.facts.get("document"))))
    if document is None:
        raise CustodyBroken(entry=entry.sequence, detail="it deletes what was never taken in")
    return buried(document, str(entry.facts.get("reason")))


def buried(document: Document, reason: str) -> Document:
    """A document without its bytes: its place, its size, and why they are gone."""
    said = f"{document.digest}: {reason}" if document.digest else reason
    refusal = Problem(outcome="deleted", reason="deleted", detail=said)
    return msgspec.structs.replace(document, digest=None, refusal=refusal)
