"""A file that was not read whole → to be read once more, because a person asks for it.

The wish stands in custody and in the file's reading, so that a killed run goes on with it.
"""

from __future__ import annotations

from typing import Final

import msgspec

from heliograph.errors import NothingThere
from heliograph.pipeline.rereading import TO_BE_RETRIED
from heliograph.pipeline.tools import Tools
from heliograph.records import Digest, Document, Reading
from heliograph.store.custody import Facts

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
    facts: Facts = {
        "digest": reading.digest,
        "path": document.path,
        "outcome": reading.outcome,
        "reason": reading.reason,
        "by": by,
    }
    tools.custody.append([("retried", facts)])
    with tools.rows.all_or_nothing():
        keep_wish(facts, tools)
        tools.rows.set_mark("custody", str(tools.custody.count))


def keep_wish(facts: Facts, tools: Tools) -> None:
    """Mark what an entry `retried` says."""
    reading = tools.rows.reading(Digest(str(facts["digest"])))
    if reading is not None:
        tools.rows.keep([msgspec.structs.replace(reading, read_by=TO_BE_RETRIED)])
