"""What a comparison finds: changes, pairs of units that are the same, and what cannot be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from heliograph.versions.units import Unit
from heliograph.views import ChangeKind

Pair = tuple[Unit, Unit]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference between two versions. At least one side is there."""

    kind: ChangeKind
    before: Unit | None = None
    after: Unit | None = None
    translated: bool = False
    """Its comment or sentence is in another language now."""
    detail: str = ""


@dataclass(slots=True)
class Findings:
    """What is known so far of two versions; the parts of a comparison add to it."""

    changes: list[Change] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    """Units that stand for each other, changed or not."""
    same: set[Unit] = field(default_factory=set)
    """Units, of both sides, whose words still stand on the other, though perhaps cut otherwise."""

    def pair(self, before: Unit, after: Unit, change: Change | None = None) -> None:
        """Note that two units stand for each other, and what changed between them."""
        self.pairs.append((before, after))
        if change is None:
            self.same.update((before, after))
        else:
            self.changes.append(change)

    def lost_and_new(self, before: Iterable[Unit], after: Iterable[Unit]) -> None:
        """Note what has no counterpart on the other side."""
        self.changes += [Change(kind="vanished", before=unit) for unit in before]
        self.changes += [Change(kind="appeared", after=unit) for unit in after]
