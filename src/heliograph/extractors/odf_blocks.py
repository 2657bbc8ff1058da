"""Paragraphs, lists, tables and drawn shapes of OpenDocument, written as blocks of a sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from heliograph.extractors.draft import Draft
from heliograph.extractors.odf_words import (
    SHAPES,
    Aside,
    is_hidden,
    keep_hidden,
    repeated,
    words_of,
)
from heliograph.extractors.ooxml import attribute, local
from heliograph.records import Container

ITEMS: Final = frozenset({"list-item", "list-header"})
INDEXES: Final = frozenset(
    {
        "table-of-content",
        "illustration-index",
        "table-index",
        "object-index",
        "user-index",
        "alphabetical-index",
        "bibliography",
    }
)
THROUGH: Final = frozenset(
    {"section", "index-body", "index-title", "text-box", "numbered-paragraph", "text", "list-item"}
)
"""Elements that only stand around blocks."""

ROW_GROUPS: Final = frozenset({"table-header-rows", "table-rows", "table-row-group"})
CELL_GROUPS: Final = frozenset({"table-header-columns"})
CELLS: Final = frozenset({"table-cell", "covered-table-cell"})
MOST_REPEATED: Final = 64


class Blocks:
    """Writes elements of a body into a draft, and lays aside what stands beside it."""

    def __init__(self, draft: Draft, hidden_styles: frozenset[str], most: int) -> None:
        """Write into a draft, up to so many characters."""
        self.draft = draft
        self.aside = Aside(hidden_styles=hidden_styles)
        self._most = most

    def write(
        self,
        element: etree._Element,
        container: int | None = None,
        main: bool = True,
        depth: int = 0,
    ) -> None:
        """Write one block, or those inside it. `depth` is that of the list around it."""
        name = local(element)
        if self.draft.length > self._most:
            return
        if name in ("p", "h"):
            self._paragraph(element, container, main, depth)
        elif name == "list":
            self._list(element, container, main, depth + 1)
        elif name == "table":
            self._table(element, container, main)
        elif name in SHAPES:
            self.shape(element, container, main)
        elif name in THROUGH or name in INDEXES:
            for one in element:
                self.write(one, container, main and name not in INDEXES)

    def shape(self, shape: etree._Element, container: int | None, main: bool) -> None:
        """Write what is drawn: the words in a shape, or those of the shapes grouped in it."""
        for one in shape:
            self.write(one, container, main)

    def beside(self) -> None:
        """Write the notes and comments met so far, in lists of their own."""
        notes, self.aside.notes = self.aside.notes, []
        comments, self.aside.comments = self.aside.comments, []
        for kind in ("footnote", "endnote"):
            chosen = [one for one in notes if (attribute(one, "note-class") or kind) == kind]
            self._list_beside(f"{kind}s", chosen)
        self._list_beside("comments", comments)

    def _list_beside(self, name: str, elements: list[etree._Element]) -> None:
        if not elements:
            return
        container = self.draft.contain(Container(kind="list", name=name))
        for element in elements:
            bodies = [one for one in element if local(one) == "note-body"] or [element]
            for one in bodies[0]:
                self.write(one, container, main=False)

    def _paragraph(
        self, element: etree._Element, container: int | None, main: bool, depth: int
    ) -> None:
        name = local(element)
        if is_hidden(element, name, self.aside.hidden_styles):
            keep_hidden(element, self.aside)
            return
        words = words_of(element, self.aside)
        if name == "h":
            level = max(1, repeated(element, "outline-level", 10))
            self.draft.add(words, "heading", level=level, container=container, main=main)
        elif depth:
            self.draft.add(words, "item", level=depth, container=container, main=main)
        else:
            self.draft.add(words, "paragraph", container=container, main=main)
        shapes, self.aside.shapes = self.aside.shapes, []
        for shape in shapes:
            self._anchored(shape, main)

    def _anchored(self, shape: etree._Element, main: bool) -> None:
        """Write a frame where it is anchored."""
        if any(local(one) in ("p", "h") for one in shape.iter()):
            container = self.draft.contain(Container(kind="list", name="text box"))
            self.shape(shape, container, main)

    def _list(self, element: etree._Element, container: int | None, main: bool, depth: int) -> None:
        for item in element:
            if local(item) in ITEMS:
                for one in item:
                    self.write(one, container, main, depth)

    def _table(self, table: etree._Element, container: int | None, main: bool) -> None:
        rows = [list(_cells(row)) for row in _rows(table)]
        if all(len(row) <= 1 for row in rows):
            # Not a table but a frame around text.
            for row in rows:
                for cell, _ in row:
                    for one in cell:
                        self.write(one, container, main)
            return
        self.draft.table((self._row(row) for row in rows), main=main)

    def _row(self, row: list[tuple[etree._Element, int]]) -> list[str]:
        cells: list[str] = []
        for cell, times in row:
            cells.extend([self._cell(cell)] * times)
        return cells

    def _cell(self, cell: etree._Element) -> str:
        """Give all words of a cell, those of lists and tables inside it too, in one line."""
        pieces = []
        for one in cell.iter():
            if local(one) in ("p", "h") and _owner(one, cell):
                pieces.append(words_of(one, self.aside))
        return " ".join(piece for piece in pieces if piece.strip())


def _owner(paragraph: etree._Element, cell: etree._Element) -> bool:
    """Tell whether a paragraph is a cell's own, and not part of another or of a note in one."""
    above = paragraph.getparent()
    while above is not None and above is not cell:
        if local(above) in ("p", "h", "note", "annotation"):
            return False
        above = above.getparent()
    return True


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for one in table:
        if local(one) == "table-row":
            # A table may end in a million empty rows, said once.
            most = MOST_REPEATED if _has_words(one) else 1
            for _ in range(repeated(one, "number-rows-repeated", most)):
                yield one
        elif local(one) in ROW_GROUPS:
            yield from _rows(one)


def _cells(row: etree._Element) -> Iterator[tuple[etree._Element, int]]:
    for one in row:
        if local(one) in CELLS:
            yield one, repeated(one, "number-columns-repeated", MOST_REPEATED)
        elif local(one) in CELL_GROUPS:
            yield from _cells(one)


def _has_words(element: etree._Element) -> bool:
    return any((piece or "").strip() for piece in element.itertext())
