"""Two versions → their changes, what stayed, and what cannot be told."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from heliograph.versions.changes import Change, Findings
from heliograph.versions.members import compare_members
from heliograph.versions.prose import compare_prose
from heliograph.versions.units import Unit, Version
from heliograph.versions.words import LOST


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What came of comparing two versions."""

    older: Version
    newer: Version
    changes: tuple[Change, ...]
    """In the order of the newer version, what vanished where it stood in the older."""
    same: int
    """Units of the older version that still stand."""
    not_shown: tuple[Unit, ...]
    """Units past the edge of an excerpt on the other side."""
    other_language: int
    unreadable: int


def compare(older: Version, newer: Version) -> Comparison:
    """Compare two versions of a document."""
    findings = Findings()
    compare_members(older, newer, findings)
    other_language = compare_prose(older, newer, findings)
    hidden = _not_shown(older, newer, findings) | _not_shown(newer, older, findings)
    told = [each for each in findings.changes if not hidden & _alone(each)]
    lost = [each for each in told if any(LOST in unit.words for unit in _alone(each))]
    return Comparison(
        older=older,
        newer=newer,
        changes=tuple(each for each in told if each not in lost),
        same=sum(unit in findings.same for unit in older.units),
        not_shown=tuple(sorted(hidden, key=lambda unit: unit.number)),
        other_language=other_language,
        unreadable=len(lost),
    )


def _alone(change: Change) -> set[Unit]:
    """Give the unit of a change that has no counterpart."""
    if change.kind == "vanished" and change.before:
        return {change.before}
    return {change.after} if change.kind == "appeared" and change.after else set()


def _not_shown(version: Version, excerpt: Version, findings: Findings) -> set[Unit]:
    """Find units of one version that would stand past the edge of the other, an excerpt."""
    if not excerpt.windows:
        return set()
    stands_for = dict(findings.pairs)
    stands_for |= {other: unit for unit, other in findings.pairs}
    firsts, lasts = _edges(excerpt)
    hidden: set[Unit] = set()
    for units, edges in ((version.units, lasts), (version.units[::-1], firsts)):
        past = False
        for unit in units:
            if unit in stands_for:
                past = stands_for[unit] in edges
            elif past and unit not in findings.same:
                hidden.add(unit)
    changed = {unit for each in findings.changes for unit in _alone(each)}
    return hidden & changed


def _edges(excerpt: Version) -> tuple[set[Unit], set[Unit]]:
    """Give the first and the last unit of each window."""
    windows: dict[int, list[Unit]] = {}
    for unit in excerpt.units:
        windows.setdefault(bisect_right(excerpt.windows, unit.number), []).append(unit)
    return {one[0] for one in windows.values()}, {one[-1] for one in windows.values()}


def in_order(changes: Sequence[Change]) -> list[Change]:
    """Put changes in the order in which a reader of the newer version meets them."""
    return sorted(changes, key=lambda one: (one.after or one.before).number)  # type: ignore[union-attr]
