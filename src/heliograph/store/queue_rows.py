"""The claims in the order in which a person reviews them: narrowed, counted, folded, cut in pages.

Asked of `claim_lines` alone, each question of one index from end to end at most: a line says by
itself whether it stands for its words in a choice of facets, so nothing is grouped here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, distinct, func, or_, select, tuple_

from heliograph.store.database import OnDatabase
from heliograph.store.line_rows import (
    CHOSEN_FOLDER,
    CHOSEN_KIND,
    CHOSEN_LANGUAGE,
    CHOSEN_STRENGTH,
    CHOSEN_TONGUE,
    OPEN,
)
from heliograph.store.schema import CLAIM_LINES
from heliograph.views import ClaimLine

FACETS: Final = ("state", "capability", "stance", "strength", "language", "kind", "folder")
SORTS: Final = ("matters", "score", "strength", "place")

_OF = CLAIM_LINES.c
_KEYS: Final[dict[str, tuple[ColumnElement[Any], ...]]] = {
    "matters": (_OF.reviewed, _OF.turn, _OF.lack, _OF.id),
    "score": (_OF.lack, _OF.missing, _OF.id),
    "strength": (_OF.missing, _OF.lack, _OF.id),
    "place": (_OF.path, _OF.page, _OF.begins, _OF.id),
}
_CHOSEN: Final = {"strength": CHOSEN_STRENGTH, "kind": CHOSEN_KIND, "folder": CHOSEN_FOLDER}
_SHOWN: Final = (
    _OF.id, _OF.capability, _OF.stance, _OF.strength, _OF.language, _OF.lack, _OF.kind, _OF.path,
    _OF.page, _OF.begins, _OF.clause, _OF.state, _OF.fold,
)  # fmt: skip


class Wanted(Struct, frozen=True, kw_only=True):
    """Which claims are asked for, in which order; what is empty does not narrow."""

    state: str = ""
    capability: str = ""
    stance: str = ""
    strength: str = ""
    language: str = ""
    """`zh` takes `zh-Hant`, too."""
    kind: str = ""
    folder: str = ""
    sort: str = "matters"

    def value(self, facet: str) -> str:
        """Say what is asked of a facet."""
        return str(getattr(self, facet))


class Folded(Struct, frozen=True, kw_only=True):
    """A claim that stands for all in its words, and in how many places those stand."""

    line: ClaimLine
    times: int


class Cut(Struct, frozen=True, kw_only=True):
    """One page of the queue."""

    shown: list[Folded]
    total: int
    first: int
    """Place of the first that is shown, from 1; 0 where none is."""
    later: str
    """Cursor of the next page; empty on the last."""


class QueueRows(OnDatabase):
    """The queue of `Rows`."""

    def queue_cut(self, wanted: Wanted, after: str, limit: int) -> Cut:
        """Give the page behind a cursor; from the beginning where that names no claim."""
        key = _KEYS[wanted.sort]
        behind = self._key_behind(wanted, after)
        listed = _entries(wanted)
        rest = listed if behind is None else [*listed, tuple_(*key) > tuple_(*behind)]
        # Ids first: they stand in the index, and only those shown are looked up in the table.
        some = select(_OF.id).where(*rest).order_by(*key).limit(limit + 1)
        ids = [row[0] for row in self._fetched(some)]
        lines = self._fetched(select(*_SHOWN).where(_OF.id.in_(ids[:limit])).order_by(*key))
        times = self._times(wanted, [row[-1] for row in lines])
        shown = [Folded(line=_claim_line(row), times=times[row[-1]]) for row in lines]
        before = 0
        if behind is not None:
            before = self._how_many(*listed, tuple_(*key) <= tuple_(*behind))
        return Cut(
            shown=shown,
            total=self.queue_total(wanted),
            first=before + 1 if shown else 0,
            later=_cursor_of(shown[-1].line) if len(ids) > limit else "",
        )

    def queue_total(self, wanted: Wanted) -> int:
        """Count the entries that are asked for."""
        return self._how_many(*_entries(wanted))

    def queue_progress(self) -> tuple[int, int]:
        """Count the entries of which a claim was reviewed, and all."""
        reviewed = select(func.count(distinct(_OF.fold))).where(_OF.reviewed == 1)
        return self._fetched(reviewed)[0][0], self.queue_total(Wanted())

    def queue_facet(self, wanted: Wanted, name: str) -> list[tuple[str, int]]:
        """Count for each value of a facet what choosing it would show; the most first.

        Of a language each script is counted by itself.
        """
        narrowed = [_is(one, wanted.value(one)) for one in FACETS if one != name]
        column = _OF[name]
        counted = (
            select(column, func.count())
            .where(_first_in(_choice(wanted, name)), *_all(narrowed))
            .group_by(column)
        )
        found = [(str(value), int(count)) for value, count in self._fetched(counted)]
        return sorted(found, key=lambda one: (-one[1], one[0]))

    def queue_around(self, wanted: Wanted, claim_id: str) -> tuple[str, str, int]:
        """Name what comes before and after a claim, and its place from 1; 0 where it has none."""
        key = _KEYS[wanted.sort]
        found = self._fetched(select(*key).where(_OF.id == claim_id))
        if not found:
            return "", "", 0
        here, mine, listed = tuple_(*key), tuple_(*found[0]), _entries(wanted)
        backwards = [one.desc() for one in key]
        before = select(_OF.id).where(*listed, here < mine).order_by(*backwards).limit(1)
        after = select(_OF.id).where(*listed, here > mine).order_by(*key).limit(1)
        place = 0
        if self._how_many(*listed, _OF.id == claim_id):
            place = self._how_many(*listed, here < mine) + 1
        return self._id(before), self._id(after), place

    def same_words(self, claim_id: str, limit: int) -> tuple[list[ClaimLine], int]:
        """Give the first of the other claims in the same words, by place, and count them all."""
        clause = select(_OF.clause).where(_OF.id == claim_id).scalar_subquery()
        others = (_OF.clause == clause, _OF.id != claim_id)
        some = select(*_SHOWN).where(*others).order_by(*_KEYS["place"]).limit(limit)
        return [_claim_line(row) for row in self._fetched(some)], self._how_many(*others)

    def _key_behind(self, wanted: Wanted, after: str) -> tuple[Any, ...] | None:
        """Say where the claim of a cursor stood when that was made, though reviewed since."""
        flag, _, name = after.partition("-")
        found = self._fetched(select(*_KEYS[wanted.sort]).where(_OF.id == name))
        if not found:
            return None
        if wanted.sort == "matters":
            return int(flag == "1"), *found[0][1:]
        return tuple(found[0])

    def _times(self, wanted: Wanted, folds: list[int]) -> dict[int, int]:
        narrowed = [_is(one, wanted.value(one)) for one in FACETS if one != "state"]
        counted = (
            select(_OF.fold, func.count())
            .where(_OF.fold.in_(folds), *_all(narrowed))
            .group_by(_OF.fold)
        )
        return {row[0]: row[1] for row in self._fetched(counted)}

    def _how_many(self, *where: ColumnElement[bool]) -> int:
        return int(self._fetched(select(func.count()).select_from(CLAIM_LINES).where(*where))[0][0])

    def _id(self, asked: Select[tuple[str]]) -> str:
        found = self._fetched(asked)
        return str(found[0][0]) if found else ""

    def _fetched(self, asked: Select[Any]) -> Sequence[Any]:
        return self._database.connection.execute(asked).fetchall()


def _entries(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Choose the claims that stand for their words, each the one that goes furthest.

    The state is asked of that one, whatever was said of the others: else an entry would change
    its face with each review.
    """
    narrowed = _all([_is(one, wanted.value(one)) for one in FACETS])
    return [_first_in(_choice(wanted)), *narrowed]


