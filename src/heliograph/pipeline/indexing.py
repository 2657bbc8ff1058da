"""Records → index: whatever the database has and the index has not."""

from __future__ import annotations

from heliograph.pipeline.tools import Progress, no_progress
from heliograph.seams import TextIndex
from heliograph.store.rows import Rows

AT_A_TIME = 512
"""Blobs in one index commit."""


def index_waiting(rows: Rows, index: TextIndex, progress: Progress = no_progress) -> int:
    """Index every blob that is kept and not yet findable; say how many.

    The mark is set after the commit: a kill between the two indexes again, which changes nothing.
    """
    done = 0
    while digests := rows.unindexed(AT_A_TIME):
        index.remove(rows.held_pages(digests))
        index.remove(rows.pages_not_standing(digests))
        index.add(rows.index_entries(digests))
        index.commit()
        with rows.all_or_nothing():
            rows.mark_indexed(digests)
        done += len(digests)
        progress("index", done, None)
    return done
