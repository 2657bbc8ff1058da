"""Checks what was done by hand: a corrected page is the page as read with what custody tells of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import chain

from heliograph.errors import CaseInconsistent
from heliograph.records import CustodyEntry, Digest, Page
from heliograph.store.checks import Check, answered
from heliograph.store.rows import Rows

Told = tuple[str, int, str, str]
"""Digest, page, words as read, words instead."""


def told_by(entry: CustodyEntry) -> Iterator[Told]:
    """Yield what an entry `corrected` tells of; of any other nothing."""
    if entry.event == "corrected":
        facts = entry.facts
        page = facts.get("page")
        yield (
            str(facts.get("digest")),
            page if isinstance(page, int) else 0,
            str(facts.get("words")),
            str(facts.get("instead")),
        )


def texts_as_read(rows: Rows, digest: Digest) -> Iterator[str]:
    """Go through the texts of a blob's pages as they were read; nothing where that is not kept."""
    for page in rows.pages(digest):
        with suppress(CaseInconsistent):
            yield rows.as_read(page).text


def check_corrections(rows: Rows, told: set[Told]) -> Check:
    """See that what differs from what was read is what persons said, as custody has it."""
    known = rows.corrections(withdrawn=True)
    untold = [one for one in known if (one.digest, one.page, one.words, one.instead) not in told]
    pages = 0
    wrong = f"correction {untold[0].id} is in the database, not in custody" if untold else ""
    for digest, number in sorted({(one.digest, one.page) for one in known}):
        for page in rows.numbered_pages(digest, number):
            pages += page.as_read is not None
            wrong = wrong or _wrong_page(page, rows, told)
    right = (
        f"{len(known)} corrections on {pages} pages, the words as read beside them"
        if known
        else "nothing was corrected by hand"
    )
    return answered("corrections", wrong, right)


def _wrong_page(page: Page, rows: Rows, told: set[Told]) -> str:
    if page.as_read is None:
        return ""
    where = f"page {page.number} of {page.digest}"
    try:
        before = rows.as_read(page)
    except CaseInconsistent as missing:
        return str(missing)
    edges = [0, *chain.from_iterable((one.start, one.end) for one in page.corrected)]
    same = (page.text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=False))
    rest = page.text[edges[-1] :]
    was = (one.was for one in page.corrected)
    if "".join(chain.from_iterable(zip(same, was, strict=True))) + rest != before.text:
        return f"{where} differs from what was read in more than its corrections"
    for one in page.corrected:
        if (page.digest, page.number, one.was, page.text[one.start : one.end]) not in told:
            return f"{where} says {one.start}-{one.end} what no entry of custody tells of"
    return ""
