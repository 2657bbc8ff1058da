"""Jobs → readings: lease, read in children, take each blob through the steps, keep in batches."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain

import msgspec

from heliograph.codec import id_of
from heliograph.pipeline.collecting.deletion import without_deleted
from heliograph.pipeline.collecting.families import members_of
from heliograph.pipeline.collecting.intake import enter_documents
from heliograph.pipeline.collecting.jobs import READ
from heliograph.pipeline.deeds.adding import put_additions
from heliograph.pipeline.deeds.holding import is_released
from heliograph.pipeline.steps.indexing import index_waiting
from heliograph.pipeline.steps.judges import Judges
from heliograph.pipeline.steps.rereading import not_lost, wants_reading
from heliograph.pipeline.steps.seeing import not_worse, wants_eyes
from heliograph.pipeline.steps.standing import StandingPages
from heliograph.pipeline.steps.work import (
    PASSAGE_WEIGHT,
    Work,
    advance,
    before_steps,
    current_steps,
)
from heliograph.pipeline.tools import Progress, Reader, Tools, no_progress
from heliograph.records import Digest, Document, Job, JobId, Page, Problem, Reading, Record
from heliograph.sandbox.pool import Read, Task
from heliograph.seams import Limits
from heliograph.store.derivations import of_reading
from heliograph.store.journal import enter

BATCH_WORKS = 256
BATCH_CHARS = 8_000_000
BATCH_SECONDS = 3.0
"""A batch is kept when any of these is reached: work that a kill may cost, against the price of a
transaction and an index commit (about 0.1 s whatever its size)."""

KEPT_AT_ONCE = 4_000_000
"""Bytes of records that are handed to the database together, in the one transaction of a batch."""

LEASE = 8
"""Jobs leased at a time: a few more than children, so that none waits."""


def read_waiting(tools: Tools, reader: Reader, progress: Progress = no_progress) -> int:
    """Read everything that waits, members of what was read included; say how many blobs."""
    done = 0
    with Judges(tools) as judges:
        while waiting := tools.queue.waiting():
            judges.expect(waiting)
            before = done
            batch = _Batch(tools)
            names: dict[Digest, str] = {}
            attempts: dict[Digest, int] = {}
            reads = reader.read_all(_tasks(tools, attempts))
            for work in judges.advance(_read(reads, names, attempts)):
                batch.add(work)
                done += 1
                progress("read", done, before + waiting, names.pop(work.digest, ""))
                if batch.is_full():
                    batch.keep()
            batch.keep()
            if done == before:
                break
    return done


def _read(
    reads: Iterable[Read], names: dict[Digest, str], attempts: dict[Digest, int]
) -> Iterator[Work]:
    """Make works of what was read, and note what each was called."""
    for read in reads:
        digest = Digest(read.task.key)
        names[digest] = read.task.name
        yield Work(digest=digest, read=read, attempt=attempts.pop(digest))


def _tasks(tools: Tools, attempts: dict[Digest, int]) -> Iterator[Task]:
    """Lease what waits, and note which attempt at each this is."""
    while jobs := tools.queue.lease(tools.worker, LEASE):
        for job in jobs:
            attempts[Digest(job.about)] = job.attempts
            yield _task(Digest(job.about), tools)


def _task(digest: Digest, tools: Tools) -> Task:
    document = next(iter(tools.rows.documents(digest=digest)))
    return Task(
        key=digest,
        open=lambda: tools.blobs.open(digest),
        size=document.size,
        name=document.path.rpartition("/")[2],
        limits=_left(document, tools),
        depth=document.depth,
    )


def _left(document: Document, tools: Tools) -> Limits:
    """What the tree of containers around this document may still hold: one budget for all."""
    limits = tools.config.limits
    root = document
    while root.parent_id is not None:
        above = tools.rows.document(root.parent_id)
        if above is None:
            break
        root = above
    if root is document:
        return limits
    members, size = tools.rows.tree_totals(root.id)
    return msgspec.structs.replace(
        limits,
        members=max(0, limits.members - members),
        tree_bytes=max(0, limits.tree_bytes - size),
    )


class _Batch:
    """Works that will be kept together."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._works: list[Work] = []
        self._chars = 0
        self._since = time.monotonic()

    def add(self, work: Work) -> None:
        self._works.append(work)
        self._chars += work.characters

    def is_full(self) -> bool:
        return (
            len(self._works) >= BATCH_WORKS
            or self._chars >= BATCH_CHARS
            or time.monotonic() - self._since >= BATCH_SECONDS
        )

    def keep(self) -> None:
        if self._works:
            keep(self._works, self._tools)
            self._tools.queue.extend(self._tools.worker)
        self._works, self._chars, self._since = [], 0, time.monotonic()


