"""What a person decides of a file in the ledger: try it again, or release what is held back."""

from __future__ import annotations

from itertools import chain

from heliograph.app import Heliograph
from heliograph.errors import NothingThere
from heliograph.pipeline.deeds.holding import release
from heliograph.pipeline.deeds.retrying import ask_again, unread
from heliograph.pipeline.recovery import recover
from heliograph.pipeline.steps.indexing import index_waiting
from heliograph.pipeline.steps.reading import judge_anew
from heliograph.pipeline.steps.recurrence import mark_recurring
from heliograph.pipeline.tools import Progress, no_progress
from heliograph.records import Digest, Document
from heliograph.views import Released, Retried


def retry_file(opened: Heliograph, what: str, by: str, progress: Progress = no_progress) -> Retried:
    """Read a file once more that was not read whole, and do all else that waits.

    `what` is its path or its digest. Raises `NothingThere` where it names no such file.
    """
    tools = opened.tools()
    recover(tools)
    document = _named(opened, what)
    if document is None:
        hint = "`heliograph ledger --not-read` lists what can be tried again."
        raise NothingThere(what=f"a file called {what}", hint=hint)
    kept = opened.rows.reading(document.digest) if document.digest else None
    before = unread(document, kept)
    ask_again(document, before, by, tools)
    opened.run(progress)
    after = opened.rows.reading(before.digest) or before
    return Retried(
        path=document.path,
        digest=before.digest,
        before=before.outcome,
        outcome=after.outcome,
        reason=after.reason,
        pages=after.pages,
    )


def release_file(
    opened: Heliograph, what: str, reason: str, by: str, progress: Progress = no_progress
) -> Released:
    """Let a document that is held back be judged and found like any other, and log why.

    `what` is its path or its digest. Raises `NothingThere` where it names nothing held back.
    """
    tools = opened.tools()
    recover(tools)
    document = _named(opened, what)
    reading = opened.rows.reading(document.digest) if document and document.digest else None
    if document is None or reading is None or not reading.held:
        hint = "`heliograph ledger --held` lists what is held back."
        raise NothingThere(what=f"{what} is not held back", hint=hint)
    release(reading, reason, by, tools)
    judge_anew(tools, progress)
    mark_recurring(tools, progress)
    index_waiting(opened.rows, opened.index, progress)
    return Released(path=document.path, digest=reading.digest, held=reading.held, reason=reason)


def _named(opened: Heliograph, what: str) -> Document | None:
    found = opened.rows.documents(digest=Digest(what)), opened.rows.documents(path=what)
    return next(chain(*found), None)
