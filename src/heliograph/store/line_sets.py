"""The lines of claims as sets of bits, one set for each value of each facet.

Each line has a place. Those in the same words stand together, the one that goes furthest first, and
behind them stands an end that is no line. A set is a whole number with a bit for each place. So to
narrow is `&`, to count is to count bits, and the first of each entry is found in all entries at
once, by one subtraction: see `faces`. All that is asked of 50,000 lines takes some microseconds,
whatever it is narrowed by, and a line may have any number of values of a facet.
"""

from __future__ import annotations

import sys
from array import array
from bisect import insort
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import chain, compress, count
from typing import Any, Final, NamedTuple

from msgspec import Struct

from heliograph.store.place_bits import bits_of, bytes_of, flags_of, union
from heliograph.store.shapes import words_of

PLAIN: Final = (
    "capability", "stance", "strength", "language", "kind", "folder", "score", "state",
)  # fmt: skip
"""Facets of which each line has one value."""
LISTED: Final = ("source", "organisation")
"""Facets of which a line may have several values, or none."""


class Fact(NamedTuple):
    """What sets are made from, of one line."""

    key: int
    fold: int
    lack: float
    id: str
    capability: str
    stance: str
    strength: str
    language: str
    kind: str
    folder: str
    score: str
    """The band."""
    state: str
    source: str
    """JSON lists of ids, as they are kept."""
    organisation: str

    @property
    def rank(self) -> tuple[str, float, str]:
        """How far it goes, among claims in the same words."""
        return self.strength, -self.lack, self.id


Values = dict[str, int]
"""Sets by value."""
_MOST_COUNTS: Final = 128
"""Counts that are remembered: some kilobytes each in a case of 50,000 lines."""


class Order:
    """All lines in an order, by their places."""

    def __init__(self, places: array[int], size: int) -> None:
        """Take the places, all below `size`."""
        self.places = places
        self._size = size

    @cached_property
    def turns(self) -> array[int]:
        """Where in it each place comes."""
        turns = array("q", bytes(self.places.itemsize * self._size))
        for turn, place in enumerate(self.places):
            turns[place] = turn
        return turns


class Packed(Struct, frozen=True, array_like=True):
    """Sets as bytes: whole numbers with the least byte first, lists as this machine has them."""

    machine: str
    keys: bytes
    folds: bytes
    begins: bytes
    ends: bytes
    facets: dict[str, dict[str, bytes]]
    orders: dict[str, bytes]


