"""A look killed between keeping its archive and saying so → the archive, entered after all.

The bytes that came are durable before custody names them. Files of a folder can be taken in again
after a kill and give the same bytes; an answer of the web may never come again. So it is written
down which archive is about to be kept. What else stands unnamed is of other runs that were killed,
and nothing is said of where it came from.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

import msgspec
from msgspec import Struct

from heliograph.codec import digest_of_chunks, moment
from heliograph.durable import write_whole
from heliograph.errors import BlobDamaged, CaseInconsistent
from heliograph.pipeline.collecting.intake import enter_documents
from heliograph.pipeline.tools import Tools
from heliograph.records import Capture, Digest, Document
from heliograph.stages.preserve import document_id

MARK: Final = "looking.json"
"""Stands in the case folder only while an archive is being kept."""

_PIECE: Final = 1 << 20


class Looking(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the mark says."""

    digest: Digest
    """Of the archive, hashed before any of it is kept."""
    capture: Capture


def about_to_keep(capture: Capture, digest: Digest, tools: Tools) -> None:
    """Say, durably, that this archive of this capture is about to be kept."""
    write_whole(_mark(tools), msgspec.json.encode(Looking(digest=digest, capture=capture)))


def is_entered(tools: Tools) -> None:
    """Say that custody has it."""
    _mark(tools).unlink(missing_ok=True)


def archive_of(capture: Capture, digest: Digest, size: int) -> Document:
    """Make the document of an archive, named by when it was made; some systems refuse colons."""
    when = moment(capture.started_at).replace(":", "-")
    path = f"{when}-{digest.partition(':')[2][:8]}.warc"
    return Document(
        id=document_id(capture.source_id, path, digest),
        capture_id=capture.id,
        source_id=capture.source_id,
        path=path,
        digest=digest,
        size=size,
        modified_at=capture.started_at,
    )


def enter_left_behind(tools: Tools) -> bool:
    """Enter the archive that a killed look kept and could not name; say whether there was one.

    Raises `CaseInconsistent` where the mark cannot be read.
    """
    mark = _mark(tools)
    if not mark.exists():
        return False
    try:
        looking = msgspec.json.decode(mark.read_bytes(), type=Looking)
    except msgspec.DecodeError as wrong:
        detail = f"{MARK} cannot be read ({wrong}); move it away, what it tells of is lost"
        raise CaseInconsistent(detail=detail) from wrong
    left = _left(looking, tools)
    is_entered(tools)
    return left


def _left(looking: Looking, tools: Tools) -> bool:
    """Enter it, if its bytes stand whole and unnamed."""
    if next(iter(tools.rows.documents(digest=looking.digest)), None) is not None:
        return False
    try:
        standing = tools.blobs.open(looking.digest)
    except BlobDamaged:
        # Killed before it was kept: what is due is looked at again.
        return False
    with standing:
        if digest_of_chunks(pieces(standing)) != looking.digest:
            # Torn by a power cut: no archive any more.
            return False
        # Whoever kept it may not have settled it: keeping it once more does.
        kept = tools.blobs.put(pieces(standing))
    archive = archive_of(looking.capture, kept.digest, kept.size)
    enter_documents([(archive, kept)], [looking.capture], tools)
    return True


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """Go through a file from its beginning, piece by piece."""
    file.seek(0)
    while piece := file.read(_PIECE):
        yield piece


def _mark(tools: Tools) -> Path:
    return tools.folder / MARK
