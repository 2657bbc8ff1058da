"""How well a child is locked in, and what each mechanism said."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Mechanism = Literal["limits", "landlock", "seccomp", "bubble"]


class MechanismReport(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one mechanism of the kernel did for us."""

    name: Mechanism
    works: bool
    said: str
    """For a person: what is in force, or why it is not."""


class ConfinementReport(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The level a child really has, found out by trying to get out."""

    level: int
    """3: as 2, in a root of its own without network. 2: Landlock, seccomp and limits. 1: limits
    and an own process group. 0: not locked in."""
    mechanisms: tuple[MechanismReport, ...]
    lost: tuple[str, ...] = ()
    """What a reader that was taken over could do here, and could not at level 3."""

    def lines(self) -> list[str]:
        """Say it for a person: one line for each mechanism, one for each thing lost."""
        words = {True: "works", False: "missing"}
        return [
            *(f"{one.name} {words[one.works]}: {one.said}" for one in self.mechanisms),
            *(f"a hostile document could make its reader {what}" for what in self.lost),
        ]
