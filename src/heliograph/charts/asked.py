"""What is asked of a chart, in the words of an address or of a command's options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

KINDS: Final = ("company", "public-body", "product", "component", "programme", "list")
"""Of names; a private person is none of them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for by name; what is unknown or out of bounds counts as not asked."""

    said: Mapping[str, str] = field(default_factory=dict)

    def some(self, name: str, known: Sequence[str]) -> tuple[str, ...]:
        """Give those of several, joined by commas, that are known, in the order of the known."""
        wanted = self.said.get(name, "").split(",")
        return tuple(one for one in known if one in wanted)

    def one(self, name: str, known: Sequence[str]) -> str:
        """Give one of the known; nothing where none is asked for."""
        return next(iter(self.some(name, known)), "")

    def number(self, name: str, default: int, most: int = 10**6) -> int:
        """Give a number from 1 on."""
        words = self.said.get(name, "")
        return min(max(int(words), 1), most) if words.isascii() and words.isdigit() else default
