"""An act and its object in one clause say a capability that no term spells out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from heliograph.finders.cues import crosses_clause
from heliograph.finders.terms import TELLING, Hit

_REACH = 60
"""Characters between an act and its object beyond which the one is no longer done to the other."""
_CLOSE = 2
"""Characters between them up to which the two make one expression: `监控网友`."""

CLOSE = 1.0
"""Weight of a pair whose act and object make one expression."""
APART = 0.5
"""Weight of a pair of the same clause."""


def pairs_of(text: str, start: int, hits: Sequence[Hit]) -> Iterator[Hit]:
    """Yield one hit for each object with its nearest act in the same clause of a passage.

    `text` is the passage's, which begins at `start` of the page; the hits are in order. A telling
    object makes a pair with any act, and leaves none to a common one that lies in it.
    """
    acts: dict[str, list[Hit]] = {}
    common: dict[str, list[Hit]] = {}
    for hit in hits:
        level, of = hit.key
        if level in {"act", "worded"}:
            acts.setdefault(of, []).append(hit)
            if level == "act":
                common.setdefault(of, []).append(hit)
    taken: list[Hit] = []
    if acts:
        taken = [one for one in hits if one.key[0] == "telling"]
    for hit in hits:
        if hit.key[0] == "telling":
            near = acts.get(hit.key[1], ())
        elif hit.key[0] == "object" and not any(_in(hit, one) for one in taken):
            near = common.get(hit.key[1], ())
        else:
            continue
        yield from _nearest(text, start, near, hit)


def _in(hit: Hit, other: Hit) -> bool:
    same = hit.key[1] == other.key[1]
    return same and other.start <= hit.start and hit.end <= other.end


def _nearest(text: str, start: int, acts: Sequence[Hit], thing: Hit) -> Iterator[Hit]:
    """Yield the pair of a thing with the nearest of the acts that are done to it, if any is."""
    near = [act for act in acts if _joined(text, start, act, thing)]
    if near:
        act = min(near, key=lambda one: abs(one.start - thing.start))
        yield Hit(
            min(act.start, thing.start),
            max(act.end, thing.end),
            ("pair", thing.key[1]),
            f"{act.term} + {thing.term}",
            thing.weight if thing.weight >= TELLING else _weight(act, thing),
        )


def _weight(act: Hit, thing: Hit) -> float:
    return CLOSE if _gap(act, thing) <= _CLOSE else APART


def _gap(act: Hit, thing: Hit) -> int:
    """Give how many characters stand between an act and its object, less than 0 on each other."""
    return max(act.start, thing.start) - min(act.end, thing.end)


def _joined(text: str, start: int, act: Hit, thing: Hit) -> bool:
    first, last = (act, thing) if act.start < thing.start else (thing, act)
    if not 0 <= last.start - first.end <= _REACH:
        return False
    return not crosses_clause(text, first.end - start, last.start - start)
