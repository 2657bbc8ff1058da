"""The claims in the order in which a person reviews them: narrowed, counted, folded, cut in pages.

The whole list is gone through for each page, in short: counts need that anyway.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Final
from urllib.parse import urlencode

from msgspec.structs import replace as record_with

from heliograph.media import family
from heliograph.views import ClaimLine

A_PAGE = 25
FACETS: Final = ("state", "capability", "stance", "strength", "language", "kind", "folder")
SORTS: Final = ("matters", "score", "strength", "place")
OPEN: Final = "open"
"""The state of a claim that nobody reviewed."""

Key = tuple[float | str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which claims an address asks for, in which order; empty asks for all."""

    state: str = ""
    capability: str = ""
    stance: str = ""
    strength: str = ""
    language: str = ""
    kind: str = ""
    folder: str = ""
    sort: str = "matters"
    after: str = ""
    """The claim behind which the page begins: `0-ID`, or `1-ID` if it was reviewed by then."""

    @classmethod
    def of(cls, said: Mapping[str, str]) -> Asked:
        """Take what is known from an address; the rest of it is ignored."""
        known = {name: said[name][:1000] for name in cls.__slots__ if said.get(name)}
        asked = cls(**known)
        return asked if asked.sort in SORTS else replace(asked, sort="matters")

    def query(self, **instead: str) -> str:
        """Spell it for an address, with these parts as given; a page begins at its beginning."""
        parts = asdict(self) | {"after": ""} | instead
        if parts["sort"] == "matters":
            parts["sort"] = ""
        return urlencode({name: value for name, value in parts.items() if value})

    def value(self, facet: str) -> str:
        """Say what is asked of a facet."""
        return str(getattr(self, facet))


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A claim, and in how many places its words stand."""

    line: ClaimLine
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One page of the queue."""

    shown: list[Folded]
    total: int
    first: int
    """Place of the first that is shown, from 1."""
    later: str
    """Cursor of the next page; empty on the last."""


class Queue:
    """All claims of a case as one address asks for them."""

    def __init__(self, lines: Iterable[ClaimLine], asked: Asked) -> None:
        """Narrow, fold and sort."""
        self._asked = asked
        self._lines = {line.id: line for line in lines}
        self._values = {line.id: values_of(line) for line in self._lines.values()}
        self._missed = {name: self._misses(values) for name, values in self._values.items()}
        groups: dict[tuple[str, ...], list[ClaimLine]] = {}
        for line in self._lines.values():
            if not self._missed[line.id]:
                groups.setdefault(_group(line), []).append(line)
        # One stands for all, whatever was said of them: else a group would change its face.
        self._folded = [
            Folded(line=max(some, key=_furthest), times=len(some)) for some in groups.values()
        ]
        wanted = [one for one in self._folded if asked.state in ("", state_of(one.line))]
        self._sorted = sorted(wanted, key=lambda one: self._key(one.line))

    @property
    def progress(self) -> tuple[int, int]:
        """How many claims of the case were reviewed, of how many; the same words count once."""
        states: dict[tuple[str, ...], bool] = {}
        for line in self._lines.values():
            key = _group(line)
            states[key] = states.get(key, False) or bool(line.review)
        return sum(states.values()), len(states)

    def facet(self, name: str) -> list[tuple[str, int]]:
        """Count each value of a facet over what the other facets leave; the same words once."""
        if name == "state":
            counts = Counter(state_of(one.line) for one in self._folded)
        else:
            left = {
                (self._values[line.id][name], _group(line))
                for line in self._lines.values()
                if self._missed[line.id] in ((), (name,))
            }
            counts = Counter(value for value, _ in left)
        return sorted(counts.items(), key=lambda one: (-one[1], one[0]))

    def cut(self) -> Cut:
        """Give the page that is asked for."""
        start = self._start()
        shown = self._sorted[start : start + A_PAGE]
        more = start + A_PAGE < len(self._sorted)
        return Cut(
            shown=shown,
            total=len(self._sorted),
            first=start + 1 if shown else 0,
            later=cursor_of(shown[-1].line) if more else "",
        )

    def around(self, claim_id: str) -> tuple[str, str, int]:
        """Name what comes before and after a claim, and its place from 1; 0 where it has none."""
        line = self._lines.get(claim_id)
        if line is None:
            return "", "", 0
        key = self._key(line)
        before = [one.line.id for one in self._sorted if self._key(one.line) < key]
        after = next((one.line.id for one in self._sorted if self._key(one.line) > key), "")
        listed = any(one.line.id == claim_id for one in self._sorted)
        return (before[-1] if before else ""), after, len(before) + 1 if listed else 0

    def same_words(self, claim_id: str) -> list[ClaimLine]:
        """Give the other claims in the same words, by place."""
        mine = self._lines.get(claim_id)
        if mine is None:
            return []
        same = [one for one in self._lines.values() if one.clause == mine.clause]
        return sorted((one for one in same if one.id != claim_id), key=_place)

    def _misses(self, values: Mapping[str, str]) -> tuple[str, ...]:
        """Name the facets, but for the state, in which a claim is not what is asked for."""
        return tuple(
            name
            for name in FACETS
            if name != "state"
            and (asked := self._asked.value(name))
            and not _is(name, values[name], asked)
        )

    def _key(self, line: ClaimLine) -> Key:
        rung = int(line.strength[1])
        if self._asked.sort == "place":
            return _place(line)
        if self._asked.sort == "score":
            return (-line.score, -rung, line.id)
        if self._asked.sort == "strength":
            return (-rung, -line.score, line.id)
        return (float(bool(line.review)), -round(line.score, 1), -rung, -line.score, line.id)

    def _start(self) -> int:
        flag, _, name = self._asked.after.partition("-")
        line = self._lines.get(name)
        if line is None:
            return 0
        # Where it stood when the address was made, though it may have been reviewed since.
        at = self._key(record_with(line, review="unsure" if flag == "1" else ""))
        return sum(1 for one in self._sorted if self._key(one.line) <= at)


def cursor_of(line: ClaimLine) -> str:
    """Spell the place behind a claim."""
    return f"{int(bool(line.review))}-{line.id}"


def state_of(line: ClaimLine) -> str:
    """Say what stands of it: open, accepted, rejected, unsure."""
    return line.review or OPEN


def values_of(line: ClaimLine) -> dict[str, str]:
    """Give a claim's value of each facet."""
    return {
        "state": state_of(line),
        "capability": line.capability,
        "stance": line.stance,
        "strength": line.strength,
        "language": line.language,
        "kind": family(line.media_type),
        "folder": line.path.partition("/")[0] if "/" in line.path else "",
    }


def _is(name: str, value: str, asked: str) -> bool:
    return value == asked or (name == "language" and value.startswith(f"{asked}-"))


def _group(line: ClaimLine) -> tuple[str, ...]:
    return (line.clause, line.capability, line.stance)


def _furthest(line: ClaimLine) -> tuple[str, float, str]:
    return (line.strength, line.score, line.id)


def _place(line: ClaimLine) -> Key:
    return (line.path, float(line.page), float(line.start), line.id)
