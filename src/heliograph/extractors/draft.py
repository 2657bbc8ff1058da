"""A sheet as it is written, block by block, for formats that tell what each stretch of text is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from heliograph.records import Block, BlockRole, Container
from heliograph.seams import Sheet

BETWEEN_CELLS = " | "

_BREAKS = re.compile(r"\s*[\r\n\v\f\x85\u2028\u2029]+\s*")


class Draft:
    """Text and blocks of one sheet; blocks stand one below the other."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.length = 0
        self._lines: list[str] = []
        self._blocks: list[Block] = []
        self._containers: list[Container] = []

    def add(
        self,
        words: str,
        role: BlockRole,
        *,
        level: int = 0,
        container: int | None = None,
        main: bool = True,
        hidden: str = "",
    ) -> None:
        """Write a block on lines of its own. What holds no words is left out."""
        # A row that begins with an empty cell keeps the separator after it.
        words = words.rstrip() if role == "row" else words.strip()
        if not words:
            return
        start = self.length
        self._blocks.append(
            Block(
                start=start,
                end=start + len(words),
                role=role,
                level=level,
                container=container,
                main=main,
                hidden=hidden,
            )
        )
        self._lines.append(words)
        self.length += len(words) + 1

    def contain(self, container: Container) -> int:
        """Open something that blocks can stand in; say its index."""
        self._containers.append(container)
        return len(self._containers) - 1

    def table(
        self,
        rows: Iterable[Sequence[str]],
        *,
        name: str = "",
        main: bool = True,
        hidden: Sequence[str] = (),
    ) -> None:
        """Write a table, one line a row.

        What stands alone above the first row of several cells is its caption, and that row is its
        header. `hidden` says of each row by what it is not shown; it may grow as rows come.
        """
        container = None
        for at, row in enumerate(rows):
            by = hidden[at] if at < len(hidden) else ""
            cells = trimmed(row)
            if container is None and len(cells) > 1:
                header = tuple(cells)
                container = self.contain(Container(kind="table", name=name, header=header))
            words = BETWEEN_CELLS.join(cells)
            if container is None:
                name = name or words
                self.add(words, "paragraph", main=main, hidden=by)
            else:
                self.add(words, "row", container=container, main=main, hidden=by)

    def sheet(self, number: int, label: str = "") -> Sheet:
        """Give what was written."""
        return Sheet(
            number=number,
            label=label,
            text="\n".join(self._lines),
            containers=tuple(self._containers),
            blocks=tuple(self._blocks),
        )


def trimmed(row: Sequence[str]) -> list[str]:
    """Make the cells of a row fit on one line, without the empty ones at its end."""
    cells = [_BREAKS.sub(" ", cell).strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells
