"""Records → index: whatever the database has and the index has not."""

from __future__ import annotations

from contextlib import nullcontext

from heliograph.pipeline.tools import Progress, no_progress
from heliograph.seams import TextIndex
from heliograph.search.tantivy_index import TantivyIndex
from heliograph.store import CaseFolder
from heliograph.store.index_rows import UNPURGED
from heliograph.store.lock import CaseLock
from heliograph.store.rows import Rows

AT_A_TIME = 512
"""Blobs in one index commit."""


def open_index(folder: CaseFolder, rows: Rows, *, alone: bool) -> TantivyIndex:
    """Open the index; make it anew where it is missing, broken or of another version.

    Who is not `alone` takes the lock of the case for that, and for nothing else. Raises `CaseBusy`
    where another has it.
    """
    index = TantivyIndex.there(folder.index)
    if index is not None and not (alone and rows.mark(UNPURGED)):
        return index
    with nullcontext() if alone else CaseLock(folder.lock):
        # Another may have made it since.
        index = TantivyIndex.there(folder.index)
        if index is None:
            # The rows first: killed in between, the index is missing still.
            rows.clear_indexed()
            index, _ = TantivyIndex.open_or_new(folder.index)
        index_waiting(rows, index)
        # Its writer is another's to have, once the case is.
        index.close()
    return index


def index_waiting(rows: Rows, index: TextIndex, progress: Progress = no_progress) -> int:
    """Index every blob that is kept and not yet findable; say how many.

    The mark is set after the commit: a kill between the two indexes again, which changes nothing.
    An index that is to be purged is made anew.
    """
    if rows.mark(UNPURGED):
        index.empty()
        with rows.all_or_nothing():
            rows.clear_indexed()
            rows.set_mark(UNPURGED, None)
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
