"""Which enum or struct of one version is which of the other's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from rapidfuzz import fuzz, process

from heliograph.versions.units import Unit, Version, type_names

ALIKE: Final = 60.0
"""Likeness, of 100, from which a type with another name counts as the same one: most of its
members are still there, or speak of the same things in the same order."""

_LONGEST: Final = 1_000
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
    by_name: dict[tuple[str, str], Group] = {}
    for group in newer:
        by_name.update({(group.kind, name): group for name in group.names or {""}})
    taken: set[Group] = set()
    for group in older:
        keys = ((group.kind, name) for name in sorted(group.names) or [""])
        other = next((by_name[key] for key in keys if key in by_name), None)
        if other is not None and other not in taken:
            taken.update((group, other))
            pairs.append((group, other))
    left = [group for group in older if group not in taken]
    right = [group for group in newer if group not in taken]
    for _, _, _, i, j in sorted(_alike(left, right)):
        if left[i] not in taken and right[j] not in taken:
            taken.update((left[i], right[j]))
            pairs.append((left[i], right[j]))
    return pairs


def _alike(
    left: Sequence[Group], right: Sequence[Group]
) -> Iterator[tuple[float, int, int, int, int]]:
    """Yield how unlike, how far apart and which, for each pair that is alike enough."""
    others = [group.likeness_text for group in right]
    for i, group in enumerate(left):
        scores = process.cdist([group.likeness_text], others, scorer=fuzz.ratio, score_cutoff=ALIKE)
        for j in np.flatnonzero(scores[0]).tolist():
            if group.kind == right[j].kind:
                yield -float(scores[0, j]), abs(i - j), i + j, i, j
