"""Blocks of program text as they are found: statements, and the comments that explain them."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from heliograph.extractors.verbatim import trimmed
from heliograph.records import Block, BlockRole, Container

LONGEST_CODE: Final = 2_000
_MARGIN: Final = re.compile(
    r"^[ \t]*(?:/\*+!?<?|\*+/|//+!?<?|\*+(?!/))[ \t]?|[ \t]*\*+/[ \t]*$", re.MULTILINE
)
_LONGEST_ABOUT: Final = 1_000
_NEAR_COLUMN: Final = 4


class CodeBlocks:
    """The blocks of one text, made from front to back."""

    def __init__(self, text: str) -> None:
        """Begin with none."""
        self.text = text
        self.blocks: list[Block] = []
        self.containers: list[Container] = []
        self.statement: int | None = None
        """Where the statement begins that is not yet a block."""
        self.lead: tuple[int, int] | None = None
        """The comment that may belong to what comes next."""
        self.after_comment = False
        """Whether a comment was the last thing seen inside the statement."""
        self._trailing_column: int | None = None

    def comment(self, start: int, end: int) -> None:
        """Take a comment: into the statement, to the last entry or field, or as a lead."""
        if self.statement is not None:
            self.after_comment = True
        elif self._explains_last(start):
            self._trailing_column = self.column(start)
            self.blocks[-1] = msgspec.structs.replace(
                self.blocks[-1], end=trimmed(self.text, start, end)[1]
            )
        elif self.lead is not None and not self.gap(self.lead[1], start):
            self.lead = (self.lead[0], end)
        else:
            self.flush_lead()
            self.lead = (start, end)

    def _explains_last(self, start: int) -> bool:
        """A comment on the same line, or going on below one that stood there."""
        if self.lead is not None or not self.blocks:
            return False
        last = self.blocks[-1]
        if last.role not in ("entry", "field"):
            return False
        between = self.text[last.end : start]
        if "\n" not in between:
            return not between.strip(" \t,;")
        return (
            self._trailing_column is not None
            and not between.strip()
            and between.count("\n") == 1
            and self.column(start) >= self._trailing_column - _NEAR_COLUMN
            and self.column(start) > self.column(last.start)
        )

    def flush(self, end: int, role: BlockRole, container: int | None) -> None:
        """End the statement that is open, at `end`, as a block together with its comment."""
        start, self.statement = self.statement, None
        if start is None:
            return
        if role != "code":
            lead = self.take_lead(start)
            start = lead[0] if lead else start
        else:
            self.flush_lead()
        self.add(start, end, role, container)

    def take_lead(self, start: int) -> tuple[int, int] | None:
        """Give the comment right before a place, if there is one; one further off is let go."""
        lead = self.lead
        if lead is not None and self.gap(lead[1], start):
            self.flush_lead()
            return None
        self.lead = None
        return lead

    def flush_lead(self) -> None:
        """Make a block of the comment that belongs to nothing."""
        if self.lead is not None:
            lead, self.lead = self.lead, None
            self.add(*lead, "comment", None)

    def add(self, start: int, end: int, role: BlockRole, container: int | None) -> None:
        """Add a block, without the white space around it; code is joined to the code before."""
        start, end = trimmed(self.text, start, end)
        if self.blocks:
            start = max(start, self.blocks[-1].end)
        if end <= start:
            return
        self._trailing_column = None
        last = self.blocks[-1] if self.blocks else None
        if (
            role == "code"
            and last is not None
            and last.role == "code"
            and end - last.start <= LONGEST_CODE
            and not self.gap(last.end, start)
        ):
            self.blocks[-1] = msgspec.structs.replace(last, end=end)
            return
        self.blocks.append(Block(start=start, end=end, role=role, container=container))

    def gap(self, start: int, end: int) -> bool:
        """Say whether an empty line stands between two places."""
        return self.text.count("\n", start, end) > 1

    def column(self, place: int) -> int:
        """Count the characters before a place on its line."""
        return place - (self.text.rfind("\n", max(0, place - LONGEST_CODE), place) + 1)


def plain(comment: str) -> str:
    """Give the words of a comment without its signs and margins."""
    lines = (line.strip() for line in _MARGIN.sub("", comment).splitlines())
    return " ".join(line for line in lines if line)[:_LONGEST_ABOUT]
