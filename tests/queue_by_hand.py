"""The queue of claims gone through by hand: what `heliograph.store.queue_rows` must be equal to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from msgspec.structs import replace

from heliograph.store.queue_rows import FACETS, Cut, Folded
from heliograph.store.score_bands import BANDS
from heliograph.views import ClaimLine
from heliograph.web.queue import A_PAGE, Asked

Key = tuple[float | str, ...]


class QueueByHand:
    """All claims of a case as one address asks for them."""

    def __init__(self, lines: Iterable[ClaimLine], asked: Asked) -> None:
        self._asked = asked
        self._lines = {line.id: line for line in lines}
        fitting = [line for line in self._lines.values() if fits(line, asked, state=False)]
        groups = {group: list(some) for group, some in groupby(sorted(fitting, key=_group), _group)}
        faces = [Folded(line=max(some, key=_far), times=len(some)) for some in groups.values()]
        wanted = [one for one in faces if asked.state in ("", state_of(one.line))]
        self._sorted = sorted(wanted, key=lambda one: self._key(one.line))

    @property
    def progress(self) -> tuple[int, int]:
        states: dict[tuple[str, ...], bool] = {}
        for line in self._lines.values():
            states[_group(line)] = states.get(_group(line), False) or bool(line.review)
        return sum(states.values()), len(states)

    @property
    def total(self) -> int:
        return len(self._sorted)

    def facet(self, name: str) -> list[tuple[str, int]]:
        """Count what choosing each value shows; of a language, this script alone."""
        counts = dict(self._counts(name))
        found = [(value, count) for value, count in counts.items() if count]
        if name == "score":
            return sorted(found, key=lambda one: BANDS.index(one[0]))
        return sorted(found, key=lambda one: (-one[1], one[0]))

    def _counts(self, name: str) -> Iterator[tuple[str, int]]:
        others = replace(self._asked, **{name: "", "after": ""})
        for value in {value for line in self._lines.values() for value in values_of(line)[name]}:
            if name == "state":
                yield value, QueueByHand(self._lines.values(), replace(others, state=value)).total
            else:
                having = [one for one in self._lines.values() if value in values_of(one)[name]]
                yield value, QueueByHand(having, others).total

    def cut(self) -> Cut:
        start = self._start()
        shown = self._sorted[start : start + A_PAGE]
        more = start + A_PAGE < len(self._sorted)
        return Cut(
            shown=shown,
            total=len(self._sorted),
            first=start + 1 if shown else 0,
            later=f"{int(bool(shown[-1].line.review))}-{shown[-1].line.id}" if more else "",
        )

    def around(self, claim_id: str) -> tuple[str, str, int]:
        line = self._lines.get(claim_id)
        if line is None:
            return "", "", 0
        key = self._key(line)
        before = [one.line.id for one in self._sorted if self._key(one.line) < key]
        after = next((one.line.id for one in self._sorted if self._key(one.line) > key), "")
        listed = any(one.line.id == claim_id for one in self._sorted)
        return (before[-1] if before else ""), after, len(before) + 1 if listed else 0

    def same_words(self, claim_id: str, limit: int) -> tuple[list[ClaimLine], int]:
        mine = self._lines.get(claim_id)
        same = [one for one in self._lines.values() if mine and one.clause == mine.clause]
        others = sorted((one for one in same if one.id != claim_id), key=_place)
        return others[:limit], len(others)

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
        at = self._key(replace(line, review="unsure" if flag == "1" else ""))
        return sum(1 for one in self._sorted if self._key(one.line) <= at)


def state_of(line: ClaimLine) -> str:
    return line.review or "open"


def values_of(line: ClaimLine) -> dict[str, tuple[str, ...]]:
    return {
        "state": (state_of(line),),
        "capability": (line.capability,),
        "stance": (line.stance,),
        "strength": (line.strength,),
        "score": (line.band,),
        "language": (line.language,),
        "organisation": line.organisations,
        "source": line.sources,
        "kind": (line.kind,),
        "folder": (line.path.partition("/")[0] if "/" in line.path else "",),
    }


def fits(line: ClaimLine, asked: Asked, *, state: bool) -> bool:
    """Say whether a claim is what is asked for; its state only if that is wanted."""
    values = values_of(line)
    return all(
        not asked.value(name)
        or asked.value(name) in values[name]
        or (name == "language" and line.language.startswith(f"{asked.language}-"))
        for name in FACETS
        if state or name != "state"
    )


def _group(line: ClaimLine) -> tuple[str, ...]:
    return (line.clause, line.capability, line.stance)


def _far(line: ClaimLine) -> tuple[str, float, str]:
    return (line.strength, line.score, line.id)


def _place(line: ClaimLine) -> Key:
    return (line.path, float(line.page), float(line.start), line.id)
