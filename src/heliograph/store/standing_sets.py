"""The sets of lines of the cases that this process asks about, moved on as their lines change.

To read all lines takes more than half a second for 50,000, so it is seldom done: a case keeps the
sets as they were at some time, and from there on only those lines are read that changed, as
`line_changes` tells.
"""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Collection, Iterator
from functools import cache, partial
from threading import Lock
from typing import Final

from msgspec import DecodeError, msgpack

from heliograph.store.database import Database, Row
from heliograph.store.line_sets import Fact, LineSets, Packed
from heliograph.store.remembered import LINES, stamp_of
from heliograph.store.shapes import holders, slices

CASES: Final = 3
"""Kept at once, those asked for last."""
MOST_CHANGED: Final = 5_000
"""With more changes than this all lines are read anew: it takes no longer."""
FEW_CHANGED: Final = 500
"""With no more changes than this what is packed serves as it is."""
FEW_MOVED: Final = 100
"""With no more lines than this each finds its turn by itself; else all are sorted anew."""
_AT_A_TIME: Final = 500

_FACTS = (
    "SELECT claim_key, fold, lack, id, capability, stance, strength, language, kind, folder, "
    "band, state, sources, organisations FROM queue_lines"
)
_SINCE = (
    "SELECT claim_key, max(whole) FROM line_changes "
    "WHERE number > (SELECT max(number) FROM line_changes WHERE token = ?) GROUP BY claim_key"
)

_PACK = (
    "INSERT INTO packed_lines (key, token, sets) VALUES (1, ?, ?) "
    "ON CONFLICT (key) DO UPDATE SET token = excluded.token, sets = excluded.sets"
)
_PACKED = "SELECT token FROM packed_lines"
_SETS = "SELECT sets FROM packed_lines WHERE token = ?"
_NUMBER = (
    "SELECT count(*) FROM line_changes "
    "WHERE number > (SELECT max(number) FROM line_changes WHERE token = ?)"
)

ORDERS: Final = {
    "matters": "turn, lack, id",
    "score": "lack, missing, id",
    "strength": "missing, lack, id",
    "place": "path, page, begins, id",
}
"""By what lines are sorted, each the less the earlier."""

Changed = dict[int, bool]
"""Lines by their keys, and whether more than the state is another."""


class StandingSets:
    """The sets of the last cases, each by the stamp of its lines."""

    def __init__(self) -> None:
        """Know none."""
        self._known: OrderedDict[str, LineSets] = OrderedDict()
        self._turn = Lock()

    def of(self, database: Database) -> LineSets:
        """Give the sets of a case as its lines stand."""
        with self._turn:
            # The stamp first: what is read after it is never older than it says.
            stamp = stamp_of(database, LINES)
            if (known := self._known.get(stamp)) is not None:
                self._known.move_to_end(stamp)
                return known
            made = self._moved_on(database) or _unpacked(database) or LineSets.of(_all(database))
            self._known[stamp] = made
            while len(self._known) > CASES:
                self._known.popitem(last=False)
            return made

    def _moved_on(self, database: Database) -> LineSets | None:
        """Move on what is known of this case; None where nothing is, or all is read as soon."""
        for stamp in reversed(self._known):
            if _tells_of(database, stamp):
                return _moved_on(self._known.pop(stamp), stamp, database)
        return None


@cache
def standing_sets() -> StandingSets:
    """What this process knows."""
    return StandingSets()


def is_packed(database: Database) -> bool:
    """Say whether a case keeps sets from which few lines changed since, or has no lines."""
    row = database.one(_PACKED)
    if row is None:
        return not stamp_of(database, LINES)
    if not _tells_of(database, row[0]):
        return False
    changes = database.one(_NUMBER, (row[0],))
    return changes is not None and int(changes[0]) <= FEW_CHANGED


def pack(database: Database, sets: LineSets) -> None:
    """Keep the sets of a case, which nobody else works on, as they stand."""
    packed = msgpack.encode(sets.packed())
    database.run(_PACK, (stamp_of(database, LINES), packed))


def _all(database: Database) -> Iterator[Fact]:
    return (Fact(*row) for row in database.all(_FACTS))


def _tells_of(database: Database, stamp: str) -> bool:
    return database.one("SELECT 1 FROM line_changes WHERE token = ?", (stamp,)) is not None


def _unpacked(database: Database) -> LineSets | None:
    """Take up what the case keeps; None where that is of another machine, or too old."""
    row = database.one(_PACKED)
    stamp = str(row[0]) if row else ""
    sets = database.one(_SETS, (stamp,)) if row and _tells_of(database, stamp) else None
    if sets is None:
        return None
    try:
        packed = msgpack.decode(sets[0], type=Packed)
    except DecodeError:
        # Of another version of this program.
        return None
    if packed.machine != sys.byteorder:
        return None
    return _moved_on(LineSets.unpacked(packed), stamp, database)


def _moved_on(earlier: LineSets, stamp: str, database: Database) -> LineSets | None:
    """Move on from how the lines were at a stamp; None where all are read as soon."""
    changed = {row[0]: bool(row[1]) for row in database.all(_SINCE, (stamp,))}
    if len(changed) > MOST_CHANGED or earlier.wasted > max(earlier.lines, MOST_CHANGED):
        return None
    return _moved(earlier, changed, database) if changed else earlier


def _moved(earlier: LineSets, changed: Changed, database: Database) -> LineSets:
    others = [key for key, whole in changed.items() if whole]
    if not others:
        facts = _some(database, "claim_key", changed)
        return earlier.in_states({one.key: one.state for one in facts})
    before = {fold for key in others if (fold := earlier.fold_of(key)) is not None}
    folds = before | {one.fold for one in _some(database, "claim_key", others)}
    facts = _some(database, "fold", folds)
    made = earlier.moved(others, facts)
    if len(facts) <= FEW_MOVED:
        made.carry_orders(earlier, partial(_turn, database))
    states = _some(database, "claim_key", changed.keys() - set(others))
    return made.in_states({one.key: one.state for one in states})


def _turn(database: Database, order: str, key: int) -> Row:
    """Say by what a line comes where it comes; first where it is gone since."""
    sql = f"SELECT {ORDERS[order]} FROM queue_lines WHERE claim_key = ?"
    return database.one(sql, (key,)) or ()


def _some(database: Database, column: str, values: Collection[int]) -> list[Fact]:
    found = list[Fact]()
    for some in slices(values, _AT_A_TIME):
        sql = f"{_FACTS} WHERE {column} IN ({holders(some)})"
        found += (Fact(*row) for row in database.all(sql, some))
    return found
