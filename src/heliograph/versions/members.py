"""Fields and entries of one type in two versions → what appeared, changed or vanished in it.

Names are paired first, wherever they stand: a member that moved did not change. What is left is
paired by its place between the members that were found again, by counting bytes: there a name may
have become a reserve, or a reserve may have been cut up into new fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rapidfuzz import fuzz

from heliograph.versions.changes import Change, Findings, Pair
from heliograph.versions.declarations import Declaration, name_parts, same_value
from heliograph.versions.groups import Group, groups_of, paired
from heliograph.versions.units import Unit, Version
from heliograph.versions.words import LOST, is_translated, key_of, name_key, writing_of

NAMES_ALIKE: Final = 75.0
"""Likeness, of 100, from which two names in one place count as one name that was changed."""

PARTS_ALIKE: Final = 0.5
"""Share of the words of both names, beyond the prefix, from which they count as one all the same:
`byAgeGroup` and `byGroup`."""

SAID_ALIKE: Final = 40.0
"""Likeness, of 100, below which two comments in one language speak of different things, whatever
the names."""

_Span = tuple[int, int, Unit]


def compare_members(older: Version, newer: Version, findings: Findings) -> None:
    """Compare all that stands in enums, structs and defines."""
    before, after = groups_of(older), groups_of(newer)
    pairs = paired(before, after)
    for one, other in pairs:
        _compare_edges(one, other, findings)
        _compare_group(one, other, findings)
    kept = {group for pair in pairs for group in pair}
    findings.lost_and_new(
        (unit for group in before if group not in kept for unit in _meaning(group.members)),
        (unit for group in after if group not in kept for unit in _meaning(group.members)),
    )


def _meaning(units: Sequence[Unit]) -> Iterator[Unit]:
    return (unit for unit in units if not unit.reserve)


def _compare_edges(one: Group, other: Group, findings: Findings) -> None:
    """Compare what is said above two types, and note which lines open and close them."""
    for before, after in zip(one.edges, other.edges, strict=False):
        change = None
        if before.lead or after.lead:
            change = _said_change(before, after)
        if change is None and not one.names & other.names and before is one.edges[0]:
            change = Change(kind="renamed", before=before, after=after, detail="the type's name")
        findings.pair(before, after, change)


def _compare_group(one: Group, other: Group, findings: Findings) -> None:
    left, right = list(one.members), list(other.members)
    anchors = _by_name(left, right)
    for before, after in anchors:
        findings.pair(before, after, _changed(before, after))
    for gap_before, gap_after in _gaps(left, right, anchors):
        _compare_gap(gap_before, gap_after, findings)


def _by_name(left: Sequence[Unit], right: Sequence[Unit]) -> list[Pair]:
    """Pair members of the same name, the first with the first; reserves are known by place."""
    waiting: dict[str, list[Unit]] = {}
    for unit in right:
        if not unit.reserve:
            waiting.setdefault(_declared(unit).key, []).append(unit)
    pairs = []
    for unit in left:
        if not unit.reserve and (same := waiting.get(_declared(unit).key)):
            pairs.append((unit, same.pop(0)))
    return pairs


def _declared(unit: Unit) -> Declaration:
    return unit.member or Declaration(name="")


def _gaps(
    left: Sequence[Unit], right: Sequence[Unit], anchors: Sequence[Pair]
) -> Iterator[tuple[list[Unit], list[Unit]]]:
    """Yield what stands unpaired after the same member on both sides, or before all of them."""
    found = {unit: pair for pair in anchors for unit in pair}
    gaps: dict[Pair | None, tuple[list[Unit], list[Unit]]] = {}
    for side, units in enumerate((left, right)):
        anchor: Pair | None = None
        for unit in units:
            if unit in found:
                anchor = found[unit]
            else:
                gaps.setdefault(anchor, ([], []))[side].append(unit)
    yield from gaps.values()


def _compare_gap(left: list[Unit], right: list[Unit], findings: Findings) -> None:
    """Pair what is left by name, then by place; what has no place on the other side is new."""
    in_place = _in_place(left, right)
    settled: set[Unit] = set()
    for before, after in in_place:
        if settled & set(_meaning((before, after))):
            continue
        if before.reserve and after.reserve:
            findings.pair(before, after)
        elif after.reserve:
            change = Change(
                kind="renamed-to-reserved",
                before=before,
                after=after,
                translated=is_translated(before.said, after.said),
            )
            findings.pair(before, after, change)
        elif before.reserve:
            # A reserve gives way to something: that is new, and what it was is shown beside it.
            findings.changes.append(Change(kind="appeared", before=before, after=after))
        elif _renamed(before, after):
            findings.pair(before, after, _renaming(before, after))
        else:
            continue
        settled.update((before, after))
    findings.lost_and_new(
        (unit for unit in _meaning(left) if unit not in settled),
        (unit for unit in _meaning(right) if unit not in settled),
    )


def _in_place(left: Sequence[Unit], right: Sequence[Unit]) -> list[Pair]:
    """Pair units that stand in the same place of a gap: one by one, or by the bytes they take."""
    if len(left) == len(right):
        return list(zip(left, right, strict=True))
    spans, others = _spans(left), _spans(right)
    pairs: list[Pair] = []
    first = 0
    for start, end, unit in spans:
        while first < len(others) and others[first][1] <= start:
            first += 1
        for at, to, other in others[first:]:
            if at >= end:
                break
            if (start, end) == (at, to) or _covers(other, unit) or _covers(unit, other):
                pairs.append((unit, other))
    return pairs


def _covers(reserve: Unit, unit: Unit) -> bool:
    """Whether a reserve may stand for something smaller: never a field for a reserve in it."""
    return reserve.reserve and _declared(reserve).length > 1 and not unit.reserve


def _spans(units: Sequence[Unit]) -> list[_Span]:
    spans, at = [], 0
    for unit in units:
        size = _declared(unit).size
        spans.append((at, at + size, unit))
        at += size
    return spans


def _renamed(before: Unit, after: Unit) -> bool:
    """Whether two names in one place are one that was changed."""
    one, other = _declared(before), _declared(after)
    if one.said_key and one.said_key == other.said_key:
        return True
    said = fuzz.ratio(one.said_key, other.said_key) if one.said and other.said else 100.0
    if said < SAID_ALIKE and not is_translated(one.said, other.said):
        return False
    mine, others = set(name_parts(one.name)[1:]), set(name_parts(other.name)[1:])
    if mine & others and len(mine & others) >= PARTS_ALIKE * len(mine | others):
        return True
    return fuzz.ratio(one.key, other.key) >= NAMES_ALIKE


def _renaming(before: Unit, after: Unit) -> Change:
    return Change(
        kind="renamed",
        before=before,
        after=after,
        translated=is_translated(before.said, after.said),
        detail=f"{_declared(before).name} → {_declared(after).name}",
    )


def _changed(before: Unit, after: Unit) -> Change | None:
    """Say what changed in a member that kept its name."""
    one, other = _declared(before), _declared(after)
    details = []
    if one.type and other.type and name_key(one.type) != name_key(other.type):
        details.append(f"type {one.type} → {other.type}")
    if not same_value(one.value, other.value):
        details.append(f"value {one.value} → {other.value}")
    if one.length != other.length:
        details.append(f"length {one.length} → {other.length}")
    said = _said_change(before, after)
    if not details:
        return said
    return Change(
        kind="reworded",
        before=before,
        after=after,
        translated=bool(said and said.translated),
        detail="; ".join(details),
    )


def _said_change(before: Unit, after: Unit) -> Change | None:
    """Say what became of the comments at one place."""
    one, other = before.said, after.said
    if LOST in one or LOST in other or key_of(one) == key_of(other):
        return None
    if not key_of(other):
        return Change(kind="comment-blanked", before=before, after=after)
    detail = "" if key_of(one) else "the comment is new"
    if writing_of(one) and not writing_of(other):
        detail = "only identifiers and numbers are left of the comment"
    return Change(
        kind="reworded",
        before=before,
        after=after,
        translated=is_translated(one, other),
        detail=detail,
    )
