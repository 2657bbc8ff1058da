"""Counts that were made before and still hold: remembered by a stamp that changes when they do not.

A stamp is drawn by chance with each change, so what was counted of another state, or of another
case, is never asked for again; it is only forgotten when there is no room.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import cache
from secrets import token_hex
from threading import Lock
from typing import Final

from heliograph.store.database import Database, Row

MOST: Final = 2_000
"""Counts; each of a few dozen values, seldom of more."""


LINES: Final = "stamp:queue_lines"
"""Another with every change of the lines of claims."""
LEDGER: Final = "stamp:ledger"
"""Another with every change of documents, readings and problems."""


def stamp_of(database: Database, name: str) -> str:
    """Fetch a stamp; empty as long as there was no change."""
    row = database.one("SELECT value FROM marks WHERE key = ?", (name,))
    return str(row[0]) if row else ""


def renew(database: Database, name: str) -> str:
    """Say that something changed, in the transaction that changes it; give the new stamp."""
    made = token_hex(16)
    database.run(
        "INSERT INTO marks (key, value) VALUES (?, ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (name, made),
    )
    return made


class Remembered:
    """The last counts that this process made, of whichever cases."""

    def __init__(self, most: int = MOST) -> None:
        """Have room for so many."""
        self._most = most
        self._counts: OrderedDict[Hashable, list[Row]] = OrderedDict()
        self._turn = Lock()

    def give(self, key: Hashable, counted: Callable[[], list[Row]]) -> list[Row]:
        """Give what is remembered by this key, which has a stamp in it; else count."""
        with self._turn:
            if (found := self._counts.get(key)) is not None:
                self._counts.move_to_end(key)
                return found
        found = counted()
        with self._turn:
            self._counts[key] = found
            while len(self._counts) > self._most:
                self._counts.popitem(last=False)
        return found


@cache
def remembered() -> Remembered:
    """What this process remembers."""
    return Remembered()
