"""A file that was not read whole → to be read once more, because a person asks for it.

The wish stands in custody and in the file's reading, so that a killed run goes on with it.
"""

from __future__ import annotations

from typing import Final

import msgspec

from heliograph.errors import NothingThere
from heliograph.pipeline.read_by import TO_BE_RETRIED
from heliograph.pipeline.tools import Tools
from heliograph.records import CustodyEntry, Document, Reading
from heliograph.store.decision_facts import Retried
from heliograph.store.facts import facts_of, told_in
from heliograph.store.journal import enter

WHOLE: Final = frozenset({"read", "empty"})


def unread(document: Document, reading: Reading | None) -> Reading:
    """Give the reading of a file that can be tried again. Raises `NothingThere` for any other."""
    path = document.path
    if document.digest is None or document.refusal is not None:
        hint = "`heliograph add` takes it in again, where it can be had by now."
        raise NothingThere(what=f"bytes of {path}", hint=hint)
    if reading is None:
        raise NothingThere(what=f"an outcome of {path}", hint="It waits: `heliograph run`.")
    if reading.outcome in WHOLE or reading.outcome == "deleted":
        hint = "`heliograph ledger --not-read` lists the others."
        raise NothingThere(what=f"nothing to try again: {path} is {reading.outcome}", hint=hint)
    return reading


def ask_again(document: Document, reading: Reading, by: str, tools: Tools) -> None:
    """Enter that a person wants this file read once more."""
    told = Retried(
        digest=reading.digest,
        path=document.path,
        outcome=reading.outcome,
        reason=reading.reason,
        by=by,
    )
    enter([("retried", facts_of(told))], tools)


def keep_wish(entry: CustodyEntry, tools: Tools) -> None:
    """Mark what an entry `retried` says."""
    reading = tools.rows.reading(told_in(entry, Retried).digest)
    if reading is not None:
        tools.rows.keep([msgspec.structs.replace(reading, read_by=TO_BE_RETRIED)])
