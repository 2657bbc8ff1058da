"""The claims in the order in which a person reviews them: narrowed, counted, folded, cut in pages.

Which claims fit is asked of sets of bits (`line_sets`), so that a facet costs the same whatever the
others are; the database is asked for those alone that are shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, islice
from typing import Final, NamedTuple

from msgspec import Struct

from heliograph.store.line_rows import OPEN, Line, LineRows, line_view
from heliograph.store.line_sets import LineSets, Order
from heliograph.store.queue_schema import QUEUE_LINES
from heliograph.store.score_bands import BANDS
from heliograph.store.shapes import holders, listed, slices
from heliograph.store.standing_sets import ORDERS, is_packed, pack, standing_sets
from heliograph.views import ClaimLine

FACETS: Final = (
    "state", "capability", "stance", "strength", "score", "language", "organisation", "source",
    "kind", "folder",
)  # fmt: skip
SORTS: Final = ("matters", "score", "strength", "place")

_AT_A_TIME: Final = 500
_LINES: Final = f"SELECT {listed(QUEUE_LINES)} FROM queue_lines"
_ALIKE: Final = (
    "FROM queue_lines WHERE clause = (SELECT clause FROM queue_lines WHERE id = ?) AND id != ?"
)


class Wanted(Struct, frozen=True, kw_only=True):
    """Which claims are asked for, in which order; what is empty does not narrow."""

    state: str = ""
    capability: str = ""
    stance: str = ""
    strength: str = ""
    score: str = ""
    """A band of `score_bands`."""
    language: str = ""
    """`zh` takes `zh-Hant`, too."""
    organisation: str = ""
    """The id of one that the document names, wherever in it."""
    source: str = ""
    """The id of one that the document came from."""
    kind: str = ""
    folder: str = ""
    sort: str = "matters"

    def value(self, facet: str) -> str:
        """Say what is asked of a facet."""
        return str(getattr(self, facet))

    @property
    def narrowed(self) -> bool:
        """Say whether not all are asked for."""
        return any(self.value(one) for one in FACETS)


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
        sets = self._sets
        fitting, faces = _asked(sets, wanted)
        queue = self._queue(sets, wanted, faces)
        start, total = self._behind(queue, sets, after), faces.bit_count()
        places = queue.some(start, limit)
        lines = self._lines_at([sets.key_at(one) for one in places])
        shown = [
            Folded(line=line_view(lines[key]), times=sets.times(place, fitting))
            for place in places
            # One that is gone since is not shown.
            if (key := sets.key_at(place)) in lines
        ]
        return Cut(
            shown=shown,
            total=total,
            first=start + 1 if shown else 0,
            later=_cursor_of(shown[-1].line) if shown and start + limit < total else "",
        )

    def queue_total(self, wanted: Wanted) -> int:
        """Count the entries that are asked for."""
        return _asked(self._sets, wanted)[1].bit_count()

    def queue_progress(self) -> tuple[int, int]:
        """Count the entries of which a claim was reviewed, and all."""
        sets = self._sets
        reviewed = sets.whole & ~sets.values("state").get(OPEN, 0)
        return sets.entries(reviewed), sets.entries(sets.whole)

    def ids_in_state(self, state: str, limit: int) -> list[str]:
        """Name the first claims of a state by place; of those in the same words each."""
        sql = f"SELECT id FROM queue_lines WHERE state = ? ORDER BY {ORDERS['place']} LIMIT ?"
        return [row[0] for row in self._database.all(sql, (state, limit))]

    def queue_facet(self, wanted: Wanted, name: str) -> list[tuple[str, int]]:
        """Count for each value of a facet what choosing it would show; the most first.

        Of a language each script is counted by itself; of the score the surest comes first.
        """
        sets = self._sets
        counts = _counts(sets, _fitting(sets, wanted, but=name), wanted.state, name)
        return sorted(
            (one for one in counts.items() if one[1]),
            key=_score_turn if name == "score" else _turn,
        )

    def queue_around(self, wanted: Wanted, claim_id: str) -> tuple[str, str, int]:
        """Name what comes before and after a claim, and its place from 1; 0 where it has none."""
        sets = self._sets
        queue = self._queue(sets, wanted, _asked(sets, wanted)[1])
        place = self._place_of(sets, claim_id)
        if place is None:
            return "", "", 0
        reviewed = not _has(sets.values("state").get(OPEN, 0), place)
        at = queue.before(place, reviewed=reviewed)
        begin = max(0, at - 1)
        near = queue.some(begin, 3)
        earlier, later = near[: at - begin], near[at - begin :]
        is_there = later[:1] == [place]
        sides = earlier, later[is_there : is_there + 1]
        lines = self._lines_at([sets.key_at(one) for side in sides for one in side])
        before, after = (
            lines[key].id if side and (key := sets.key_at(side[0])) in lines else ""
            for side in sides
        )
        return before, after, at + 1 if is_there else 0

    def keys_fitting(self, wanted: Wanted) -> list[int]:
        """Name all claims that fit by their keys: of any state, others in the same words, too."""
        sets = self._sets
        return sets.keys_of(_fitting(sets, wanted))

    def same_words(self, claim_id: str, limit: int) -> tuple[list[ClaimLine], int]:
        """Give the first of the other claims in the same words, by place, and count them all."""
        sql = f"SELECT {listed(QUEUE_LINES)} {_ALIKE} ORDER BY {ORDERS['place']} LIMIT ?"
        some = self._database.all(sql, (claim_id, claim_id, limit))
        row = self._database.one(f"SELECT count(*) {_ALIKE}", (claim_id, claim_id))
        return [line_view(Line(*one)) for one in some], int(row[0]) if row else 0

    def pack_lines(self) -> None:
        """Keep the sets that the queue is asked of, unless few lines changed since that was done.

        With the order in which people begin, so that the first page waits for neither.
        """
        if not is_packed(self._database):
            sets = self._sets
            self._order(sets, SORTS[0])
            pack(self._database, sets)

    @property
    def _sets(self) -> LineSets:
        return standing_sets().of(self._database)

    def _queue(self, sets: LineSets, wanted: Wanted, faces: int) -> _Queue:
        """Sort entries; where it matters what was reviewed, that comes last."""
        order = self._order(sets, wanted.sort)
        if wanted.sort != "matters":
            return _Queue(sets, order, (faces,))
        fresh = sets.values("state").get(OPEN, 0)
        return _Queue(sets, order, (faces & fresh, faces & ~fresh))

    def _order(self, sets: LineSets, sort: str) -> Order:
        sql = f"SELECT claim_key FROM queue_lines ORDER BY {ORDERS[sort]}"
        return sets.order(sort, lambda: (row[0] for row in self._database.all(sql)))

    def _behind(self, queue: _Queue, sets: LineSets, after: str) -> int:
        """Say how many come up to a cursor, where its claim stood when that was made."""
        flag, _, name = after.partition("-")
        place = self._place_of(sets, name) if name else None
        return 0 if place is None else queue.up_to(place, reviewed=flag == "1")

    def _place_of(self, sets: LineSets, claim_id: str) -> int | None:
        row = self._database.one("SELECT claim_key FROM queue_lines WHERE id = ?", (claim_id,))
        return sets.place_of(row[0]) if row else None

    def _lines_at(self, keys: Sequence[int]) -> Mapping[int, Line]:
        found: dict[int, Line] = {}
        for some in slices(keys, _AT_A_TIME):
            sql = f"{_LINES} WHERE claim_key IN ({holders(some)})"
            found |= {row[0]: Line(*row) for row in self._database.all(sql, some)}
        return found


class _Queue(NamedTuple):
    """Entries in their order, told as far as somebody asks: the first page needs but the first."""

    sets: LineSets
    order: Order
    parts: tuple[int, ...]
    """All of them; or those that nobody reviewed, and behind them the others."""

    def some(self, start: int, limit: int) -> list[int]:
        """Give the places of some of them."""
        found = chain.from_iterable(self.sets.in_order(one, self.order) for one in self.parts)
        return [*islice(found, start, start + limit)]

    def before(self, place: int, *, reviewed: bool) -> int:
        """Count those that come before a place."""
        return self._come(self.order.turns[place], reviewed=reviewed)

    def up_to(self, place: int, *, reviewed: bool) -> int:
        """Count those that come before a place or stand there."""
        return self._come(self.order.turns[place] + 1, reviewed=reviewed)

    def _come(self, turn: int, *, reviewed: bool) -> int:
        *earlier, part = self.parts if reviewed else self.parts[:1]
        ahead = sum(one.bit_count() for one in earlier)
        return ahead + self.sets.come_before(part, self.order, turn)


def _asked(sets: LineSets, wanted: Wanted) -> tuple[int, int]:
    """Give the lines that fit but for their state, and of them those that stand for an entry.

    The state is asked of those, whatever was said of the others: else an entry would change its
    face with each review.
    """
    fitting = _fitting(sets, wanted)
    faces = sets.faces(fitting)
    if wanted.state:
        faces &= sets.values("state").get(wanted.state, 0)
    return fitting, faces


def _fitting(sets: LineSets, wanted: Wanted, *, but: str = "") -> int:
    """Give the lines that are asked for; of the state, and of one facet more, nothing is asked."""
    some = sets.whole
    for name in FACETS:
        if name not in ("state", but) and (value := wanted.value(name)):
            some &= _having(sets.values(name), name, value)
    return some


def _counts(sets: LineSets, fitting: int, state: str, name: str) -> Mapping[str, int]:
    """Count for each value of a facet the entries among some lines whose face is in a state."""
    if not state and name != "state":
        return sets.counts(name, fitting)
    having = sets.whole
    if name == "state":
        fitting = sets.faces(fitting)
    else:
        having = sets.values("state").get(state, 0)
    return {
        value: (sets.faces(fitting & some) & having).bit_count()
        for value, some in sets.values(name).items()
    }


def _having(values: Mapping[str, int], name: str, value: str) -> int:
    some = values.get(value, 0)
    if name == "language":
        for other, more in values.items():
            if other.startswith(f"{value}-"):
                some |= more
    return some


def _has(some: int, place: int) -> bool:
    return bool(some >> place & 1)


def _turn(one: tuple[str, int]) -> tuple[int, str]:
    return -one[1], one[0]


def _score_turn(one: tuple[str, int]) -> int:
    return BANDS.index(one[0])


def _cursor_of(line: ClaimLine) -> str:
    """Spell the place behind a claim."""
    return f"{int(bool(line.review))}-{line.id}"
