"""Held back → released: a person's decision on one blob, in custody before anything follows.

The decision stands in custody and is a mark in the database; `reading.judge_anew` does the rest.
"""

from __future__ import annotations

from heliograph.pipeline.tools import Tools
from heliograph.records import Digest, Reading
from heliograph.store.custody import Facts

_MARK = "released:"


def release(reading: Reading, reason: str, by: str, tools: Tools) -> None:
    """Enter that a person wants this blob judged and found like any other, and why."""
    facts: Facts = {"digest": reading.digest, "held": reading.held, "reason": reason, "by": by}
    tools.custody.append([("released", facts)])
    with tools.rows.all_or_nothing():
        mark_released(facts, tools)
        tools.rows.set_mark("custody", str(tools.custody.count))


def mark_released(facts: Facts, tools: Tools) -> None:
    """Mark what an entry `released` says."""
    tools.rows.set_mark(f"{_MARK}{facts['digest']}", str(facts["reason"]))


def is_released(digest: Digest, tools: Tools) -> bool:
    """Say whether a person released this blob."""
    return tools.rows.mark(_MARK + digest) is not None