def keep(works: Sequence[Work], tools: Tools) -> None:
    """Keep what the steps made: members first (bytes, custody), then what was read in custody, then
    all records and the marks in one transaction, then the index, which can always be made anew.
    """
    came = [
        entered
        for work in works
        if work.extraction is not None
        for entered in members_of(work.digest, work.extraction.members, tools)
    ]
    members, _ = without_deleted(came, tools)
    known = tools.rows.known_documents([document.id for document, _ in members])
    fresh = [each for each in members if each[0].id not in known]
    if fresh:
        enter_documents(fresh, [], tools)
    told = [
        of_reading(work.reading, work.extraction.pages)
        for work in works
        if work.extraction is not None and work.reading is not None
    ]
    enter(told, tools, lambda: _keep_all(works, tools))
    index_waiting(tools.rows, tools.index)


def _keep_all(works: Sequence[Work], tools: Tools) -> None:
    for work in works:
        _keep_apart(work, tools)
    # All of a kind at once: a statement for each row of each document costs twice as much.
    for some in _handfuls(chain.from_iterable(_records(work) for work in works)):
        tools.rows.keep(some)
    for work in works:
        put_additions(work.digest, tools)
        tools.rows.settle(work.digest)
    tools.queue.finish(_jobs(works))


def _keep_apart(work: Work, tools: Tools) -> None:
    """Make room where an older version read it, and keep what has no id of its own."""
    rows = tools.rows
    again = rows.reading(work.digest) is not None
    if again:
        # What the older version made stands beside from now on, unless it comes out the same.
        rows.set_aside(work.digest, tools.clock(), pages=work.extraction is not None)
        rows.forget_findings(work.digest)
        rows.forget_passages(work.digest)
        if work.extraction is not None:
            rows.forget_pages(work.digest)
    if isinstance(work.pages, StandingPages):
        rows.set_pages_aside(work.pages.replaced(), tools.clock())
    if work.extraction is not None and (again or work.extraction.notes):
        rows.keep_notes(work.digest, work.extraction.notes)
    if again or work.problems:
        rows.keep_problems(work.digest, work.problems)


def _records(work: Work) -> Iterator[Record]:
    if work.extraction is not None:
        yield from work.pages
    for leaf in work.leaves:
        yield from leaf.passages
    yield from work.found
    if work.reading is not None:
        yield work.reading


def _handfuls(records: Iterator[Record]) -> Iterator[list[Record]]:
    """Cut into lists that are not too heavy: the records of a long document are never all held."""
    some: list[Record] = []
    weight = 0
    for one in records:
        some.append(one)
        weight += len(one.text) + len(one.boxes) if isinstance(one, Page) else PASSAGE_WEIGHT
        if weight >= KEPT_AT_ONCE:
            yield some
            some, weight = [], 0
    if some:
        yield some


def _jobs(works: Sequence[Work]) -> list[Job]:
    return [
        Job(
            id=JobId(id_of(READ, work.digest)),
            kind=READ,
            about=work.digest,
            attempts=work.attempt,
        )
        for work in works
    ]


