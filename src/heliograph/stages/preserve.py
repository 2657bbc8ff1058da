"""Found → Document: the bytes are hashed and stored before anything looks inside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from heliograph.codec import id_of
from heliograph.records import Capture, Digest, Document, DocumentId, Problem, SourceId
from heliograph.seams import Blobs, Found, Kept

_LIKE_A_MARK = re.compile(r"%(?=(?:25)*21/)")

CHUNK = 1 << 20
"""Bytes read at a time: large enough for the disk, small enough for memory."""


def preserve(found: Found, *, capture: Capture, blobs: Blobs) -> tuple[Document, Kept | None]:
    """Take one file's bytes in and make its document. What cannot be had is a refusal, kept too.

    The bytes are durable only after `blobs.settle()`; enter them in custody after that.
    """
    refusal = found.refusal
    kept: Kept | None = None
    if refusal is None:
        try:
            kept = blobs.put(_chunks(found.file))
        except FileNotFoundError as gone:
            refusal = _refused("gone", gone)
        except OSError as refused:
            refusal = _refused("no-permission", refused)
    document = Document(
        id=document_id(capture.source_id, found.path, kept.digest if kept else None),
        capture_id=capture.id,
        source_id=capture.source_id,
        path=found.path,
        raw_name=found.raw_name,
        digest=kept.digest if kept else None,
        size=kept.size if kept else found.size,
        modified_at=found.modified_at,
        refusal=refusal,
    )
    return document, kept


def document_id(source: SourceId, path: str, digest: Digest | None) -> DocumentId:
    """The id that place and bytes determine: looking twice finds the same document."""
    return DocumentId(id_of("document", source, path, digest or "refused"))


def member_path(container: str, name: str) -> str:
    """Give the path of a member: a `!/` in its own name is written so that it can mean no other.

    `!/` becomes `%21/`, and what looks like that already becomes `%2521/`: no two names are one.
    """
    return f"{container}!/{_LIKE_A_MARK.sub('%25', name).replace('!/', '%21/')}"


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def _refused(reason: str, error: OSError) -> Problem:
    return Problem(outcome="unreachable", reason=reason, detail=error.strerror or "")
