"""Reads text documents (docx): the body, and everything Word keeps beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from lxml import etree

from heliograph.extractors.docx_styles import Styles
from heliograph.extractors.draft import Draft
from heliograph.extractors.ooxml import Package, attribute, child, local
from heliograph.extractors.ooxml_words import WRAPPERS, Aside, drawn_words, within, words_of
from heliograph.records import Container, Note
from heliograph.seams import Extracted, Limits

BLOCKS = frozenset({"p", "tbl"})
ROWS = frozenset({"tr"})
CELLS = frozenset({"tc"})

OUTER = tuple(f"{{*}}{name}" for name in BLOCKS | WRAPPERS)
"""What can stand directly in the body, in the notation of lxml."""

BESIDE = (
    ("footnotes", "footnote"),
    ("endnotes", "endnote"),
    ("comments", "comment"),
    ("header", ""),
    ("footer", ""),
)
"""Kinds of parts beside the body, and the element each piece of them stands in, if one does."""

MOST_NOTES = 1_000
"""Hidden or deleted stretches that are told one by one."""


class DocxExtractor:
    """Word documents. One sheet; what stands beside the body comes after it, in named lists."""

    name = "docx"
    version = "3"
    media_types = frozenset(
        {"application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
    )

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield properties, the sheet, what is hidden in it, and the files embedded in it."""
        package = Package(file, limits)
        yield from package.told("docx")
        document = _Document(package, limits)
        document.read()
        yield document.draft.sheet(1)
        yield from document.asides()
        yield from package.outside("docx")
        yield from package.embedded()
        yield from package.problems


class _Document:
    """One text document on its way from parts to a sheet."""

    def __init__(self, package: Package, limits: Limits) -> None:
        self.package = package
        self.draft = Draft()
        self.part = package.main_part("word/document.xml")
        self._most = limits.text_chars
        styles = package.related(self.part, "styles") or ["word/styles.xml"]
        self._styles = Styles(package.tree(styles[0]))
        self._aside = Aside()

    def read(self) -> None:
        """Write the body, then what stands beside it, then charts and diagrams."""
        for block in self._body():
            self._block(block)
            if self.draft.length > self._most:
                return
        for kind, piece in BESIDE:
            for part in self.package.related(self.part, kind):
                self._beside(part, kind, piece)
        for kind in ("chart", "diagramData"):
            for part in self.package.related(self.part, kind):
                self._drawn(part, kind)

    def asides(self) -> Iterator[Note]:
        """Tell what is in the file but not to be seen on paper."""
        for key, kept in (
            ("docx:hidden-text", self._aside.hidden),
            ("docx:deleted-text", self._aside.deleted),
        ):
            for words in kept[:MOST_NOTES]:
                yield Note(key=key, value=words)

    def _body(self) -> Iterator[etree._Element]:
        """Yield the paragraphs and tables of the body, letting go of each when it is done with.

        A body can be large; what stands before a break in the file is still had.
        """
        if self.part not in self.package:
            self.package.broken(self.part, LookupError("there is no such part"))
            return
        try:
            for _, element in etree.iterparse(
                self.package.stream(self.part),
                events=("end",),
                tag=OUTER,
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                huge_tree=False,
                remove_pis=True,
            ):
                parent = element.getparent()
                if parent is not None and local(parent) == "body":
                    yield from [element] if local(element) in BLOCKS else within(element, BLOCKS)
                    element.clear()
                    while element.getprevious() is not None:
                        del parent[0]
        except etree.XMLSyntaxError as error:
            self.package.broken(self.part, error)

    def _block(
        self, block: etree._Element, container: int | None = None, main: bool = True
    ) -> None:
        if local(block) == "tbl":
            self._table(block, container, main)
        else:
            self._paragraph(block, container, main)
        boxes, self._aside.boxes = self._aside.boxes, []
        for box in boxes:
            inside = self.draft.contain(Container(kind="list", name="text box"))
            for one in within(box, BLOCKS):
                self._block(one, inside, main)

    def _paragraph(self, paragraph: etree._Element, container: int | None, main: bool) -> None:
        properties = child(paragraph, "pPr")
        words = words_of(paragraph, self._aside)
        level = self._styles.level(properties)
        depth = self._styles.item_depth(properties)
        main = main and not self._styles.is_contents(properties)
        if level:
            self.draft.add(words, "heading", level=level, container=container, main=main)
        elif depth:
            self.draft.add(words, "item", level=depth, container=container, main=main)
        else:
            self.draft.add(words, "paragraph", container=container, main=main)

    def _table(self, table: etree._Element, container: int | None, main: bool) -> None:
        rows = [list(within(row, CELLS)) for row in within(table, ROWS) if not self._removed(row)]
        if all(len(row) <= 1 for row in rows):
            # Not a table but a frame around text.
            for row in rows:
                for cell in row:
                    for block in within(cell, BLOCKS):
                        self._block(block, container, main)
            return
        self.draft.table(([self._cell(cell) for cell in row] for row in rows), main=main)

    def _removed(self, row: etree._Element) -> bool:
        """Tell whether a row was deleted under tracking; keep what it said."""
        if child(row, "trPr", "del") is None:
            return False
        cells = [words_of(cell, Aside()) for cell in within(row, CELLS)]
        self._aside.deleted.append(" | ".join(cells))
        return True

    def _cell(self, cell: etree._Element) -> str:
        """Give all words of a cell, those of tables inside it too, in one line."""
        pieces = []
        for block in within(cell, BLOCKS):
            if local(block) == "p":
                pieces.append(words_of(block, self._aside))
            else:
                rows = within(block, ROWS)
                pieces.extend(self._cell(one) for row in rows for one in within(row, CELLS))
        return " ".join(piece for piece in pieces if piece.strip())

    def _beside(self, part: str, kind: str, piece: str) -> None:
        tree = self.package.tree(part)
        if tree is None:
            return
        container = None
        for element in _pieces(tree, piece):
            for block in within(element, BLOCKS):
                if container is None:
                    container = self.draft.contain(Container(kind="list", name=kind))
                self._block(block, container, main=False)

    def _drawn(self, part: str, kind: str) -> None:
        """Write the words of a chart or a diagram."""
        tree = self.package.tree(part)
        if tree is not None:
            container = self.draft.contain(Container(kind="list", name=kind))
            for words in drawn_words(tree):
                self.draft.add(words, "item", level=1, container=container)


def _pieces(tree: etree._Element, name: str) -> Sequence[etree._Element]:
    """List the notes of a part, without the lines that separate them; or the part as a whole."""
    if not name:
        return [tree]
    return [
        one for one in tree if local(one) == name and attribute(one, "type") in (None, "normal")
    ]
