"""What a person can do with the words of a page: correct a misread word, add a claim to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from heliograph.app import Heliograph
from heliograph.handwork.corrections import CorrectionView, corrections
from heliograph.pipeline.read_by import EYES
from heliograph.plugins.finders import definitions
from heliograph.records import Action, Page, Reading, Strength
from heliograph.report.page import visible, when
from heliograph.web.visit import Visit

MOST_PREFILLED = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A correction of the page."""

    id: str
    was: str
    now: str
    by: str
    at: str
    note: str
    stands: bool
    withdrawn_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """What `_under_text.html.j2` may use."""

    may_correct: bool
    """Whether the page was read from a picture."""
    words: str
    """Words that the address asks to be filled in."""
    start: str
    corrections: list[Done]
    capabilities: list[str]
    strengths: tuple[str, ...]
    actions: tuple[str, ...]


def by_hand(opened: Heliograph, visit: Visit, page: Page, reading: Reading | None) -> ByHand:
    """Gather what the forms under a page need."""
    from_picture = reading is not None and reading.read_by.startswith(EYES)
    start = visit.query.get("start", "")
    return ByHand(
        may_correct=bool(from_picture or page.doubts or page.corrected),
        words=visible(visit.query.get("words", "")[:MOST_PREFILLED]),
        start=start if start.isascii() and start.isdigit() else "",
        corrections=[_done(one) for one in corrections(opened, page.digest, page.number)],
        capabilities=sorted(definitions(opened.folder.taxonomy)),
        strengths=get_args(Strength),
        actions=get_args(Action),
    )


def _done(one: CorrectionView) -> Done:
    return Done(
        id=one.id,
        was=visible(one.words),
        now=visible(one.instead),
        by=visible(one.by),
        at=when(one.at.isoformat()),
        note=visible(one.note),
        stands=one.stands,
        withdrawn_by=visible(one.withdrawn_by),
    )
