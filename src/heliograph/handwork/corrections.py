"""Correcting a misread word, and taking that back: judged, indexed and told of when it is done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from heliograph.app import Heliograph
from heliograph.errors import NothingThere
from heliograph.hand_records import Correction
from heliograph.handwork.places import Pointed, document_of, page_of, span_on
from heliograph.pipeline.deeds.correcting import Misread, correct, withdraw_correction
from heliograph.pipeline.recovery import recover
from heliograph.pipeline.steps.reading import judge_anew, judge_one
from heliograph.pipeline.steps.recurrence import make_fingerprints
from heliograph.pipeline.tools import Tools
from heliograph.records import Digest
from heliograph.stages.correct import has_place


class CorrectionView(Struct, frozen=True, kw_only=True):
    """One correction as `heliograph correct list --json` prints it."""

    id: str
    path: str
    digest: Digest
    page: int
    words: str
    instead: str
    by: str
    at: datetime
    note: str
    stands: bool
    """False where it was taken back, or its words are no longer on the page as read."""
    withdrawn_by: str = ""
    withdrawn_at: datetime | None = None


class Corrector(Struct, frozen=True, kw_only=True):
    """Who does it, and why."""

    by: str
    note: str = ""


def correct_word(
    opened: Heliograph, pointed: Pointed, instead: str, who: Corrector
) -> CorrectionView:
    """Keep what a person reads where a machine misread. Raises `NothingThere`, `UsageError`."""
    tools = caught_up(opened)
    _, digest = document_of(opened, pointed.document)
    page = page_of(opened, digest, pointed.page)
    misread = Misread(
        page=page,
        span=span_on(page, pointed),
        instead=instead.strip(),
        by=who.by,
        note=who.note,
    )
    made = correct(misread, tools)
    found_anew(digest, tools)
    return _view(opened, made)


def take_correction_back(opened: Heliograph, correction_id: str, who: Corrector) -> CorrectionView:
    """Let what was read stand again. Raises `NothingThere`."""
    tools = caught_up(opened)
    found = opened.rows.correction(correction_id)
    if found is None or found.withdrawn_at is not None:
        hint = "`heliograph correct list` names those that stand."
        raise NothingThere(what=f"correction {correction_id}", hint=hint)
    made = withdraw_correction(found, who.by, who.note, tools)
    found_anew(found.digest, tools)
    return _view(opened, made)


def corrections(
    opened: Heliograph, digest: Digest | None = None, page: int | None = None
) -> Iterator[CorrectionView]:
    """Go through the corrections, oldest first, those taken back, too."""
    for one in opened.rows.corrections(digest, page, withdrawn=True):
        yield _view(opened, one)


def caught_up(opened: Heliograph) -> Tools:
    """Hand out the parts of a case that has done what a killed run left behind."""
    tools = opened.tools()
    if recover(tools):
        judge_anew(tools)
    return tools


def found_anew(digest: Digest, tools: Tools) -> None:
    """Find anew in one document what a correction changed."""
    judge_one(digest, tools)
    make_fingerprints(tools)


def _view(opened: Heliograph, one: Correction) -> CorrectionView:
    document = next(iter(opened.rows.documents(digest=one.digest)), None)
    return CorrectionView(
        id=one.id,
        path=document.path if document else "",
        digest=one.digest,
        page=one.page,
        words=one.words,
        instead=one.instead,
        by=one.by,
        at=one.at,
        note=one.note,
        stands=one.withdrawn_at is None and _has_place(opened, one),
        withdrawn_by=one.withdrawn_by,
        withdrawn_at=one.withdrawn_at,
    )


def _has_place(opened: Heliograph, one: Correction) -> bool:
    pages = opened.rows.numbered_pages(one.digest, one.page)
    return any(has_place(opened.rows.as_read(page), one) for page in pages)
