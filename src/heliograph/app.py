"""Opens a case and wires everything together: what the command line and every other face call."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from secrets import token_hex
from types import TracebackType
from typing import TYPE_CHECKING, Self

from heliograph.codec import moment
from heliograph.config import Config, load_config, settings_file, workers_wanted
from heliograph.durable import write_whole
from heliograph.errors import NoCase, NothingThere
from heliograph.late import late
from heliograph.pipeline.ran import Ran
from heliograph.pipeline.tools import Progress, Tools, no_progress
from heliograph.records import CustodyEntry, Event, Review
from heliograph.store import CaseFolder, journal
from heliograph.store.asked import Asked
from heliograph.store.blobs import LocalBlobs
from heliograph.store.checks import Check
from heliograph.store.custody import Custody
from heliograph.store.database import Database, open_database
from heliograph.store.facts import Facts
from heliograph.store.index_rows import UNPURGED
from heliograph.store.lock import CaseLock
from heliograph.store.queue import LeaseQueue
from heliograph.store.rows import Rows
from heliograph.views import (
    CaseSummary,
    DocumentRef,
    SearchHit,
    SearchResult,
    SecondReading,
)

# A look needs none of these, and they are most of what there is to import.
if TYPE_CHECKING:
    from heliograph.egress.endpoint import Endpoint
    from heliograph.ocr import models
    from heliograph.pipeline import recovery
    from heliograph.pipeline.collecting import intake, places
    from heliograph.pipeline.collecting.intake import Taken
    from heliograph.pipeline.deeds import deciding, second_reading
    from heliograph.pipeline.deeds.deciding import Said
    from heliograph.pipeline.steps import answering, entities, indexing, reading, recurrence
    from heliograph.plugins import extractors, finders
    from heliograph.sandbox import pool
    from heliograph.sandbox.pool import ReadingPool
    from heliograph.search import highlight
    from heliograph.search import query as queries
    from heliograph.search.tantivy_index import TantivyIndex
    from heliograph.store import verify, verify_proof
    from heliograph.store.verify_proof import Outside
    from heliograph.taxonomy import own
else:
    (recovery,) = late("heliograph.pipeline", "recovery")
    intake, places = late("heliograph.pipeline.collecting", "intake", "places")
    deciding, second_reading = late("heliograph.pipeline.deeds", "deciding", "second_reading")
    answering, entities, indexing, reading, recurrence = late(
        "heliograph.pipeline.steps", "answering", "entities", "indexing", "reading", "recurrence"
    )
    extractors, finders = late("heliograph.plugins", "extractors", "finders")
    highlight, queries = late("heliograph.search", "highlight", "query")
    (models,) = late("heliograph.ocr", "models")
    (own,) = late("heliograph.taxonomy", "own")
    (pool,) = late("heliograph.sandbox", "pool")
    verify, verify_proof = late("heliograph.store", "verify", "verify_proof")

SECONDS_A_PAGE = 60.0
"""How long the reader of a picture may keep us waiting for a page; usually it takes three."""

Clock = Callable[[], datetime]


def now() -> datetime:
    """The machine's own clock, in UTC."""
    return datetime.now(UTC)


