"""Documents that became findable → findings of the watches, each document with its own cursor.

A document is asked every watch it was not asked yet, in batches: the pages of a batch are put into
an index in memory, and every query to it. What a finding is comes from the words, so that a second
run, a second copy or a second reading adds a place at the most.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from heliograph.pipeline.tools import Progress, Tools, no_progress
from heliograph.records import Digest, PageId, Reading
from heliograph.seams import IndexEntry
from heliograph.search.passing import PassingIndex
from heliograph.stages.watch import Answer, Asking, Watches, finding_of_change
from heliograph.watch_records import Cursor

AT_A_TIME: Final = 256
"""Documents in one batch."""
PAGES_AT_A_TIME: Final = 4_096
"""Pages in one batch, but for a document that has more."""


def answer_watches(tools: Tools, progress: Progress = no_progress) -> int:
    """Ask every document the watches it was not asked yet; say how many findings are new."""
    newest = tools.rows.newest_watch()
    if not newest:
        return 0
    new = done = 0
    waiting = tools.rows.not_asked(newest)
    for some in _batches(waiting):
        new += _ask(some, newest, tools)
        done += len(some)
        progress("watch", done, len(waiting))
    return new + _ask_changes(tools)


def _batches(waiting: Sequence[tuple[Reading, int]]) -> Iterator[list[tuple[Reading, int]]]:
    batch: list[tuple[Reading, int]] = []
    pages = 0
    for one in waiting:
        if batch and (len(batch) >= AT_A_TIME or pages + one[0].pages > PAGES_AT_A_TIME):
            yield batch
            batch, pages = [], 0
        batch.append(one)
        pages += one[0].pages
    if batch:
        yield batch


def _ask(some: Sequence[tuple[Reading, int]], newest: int, tools: Tools) -> int:
    """Put the watches to some documents and keep what they answer, cursors beside it."""
    entries = list(tools.rows.index_entries(one.digest for one, _ in some))
    found = PassingIndex(entries).answers(tools.rows.queries_asked())
    # Of ten thousand watches a few hundred are met: the others are not even fetched.
    watches = Watches(tools.rows.watches_with(found))
    by_page: defaultdict[str, list[str]] = defaultdict(list)
    for query, pages in found.items():
        for page_id in pages:
            by_page[page_id].append(query)
    by_digest: defaultdict[str, list[IndexEntry]] = defaultdict(list)
    for entry in entries:
        by_digest[entry.digest].append(entry)
    answers: list[Answer] = []
    for reading, upto in some:
        ours = by_digest[reading.digest]
        queries = dict.fromkeys(query for one in ours for query in by_page.get(one.page_id, ()))
        answering = {query: found[query] for query in queries}
        answers += watches.answered(asking_of(reading.digest, ours, tools), answering, above=upto)
    cursors = [
        Cursor(digest=one.digest, number=newest, steps=" ".join(one.steps)) for one, _ in some
    ]
    return tools.rows.keep_findings(answers, cursors)


def asking_of(digest: Digest, entries: Sequence[IndexEntry], tools: Tools) -> Asking:
    """Lay a document out as watches look at it; `entries` are its pages."""
    return Asking(
        claims=tools.rows.quoted_claims(digest),
        pages={PageId(entry.page_id): entry.text for entry in entries},
        entities=tools.rows.entities_of(digest),
        sources={one.source_id for one in tools.rows.documents(digest=digest)},
        at=tools.clock(),
    )


def _ask_changes(tools: Tools) -> int:
    """Put the watches for changes to the changes that were not asked them yet."""
    watches = tools.rows.change_watches()
    if not watches:
        return 0
    newest = watches[-1].number
    waiting = tools.rows.changes_not_asked(newest)
    told = (
        finding_of_change(watch, change)
        for change, upto in waiting
        for watch in watches
        if watch.number > upto
    )
    # A change is asked like a document, and has a cursor like one.
    cursors = [Cursor(digest=Digest(one.id), number=newest, steps="") for one, _ in waiting]
    return tools.rows.keep_findings([one for one in told if one is not None], cursors)
