"""A person's correction of misread words → custody, then a page beside the one that was read.

The entry holds all of it, so that it can be made again: on a page that is read anew, in a database
that was lost. Page, rows and marks change together; what was found in the document is then found
anew. Killed in between, the case is whole, and the next run goes on.
"""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import Struct

from heliograph.codec import id_of, moment
from heliograph.errors import UsageError
from heliograph.hand_records import Correction, CorrectionId
from heliograph.pipeline.read_by import EYES
from heliograph.pipeline.tools import Tools
from heliograph.records import Corrected, CustodyEntry, Digest, Page, Reading
from heliograph.stages.correct import CONTEXT, corrected, touching, was_at
from heliograph.store.decision_facts import CorrectionWithdrawn, correction_from, of_correction
from heliograph.store.facts import facts_of, told_in
from heliograph.store.journal import enter

MOST_WORDS: Final = 500
"""Characters of one correction: more is no misread word, but another text."""

Span = tuple[int, int]


class Misread(Struct, frozen=True, kw_only=True):
    """Words on a page that a person reads otherwise than its reader did."""

    page: Page
    span: Span
    instead: str
    by: str
    note: str = ""


def correct(misread: Misread, tools: Tools) -> Correction:
    """Keep what a person reads there; the page stands corrected when this returns.

    What was found in the document is forgotten, to be found anew: see `judge_anew`. Raises
    `UsageError` where there is nothing to correct.
    """
    page, now = misread.page, tools.now()
    _refuse_wrong(misread, tools.rows.reading(page.digest))
    as_read = tools.rows.as_read(page)
    (start, end), instead = _whole(page, misread)
    begins, ends = was_at(page, start), was_at(page, end)
    words = as_read.text[begins:ends]
    if words == instead:
        detail = "That is what was read; to go back to it, take the correction back"
        raise UsageError(detail=f"{detail}.")
    made = Correction(
        id=CorrectionId(id_of("correction", as_read.id, begins, ends, instead, moment(now))),
        entry=tools.custody.count,
        digest=page.digest,
        page=page.number,
        begins=begins,
        ends=ends,
        words=words,
        instead=instead,
        before=as_read.text[max(0, begins - CONTEXT) : begins],
        after=as_read.text[ends : ends + CONTEXT],
        by=misread.by,
        at=now,
        note=misread.note,
    )
    enter([of_correction(made)], tools)
    return made


def withdraw_correction(found: Correction, by: str, note: str, tools: Tools) -> Correction:
    """Take a correction back; what was read stands again, or the correction before it."""
    at = tools.now()
    told = CorrectionWithdrawn(
        correction=found.id, digest=found.digest, page=found.page, by=by, at=at, note=note
    )
    enter([("correction-withdrawn", facts_of(told))], tools)
    return msgspec.structs.replace(found, withdrawn_by=by, withdrawn_at=at)


def keep_corrected(entry: CustodyEntry, tools: Tools) -> None:
    """Do to the records what an entry `corrected` says; a second time changes nothing."""
    made = correction_from(entry)
    tools.rows.keep_correction(made)
    _stand_anew(made.digest, made.page, tools)


def keep_withdrawn(entry: CustodyEntry, tools: Tools) -> None:
    """Do to the records what an entry `correction-withdrawn` says. Again, it changes nothing."""
    told = told_in(entry, CorrectionWithdrawn)
    known = tools.rows.correction(told.correction)
    if known is not None:
        tools.rows.keep_correction(
            msgspec.structs.replace(known, withdrawn_by=told.by, withdrawn_at=told.at)
        )
        _stand_anew(told.digest, told.page, tools)


def _refuse_wrong(misread: Misread, reading: Reading | None) -> None:
    page, instead = misread.page, misread.instead
    if reading is None or not (reading.read_by.startswith(EYES) or page.doubts or page.corrected):
        raise UsageError(
            detail="Only what was read from a picture can be corrected: this page's text is the "
            "file's own."
        )
    if not instead.strip() or len(instead) > MOST_WORDS:
        raise UsageError(detail=f"Say what it reads instead, in up to {MOST_WORDS} characters.")
    if page.text[slice(*misread.span)] == instead:
        raise UsageError(detail="That is how it stands already.")


def _whole(page: Page, misread: Misread) -> tuple[Span, str]:
    """Take in the whole of what was corrected before, where the words touch some of it."""
    start, end = misread.span
    touched: list[Corrected] = touching(page, start, end)
    first = min([start, *(one.start for one in touched)])
    last = max([end, *(one.end for one in touched)])
    return (first, last), page.text[first:start] + misread.instead + page.text[end:last]


def _stand_anew(digest: Digest, number: int, tools: Tools) -> None:
    """Put the page in place that all standing corrections make, and have its document judged."""
    rows, now = tools.rows, tools.clock()
    standing = rows.corrections(digest, number)
    pages = rows.numbered_pages(digest, number)
    made = [(page, corrected(rows.as_read(page), standing)) for page in pages]
    changed = [(old, new) for old, new in made if old.id != new.id]
    if not changed:
        return
    rows.set_aside(digest, now, pages=False)
    rows.set_pages_aside((old for old, _ in changed), now)
    rows.forget_findings(digest)
    rows.forget_passages(digest)
    for old, new in changed:
        rows.put_page(old, new)
    rows.settle(digest)
    reading = rows.reading(digest)
    if reading is not None:
        # Of the steps only the first is done: whatever happens now, the next run does the others.
        rows.keep([msgspec.structs.replace(reading, steps=reading.steps[:1])])
