"""Documents that became findable → findings of the watches, each document with its own cursor.

A document is asked every watch it was not asked yet, in batches: the pages of a batch are put into
an index in memory, and every query to it. What a finding is comes from the words, so that a second
run, a second copy or a second reading adds a place at the most.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from heliograph.pipeline.tools import Progress, Tools, no_progress
from heliograph.records import Digest, PageId, Reading
from heliograph.seams import IndexEntry
from heliograph.search.passing import PassingIndex
from heliograph.stages.watch import Answer, Asking, finding_of_change, findings
from heliograph.watch_records import Cursor, Watch

AT_A_TIME: Final = 256
"""Documents in one batch."""
_CHARACTERS: Final = 16_000_000


def answer_watches(tools: Tools, progress: Progress = no_progress) -> int:
    """Ask every document the watches it was not asked yet; say how many findings are new."""
    watches = tools.rows.watches()
    if not watches:
        return 0
    new = done = 0
    newest = max(one.number for one in watches)
    waiting = tools.rows.not_asked(newest)
    for start in range(0, len(waiting), AT_A_TIME):
        some = waiting[start : start + AT_A_TIME]
        new += _ask(some, watches, newest, tools)
        done += len(some)
        progress("watch", done, len(waiting))
    return new + _ask_changes(watches, tools)


def _ask(
    some: Sequence[tuple[Reading, int]], watches: Sequence[Watch], newest: int, tools: Tools
) -> int:
    """Put the watches to some documents and keep what they answer, cursors beside it."""
    entries = list(tools.rows.index_entries(one.digest for one, _ in some))
    index = PassingIndex(entries)
    found = index.answers([one.query for one in watches if one.query])
    by_digest: dict[str, list[IndexEntry]] = {}
    for entry in entries:
        by_digest.setdefault(entry.digest, []).append(entry)
    answers: list[Answer] = []
    for reading, upto in some:
        asking = _asking(reading.digest, by_digest.get(reading.digest, []), tools)
        for watch in watches:
            if watch.number > upto:
                answers += findings(watch, asking, found.get(watch.query, set()))
    cursors = [
        Cursor(digest=one.digest, number=newest, steps=" ".join(one.steps)) for one, _ in some
    ]
    return tools.rows.keep_findings(answers, cursors)


def _asking(digest: Digest, entries: Sequence[IndexEntry], tools: Tools) -> Asking:
    return Asking(
        claims=tools.rows.quoted_claims(digest),
        pages={PageId(entry.page_id): entry.text for entry in entries},
        entities=tools.rows.entities_of(digest),
        sources={one.source_id for one in tools.rows.documents(digest=digest)},
        at=tools.clock(),
    )


def _ask_changes(watches: Sequence[Watch], tools: Tools) -> int:
    wanted = [one for one in watches if one.changes]
    if not wanted:
        return 0
    told = [finding_of_change(watch, change) for change in tools.rows.changes() for watch in wanted]
    return tools.rows.keep_findings([one for one in told if one is not None], [])
