"""Which readings want eyes, and what is kept where eyes saw less than was read before."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from heliograph.media import (
    PAGES_WITH_BAD_TEXT,
    PAGES_WITH_PICTURES,
    PAGES_WITHOUT_TEXT,
    PDF,
    PICTURES,
)
from heliograph.ocr.models import PAGES_ALONE
from heliograph.pipeline.read_by import EYES
from heliograph.pipeline.steps.work import Work, before_steps
from heliograph.pipeline.tools import Tools
from heliograph.records import Problem, Reading
from heliograph.stages.extract import GRAVITY

_WANTING = frozenset({PAGES_WITHOUT_TEXT, PAGES_WITH_BAD_TEXT, PAGES_WITH_PICTURES})


def wants_eyes(reading: Reading, version: str, tools: Tools) -> bool:
    """Say whether a reading has pictures in it that eyes of this version have not seen.

    What was read while pictures beside text were left out is read again where they no longer are;
    what was read with them stays.
    """
    if reading.read_by.startswith(EYES):
        before = reading.read_by.removeprefix(EYES)
        if reading.media_type == PDF and not version.endswith(PAGES_ALONE):
            return before != version
        return before.removesuffix(PAGES_ALONE) != version.removesuffix(PAGES_ALONE)
    if reading.media_type in PICTURES or reading.reason == "no-text-layer":
        return True
    if reading.media_type != PDF:
        return False
    left_out = {PAGES_WITH_PICTURES} if version.endswith(PAGES_ALONE) else set()
    return any(note.key in _WANTING - left_out for note in tools.rows.notes(reading.digest))


def not_worse(work: Work, version: str, tools: Tools) -> Work:
    """Go back to the pages that were read before where eyes came to grief and lost some of them.

    What became of the eyes stays with the document as a problem, and is its outcome.
    """
    before = tools.rows.reading(work.digest)
    pages = tools.rows.pages(work.digest)
    if before is None or work.reading is None or len(work.pages) >= len(pages):
        return work
    problems = [*tools.rows.problems(work.digest), *map(_told, work.problems)]
    gravest = min(problems, key=lambda one: GRAVITY.index(one.outcome))
    kept = msgspec.structs.replace(
        before,
        outcome=gravest.outcome,
        reason=gravest.reason,
        read_by=f"{EYES}{version}",
    )
    return replace(before_steps(kept, problems, pages), read=None)


def _told(problem: Problem) -> Problem:
    detail = f"reading its pictures: {problem.detail}".removesuffix(": ")
    return msgspec.structs.replace(problem, detail=detail)
