"""A look killed between keeping its archive and saying so → the archive, entered after all.

The bytes that came are durable before custody names them. Files of a folder can be taken in again
after a kill and give the same bytes; an answer of the web may never come again. So it is written
down that an archive is about to be kept, and whatever then stands there unnamed is it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import msgspec

from heliograph.codec import moment
from heliograph.pipeline.intake import enter_documents
from heliograph.pipeline.tools import Tools
from heliograph.records import Capture, Digest, Document
from heliograph.stages.preserve import document_id

MARK: Final = "looking.json"
"""Stands in the case folder only while an archive is being kept."""


def about_to_keep(capture: Capture, tools: Tools) -> None:
    """Say, durably, that an archive of this capture is about to be kept."""
    mark = _mark(tools)
    beside = mark.with_suffix(".new")
    with beside.open("wb") as file:
        file.write(msgspec.json.encode(capture))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(mark)


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


def enter_left_behind(tools: Tools) -> int:
    """Enter what a killed look kept and could not name; say how many archives."""
    mark = _mark(tools)
    if not mark.exists():
        return 0
    capture = msgspec.json.decode(mark.read_bytes(), type=Capture)
    named = {one.digest for one in tools.rows.documents()}
    unnamed = [digest for digest in tools.blobs.digests() if digest not in named]
    left = [archive_of(capture, digest, _size(digest, tools)) for digest in sorted(unnamed)]
    if left:
        enter_documents([(one, None) for one in left], [capture], tools)
    is_entered(tools)
    return len(left)


def _mark(tools: Tools) -> Path:
    return tools.folder / MARK


def _size(digest: Digest, tools: Tools) -> int:
    with tools.blobs.open(digest) as file:
        return file.seek(0, os.SEEK_END)