def _choice(wanted: Wanted, also: str = "") -> int:
    """Number the choice of those facets in which claims of the same words may differ."""
    choice = sum(bit for one, bit in _CHOSEN.items() if one == also or wanted.value(one))
    if also == "language" or "-" in wanted.language:
        return choice | CHOSEN_LANGUAGE
    return choice | CHOSEN_TONGUE if wanted.language else choice


def _first_in(choice: int) -> ColumnElement[bool]:
    return _OF.firsts.bitwise_and(1 << choice) != 0


def _is(name: str, asked: str) -> ColumnElement[bool] | None:
    """Ask for a value of a facet; for nothing where none is asked for.

    Not of the bare column: an index of one value of a facet would look tempting, and then all of it
    would be sorted.
    """
    if not asked:
        return None
    value = func.coalesce(_OF[name], "")
    if name == "language" and "-" not in asked:
        return or_(value == asked, func.substr(value, 1, len(asked) + 1) == f"{asked}-")
    return value == asked


def _all(some: Sequence[ColumnElement[bool] | None]) -> list[ColumnElement[bool]]:
    return [one for one in some if one is not None]


def _claim_line(row: Sequence[Any]) -> ClaimLine:
    return ClaimLine(
        id=row[0],
        capability=row[1],
        stance=row[2],
        strength=row[3],
        language=row[4],
        score=abs(row[5]),
        kind=row[6],
        path=row[7],
        page=row[8],
        start=row[9],
        clause=row[10],
        review="" if row[11] == OPEN else row[11],
    )


def _cursor_of(line: ClaimLine) -> str:
    """Spell the place behind a claim."""
    return f"{int(bool(line.review))}-{line.id}"
