"""Judged documents → marks on the claims that only repeat a clause of many documents.

A step of the whole case, after the steps of each document: which claims recur can only be said when
all were judged. Killed anywhere it is begun again, and ends the same.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from heliograph.pipeline.tools import Progress, Tools, no_progress
from heliograph.records import Digest
from heliograph.stages.recur import VERSION, fingerprint, recurring
from heliograph.store.rows import Rows
from heliograph.versions.chains import chains

AT_A_TIME = 4_000
_MARK = "recurring"


def mark_recurring(tools: Tools, progress: Progress = no_progress) -> bool:
    """Make the fingerprints that are missing and mark anew what recurs; say whether it had to."""
    rows, least = tools.rows, tools.config.recurring.documents
    make_fingerprints(tools, progress)
    count, unmarked = rows.fingerprint_state()
    state = f"{VERSION} {least} {count}"
    if not unmarked and rows.mark(_MARK) == state:
        return False
    marks = recurring(rows.printed(), least=least, same=lambda some: _versions(rows, some))
    with rows.all_or_nothing():
        rows.mark_recurring(marks)
        rows.set_mark(_MARK, state)
    return True


def make_fingerprints(tools: Tools, progress: Progress = no_progress) -> None:
    """Make the fingerprints that are missing, by which the same words are known for the same."""
    done = 0
    while some := tools.rows.without_fingerprint(AT_A_TIME):
        tools.rows.keep_fingerprints(
            fingerprint(one.claim_id, one.words, role=one.role, container=one.container)
            for one in some
        )
        done += len(some)
        progress("recur", done, None)


def _versions(rows: Rows, some: Collection[Digest]) -> Mapping[Digest, Digest]:
    """Say which of these documents are versions of one, as comparisons would have it."""
    return {
        document.digest: min(one.digest for one in chain.documents if one.digest)
        for chain in (chains(rows, among=frozenset(some)) if some else ())
        for document in chain.documents
        if document.digest
    }
