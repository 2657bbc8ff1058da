"""What one document may still give: counted by the child that reads, and again by the parent.

The child counts so that it stops early and says why; the parent counts the same because a child
that was taken over does not.
"""

from __future__ import annotations

from heliograph.records import Problem
from heliograph.seams import Limits

MAX_REMARKS = 10_000
"""Notes, titles and problems of one document."""


class Allowance:
    """Each question counts what it asks for; an answer that is a `Problem` says: no further."""

    def __init__(self, limits: Limits, *, size: int, depth: int) -> None:
        """Begin a document of `size` bytes with `depth` containers around it."""
        self._limits = limits
        self._size = size
        self._depth = depth
        self._sheets = 0
        self._characters = 0
        self._remarks = 0
        self._members = 0
        self._unpacked = 0
        self._kept = 0
        self._of_member = 0
        self._packed: int | None = None

    @property
    def characters_left(self) -> int:
        """How many characters may still come."""
        return self._limits.text_chars - self._characters

    def sheet(self, characters: int) -> Problem | None:
        """Ask for a page of so many characters."""
        self._sheets += 1
        if self._sheets > self._limits.pages:
            return _cut("too-many-pages", f"more than {self._limits.pages}")
        if characters > self.characters_left:
            return _cut("too-long", f"more than {self._limits.text_chars} characters")
        self._characters += characters
        return None

    def remark(self) -> Problem | None:
        """Ask for a note, a title or a problem."""
        self._remarks += 1
        if self._remarks > MAX_REMARKS:
            return _cut("too-long", f"more than {MAX_REMARKS} notes and problems")
        return None

    def member(self) -> Problem | None:
        """Ask for a further member, whatever becomes of its bytes."""
        self._members += 1
        if self._members > self._limits.members:
            return _cut("too-many-members", f"more than {self._limits.members}")
        return None

    def member_bytes(self, packed: int | None) -> Problem | None:
        """Ask whether the bytes of the member that begins, `packed` bytes long, may be taken."""
        self._of_member = 0
        self._packed = packed
        if self._depth + 1 > self._limits.depth:
            return _cut("too-deep", f"deeper than {self._limits.depth}")
        return self._too_much_in_all()

    def chunk(self, size: int) -> Problem | None:
        """Ask for `size` more bytes of the member that was begun."""
        self._of_member += size
        self._unpacked += size
        self._kept += size
        return self._too_much_of_member() or self._too_much_in_all()

    def let_go(self) -> None:
        """Say that the member that was begun is not kept after all.

        What was refused is not held against its siblings: beside a bomb there may be letters.
        """
        self._kept -= self._of_member
        self._of_member = 0

    def _too_much_of_member(self) -> Problem | None:
        if self._of_member > self._limits.member_bytes:
            return _cut("too-large", f"more than {self._limits.member_bytes} bytes")
        if self._packed is not None and self._bursts(self._of_member, self._packed):
            return _cut("bomb", f"more than {self._limits.ratio} bytes from each")
        return None

    def _too_much_in_all(self) -> Problem | None:
        if self._unpacked > self._limits.tree_bytes:
            return _cut("too-large", f"more than {self._limits.tree_bytes} bytes in all")
        if self._bursts(self._kept, self._size):
            return _cut("bomb", f"more than {self._limits.ratio} bytes from each, in all")
        return None

    def _bursts(self, unpacked: int, packed: int) -> bool:
        return unpacked > self._limits.ratio_floor and unpacked > self._limits.ratio * packed


def _cut(reason: str, detail: str) -> Problem:
    return Problem(outcome="cut", reason=reason, detail=detail)
