"""Records → index: whatever the database has and the index has not."""

from __future__ import annotations

from heliograph.pipeline.tools import Progress, Tools, no_progress

AT_A_TIME = 512
"""Blobs in one index commit."""


def index_waiting(tools: Tools, progress: Progress = no_progress) -> int:
    """Index every blob that is kept and not yet findable; say how many.

    The mark is set after the commit: a kill between the two indexes again, which changes nothing.
    """
    done = 0
    while digests := tools.rows.unindexed(AT_A_TIME):
        tools.index.add(tools.rows.index_entries(digests))
        tools.index.commit()
        with tools.rows.all_or_nothing():
            tools.rows.mark_indexed(digests)
        done += len(digests)
        progress("index", done, None)
    return done
