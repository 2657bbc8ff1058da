"""Reads presentations (pptx): each slide in the order of showing, with its notes and comments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from heliograph.extractors.draft import Draft
from heliograph.extractors.ooxml import Package, Relation, attribute, child, local
from heliograph.extractors.ooxml_words import Aside, drawn_words, within, words_of
from heliograph.records import Container, Note, Problem
from heliograph.seams import Extracted, Limits

SHAPES = frozenset({"sp", "grpSp", "graphicFrame", "cxnSp", "contentPart"})
TITLES = frozenset({"title", "ctrTitle"})
FURNITURE = frozenset({"dt", "ftr", "hdr", "sldNum", "sldImg"})
"""Placeholders that repeat on every slide: date, footer, header, number, picture of the slide."""

BULLETS = frozenset({"buChar", "buAutoNum", "buBlip"})

ROWS = frozenset({"tr"})
CELLS = frozenset({"tc"})
PARAGRAPHS = frozenset({"p"})


class PptxExtractor:
    """Presentations. One sheet a slide, title first; notes and comments are not main text."""

    name = "pptx"
    version = "3"
    media_types = frozenset(
        {"application/vnd.openxmlformats-officedocument.presentationml.presentation"}
    )

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield properties, the slides, and the files embedded in them."""
        package = Package(file, limits)
        yield from package.told("pptx")
        for number, part in enumerate(_slides(package), 1):
            if number > limits.pages:
                yield Problem(outcome="cut", reason="too-many-pages")
                break
            tree = package.tree(part)
            if tree is None:
                yield Problem(outcome="damaged", reason="page-unreadable", page=number)
                continue
            if attribute(tree, "show") in ("0", "false"):
                yield Note(key="pptx:hidden-slide", value="hidden", page=number)
            slide = _Slide(package, part)
            slide.write(tree)
            yield slide.draft.sheet(number, slide.title)
        yield from package.outside("pptx")
        yield from package.embedded()
        yield from package.problems


def _slides(package: Package) -> list[str]:
    """List the slides in the order of showing; without such an order, by their numbers."""
    main = package.main_part("ppt/presentation.xml")
    targets = {one.id: one.target for one in package.relations(main) if one.kind == "slide"}
    order = child(package.tree(main), "sldIdLst")
    shown: list[str] = []
    for element in order if order is not None else ():
        ids = [str(value) for key, value in element.attrib.items() if str(key).endswith("}id")]
        shown.extend(targets[one] for one in ids if one in targets)
    if not shown:
        names = package.named("ppt/slides/slide", ".xml")
        shown = sorted(names, key=lambda name: (len(name), name))
    return list(dict.fromkeys(shown))


class _Slide:
    """One slide on its way from shapes to a sheet."""

    def __init__(self, package: Package, part: str) -> None:
        self.draft = Draft()
        self.title = ""
        self._package = package
        self._part = part
        self._relations = package.relations(part)

    def write(self, tree: etree._Element) -> None:
        """Write title, shapes in their order, notes, comments."""
        shapes = child(tree, "cSld", "spTree")
        every = list(_shapes(shapes)) if shapes is not None else []
        titles = [shape for shape in every if _placeholder(shape) in TITLES]
        for shape in titles:
            self._title(shape)
        for shape in every:
            if shape not in titles:
                self._shape(shape)
        for relation in self._relations:
            if relation.kind == "notesSlide":
                self._notes(relation)
            elif relation.kind == "comments":
                self._comments(relation)

    def _title(self, shape: etree._Element) -> None:
        words = " ".join(words for words, _ in _paragraphs(child(shape, "txBody")) if words)
        words = " ".join(words.split())
        self.title = self.title or words
        self.draft.add(words, "heading", level=1)

    def _shape(self, shape: etree._Element) -> None:
        if local(shape) == "graphicFrame":
            self._graphic(shape)
            return
        main = _placeholder(shape) not in FURNITURE
        for words, depth in _paragraphs(child(shape, "txBody")):
            if depth:
                self.draft.add(words, "item", level=depth, main=main)
            else:
                self.draft.add(words, "paragraph", main=main)

    def _graphic(self, frame: etree._Element) -> None:
        """Write a table, or the words of a chart or diagram, which stand in parts of their own."""
        data = child(frame, "graphic", "graphicData")
        for one in data if data is not None else ():
            if local(one) == "tbl":
                rows = within(one, ROWS)
                self.draft.table([_cell(cell) for cell in within(row, CELLS)] for row in rows)
            elif local(one) in ("chart", "relIds"):
                wanted = attribute(one, "dm") or attribute(one, "id")
                for relation in self._relations:
                    if relation.id == wanted:
                        self._drawn(relation)

    def _drawn(self, relation: Relation) -> None:
        tree = self._package.tree(relation.target)
        if tree is not None:
            container = self.draft.contain(Container(kind="list", name=relation.kind))
            for words in drawn_words(tree):
                self.draft.add(words, "item", level=1, container=container)

    def _notes(self, relation: Relation) -> None:
        shapes = child(self._package.tree(relation.target), "cSld", "spTree")
        container = self.draft.contain(Container(kind="list", name="notes"))
        for shape in _shapes(shapes) if shapes is not None else ():
            if _placeholder(shape) in FURNITURE:
                continue
            for words, _ in _paragraphs(child(shape, "txBody")):
                self.draft.add(words, "paragraph", container=container, main=False)

    def _comments(self, relation: Relation) -> None:
        tree = self._package.tree(relation.target)
        container = self.draft.contain(Container(kind="list", name="comments"))
        for element in tree.iter() if tree is not None else ():
            if local(element) == "text":
                self.draft.add(element.text or "", "paragraph", container=container, main=False)


def _shapes(tree: etree._Element) -> Iterator[etree._Element]:
    """Yield the shapes of a tree, those of groups in the place of their group."""
    for shape in within(tree, SHAPES):
        if local(shape) == "grpSp":
            yield from _shapes(shape)
        else:
            yield shape


def _placeholder(shape: etree._Element) -> str | None:
    """Tell which kind of placeholder a shape is; None if it is none."""
    for part in shape:
        placeholder = child(part, "nvPr", "ph")
        if placeholder is not None:
            return attribute(placeholder, "type") or "obj"
    return None


def _paragraphs(body: etree._Element | None) -> Iterator[tuple[str, int]]:
    """Yield the words of each paragraph, and how deep it is as an item of a list; 0: no item."""
    for paragraph in within(body, PARAGRAPHS) if body is not None else ():
        properties = child(paragraph, "pPr")
        level = attribute(properties, "lvl") or "0"
        bulleted = properties is not None and any(local(one) in BULLETS for one in properties)
        depth = int(level) + 1 if level.isdecimal() and (bulleted or level != "0") else 0
        yield words_of(paragraph, Aside()), depth


def _cell(cell: etree._Element) -> str:
    return " ".join(words for words, _ in _paragraphs(child(cell, "txBody")) if words.strip())
