"""Reads OpenDocument presentations and drawings (odp, odg): each slide with its notes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from lxml import etree

from heliograph.extractors import odf
from heliograph.extractors.draft import Draft
from heliograph.extractors.odf_blocks import Blocks
from heliograph.extractors.odf_words import Aside, words_of
from heliograph.extractors.ooxml import Package, attribute, child, local
from heliograph.records import Container, Note, Problem
from heliograph.seams import Extracted, Limits

TITLES: Final = frozenset({"title"})
FURNITURE: Final = frozenset({"date-time", "footer", "header", "page-number", "page"})
"""Kinds of frames that repeat on every slide."""


class OdpExtractor:
    """OpenDocument presentations. One sheet a slide, title first; notes are not main text."""

    name = "odp"
    version = "2"
    media_types = frozenset(
        odf.ROOT + kind
        for kind in ("presentation", "presentation-template", "graphics", "graphics-template")
    )

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield properties, the slides, and the files inside."""
        package = Package(file, limits)
        yield from odf.told(package, "odp")
        if odf.is_encrypted(package):
            yield odf.refusal()
            return
        tree = package.salvaged("content.xml")
        slides = _slides(tree)
        if tree is None or not slides:
            detail = "it has no slides"
            yield Problem(outcome="damaged", reason="not-what-it-seems", detail=detail)
        else:
            yield from _read(tree, slides, package, limits)
        yield from odf.members(package)
        yield from package.problems


def _slides(tree: etree._Element | None) -> list[etree._Element]:
    body = child(tree, "body")
    return (
        [one for kind in body for one in kind if local(one) == "page"] if body is not None else []
    )


def _read(
    tree: etree._Element, slides: list[etree._Element], package: Package, limits: Limits
) -> Iterator[Extracted]:
    hidden_words = odf.hidden_styles(tree, package.tree("styles.xml"))
    unseen = _unseen(tree)
    for number, element in enumerate(slides, 1):
        if number > limits.pages:
            detail = f"{limits.pages} of {len(slides)} slides"
            yield Problem(outcome="cut", reason="too-many-pages", detail=detail)
            break
        if attribute(element, "style-name") in unseen:
            yield Note(key="odp:hidden-slide", value="hidden", page=number)
        slide = _Slide(Blocks(Draft(), hidden_words, limits.text_chars))
        slide.write(element)
        yield slide.blocks.draft.sheet(number, slide.title or attribute(element, "name") or "")
        for words in slide.blocks.aside.hidden:
            yield Note(key="odp:hidden-text", value=words, page=number)
    yield from odf.outside(tree, "odp")


def _unseen(tree: etree._Element) -> frozenset[str]:
    """List the styles of slides that are left out of the showing."""
    styles = (
        attribute(one.getparent(), "name")
        for one in tree.iter()
        if local(one) == "drawing-page-properties" and attribute(one, "visibility") == "hidden"
    )
    return frozenset(style for style in styles if style)


class _Slide:
    """One slide on its way from shapes to a sheet."""

    def __init__(self, blocks: Blocks) -> None:
        self.blocks = blocks
        self.title = ""

    def write(self, slide: etree._Element) -> None:
        """Write title, shapes in their order, notes, comments."""
        shapes = [one for one in slide if local(one) not in ("notes", "annotation")]
        titles = [one for one in shapes if attribute(one, "class") in TITLES]
        for shape in titles:
            self._title(shape)
        for shape in shapes:
            if shape not in titles:
                main = attribute(shape, "class") not in FURNITURE
                self.blocks.write(shape, None, main)
        self.blocks.aside.comments.extend(one for one in slide if local(one) == "annotation")
        self._notes(child(slide, "notes"))
        self.blocks.beside()

    def _title(self, shape: etree._Element) -> None:
        paragraphs = (one for one in shape.iter() if local(one) in ("p", "h"))
        words = " ".join(" ".join(words_of(one, Aside()).split()) for one in paragraphs).strip()
        self.title = self.title or words
        self.blocks.draft.add(words, "heading", level=1)

    def _notes(self, notes: etree._Element | None) -> None:
        shown = [
            one
            for one in (notes if notes is not None else ())
            if local(one) == "frame" and attribute(one, "class") not in FURNITURE
        ]
        if shown:
            container = self.blocks.draft.contain(Container(kind="list", name="notes"))
            for shape in shown:
                self.blocks.write(shape, container, main=False)
