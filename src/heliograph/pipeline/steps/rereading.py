"""Which readings a new version of an extractor is to do again, and what stands where it fails."""

from __future__ import annotations

import msgspec

from heliograph.pipeline.read_by import EYES, TO_BE_RETRIED
from heliograph.pipeline.steps.work import Work, before_steps
from heliograph.pipeline.tools import Tools
from heliograph.records import Problem, Reading

_DEATHS = frozenset({"crash", "memory", "time"})
"""Reasons of a reading that came to no end of its own."""


def wants_reading(reading: Reading, tools: Tools) -> bool:
    """Say whether another extractor, or another version, would read these bytes now.

    A kind without an extractor, now as then, does not; nor does what eyes have read, which have a
    version of their own.
    """
    if reading.read_by == TO_BE_RETRIED:
        return True
    now = tools.readers.get(reading.media_type, reading.read_by)
    return reading.read_by != now and not reading.read_by.startswith(EYES)


def not_lost(work: Work, tools: Tools) -> Work:
    """Go back to the pages that were read before where the new version died and gave fewer.

    That it died stays with the document as a problem, and is not tried again by the same version.
    """
    before = tools.rows.reading(work.digest)
    died = [one for one in work.problems if one.reason in _DEATHS]
    pages = tools.rows.pages(work.digest)
    if before is None or work.reading is None or not died or len(work.pages) >= len(pages):
        return work
    problems = [*tools.rows.problems(work.digest), *map(_told, died)]
    kept = msgspec.structs.replace(
        before, outcome=died[0].outcome, reason=died[0].reason, read_by=work.reading.read_by
    )
    return before_steps(kept, problems, pages)


def _told(problem: Problem) -> Problem:
    detail = f"reading it again: {problem.detail}".removesuffix(": ")
    return msgspec.structs.replace(problem, detail=detail)
