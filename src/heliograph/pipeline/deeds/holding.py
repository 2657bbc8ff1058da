"""Held back → released: a person's decision on one blob, in custody before anything follows.

The decision stands in custody and is a mark in the database; `reading.judge_anew` does the rest.
"""

from __future__ import annotations

from heliograph.pipeline.tools import Tools
from heliograph.records import CustodyEntry, Digest, Reading
from heliograph.store.decision_facts import RELEASED, Released
from heliograph.store.facts import facts_of, told_in
from heliograph.store.journal import enter


def release(reading: Reading, reason: str, by: str, tools: Tools) -> None:
    """Enter that a person wants this blob judged and found like any other, and why."""
    told = Released(digest=reading.digest, held=reading.held, reason=reason, by=by)
    enter([("released", facts_of(told))], tools)


def mark_released(entry: CustodyEntry, tools: Tools) -> None:
    """Mark what an entry `released` says."""
    told = told_in(entry, Released)
    tools.rows.set_mark(f"{RELEASED}{told.digest}", told.reason)


def is_released(digest: Digest, tools: Tools) -> bool:
    """Say whether a person released this blob."""
    return tools.rows.mark(RELEASED + digest) is not None
