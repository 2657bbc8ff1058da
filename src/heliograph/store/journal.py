"""What is done → custody, then the records: the one place that moves the two together.

An entry is durable before any row tells of it, and the rows, with the mark of how far they follow
custody, change in one transaction: a kill in between leaves entries to catch up with. They are
caught up with before anything else is entered, or the mark would pass over them for good.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Final, Protocol

import msgspec

from heliograph.errors import CustodyBroken
from heliograph.records import CustodyEntry, Event
from heliograph.store.custody import Custody, End
from heliograph.store.facts import Facts
from heliograph.store.rows import Rows

MARK: Final = "custody"
"""How many entries the rows follow."""

_PLACE: Final = "custody_place"
"""The mark that says up to where custody was read: a place before or at what is caught up with."""

AT_A_TIME: Final = 512
"""Entries that are kept together, of those that are caught up with."""


class Journaled(Protocol):
    """A case whose rows can follow its custody."""

    @property
    def rows(self) -> Rows:
        """The records."""
        ...

    @property
    def custody(self) -> Custody:
        """The chain."""
        ...

    def keep_entries(self, entries: Sequence[CustodyEntry]) -> None:
        """Do to the records what entries say; a second time changes nothing."""
        ...


def enter(
    told: Iterable[tuple[Event, Facts]], case: Journaled, also: Callable[[], object] | None = None
) -> None:
    """Enter in custody what was done, and do to the records what its entries say.

    `also` keeps, in the same transaction and after that, what the records know and custody does
    not. Called under the case's lock. Raises `CustodyBroken` where the chain is shorter than what
    the records follow.
    """
    catch_up(case)
    entries = case.custody.append(told)
    with case.rows.all_or_nothing():
        case.keep_entries(entries)
        if also is not None:
            also()
        if entries:
            case.rows.set_mark(MARK, str(entries[-1].sequence + 1))


def catch_up(case: Journaled, *, whole: bool = False) -> int:
    """Do to the records what entries say that they do not follow yet; say how many those were.

    The chain is read on from where it was read last, or (`whole`) from its beginning: of a long
    one that takes seconds. Raises `CustodyBroken`.
    """
    applied, end = followed(case.rows), case.custody.end
    if end.count < applied:
        detail = f"the chain ends here, though {applied} entries were made"
        raise CustodyBroken(entry=end.count, detail=detail)
    if end.count == applied and not whole:
        return 0
    place = None if whole else _place(case.rows, applied)
    behind = case.custody.entries_behind(place) if place else case.custody.entries()
    until = islice(behind, end.count - (place.count if place else 0))
    with case.rows.all_or_nothing():
        missed = (one for one in until if one.sequence >= applied)
        while some := list(islice(missed, AT_A_TIME)):
            case.keep_entries(some)
        case.rows.set_mark(MARK, str(end.count))
        case.rows.set_mark(_PLACE, msgspec.json.encode(end).decode())
    return end.count - applied


def followed(rows: Rows) -> int:
    """Say how many entries of custody the records follow."""
    return int(rows.mark(MARK) or 0)


def _place(rows: Rows, applied: int) -> End | None:
    """Say up to where custody was read before; nothing where that is not known."""
    kept = rows.mark(_PLACE)
    place = msgspec.json.decode(kept, type=End) if kept else None
    return place if place is not None and 0 < place.count <= applied else None
