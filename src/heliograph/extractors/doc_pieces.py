"""The text of a Word 97 to 2003 file, as its piece table puts it together.

[MS-DOC] 2.5 (the file information block), 2.8.35 and 2.9.38 (the piece table).
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

MAGIC: Final = (0xA5EC, 0xA5DC, 0xA699)
WORD_97: Final = 0x00C1
"""The first version of the format that has a piece table in a stream of its own."""

ENCRYPTED, TABLE_1 = 0x0100, 0x0200
PIECES: Final = 33
"""Place of the piece table among the pairs of offset and length; [MS-DOC] 2.5.6."""

PIECE, COMPRESSED = 0x02, 0x40000000

STORIES: Final = (
    ("", 3),
    ("footnotes", 4),
    ("header", 5),
    ("comments", 7),
    ("endnotes", 8),
    ("text box", 9),
    ("text box", 10),
)
"""Parts of the text in their order, and where each says its length; 6 is not used."""

MOST_PIECES: Final = 2_000_000


class BadWord(Exception):
    """The file contradicts its format in a way that leaves no text that could be trusted."""


class OldWord(Exception):
    """A file of Word 6 or 95, whose format is another."""


@dataclass(frozen=True)
class Fib:
    """The file information block: where everything else is."""

    encrypted: bool
    table: str
    lengths: tuple[int, ...]
    pairs: tuple[tuple[int, int], ...]

    def part(self, table: bytes, number: int) -> bytes:
        """Give a part of the table stream by its number."""
        offset, length = self.pairs[number] if number < len(self.pairs) else (0, 0)
        return table[offset : offset + length]

    def stories(self) -> Iterator[tuple[str, int, int]]:
        """Yield each part of the text: its name, its first and its last position."""
        start = 0
        for name, number in STORIES:
            length = self.lengths[number] if number < len(self.lengths) else 0
            yield name, start, start + length
            start += length


def fib_of(document: bytes) -> Fib:
    """Read the file information block. Raises `BadWord`, `OldWord`."""
    try:
        magic, version = struct.unpack_from("<2H", document)
        flags = struct.unpack_from("<H", document, 10)[0]
        if magic not in MAGIC:
            raise BadWord("its first bytes are not Word's")
        if version < WORD_97:
            raise OldWord
        at = 32
        at += 2 + 2 * struct.unpack_from("<H", document, at)[0]
        count = struct.unpack_from("<H", document, at)[0]
        lengths = struct.unpack_from(f"<{count}i", document, at + 2)
        at += 2 + 4 * count
        count = struct.unpack_from("<H", document, at)[0]
        numbers = struct.unpack_from(f"<{2 * count}I", document, at + 2)
    except struct.error as error:
        raise BadWord("it ends within its own description") from error
    if any(length < 0 for length in lengths[3:11]):
        raise BadWord("a part of its text has less than no letters")
    pairs = tuple(zip(numbers[::2], numbers[1::2], strict=True))
    table = "1Table" if flags & TABLE_1 else "0Table"
    return Fib(bool(flags & ENCRYPTED), table, lengths, pairs)


@dataclass(frozen=True)
class Piece:
    """A run of text: its positions, where its bytes are, and how many each letter takes."""

    start: int
    end: int
    offset: int
    width: int


class Pieces:
    """The whole text. Positions count units of UTF-16, as Word does."""

    def __init__(self, document: bytes, clx: bytes) -> None:
        """Put the pieces together. Raises `BadWord` where they are not those of one text."""
        self.pieces = list(_pieces(_table(clx)))
        if self.pieces[-1].end > len(document):
            raise BadWord("it says it has more letters than bytes")
        self.lost = 0
        """Letters whose bytes the file should have and does not."""
        self._units = bytearray()
        self._starts = [piece.start for piece in self.pieces]
        for piece in self.pieces:
            self._units += self._letters(document, piece)

    @property
    def end(self) -> int:
        """The position after the last letter."""
        return len(self._units) // 2

    def text(self, start: int, end: int) -> str:
        """Give a stretch of the text."""
        return bytes(self._units[2 * start : 2 * end]).decode("utf-16-le", "replace")

    def unit(self, at: int) -> int:
        """Give one unit of UTF-16."""
        return self._units[2 * at] | self._units[2 * at + 1] << 8

    def offset(self, at: int) -> int:
        """Say where in the document stream the letter at a position is."""
        piece = self.pieces[max(0, bisect_right(self._starts, at) - 1)]
        return piece.offset + (at - piece.start) * piece.width

    def around(self, at: int) -> Piece:
        """Give the piece in which a position is."""
        return self.pieces[max(0, bisect_right(self._starts, at) - 1)]

    def _letters(self, document: bytes, piece: Piece) -> bytes:
        count = piece.end - piece.start
        found = document[piece.offset : piece.offset + count * piece.width]
        missing = count - len(found) // piece.width
        self.lost += missing
        if piece.width == 1:
            found = found.decode("cp1252", "replace").encode("utf-16-le")
        return found[: 2 * (count - missing)] + "\ufffd".encode("utf-16-le") * missing


def _table(clx: bytes) -> bytes:
    """Skip what stands before the table of pieces."""
    at = 0
    while at + 5 <= len(clx) and clx[at] == 1:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at + 5 > len(clx) or clx[at] != PIECE:
        raise BadWord("it has no piece table")
    length = struct.unpack_from("<I", clx, at + 1)[0]
    table = clx[at + 5 : at + 5 + length]
    if len(table) < length:
        raise BadWord("its piece table is cut short")
    return table


def _pieces(table: bytes) -> Iterator[Piece]:
    count = (len(table) - 4) // 12
    if not 0 < count <= MOST_PIECES:
        raise BadWord("its piece table has no pieces")
    ends = struct.unpack_from(f"<{count + 1}I", table)
    previous = 0
    for number in range(count):
        start, end = ends[number], ends[number + 1]
        where = struct.unpack_from("<I", table, 4 * (count + 1) + 8 * number + 2)[0]
        if start != previous or end < start:
            raise BadWord("its pieces do not follow one another")
        previous = end
        compressed = bool(where & COMPRESSED)
        offset = where & 0x3FFFFFFF
        yield Piece(start, end, offset // 2 if compressed else offset, 1 if compressed else 2)