class Heliograph:
    """An open case. Use as a context manager; `working` cases hold the lock until closed."""

    def __init__(
        self, folder: CaseFolder, database: Database, clock: Clock, stack: ExitStack
    ) -> None:
        """Wire the parts; call `create`, `open` or `open_to_work` instead."""
        self.folder = folder
        self.rows = Rows(database)
        self.blobs = LocalBlobs(folder.blobs)
        self.custody = Custody(folder.custody, clock=clock, actor="heliograph")
        self.queue = LeaseQueue(database, clock=clock)
        self.asked = Asked(folder.asked)
        self.clock = clock
        self._stack = stack
        self._alone = False
        self._ready: ReadingPool | None = None
        stack.callback(database.close)

    # --- open and close ---------------------------------------------------------------------

    @classmethod
    def create(cls, folder: Path, *, ask: Sequence[Path] = (), clock: Clock = now) -> Self:
        """Make a case in `folder`, or open the one that is there, ready to work on it.

        `ask` names what is to be taken in; it is written down before anything else is, so that
        `run` can go on wherever this is killed.
        """
        case = CaseFolder(folder)
        folder.mkdir(parents=True, exist_ok=True)
        stack = ExitStack()
        with ExitStack() as until_wired:
            until_wired.enter_context(stack)
            stack.enter_context(CaseLock(case.lock))
            if ask:
                Asked(case.asked).add(
                    [intake.location_of(path, folder) for path in places.existing(ask)]
                )
            made = cls(case, open_database(case.database, create=True), clock, stack)
            made._alone = True
            if not case.settings.exists():
                write_whole(case.settings, settings_file().encode())
                own.leave_example(case.taxonomy)
            made._begin()
            until_wired.pop_all()
        return made

    @classmethod
    def open(cls, folder: Path, *, clock: Clock = now) -> Self:
        """Open a case to look at it. Raises `NoCase`."""
        case = CaseFolder(folder)
        if not case.database.exists():
            raise NoCase(folder=folder)
        return cls(case, open_database(case.database, create=False), clock, ExitStack())

    @classmethod
    def open_to_work(cls, folder: Path, *, clock: Clock = now) -> Self:
        """Open a case to change it: alone. Raises `NoCase` and `CaseBusy`."""
        case = CaseFolder(folder)
        if not any(one.exists() for one in (case.database, case.asked, case.custody)):
            raise NoCase(folder=folder)
        return cls.create(folder, clock=clock)

    def __enter__(self) -> Self:
        """Stay open for a block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """Close database and index and let go of the lock."""
        self._stack.close()

    def _begin(self) -> None:
        """Write the first entry of a new case; its name is its folder's at that time."""
        if self.custody.count == 0 and self.rows.mark("name") is None:
            name = self.folder.root.resolve().name
            self.custody.append([("case-made", {"name": name, "nonce": token_hex(16)})])
        if self.rows.mark("name") is None:
            with self.rows.all_or_nothing():
                self.rows.set_mark("name", self.folder.root.resolve().name)
                self.rows.set_mark("made_at", moment(self.clock()))
                # A database that was lost catches up from the first entry on.
                self.rows.set_mark(journal.MARK, "0")
        self.rows.derive_missing()

    # --- work -------------------------------------------------------------------------------

    def add(self, path: Path, progress: Progress = no_progress) -> Taken:
        """Preserve a folder or a file."""
        self.asked.add(
            [intake.location_of(path, self.folder.root) for path in places.existing((path,))]
        )
        tools = self.tools()
        recovery.recover(tools)
        taken, _ = intake.take_in(tools, progress)
        return taken[-1]

    def run(self, progress: Progress = no_progress) -> Ran:
        """Do all that waits: finish what was interrupted, read, judge, index."""
        tools = self.tools()
        entities.keep_entities(tools)
        caught_up = recovery.recover(tools, whole=True)
        taken, missing = intake.take_in(tools, progress)
        anew = reading.judge_anew(tools, progress)
        try:
            with self._reading(tools) as children:
                again = reading.read_anew(tools, children, progress)
                read = reading.read_waiting(tools, children, progress)
            self._see(tools, progress)
        finally:
            # Stopped by a person, not killed by a document: no attempt is counted.
            self.queue.release(tools.worker)
        recurrence.mark_recurring(tools, progress)
        indexing.index_waiting(self.rows, self.index, progress)
        answering.answer_watches(tools, progress)
        self.rows.pack_lines()
        return Ran(
            caught_up=caught_up,
            taken=tuple(taken),
            missing=tuple(missing),
            judged_anew=anew,
            read_anew=again,
            read=read,
        )

    def review(self, claim_id: str, said: Said) -> Review:
        """Keep what a person says of a claim. Raises `NothingThere`."""
        tools = self.tools()
        journal.catch_up(tools)
        known = finders.definitions(self.folder.taxonomy)
        if said.capability is not None and said.capability not in known:
            raise NothingThere(what=f"capability {said.capability}", hint=", ".join(sorted(known)))
        return deciding.review(next(self.rows.claim_views(claim_id=claim_id)), said, tools)

    def read_again(
        self, endpoint: Endpoint, model: str, limit: int, progress: Progress = no_progress
    ) -> SecondReading:
        """Ask a second reader about claims: the only thing here that reaches out."""
        tools = self.tools()
        recovery.recover(tools)
        known = finders.definitions(self.folder.taxonomy)
        ask = second_reading.Question(
            endpoint=endpoint, model=model, definitions=known, egress=self.folder.egress
        )
        return second_reading.read_again(ask, limit, tools, progress)

    def rebuild_index(self, progress: Progress = no_progress) -> int:
        """Throw the index away and make it anew from the records."""
        index = self.index
        with self.rows.all_or_nothing():
            self.rows.set_mark(UNPURGED, "yes")
            self.rows.line_up_all()
        return indexing.index_waiting(self.rows, index, progress)

    @cached_property
    def index(self) -> TantivyIndex:
        """The full-text index, opened when first needed. Raises `CaseBusy`, see `open_index`."""
        index = indexing.open_index(self.folder, self.rows, alone=self._alone)
        self._stack.callback(index.close)
        return index

    @contextmanager
    def staying_ready(self) -> Iterator[None]:
        """Keep what reads in children at hand between runs: for whoever runs again and again."""
        with self._pool(self.tools()) as children:
            self._ready = children
            try:
                yield
            finally:
                self._ready = None

    def _reading(self, tools: Tools) -> AbstractContextManager[ReadingPool]:
        return self._pool(tools) if self._ready is None else nullcontext(self._ready)

    def _pool(self, tools: Tools, command: Sequence[str] = (), a_page: float = 0.0) -> ReadingPool:
        """Make a pool of children; `a_page` is how long each page may take, 0 where none counts."""
        reading = tools.config.reading
        return pool.ReadingPool(
            command or pool.child_command(),
            workers=workers_wanted(reading),
            patience=pool.Patience(
                base_s=a_page or reading.base_seconds,
                per_mb_s=reading.seconds_per_mb,
                per_sheet_s=a_page,
            ),
            take=self.blobs.put,
            recycle_after=reading.recycle_after,
            aside=self.folder.root,
        )

    def _see(self, tools: Tools, progress: Progress) -> None:
        """Read pictures, where what reads them is installed. A stem is started if one waits."""
        eyes = models.installed()
        if eyes.works:
            left_out = () if tools.config.reading.pictures else (models.PAGES_ALONE,)
            command = (*pool.child_command("heliograph.ocr_child"), *left_out)
            with self._pool(tools, command, SECONDS_A_PAGE) as children:
                reading.see_waiting(tools, children, "".join((eyes.stamp, *left_out)), progress)

    def settings(self) -> Config:
        """Read what a person set for this case. Raises `BadSetting`."""
        return load_config(self.folder.settings)

    def tools(self) -> Tools:
        """Hand out the parts of the case to what works on it. Raises `BadSetting`."""
        return Tools(
            folder=self.folder.root,
            config=load_config(self.folder.settings),
            rows=self.rows,
            blobs=self.blobs,
            custody=self.custody,
            queue=self.queue,
            asked=self.asked,
            index=self.index,
            segmenter=finders.load_segmenter(),
            finders=finders.load_finders(self.folder.taxonomy),
            clock=self.clock,
            worker=f"worker-{os.getpid()}",
            readers=extractors.current_readers(),
            keepers=recovery.KEEPERS,
        )

    # --- look -------------------------------------------------------------------------------

    def search(self, query: str, *, limit: int = 20, offset: int = 0) -> SearchResult:
        """Find pages, with the stretches that answer. Raises `BadQuery`."""
        tree = queries.parse(query)
        found = self.index.search(query, limit=limit, offset=offset)
        hits = []
        for hit, part in self.rows.search_parts(found.hits):
            spots = highlight.stretches(part.text, tree)
            words, marks = highlight.snippet(part.text, spots)
            hits.append(
                SearchHit(
                    document=DocumentRef(path=part.path, digest=part.digest),
                    page=part.page,
                    page_id=hit.page_id,
                    line=part.line_at(spots[0][0]) if spots else None,
                    score=round(hit.score, 4),
                    snippet=words,
                    marks=marks,
                )
            )
        facets = {name: dict(counts) for name, counts in found.facets.items()}
        return SearchResult(query=query, total=found.total, hits=hits, facets=facets)

    def summary(self) -> CaseSummary:
        """Say what the case holds."""
        counts = self.rows.counts()
        recurring, clauses = self.rows.recurring_sums()
        loaded = finders.load_finders(self.folder.taxonomy)
        return CaseSummary(
            name=self.rows.mark("name") or self.folder.root.resolve().name,
            made_at=self.rows.mark("made_at") or "",
            sources=counts["sources"],
            documents=counts["documents"],
            pages=counts["pages"],
            passages=counts["passages"],
            claims=counts["claims"],
            recurring=recurring,
            clauses=clauses,
            mentions=counts["mentions"],
            custody_entries=self.custody.count,
            custody_head=self.custody.head,
            taxonomy=finders.taxonomy_version(self.folder.taxonomy),
            finder=", ".join(f"{finder.name}/{finder.version}" for finder in loaded),
        )

    def verify(
        self, progress: Progress = no_progress, outside: Outside | None = None
    ) -> Iterator[Check]:
        """Re-read every byte and the whole chain; say of each check whether it holds.

        `outside` is what the reader has from elsewhere.
        """
        told: Callable[[int, int | None], None] = partial(progress, "verify")
        return verify.verify_case(
            self.folder, self.rows, self.blobs, self.custody, told, outside or verify_proof.NOTHING
        )

    def enter(self, event: Event, facts: Facts) -> None:
        """Enter in custody what has no records of its own. What is to be caught up with, is first.

        Raises `CustodyBroken`.
        """
        journal.enter([(event, facts)], self)

    def keep_entries(self, entries: Sequence[CustodyEntry]) -> None:
        """Do to the records what entries of custody say. Raises `BadSetting`."""
        if any(one.event in recovery.KEEPERS for one in entries):
            self.tools().keep_entries(entries)
