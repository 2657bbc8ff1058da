"""Which enum or struct of one version is which of the other's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from rapidfuzz import fuzz

from heliograph.versions.units import Unit, Version, type_names

ALIKE: Final = 60.0
"""Likeness, of 100, from which a type with another name counts as the same one: most of its
members are still there, or speak of the same things in the same order."""

_LONGEST: Final = 20_000
"""Characters of a type's members that are compared when its name is not found again."""


@dataclass(slots=True, eq=False)
class Group:
    """The members of one enum, struct or run of defines, wherever in the document they stand."""

    kind: str
    names: frozenset[str]
    members: list[Unit] = field(default_factory=list)
    edges: list[Unit] = field(default_factory=list)
    """The lines that open and close it."""

    @property
    def likeness_text(self) -> str:
        """What of it is compared where its name is not found again."""
        words = (unit.member.key + unit.member.said_key for unit in self.members if unit.member)
        return "\n".join(words)[:_LONGEST]


def groups_of(version: Version) -> list[Group]:
    """Collect the members of each type; a type that stands in several pieces is one group."""
    by_name: dict[tuple[str, str], Group] = {}
    groups: dict[int, Group] = {}
    for unit in version.units:
        if not unit.is_member:
            continue
        kind = unit.container.kind if unit.container else unit.role
        names = type_names(unit.container) if kind in ("enum", "struct") else frozenset()
        group = next((by_name[kind, name] for name in names if (kind, name) in by_name), None)
        if group is None and not names:
            group = by_name.get((kind, ""))
        if group is None:
            group = Group(kind=kind, names=names)
        group.names |= names
        group.members.append(unit)
        by_name.update({(kind, name): group for name in names or {""}})
        groups[id(group)] = group
    _add_edges(version, list(groups.values()))
    return list(groups.values())


def _add_edges(version: Version, groups: Sequence[Group]) -> None:
    named = {name: group for group in groups for name in group.names}
    for unit in version.units:
        owner = next((named[name] for name in sorted(unit.names) if name in named), None)
        if owner is not None:
            owner.edges.append(unit)


def paired(older: Sequence[Group], newer: Sequence[Group]) -> list[tuple[Group, Group]]:
    """Pair the groups of two versions: by name, then by what their members say."""
    pairs: list[tuple[Group, Group]] = []
    left, right = list(older), list(newer)
    for group in older:
        other = next((one for one in right if _same_name(group, one)), None)
        if other is not None:
            pairs.append((group, other))
            left.remove(group)
            right.remove(other)
    scored = sorted(
        (
            (-score, abs(i - j), i + j, i, j)
            for i, group in enumerate(left)
            for j, other in enumerate(right)
            if group.kind == other.kind and (score := _likeness(group, other))
        ),
    )
    taken: set[Group] = set()
    for *_, i, j in scored:
        if left[i] not in taken and right[j] not in taken:
            taken.update((left[i], right[j]))
            pairs.append((left[i], right[j]))
    return pairs


def _same_name(one: Group, other: Group) -> bool:
    return one.kind == other.kind and (
        bool(one.names & other.names) or (not one.names and not other.names)
    )


def _likeness(one: Group, other: Group) -> float:
    return float(fuzz.ratio(one.likeness_text, other.likeness_text, score_cutoff=ALIKE))
