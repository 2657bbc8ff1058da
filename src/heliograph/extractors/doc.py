"""Reads text documents of Word 97 to 2003 (doc): the body, and everything kept beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from heliograph.extractors import ole
from heliograph.extractors.doc_formatting import (
    BODY_LEVEL,
    DEPTH,
    IN_TABLE,
    LETTER_RUNS,
    LIST,
    LIST_LEVEL,
    OUTLINE,
    PARAGRAPH_RUNS,
    ROW_END,
    STYLES,
    Properties,
    Runs,
    StyleSheet,
    number,
    properties_of,
)
from heliograph.extractors.doc_letters import Letters
from heliograph.extractors.doc_pieces import PIECES, BadWord, Fib, OldWord, Pieces, fib_of
from heliograph.extractors.draft import Draft
from heliograph.records import Container, Note, Problem
from heliograph.seams import Extracted, Limits

PARAGRAPH_ENDS: Final = frozenset({0x07, 0x0C, 0x0D})
CELL_END: Final = 0x07
MAIN: Final = frozenset({"", "text box"})
NO_LIST: Final = 0xF000
MOST_NOTES: Final = 1_000
FETCHED: Final = ("INCLUDE", "DDE", "LINK", "IMPORT", "DATABASE", "RD ")
"""Fields that would fetch something from elsewhere."""


class DocExtractor:
    """Word 97 to 2003. One sheet; what stands beside the body comes after it, in named lists."""

    name = "doc"
    version = "2"
    media_types = frozenset({"application/msword"})

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield properties, the sheet, what is hidden in it, and the files inside it."""
        try:
            container = ole.opened(file)
        except ole.NotOle as error:
            yield Problem(outcome="damaged", reason="not-what-it-seems", detail=str(error))
            return
        yield from ole.told(container, "doc")
        content = ole.stream(container, "WordDocument")
        try:
            fib = fib_of(content)
        except OldWord:
            detail = "a file of Word 6 or 95: save it as a newer format"
            yield Problem(outcome="unsupported", reason="no-reader", detail=detail)
            return
        except BadWord as error:
            yield Problem(outcome="damaged", reason="not-what-it-seems", detail=str(error))
            return
        if fib.encrypted:
            yield Problem(outcome="encrypted", reason="password-needed")
            return
        table, data = ole.stream(container, fib.table), ole.stream(container, "Data")
        yield from _read(fib, content, table, data, limits.text_chars)
        yield from ole.pictures(data, "Data")
        yield from ole.pictures(content, "WordDocument")
        yield from ole.objects(container)


def _read(fib: Fib, content: bytes, table: bytes, data: bytes, most: int) -> Iterator[Extracted]:
    try:
        pieces = Pieces(content, fib.part(table, PIECES))
    except BadWord as error:
        yield Problem(outcome="damaged", reason="not-what-it-seems", detail=str(error))
        return
    letters = Letters(pieces, Runs(content, fib.part(table, LETTER_RUNS), paragraphs=False))
    paragraphs = Runs(content, fib.part(table, PARAGRAPH_RUNS), paragraphs=True)
    document = _Document(letters, paragraphs, StyleSheet(fib.part(table, STYLES)), data)
    for name, start, end in fib.stories():
        document.story(name, start, min(end, pieces.end), most)
    yield document.draft.sheet(1)
    yield from _asides(letters)
    missing = pieces.lost + max(0, max(end for _, _, end in fib.stories()) - pieces.end)
    if missing:
        detail = f"{missing} letters are not in the file"
        yield Problem(outcome="damaged", reason="page-unreadable", page=1, detail=detail)


def _asides(letters: Letters) -> Iterator[Note]:
    for key, kept in (("doc:hidden-text", letters.hidden), ("doc:deleted-text", letters.deleted)):
        for words in kept[:MOST_NOTES]:
            yield Note(key=key, value=words)
    for field in letters.fields[:MOST_NOTES]:
        if field.upper().startswith(FETCHED):
            yield Note(key="doc:outside", value=field)


class _Document:
    """One document on its way from letters to a sheet."""

    def __init__(self, letters: Letters, runs: Runs, styles: StyleSheet, data: bytes) -> None:
        self.draft = Draft()
        self._letters = letters
        self._runs = runs
        self._styles = styles
        self._data = data
        self._rows: list[list[str]] = []
        self._row: list[str] = []
        self._cell: list[str] = []

    def story(self, name: str, start: int, end: int, most: int) -> None:
        """Write one part of the text, paragraph by paragraph."""
        container = None
        main = name in MAIN
        said: set[str] = set()
        for first, last in self._paragraphs(start, end):
            words = self._letters.words(first, last)
            if self.draft.length > most:
                return
            if not main and words in said:
                # A header stands once for each section.
                continue
            said.add(words)
            if name and container is None and words.strip():
                container = self.draft.contain(Container(kind="list", name=name))
            self._paragraph(words, last, container, main)
        self._end_table(container, main)

    def _paragraphs(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield first and last position of each; the last is that of its mark."""
        first = start
        for at in range(start, end):
            if self._letters.unit(at) in PARAGRAPH_ENDS:
                yield first, at
                first = at + 1
        if first < end:
            yield first, end

    def _paragraph(self, words: str, mark: int, container: int | None, main: bool) -> None:
        style, packed = self._runs.at(self._letters.offset(mark))
        properties = self._styles.properties(style) | properties_of(packed, self._data)
        depth = number(properties, DEPTH) or (1 if number(properties, IN_TABLE) else 0)
        if depth:
            self._in_table(words, mark, depth, bool(number(properties, ROW_END)))
            return
        self._end_table(container, main)
        level = self._level(style, properties)
        item = number(properties, LIST)
        if level:
            self.draft.add(words, "heading", level=level, container=container, main=main)
        elif item and item < NO_LIST:
            deep = 1 + (number(properties, LIST_LEVEL) or 0)
            self.draft.add(words, "item", level=deep, container=container, main=main)
        else:
            self.draft.add(words, "paragraph", container=container, main=main)

    def _level(self, style: int, properties: Properties) -> int:
        outline = number(properties, OUTLINE)
        if outline is not None and outline < BODY_LEVEL:
            return outline + 1
        return self._styles.heading(style)

    def _in_table(self, words: str, mark: int, depth: int, row_ends: bool) -> None:
        """Put a paragraph into its cell; tables inside a cell are its words."""
        is_end = depth == 1 and self._letters.unit(mark) == CELL_END
        if is_end and row_ends:
            self._rows.append(self._row)
            self._row = []
            return
        if words.strip():
            self._cell.append(words.strip())
        if is_end:
            self._row.append(" ".join(self._cell))
            self._cell = []

    def _end_table(self, container: int | None, main: bool) -> None:
        if self._cell:
            self._row.append(" ".join(self._cell))
        rows = [*self._rows, self._row] if self._row else self._rows
        self._rows, self._row, self._cell = [], [], []
        if any(len(row) > 1 for row in rows):
            self.draft.table(rows, main=main)
        else:
            # Not a table but a frame around text.
            for row in rows:
                for words in row:
                    self.draft.add(words, "paragraph", container=container, main=main)
