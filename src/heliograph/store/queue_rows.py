"""The claims in the order in which a person reviews them: narrowed, counted, folded, cut in pages.

Asked of `claim_lines` alone, each question of one index from end to end at most: a line says by
itself whether it stands for its words in a choice of facets, so nothing is grouped here. What is
asked is written once for all values, since to spell a statement takes as long as to answer it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Text,
    Tuple,
    bindparam,
    distinct,
    func,
    literal_column,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects import sqlite

from heliograph.store.database import Row, Value
from heliograph.store.line_rows import (
    CHOSEN_FOLDER,
    CHOSEN_KIND,
    CHOSEN_LANGUAGE,
    CHOSEN_STRENGTH,
    CHOSEN_TONGUE,
    OPEN,
    LineRows,
)
from heliograph.store.remembered import LINES, remembered, stamp_of
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
    _OF.page, _OF.begins, _OF.clause, _OF.state,
)  # fmt: skip
RARE: Final = 6
"""A value that is rarer than one claim in so many is looked for by its own index."""
_OWN_INDEX: Final = frozenset({"capability", "stance", "strength", "language", "kind", "folder"})
_ONE: Final[ColumnElement[int]] = literal_column("1")

Question = Callable[..., Select[Any]]
"""Makes the statement for a shape."""


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


class QueueRows(LineRows):
    """The queue of `Rows`."""

    def queue_cut(self, wanted: Wanted, after: str, limit: int) -> Cut:
        """Give the page behind a cursor; from the beginning where that names no claim."""
        shape = _shape(wanted)
        behind = self._queue_behind(wanted, after)
        values = {**_values(wanted), **behind, "limit": limit + 1}
        rows = self._queue_asked(_page, (shape, wanted.sort, bool(behind)), values)
        shown = [Folded(line=_claim_line(row), times=row[-1]) for row in rows[:limit]]
        before = 0
        if behind:
            before = self._queue_number(_how_many, (shape, wanted.sort, "to"), values)
        return Cut(
            shown=shown,
            total=self.queue_total(wanted),
            first=before + 1 if shown else 0,
            later=_cursor_of(shown[-1].line) if len(rows) > limit else "",
        )

    def queue_total(self, wanted: Wanted) -> int:
        """Count the entries that are asked for."""
        asked = (self._queue_shape(wanted), "matters", "all")
        return int(self._queue_counted(wanted, _how_many, asked)[0][0])

    def queue_progress(self) -> tuple[int, int]:
        """Count the entries of which a claim was reviewed, and all."""
        return self._queue_number(_reviewed, (), {}), self.queue_total(Wanted())

    def ids_in_state(self, state: str, limit: int) -> list[str]:
        """Name the first claims of a state by place; of those in the same words each."""
        values: dict[str, Value] = {"state": state, "limit": limit}
        return [row[0] for row in self._queue_asked(_in_state, (), values)]

    def queue_facet(self, wanted: Wanted, name: str) -> list[tuple[str, int]]:
        """Count for each value of a facet what choosing it would show; the most first.

        Of a language each script is counted by itself.
        """
        found = self._queue_counted(wanted, _counted, (self._queue_shape(wanted, name), name), name)
        return sorted(((row[0], row[1]) for row in found), key=lambda one: (-one[1], one[0]))

    def queue_around(self, wanted: Wanted, claim_id: str) -> tuple[str, str, int]:
        """Name what comes before and after a claim, and its place from 1; 0 where it has none."""
        shape, sort = _shape(wanted), wanted.sort
        here = self._queue_asked(_key_of, (sort,), {"id": claim_id})
        if not here:
            return "", "", 0
        values = {**_values(wanted), **_key_values(here[0]), "id": claim_id}
        before = self._queue_asked(_next_to, (shape, sort, False), values)
        after = self._queue_asked(_next_to, (shape, sort, True), values)
        place = 0
        if self._queue_number(_how_many, (shape, sort, "itself"), values):
            place = self._queue_number(_how_many, (shape, sort, "before"), values) + 1
        return before[0][0] if before else "", after[0][0] if after else "", place

    def same_words(self, claim_id: str, limit: int) -> tuple[list[ClaimLine], int]:
        """Give the first of the other claims in the same words, by place, and count them all."""
        values: dict[str, Value] = {"id": claim_id, "limit": limit}
        some = self._queue_asked(_alike, (), values)
        return [_claim_line(row) for row in some], self._queue_number(_how_many_alike, (), values)

    def _queue_behind(self, wanted: Wanted, after: str) -> dict[str, Value]:
        """Say where the claim of a cursor stood when that was made, though reviewed since."""
        flag, _, name = after.partition("-")
        found = self._queue_asked(_key_of, (wanted.sort,), {"id": name})
        if not found:
            return {}
        if wanted.sort == "matters":
            return _key_values((int(flag == "1"), *found[0][1:]))
        return _key_values(found[0])

    def _queue_shape(self, wanted: Wanted, counted: str = "") -> _Shape:
        """Say how the queue is narrowed, and by which rare value if by one."""
        shape = _shape(wanted, counted)
        rare, fewest = "", self.queue_total(Wanted()) // RARE if shape.facets else 0
        for name in _OWN_INDEX.intersection(shape.facets):
            times = dict(self.queue_facet(Wanted(), name)).get(wanted.value(name), 0)
            if times < fewest:
                rare, fewest = name, times
        return shape._replace(rare=rare)

    def _queue_counted(
        self, wanted: Wanted, question: Question, shape: tuple[Hashable, ...], of: str = ""
    ) -> list[Row]:
        """Count, or remember what was counted where no review can have changed it."""
        if of == "state" or wanted.state:
            return self._queue_asked(question, shape, _values(wanted))
        # The stamp first: what is counted after it is never older than it says.
        key = (stamp_of(self._database, LINES), question, shape, tuple(_values(wanted).items()))
        return remembered().give(key, lambda: self._queue_asked(question, shape, _values(wanted)))

    def _queue_number(
        self, question: Question, shape: tuple[Hashable, ...], values: Mapping[str, Value]
    ) -> int:
        return int(self._queue_asked(question, shape, values)[0][0])

    def _queue_asked(
        self, question: Question, shape: tuple[Hashable, ...], values: Mapping[str, Value]
    ) -> list[Row]:
        sql, names, own = _spelled(question, shape)
        return self._database.all(sql, [own[one] if one in own else values[one] for one in names])


# --- Questions: each a statement for a shape, with places for values ------------------------------


class _Shape(NamedTuple):
    """How the queue is narrowed, whatever by."""

    facets: tuple[str, ...]
    """Those of which something is asked; `tongue` is a language with all its scripts."""
    choice: int
    """The number of the choice of those facets in which claims of the same words may differ."""
    rare: str = ""
    """A facet of which so rare a value is asked that its own index is the way to go."""


@lru_cache(maxsize=2_000)
def _spelled(
    question: Question, shape: tuple[Hashable, ...]
) -> tuple[str, tuple[str, ...], Mapping[str, Value]]:
    """Spell a statement once for each shape; name its values in order, and those it has itself."""
    compiled = question(*shape).compile(dialect=sqlite.dialect())
    own = {name: value for name, value in compiled.params.items() if value is not None}
    return str(compiled), tuple(compiled.positiontup or ()), own


def _page(shape: _Shape, sort: str, behind: bool) -> Select[Any]:
    key = _KEYS[sort]
    rest = [*_entries(shape), tuple_(*key) > _place(key)] if behind else _entries(shape)
    # Ids first: they stand in the index, and only those shown are looked up in the table.
    ids = select(_OF.id).where(*rest).order_by(*key).limit(bindparam("limit", type_=Integer))
    others = CLAIM_LINES.alias("others")
    times = (
        select(func.count())
        .select_from(others)
        .where(
            others.c.fold == _OF.fold, *(_is(one, others) for one in shape.facets if one != "state")
        )
        .scalar_subquery()
    )
    return select(*_SHOWN, times).where(_OF.id.in_(ids)).order_by(*key)


def _how_many(shape: _Shape, sort: str, which: str) -> Select[Any]:
    """Count all, those before a place, those up to it, or one claim."""
    key, where = _KEYS[sort], _entries(shape)
    if which == "itself":
        where.append(_OF.id == bindparam("id", type_=Text))
    elif which == "before":
        where.append(tuple_(*key) < _place(key))
    elif which == "to":
        where.append(tuple_(*key) <= _place(key))
    return select(func.count()).select_from(CLAIM_LINES).where(*where)


def _next_to(shape: _Shape, sort: str, after: bool) -> Select[Any]:
    key = _KEYS[sort]
    here, there = tuple_(*key), _place(key)
    if after:
        return select(_OF.id).where(*_entries(shape), here > there).order_by(*key).limit(_ONE)
    backwards = [one.desc() for one in key]
    return select(_OF.id).where(*_entries(shape), here < there).order_by(*backwards).limit(_ONE)


def _counted(shape: _Shape, name: str) -> Select[Any]:
    return select(_OF[name], func.count()).where(*_entries(shape)).group_by(_OF[name])


def _reviewed() -> Select[Any]:
    return select(func.count(distinct(_OF.fold))).where(_OF.reviewed == literal_column("1"))


def _in_state() -> Select[Any]:
    limit = bindparam("limit", type_=Integer)
    state = _OF.state == bindparam("state", type_=Text)
    return select(_OF.id).where(state).order_by(*_KEYS["place"]).limit(limit)


def _key_of(sort: str) -> Select[Any]:
    return select(*_KEYS[sort]).where(_OF.id == bindparam("id", type_=Text))


def _alike() -> Select[Any]:
    limit = bindparam("limit", type_=Integer)
    return select(*_SHOWN).where(*_in_its_words()).order_by(*_KEYS["place"]).limit(limit)


def _how_many_alike() -> Select[Any]:
    return select(func.count()).select_from(CLAIM_LINES).where(*_in_its_words())


def _in_its_words() -> list[ColumnElement[bool]]:
    name = bindparam("id", type_=Text)
    mine = CLAIM_LINES.alias("mine")
    clause = select(mine.c.clause).where(mine.c.id == name).scalar_subquery()
    return [_OF.clause == clause, _OF.id != name]


def _entries(shape: _Shape) -> list[ColumnElement[bool]]:
    """Choose the claims that stand for their words, each the one that goes furthest.

    The state is asked of that one, whatever was said of the others: else an entry would change
    its face with each review.
    """
    first = _OF.firsts.bitwise_and(literal_column(str(1 << shape.choice))) != literal_column("0")
    return [first, *(_is(one, CLAIM_LINES, rare=one == shape.rare) for one in shape.facets)]


def _is(name: str, table: FromClause, *, rare: bool = False) -> ColumnElement[bool]:
    """Ask for a value of a facet.

    Unless it is rare, not of the bare column: an index of one value of a facet would look tempting,
    and then all of it would be sorted.
    """
    column = "language" if name == "tongue" else name
    if rare:
        return table.c[column] == bindparam(column, type_=Text)
    value = func.coalesce(table.c[column], "")
    asked = bindparam(column, type_=Text)
    if name == "tongue":
        beginning = func.substr(
            value, literal_column("1"), func.length(asked) + literal_column("1")
        )
        return or_(value == asked, beginning == asked.concat(literal_column("'-'")))
    return value == asked


def _place(key: Sequence[ColumnElement[Any]]) -> Tuple:
    return tuple_(*(bindparam(f"key_{at}", type_=one.type) for at, one in enumerate(key)))


def _shape(wanted: Wanted, counted: str = "") -> _Shape:
    """Say how the queue is narrowed; a facet that is counted is chosen, but by no value."""
    narrowed = tuple(one for one in FACETS if wanted.value(one) and one != counted)
    choice = sum(bit for one, bit in _CHOSEN.items() if one == counted or one in narrowed)
    if counted == "language" or "-" in wanted.language:
        return _Shape(narrowed, choice | CHOSEN_LANGUAGE)
    if "language" in narrowed:
        facets = tuple("tongue" if one == "language" else one for one in narrowed)
        return _Shape(facets, choice | CHOSEN_TONGUE)
    return _Shape(narrowed, choice)


def _values(wanted: Wanted) -> dict[str, Value]:
    return {name: wanted.value(name) for name in FACETS}


def _key_values(key: Sequence[Any]) -> dict[str, Value]:
    return {f"key_{at}": value for at, value in enumerate(key)}


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