class LineSets:
    """The lines of a case as they stood at one moment: never changed, only moved on to the next."""

    def __init__(
        self,
        facets: Mapping[str, Values],
        rooms: _Rooms,
        orders: dict[str, Order] | None = None,
        counts: dict[tuple[str, int], Mapping[str, int]] | None = None,
    ) -> None:
        """Take the sets by facet and value, and whose each place is."""
        self._facets = facets
        self._rooms = rooms
        # Filled as they are asked for; of two who ask at once both get the same.
        self._orders: dict[str, Order] = {} if orders is None else orders
        self._counts: dict[tuple[str, int], Mapping[str, int]] = {} if counts is None else counts
        self.whole = union(facets["state"].values())
        """All lines."""

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> LineSets:
        """Make the sets of all lines."""
        rooms = _Rooms.none()
        added = rooms.moved_in(facts)
        return cls({name: added.get(name, {}) for name in (*PLAIN, *LISTED)}, rooms)

    def packed(self) -> Packed:
        """Give all of it as bytes."""
        rooms = self._rooms
        return Packed(
            machine=sys.byteorder,
            keys=rooms.keys.tobytes(),
            folds=rooms.folds.tobytes(),
            begins=bytes_of(rooms.begins),
            ends=bytes_of(rooms.ends),
            facets={
                name: {value: bytes_of(some) for value, some in values.items()}
                for name, values in self._facets.items()
            },
            orders={name: one.places.tobytes() for name, one in self._orders.items()},
        )

    @classmethod
    def unpacked(cls, packed: Packed) -> LineSets:
        """Make the same of bytes that this kind of machine wrote."""
        keys, folds = array("q", packed.keys), array("q", packed.folds)
        facets = {
            name: {value: int.from_bytes(some, "little") for value, some in values.items()}
            for name, values in packed.facets.items()
        }
        flags = flags_of(union(facets["state"].values()), len(keys))
        rooms = _Rooms(keys, folds, dict(compress(zip(keys, count(), strict=False), flags)))
        rooms.begins = int.from_bytes(packed.begins, "little")
        rooms.ends = int.from_bytes(packed.ends, "little")
        orders = {
            name: Order(array("q", places), len(keys)) for name, places in packed.orders.items()
        }
        return cls(facets, rooms, orders)

    @property
    def lines(self) -> int:
        """How many lines there are."""
        return len(self._rooms.place_of)

    @property
    def wasted(self) -> int:
        """How many places are nobody's any more."""
        return len(self._rooms.keys) - self.lines - self._rooms.ends.bit_count()

    def values(self, facet: str) -> Mapping[str, int]:
        """Give the lines of each value of a facet."""
        return self._facets[facet]

    def faces(self, some: int) -> int:
        """Of some lines give those that go furthest, each among those of its own entry.

        Put an end before each entry as a leading 1 and subtract 1 from each: all at and below the
        lowest bit turns over, and no borrow passes an end.
        """
        return some & ~((self._rooms.ends | some) - self._rooms.begins)

    def entries(self, some: int) -> int:
        """Count the entries that have any of some lines."""
        return (((self._rooms.ends | some) - self._rooms.begins) & self._rooms.ends).bit_count()

    def counts(self, facet: str, some: int) -> Mapping[str, int]:
        """Count for each value of a facet the entries that have any of some lines with it.

        Remembered, for what is asked is mostly asked again; not of the state, which moves on.
        """
        known = self._counts.get((facet, some))
        if known is None:
            if len(self._counts) >= _MOST_COUNTS:
                self._counts.clear()
            known = {one: self.entries(some & of) for one, of in self._facets[facet].items()}
            self._counts[facet, some] = known
        return known

    def times(self, place: int, some: int) -> int:
        """Count those of some lines that stand at a place or behind it in the same entry."""
        ends = self._rooms.ends >> place
        # All below the lowest bit: what stands before the end.
        return (some >> place & ~ends & (ends - 1)).bit_count()

    def key_at(self, place: int) -> int:
        """Say whose a place is."""
        return self._rooms.keys[place]

    def keys_of(self, some: int) -> list[int]:
        """Say whose the places of some lines are."""
        return [*compress(self._rooms.keys, self._flags(some))]

    def place_of(self, key: int) -> int | None:
        """Say where a line stands."""
        return self._rooms.place_of.get(key)

    def fold_of(self, key: int) -> int | None:
        """Name the entry in which a line stands."""
        place = self._rooms.place_of.get(key)
        return None if place is None else self._rooms.folds[place]

    def order(self, name: str, keys: Callable[[], Iterable[int]]) -> Order:
        """Give all lines in an order, which is asked for where it is not known yet."""
        if (known := self._orders.get(name)) is not None:
            return known
        place_of = self._rooms.place_of
        # What was kept since is not here yet.
        places = array("q", (place_of[key] for key in keys() if key in place_of))
        made = self._orders[name] = Order(places, len(self._rooms.keys))
        return made

    def carry_orders(self, earlier: LineSets, keyed: Callable[[str, int], tuple[Any, ...]]) -> None:
        """Take over the orders of an earlier moment: who stayed stays, who came finds its turn.

        `keyed` says by what a line, named by its key, comes where it comes in an order.
        """
        size = len(self._rooms.keys)
        stay = self._flags(self.whole & earlier.whole)
        came = [*compress(range(size), self._flags(self.whole & ~earlier.whole))]
        for name, order in earlier._orders.items():
            places = [place for place in order.places if stay[place]]
            key_of = partial(self._keyed, partial(keyed, name))
            for place in came:
                insort(places, place, key=key_of)
            self._orders[name] = Order(array("q", places), size)

    def _keyed(self, keyed: Callable[[int], tuple[Any, ...]], place: int) -> tuple[Any, ...]:
        return keyed(self._rooms.keys[place])

    def in_order(self, some: int, order: Order) -> Iterator[int]:
        """Give the places of some lines in an order, as far as they are asked for."""
        flags = self._flags(some)
        return (place for place in order.places if flags[place])

    def come_before(self, some: int, order: Order, turn: int) -> int:
        """Count those of some lines that come in an order before a turn."""
        flags = self._flags(some)
        return sum(map(flags.__getitem__, order.places[:turn]))

    def _flags(self, some: int) -> bytes:
        return flags_of(some, len(self._rooms.keys))

    def in_states(self, states: Mapping[int, str]) -> LineSets:
        """Move on to where some lines, by their keys, have these states."""
        bits = defaultdict[str, int](int)
        moved = 0
        for key, state in states.items():
            if (place := self.place_of(key)) is not None:
                bits[state] |= 1 << place
                moved |= 1 << place
        kept = _without(self._facets["state"], moved)
        facets = {**self._facets, "state": _joined(kept, bits)}
        return LineSets(facets, self._rooms, self._orders, self._counts)

    def moved(self, gone: Collection[int], facts: Iterable[Fact]) -> LineSets:
        """Move on to where some lines, by their keys, are gone, and entries are as these say.

        Of an entry in which anything is another, all lines that it has now must be among these.
        """
        some = list(facts)
        rooms = self._rooms.copied()
        left = rooms.moved_out(chain(gone, (one.key for one in some)))
        added = rooms.moved_in(some)
        return LineSets(
            {
                name: _joined(_without(values, left), added.get(name, {}))
                for name, values in self._facets.items()
            },
            rooms,
        )


