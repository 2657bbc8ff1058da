"""Text that flows out of markup: words in reading order, in blocks, with their source lines."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from heliograph.records import Block, BlockRole, Container, Mark
from heliograph.seams import Sheet

_SPACE: Final = re.compile(r"[ \t\n\r\f\v]+")
# Scripts that are written without spaces: a line break between two of them is layout, not a space
# (CSS Text 3, segment break transformation rules).
_UNSPACED: Final = re.compile(
    r"[\u2e80-\u312f\u31a0-\u9fff\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff]"
)
CELL: Final = " | "


class Flow:
    """Builds one sheet: `say` adds words to the open block, `cut` ends it."""

    def __init__(self, most_chars: int) -> None:
        """Begin an empty sheet that takes at most so many characters."""
        self.blocks: list[Block] = []
        self.containers: list[Container] = []
        self.is_cut = False
        self._most = most_chars
        self._parts: list[str] = []
        self._size = 0
        self._marks: list[Mark] = []
        self._block: list[str] = []
        self._block_size = 0
        self._block_line = 0
        self._space = ""

    @property
    def is_open(self) -> bool:
        """Whether the open block has words yet."""
        return bool(self._block)

    def say(self, words: str, line: int, *, verbatim: bool = False) -> None:
        """Add words that stand from `line` on; white space is folded unless `verbatim`."""
        if not words:
            return
        if verbatim:
            self._append(words.replace("\r\n", "\n").replace("\r", "\n"), line)
            return
        if words.isspace() and not self._block:
            return
        place = 0
        for gap in _SPACE.finditer(words):
            if gap.start() > place:
                self._append(words[place : gap.start()], line)
            line += gap.group().count("\n")
            self._space = _wider(self._space, gap.group())
            place = gap.end()
        if place < len(words):
            self._append(words[place:], line)

    def border(self) -> None:
        """Put a border between two cells of a row; the first may be empty."""
        self._sign(CELL if self._block else CELL.lstrip())

    def break_line(self) -> None:
        """Break the line inside the open block."""
        if self._block:
            self._sign("\n")

    def cut(
        self,
        role: BlockRole,
        *,
        level: int = 0,
        container: int | None = None,
        main: bool = True,
        hidden: str = "",
    ) -> str:
        """End the open block and return its words; empty if there were none."""
        if not self._block:
            self._space = ""
            return ""
        raw = "".join(self._block)
        self._block, self._block_size, self._space = [], 0, ""
        words = raw.rstrip() if role != "row" else raw.rstrip(" \n")
        if not words.strip(" |\n\t\u00a0\u3000"):
            self._forget_marks()
            return ""
        start = self._size + len(words) - len(words.lstrip())
        end = self._size + len(words.rstrip())
        self._parts.append(words)
        self._parts.append("\n")
        self._size += len(words) + 1
        self.blocks.append(
            Block(
                start=start,
                end=end,
                role=role,
                level=level,
                container=container,
                main=main,
                hidden=hidden,
            )
        )
        self._forget_marks()
        return words.strip()

    def last_words(self) -> str:
        """Give the words of the last block."""
        return self._parts[-2].strip() if self.blocks else ""

    def line_length(self) -> int:
        """Count the characters of the open block's last line."""
        length = 0
        for part in reversed(self._block):
            if part == "\n":
                break
            length += len(part)
        return length

    def ends_with(self, signs: tuple[str, ...]) -> bool:
        """Say whether the open block ends with one of these."""
        return bool(self._block) and self._block[-1].endswith(signs)

    def contain(self, container: Container) -> int:
        """Add a container and return its number."""
        self.containers.append(container)
        return len(self.containers) - 1

    def head(self, number: int, header: tuple[str, ...]) -> None:
        """Give a table its header."""
        self.containers[number] = msgspec.structs.replace(self.containers[number], header=header)

    def sheet(self) -> Sheet:
        """Return what was built."""
        text = "".join(self._parts)
        text = text[:-1] if text.endswith("\n") else text
        return Sheet(
            number=1,
            text=text,
            marks=tuple(self._marks),
            blocks=tuple(self.blocks),
            containers=tuple(self.containers),
        )

    def _sign(self, sign: str) -> None:
        if not self.is_cut:
            self._space = ""
            self._block.append(sign)
            self._block_size += len(sign)

    def _append(self, words: str, line: int) -> None:
        if self._size + self._block_size + len(words) > self._most:
            self.is_cut = True
            return
        if self._space and self._block and self._block[-1][-1] not in " \n":
            space = self._joint(words)
            self._block.append(space)
            self._block_size += len(space)
        self._space = ""
        self._mark(line)
        if "\n" in words:
            self._lines(words, line)
            return
        self._block.append(words)
        self._block_size += len(words)

    def _lines(self, words: str, line: int) -> None:
        for number, one in enumerate(words.split("\n")):
            if number and self._block:
                self._block.append("\n")
                self._block_size += 1
            if one:
                self._mark(line + number)
                self._block.append(one)
                self._block_size += len(one)

    def _joint(self, words: str) -> str:
        """A space; nothing where a line break stands between two unspaced characters."""
        if "\n" in self._space:
            before = self._block[-1][-1]
            if _UNSPACED.match(before) and _UNSPACED.match(words[0]):
                return ""
        return " "

    def _mark(self, line: int) -> None:
        start = self._size + self._block_size
        if self._marks and self._marks[-1].line == line:
            return
        if self._marks and self._marks[-1].start == start:
            self._marks[-1] = Mark(start=start, line=line)
            return
        self._marks.append(Mark(start=start, line=line))

    def _forget_marks(self) -> None:
        """Take back marks on words that were trimmed or not kept."""
        while self._marks and self._marks[-1].start >= max(self._size, 1):
            self._marks.pop()


def _wider(one: str, other: str) -> str:
    return "\n" if "\n" in one or "\n" in other else " "
