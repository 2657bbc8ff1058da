"""An act and its object in one clause say a capability that no term spells out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from heliograph.finders.cues import crosses_clause
from heliograph.finders.terms import Hit

_REACH = 60
"""Characters between an act and its object beyond which the one is no longer done to the other."""
_CLOSE = 2
"""Characters between them up to which the two make one expression: `监控网友`."""

CLOSE = 1.0
"""Weight of a pair whose act and object make one expression."""
APART = 0.5
"""Weight of a pair of the same clause."""


def pairs_of(text: str, start: int, hits: Sequence[Hit]) -> Iterator[Hit]:
    """Yield one hit for each act with its nearest object in the same clause of a passage.

    `text` is the passage's, which begins at `start` of the page; the hits are in order.
    """
    acts: dict[str, list[Hit]] = {}
    for hit in hits:
        if hit.key[0] == "act":
            acts.setdefault(hit.key[1], []).append(hit)
    for hit in hits:
        if hit.key[0] != "object":
            continue
        near = [act for act in acts.get(hit.key[1], ()) if _joined(text, start, act, hit)]
        if near:
            act = min(near, key=lambda one: abs(one.start - hit.start))
            yield Hit(
                min(act.start, hit.start),
                max(act.end, hit.end),
                ("pair", hit.key[1]),
                f"{act.term} + {hit.term}",
                CLOSE if _gap(act, hit) <= _CLOSE else APART,
            )


def _gap(act: Hit, thing: Hit) -> int:
    """Give how many characters stand between an act and its object, less than 0 on each other."""
    return max(act.start, thing.start) - min(act.end, thing.end)


def _joined(text: str, start: int, act: Hit, thing: Hit) -> bool:
    first, last = (act, thing) if act.start < thing.start else (thing, act)
    if not 0 <= last.start - first.end <= _REACH:
        return False
    return not crosses_clause(text, first.end - start, last.start - start)
