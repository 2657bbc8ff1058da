"""Source → documents in the case: walk, store, settle, enter in custody, then make rows and jobs.

The order is what makes it safe to be killed at any moment: bytes are durable before custody names
them, custody is durable before the database knows them, and only the database starts work.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from heliograph.codec import id_of, moment
from heliograph.pipeline.collecting.deletion import without_deleted
from heliograph.pipeline.collecting.families import members_like
from heliograph.pipeline.collecting.jobs import read_jobs
from heliograph.pipeline.collecting.links import new_link
from heliograph.pipeline.tools import Progress, Tools, no_progress
from heliograph.records import (
    Capture,
    CaptureId,
    CustodyEntry,
    Document,
    Event,
    Source,
    SourceId,
)
from heliograph.seams import Found, Kept
from heliograph.stages.collect import ORIGINALS, collect, collect_originals
from heliograph.stages.preserve import preserve
from heliograph.store.document_facts import (
    begun_from,
    collected_facts,
    document_from,
    finished_facts,
    finished_from,
    source_facts,
    source_from,
)
from heliograph.store.facts import Facts
from heliograph.store.journal import enter

BATCH_FILES = 256
"""Files that share one settling, one custody write and one transaction."""

BATCH_BYTES = 64 * 2**20
"""Bytes after which a batch is closed early, so that an interruption costs little."""

RECEIVED = "received"
"""Below the case folder: each dossier that was taken in, by the digest of its manifest."""


class Taken(Struct, frozen=True, kw_only=True):
    """How one look at a source ended."""

    source: Source
    files: int
    new: int
    deleted: int = 0
    """Files whose bytes a person deleted before: they were not taken in again."""


def location_of(path: Path, case: Path) -> str:
    """Write where a path is, seen from the case folder: a case never holds an absolute one."""
    return Path(os.path.relpath(path.resolve(), case.resolve())).as_posix()


def take_in(tools: Tools, progress: Progress = no_progress) -> tuple[list[Taken], list[str]]:
    """Walk every source that was asked for and is not finished; also name those that are gone.

    What is gone stays asked for: it may be a disk that is not plugged in.
    """
    taken, missing = [], []
    for location in tools.asked.locations():
        path = Path(os.path.normpath(tools.folder / location))
        if not path.exists():
            missing.append(location)
            continue
        taken.append(walk(_source(path, tools), path, tools, progress))
        tools.asked.done(location)
    return taken, missing


def _source(path: Path, tools: Tools) -> Source:
    location = location_of(path, tools.folder)
    source = Source(
        id=SourceId(id_of("source", location)),
        kind="folder" if path.is_dir() else "file",
        name=f"dossier {path.parent.name[:8]}"
        if _is_received(path, tools)
        else path.resolve().name,
        location=location,
        added_at=tools.clock(),
    )
    known = next((one for one in tools.rows.sources() if one.id == source.id), None)
    if known is not None:
        return known
    enter([("source-added", source_facts(source))], tools)
    return source


def walk(
    source: Source,
    path: Path,
    tools: Tools,
    progress: Progress = no_progress,
    met: Callable[[Sequence[Document]], object] = lambda documents: None,
) -> Taken:
    """Take in what stands at a path and is not in the case yet; `met` is told of all of it."""
    every = (
        collect_originals(path.parent)
        if _is_received(path, tools)
        else collect(path, leave_out=tools.folder)
    )
    return take_found(source, every, tools, progress, met)


def _is_received(path: Path, tools: Tools) -> bool:
    """Say whether these are the documents of a dossier that was taken in, which names them."""
    return path.name == ORIGINALS and path.parent.parent.resolve() == (
        tools.folder.resolve() / RECEIVED
    )


def take_found(
    source: Source,
    every: Iterable[Found],
    tools: Tools,
    progress: Progress = no_progress,
    met: Callable[[Sequence[Document]], object] = lambda documents: None,
) -> Taken:
    """Take in what was found of a source and is not in the case yet."""
    capture = next(
        (one for one in tools.rows.captures(open_only=True) if one.source_id == source.id),
        None,
    )
    files = new = deleted = 0
    for batch in _batches(every):
        started = capture or _capture(source, tools)
        came = [preserve(found, capture=started, blobs=tools.blobs) for found in batch]
        met([document for document, _ in came])
        taken, again = without_deleted(came, tools)
        fresh = _enter(started, taken, tools)
        if fresh:
            capture = started
        files, new, deleted = files + len(batch), new + fresh, deleted + again
        progress("preserve", files, None, batch[-1].path)
    finish(capture, tools)
    return Taken(source=source, files=files, new=new, deleted=deleted)


def _capture(source: Source, tools: Tools) -> Capture:
    now = tools.clock()
    return Capture(
        id=CaptureId(id_of("capture", source.id, moment(now))), source_id=source.id, started_at=now
    )


def _enter(capture: Capture, taken: Sequence[tuple[Document, Kept | None]], tools: Tools) -> int:
    """Enter what is new in custody, then in the database; say how many files were new."""
    known = tools.rows.known_documents([document.id for document, _ in taken])
    fresh = {document.id: (document, kept) for document, kept in taken if document.id not in known}
    if not fresh:
        return 0
    found = list(fresh.values())
    # A second copy of an archive that was read already has the same members, at its own path.
    copies = [copy for document, _ in found for copy in members_like(document, tools)]
    enter_documents([*found, *copies], [capture], tools)
    return len(found)


def enter_documents(
    found: Sequence[tuple[Document, Kept | None]], captures: Sequence[Capture], tools: Tools
) -> None:
    """Make documents part of the case: blobs settled, custody entries, rows and jobs, in that
    order.
    """
    tools.blobs.settle()
    enter([_told(*each) for each in found], tools, lambda: tools.rows.keep(captures))


def _told(document: Document, kept: Kept | None) -> tuple[Event, Facts]:
    has_bytes = kept is not None or document.digest
    facts = collected_facts(document, kept.second if kept else None)
    return "collected" if has_bytes else "refused", facts


def keep_documents(entries: Sequence[CustodyEntry], tools: Tools) -> None:
    """Keep the documents of which entries tell, and have them read and found where they stand.

    Their captures are made as far as can be told, where they are not known.
    """
    begun = {one.id: one for one in map(begun_from, entries)}
    known = tools.rows.known_captures(begun)
    documents = [document_from(entry) for entry in entries]
    tools.rows.keep([one for one in begun.values() if one.id not in known])
    tools.rows.keep(documents)
    # What was read before now stands in one more folder.
    tools.rows.unmark_indexed(one.digest for one in documents if one.digest is not None)
    tools.queue.put(read_jobs(documents))


def keep_source(entry: CustodyEntry, tools: Tools) -> None:
    """Keep a source of which an entry tells, how it is looked at, and the link to begin with."""
    source, schedule = source_from(entry)
    tools.rows.keep([source])
    if schedule is not None:
        own = new_link(source, source.location, "", tools)
        tools.rows.keep_watching([schedule, *([] if tools.rows.link(own.id) else [own])])


def forget_source(entry: CustodyEntry, tools: Tools) -> None:
    """Look no more at a source that an entry takes off."""
    tools.rows.forget_schedule(SourceId(str(entry.facts["source"])))


def keep_finished(entry: CustodyEntry, tools: Tools) -> None:
    """Keep that a capture has ended, as an entry tells."""
    tools.rows.keep([finished_from(entry)])


def finish(capture: Capture | None, tools: Tools) -> None:
    """Say that a look at a source has ended. `capture` is None where nothing new was met."""
    if capture is None:
        return
    enter([("capture-finished", finished_facts(capture))], tools)


def _batches(found: Iterable[Found]) -> Iterator[list[Found]]:
    batch: list[Found] = []
    size = 0
    for each in found:
        batch.append(each)
        size += each.size
        if len(batch) >= BATCH_FILES or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
