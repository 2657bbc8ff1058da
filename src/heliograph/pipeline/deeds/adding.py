"""A claim that a person adds → custody, then a claim like others, which says by whom.

It is a decision and outlives what finders find: wherever its document is judged or read anew, it is
put on its page again, as long as its words stand there.
"""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import Struct

from heliograph.codec import id_of, moment
from heliograph.errors import UsageError
from heliograph.hand_records import PERSON, Addition
from heliograph.language.quoting import found_again
from heliograph.pipeline.tools import Tools
from heliograph.records import (
    Action,
    CapabilityId,
    Claim,
    ClaimId,
    CustodyEntry,
    Digest,
    Page,
    Stance,
    Strength,
)
from heliograph.stages.correct import CONTEXT, now_at
from heliograph.stages.find import told_of
from heliograph.store.decision_facts import ClaimWithdrawn, addition_from, of_addition
from heliograph.store.facts import facts_of, told_in
from heliograph.store.journal import enter

BY_HAND: Final = f"{PERSON}:added"
"""Its first reason. Who it was stands in the addition and in custody: reasons leave the case in
reports, exports and alerts, and names of those who work on it do not."""

SCORE: Final = 1.0
"""Of an added claim: no measure. A person said so, and nothing is surer here than a person."""

MOST_QUOTED: Final = 4_000


class Marked(Struct, frozen=True, kw_only=True):
    """Words of a page, and what a person says that they claim."""

    page: Page
    span: tuple[int, int]
    capability: CapabilityId
    stance: Stance
    strength: Strength
    action: Action
    group: str | None = None
    language: str
    by: str
    note: str = ""


def add_claim(marked: Marked, tools: Tools) -> Addition:
    """Keep a claim that a person makes of marked words. Raises `UsageError`."""
    page, (begins, ends) = marked.page, marked.span
    _refuse_wrong(marked, tools)
    at = tools.now()
    says = (marked.capability, marked.stance, marked.by, moment(at), tools.custody.count)
    made = Addition(
        id=ClaimId(id_of("added", page.digest, page.number, begins, ends, *says)),
        digest=page.digest,
        page=page.number,
        begins=begins,
        ends=ends,
        quote=page.text[begins:ends],
        before=page.text[max(0, begins - CONTEXT) : begins],
        after=page.text[ends : ends + CONTEXT],
        capability=marked.capability,
        stance=marked.stance,
        strength=marked.strength,
        action=marked.action,
        group_words=marked.group,
        language=marked.language,
        by=marked.by,
        at=at,
        note=marked.note,
    )
    enter([of_addition(made)], tools)
    return made


def withdraw_addition(found: Addition, by: str, note: str, tools: Tools) -> Addition:
    """Take an added claim back; its document is to be judged anew: see `judge_one`."""
    at = tools.now()
    told = ClaimWithdrawn(
        claim=found.id, digest=found.digest, page=found.page, by=by, at=at, note=note
    )
    enter([("claim-withdrawn", facts_of(told))], tools)
    return msgspec.structs.replace(found, withdrawn_by=by, withdrawn_at=at)


def keep_added(entry: CustodyEntry, tools: Tools) -> None:
    """Do to the records what an entry `claim-added` says; a second time changes nothing."""
    made = addition_from(entry)
    tools.rows.keep_addition(made)
    put_additions(made.digest, tools)
    tools.rows.unmark_indexed([made.digest])


def keep_withdrawn(entry: CustodyEntry, tools: Tools) -> None:
    """Do to the records what an entry `claim-withdrawn` says; a second time changes nothing."""
    rows, told = tools.rows, told_in(entry, ClaimWithdrawn)
    known = rows.addition(told.claim)
    if known is None:
        return
    rows.keep_addition(msgspec.structs.replace(known, withdrawn_by=told.by, withdrawn_at=told.at))
    reading = rows.reading(told.digest)
    if reading is not None:
        # Of the steps only the first is done: whatever happens now, the next run does the others.
        rows.set_aside(told.digest, tools.clock(), pages=False)
        rows.forget_findings(told.digest)
        rows.keep([msgspec.structs.replace(reading, steps=reading.steps[:1])])


def put_additions(digest: Digest, tools: Tools) -> None:
    """Put on the pages of a blob the claims that persons added to it, where their words stand."""
    added = tools.rows.additions(digest)
    reading = tools.rows.reading(digest) if added else None
    if reading is not None and not reading.held:
        claims = (claim_of(one, tools) for one in added)
        tools.rows.keep([claim for claim in claims if claim is not None])


def claim_of(one: Addition, tools: Tools) -> Claim | None:
    """Make the claim of an addition; None where its words stand on its page no more."""
    for page in tools.rows.numbered_pages(one.digest, one.page):
        span = _span(one, page, tools)
        if span is not None:
            claim = Claim(
                id=one.id,
                page_id=page.id,
                start=span[0],
                end=span[1],
                capability=one.capability,
                stance=one.stance,
                strength=one.strength,
                action=one.action,
                group=one.group_words,
                language=one.language,
                score=SCORE,
                why=(BY_HAND,),
                judged_by=PERSON,
            )
            return told_of(claim, page)
    return None


def _span(one: Addition, page: Page, tools: Tools) -> tuple[int, int] | None:
    """Find its words on the page as it stands; where they were corrected, by what was read."""
    start = found_again(page.text, one.quote, one.begins, one.before, one.after)
    if start is not None:
        return start, start + len(one.quote)
    if page.as_read is None:
        return None
    text = tools.rows.as_read(page).text
    start = found_again(text, one.quote, one.begins, one.before, one.after)
    if start is None:
        return None
    first, last = now_at(page, start), now_at(page, start + len(one.quote))
    return None if first is None or last is None or first >= last else (first, last)


def _refuse_wrong(marked: Marked, tools: Tools) -> None:
    begins, ends = marked.span
    quote = marked.page.text[begins:ends]
    if not quote.strip() or len(quote) > MOST_QUOTED:
        raise UsageError(detail=f"Mark some words, in up to {MOST_QUOTED} characters.")
    reading = tools.rows.reading(marked.page.digest)
    if reading is None or reading.held:
        raise UsageError(detail="The document is held back: no claim can be added to it.")
    for one in tools.rows.additions(marked.page.digest):
        same = (one.page, one.begins, one.ends, one.capability, one.stance)
        if same == (marked.page.number, begins, ends, marked.capability, marked.stance):
            raise UsageError(detail=f"That claim was added already: {one.id}.")