class _Rooms:
    """Whose each place is."""

    def __init__(self, keys: array[int], folds: array[int], place_of: dict[int, int]) -> None:
        self.keys = keys
        """The line at each place; 0 at an end."""
        self.folds = folds
        self.place_of = place_of
        self.begins = 0
        """The first place of each entry."""
        self.ends = 0

    @classmethod
    def none(cls) -> _Rooms:
        return cls(array("q"), array("q"), {})

    def copied(self) -> _Rooms:
        made = _Rooms(self.keys[:], self.folds[:], self.place_of.copy())
        made.begins, made.ends = self.begins, self.ends
        return made

    def moved_out(self, keys: Iterable[int]) -> int:
        """Leave the entries in which these stand; give their places, the ends among them."""
        left = list[int]()
        for key in keys:
            if (place := self.place_of.get(key)) is None:
                continue
            while place and self.keys[place - 1]:
                place -= 1
            while one := self.keys[place]:
                del self.place_of[one]
                left.append(place)
                place += 1
            left.append(place)
        gone = bits_of(left, len(self.keys))
        self.begins &= ~gone
        self.ends &= ~gone
        return gone

    def moved_in(self, facts: Iterable[Fact]) -> dict[str, Values]:
        """Give places to the lines of whole entries, behind all others; sets of those by facet."""
        entries = defaultdict[int, list[Fact]](list)
        for one in facts:
            entries[one.fold].append(one)
        placed, places = list[Fact](), list[int]()
        begins, ends = list[int](), list[int]()
        for fold, some in entries.items():
            if len(some) > 1:
                some.sort(key=lambda one: one.rank, reverse=True)
            begins.append(len(self.keys))
            placed += some
            places.extend(range(len(self.keys), len(self.keys) + len(some)))
            self.keys.extend([*(one.key for one in some), 0])
            self.folds.extend([fold] * (len(some) + 1))
            ends.append(len(self.keys) - 1)
        self.place_of.update(zip((one.key for one in placed), places, strict=True))
        self.begins |= bits_of(begins, len(self.keys))
        self.ends |= bits_of(ends, len(self.keys))
        return _sets(placed, places, len(self.keys))


def _sets(facts: Sequence[Fact], places: Sequence[int], size: int) -> dict[str, Values]:
    made: dict[str, Values] = {}
    for name in (*PLAIN, *LISTED):
        column = Fact._fields.index(name)
        by_value = defaultdict[str, list[int]](list)
        for fact, place in zip(facts, places, strict=True):
            by_value[str(fact[column])].append(place)
        if name in LISTED:
            by_value = _apart(by_value)
        made[name] = {value: bits_of(some, size) for value, some in by_value.items()}
    return made


def _apart(by_list: Mapping[str, list[int]]) -> defaultdict[str, list[int]]:
    """Turn places by JSON list into places by each that is listed."""
    made = defaultdict[str, list[int]](list)
    for kept, places in by_list.items():
        for value in words_of(kept):
            made[value].extend(places)
    return made


def _without(values: Values, gone: int) -> Values:
    return {value: left for value, some in values.items() if (left := some & ~gone)}


def _joined(values: Values, added: Mapping[str, int]) -> Values:
    made = dict(values)
    for value, some in added.items():
        made[value] = made.get(value, 0) | some
    return made
