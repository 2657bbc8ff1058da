"""What is told, and what comes back: taken with a proof, or not taken and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct


class Message(Struct, frozen=True, kw_only=True):
    """One alert, in words that may leave the case."""

    key: str
    """The same at each attempt, so that a receiver can tell a second one."""
    title: str
    words: str
    """Lines of plain text."""
    at: datetime
    """When the alert was made: the same at each attempt, too."""
    kind: str
    count: int = 0
    """Findings that it tells of."""


class Taken(Struct, frozen=True, kw_only=True):
    """The receiver has it."""

    proof: str
    """What it said: a status, a reply, a place in a file."""


class Declined(Struct, frozen=True, kw_only=True):
    """It was not taken, or nobody knows: it will be tried again."""

    reason: str


Outcome = Taken | Declined
WriteDown = Callable[[str], None]
"""Enters where something is about to be sent. Raises `OSError`: then it must not be."""
