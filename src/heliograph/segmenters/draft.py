"""What is known of a page without told structure while its blocks are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from heliograph.records import BlockRole
from heliograph.segmenters.lines import Line, LineKind

CODE_KINDS: frozenset[LineKind] = frozenset({"code", "comment", "entry", "field", "define"})


@dataclass(slots=True)
class Stretch:
    """A block in the making."""

    start: int
    end: int
    kind: LineKind
    role: BlockRole
    last: Line
    left: float
    level: int = 0
    main: bool = True


@dataclass(slots=True)
class Draft:
    """What is known of a page while its blocks are made."""

    text: str
    lines: Sequence[Line]
    usual: float
    """Where its running lines usually end, in columns."""
    row_end: float
    """Where its longest rows end, in columns."""
    stretches: list[Stretch] = field(default_factory=list)

    def kind_at(self, at: int) -> LineKind:
        """Tell what a line looks like; beyond the page all is blank."""
        return self.lines[at].kind if 0 <= at < len(self.lines) else "blank"

    def words_at(self, at: int) -> str:
        """Give the text of a line."""
        line = self.lines[at]
        return self.text[line.start : line.end]

    @property
    def open(self) -> Stretch | None:
        """The block that the last line went into."""
        return self.stretches[-1] if self.stretches else None