def see_waiting(
    tools: Tools, reader: Reader, version: str, progress: Progress = no_progress
) -> int:
    """Have pictures, and pages that say nothing, read by eyes of this version; say how many blobs.

    What waits is told by the readings themselves, so that nothing is lost by a kill, and a case
    that was read without eyes, or with older ones, is seen when there are any.
    """
    waiting = [one for one in tools.rows.readings() if wants_eyes(one, version, tools)]
    batch = _Batch(tools)
    tasks = (_task(one.digest, tools) for one in waiting)
    for done, read in enumerate(reader.read_all(tasks), start=1):
        work = Work(digest=Digest(read.task.key), read=read)
        seen = advance(work, tools)
        kept = not_worse(seen, version, tools)
        batch.add(seen if kept is seen else advance(kept, tools))
        progress("see", done, len(waiting), read.task.name)
        if batch.is_full():
            batch.keep()
    batch.keep()
    return len(waiting)


def read_anew(tools: Tools, reader: Reader, progress: Progress = no_progress) -> int:
    """Have what other versions of the extractors read be read again; say how many blobs.

    What waits is told by the readings themselves, so that nothing is lost by a kill. Pages that
    say the same keep their ids, and with them stands what was said of the claims on them.
    """
    waiting = [one for one in tools.rows.readings() if wants_reading(one, tools)]
    batch = _Batch(tools)
    tasks = (_task(one.digest, tools) for one in waiting)
    for done, read in enumerate(reader.read_all(tasks), start=1):
        work = advance(Work(digest=Digest(read.task.key), read=read), tools)
        kept = not_lost(work, tools)
        batch.add(work if kept is work else advance(kept, tools))
        progress("read again", done, len(waiting), read.task.name)
        if batch.is_full():
            batch.keep()
    batch.keep()
    return len(waiting)


def judge_anew(tools: Tools, progress: Progress = no_progress) -> int:
    """Do the later steps again on what was read by older versions; say how many blobs."""
    wanted = current_steps(tools)
    outdated = [
        one
        for one in tools.rows.readings()
        if (one.steps[1:] != wanted or (one.held and is_released(one.digest, tools)))
        and not wants_reading(one, tools)
    ]
    batch = _Batch(tools)
    works = (
        before_steps(one, tools.rows.problems(one.digest), tools.rows.pages(one.digest))
        for one in outdated
    )
    with Judges(tools) as judges:
        judges.expect(len(outdated))
        for done, work in enumerate(judges.advance(works), start=1):
            batch.add(work)
            progress("judge", done, len(outdated), work.reading.title if work.reading else "")
            if batch.is_full():
                batch.keep()
        batch.keep()
    return len(outdated)


def judge_one(digest: Digest, tools: Tools) -> None:
    """Do the later steps again on one blob, when a person has just changed what they begin from."""
    reading = tools.rows.reading(digest)
    if reading is not None:
        pages = tools.rows.pages(digest)
        work = before_steps(reading, tools.rows.problems(digest), pages)
        keep([advance(work, tools)], tools)


def give_up_on_dead(tools: Tools) -> None:
    """Jobs that outlived three workers: say so in the ledger instead of trying for ever.

    Custody may tell of a text already that a killed worker had read and not kept: it is told what
    is kept instead.
    """
    for job in tools.queue.dead():
        digest = Digest(job.about)
        problem = Problem(
            outcome="damaged", reason="crash", detail="the program itself was stopped on it 3 times"
        )
        reading = Reading(digest=digest, media_type="", outcome="damaged", reason="crash")
        told = of_reading(reading, tools.rows.pages(digest))
        enter([told], tools, partial(_give_up, job, reading, problem, tools))


def _give_up(job: Job, reading: Reading, problem: Problem, tools: Tools) -> None:
    tools.rows.keep([reading])
    tools.rows.keep_problems(reading.digest, [problem])
    tools.queue.finish([job])
