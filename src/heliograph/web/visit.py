"""One request, as far as a page or an action may know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from heliograph.accounts.users import Role, may
from heliograph.errors import NothingThere
from heliograph.records import Digest
from heliograph.web.desk import Desk

_HEX = frozenset("0123456789abcdef")
_DIGEST_LENGTH = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What was asked for: parts of the path, what follows `?`, what a form says."""

    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    by: str = ""
    """Who asks."""
    role: Role = "owner"
    desk: Desk = field(default_factory=Desk)

    def may(self, needed: Role) -> bool:
        """Say whether whoever asks may do what needs this role."""
        return may(self.role, needed)

    @property
    def digest(self) -> Digest:
        """The document that the path names. Raises `NothingThere`."""
        name = self.path.get("digest", "")
        if len(name) != _DIGEST_LENGTH or not set(name) <= _HEX:
            raise NothingThere(what=f"a document called {name[:80]}", hint="")
        return Digest(f"sha256:{name}")

    def number(self, name: str, default: int, most: int = 10**9) -> int:
        """Give a number after `?`, or the default where there is none."""
        words = self.query.get(name, "")
        return min(int(words), most) if words.isascii() and words.isdigit() else default
