"""Reads OpenDocument text (odt): the body, and everything that stands beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from lxml import etree

from heliograph.extractors import odf
from heliograph.extractors.draft import Draft
from heliograph.extractors.odf_blocks import Blocks
from heliograph.extractors.odf_words import Aside, words_of
from heliograph.extractors.ooxml import Package, child, local
from heliograph.records import Container, Note, Problem
from heliograph.seams import Extracted, Limits

EDGES: Final = {
    "header": "header",
    "header-first": "header",
    "header-left": "header",
    "footer": "footer",
    "footer-first": "footer",
    "footer-left": "footer",
}
"""What stands at the edges of every page, and the list it is written in."""

MOST_NOTES: Final = 1_000
"""Hidden stretches that are told one by one."""


class OdtExtractor:
    """OpenDocument text. One sheet; notes, comments and page edges come after the body."""

    name = "odt"
    version = "2"
    media_types = frozenset(
        odf.ROOT + kind for kind in ("text", "text-template", "text-master", "text-web")
    )

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield properties, the sheet, what is hidden in it, and the files inside it."""
        package = Package(file, limits)
        yield from odf.told(package, "odt")
        if odf.is_encrypted(package):
            yield odf.refusal()
            return
        tree, styles = package.salvaged("content.xml"), package.tree("styles.xml")
        body = child(tree, "body", "text")
        if tree is None or body is None:
            detail = "it has no body of text"
            yield Problem(outcome="damaged", reason="not-what-it-seems", detail=detail)
        else:
            blocks = Blocks(Draft(), odf.hidden_styles(tree, styles), limits.text_chars)
            _write(blocks, body, styles)
            _objects(blocks.draft, package)
            yield blocks.draft.sheet(1)
            yield from _asides(blocks, tree)
        yield from odf.members(package)
        yield from package.problems


def _write(blocks: Blocks, body: etree._Element, styles: etree._Element | None) -> None:
    for element in body:
        blocks.write(element)
    blocks.beside()
    masters = child(styles, "master-styles")
    said: set[str] = set()
    for edge in masters.iter() if masters is not None else ():
        words = words_of(edge, Aside()) if local(edge) in EDGES else ""
        if words.strip() and words not in said:
            said.add(words)
            container = blocks.draft.contain(Container(kind="list", name=EDGES[local(edge)]))
            for one in edge:
                blocks.write(one, container, main=False)


def _objects(draft: Draft, package: Package) -> None:
    """Write the words of charts and other documents inside the document."""
    for part in package.named("object ", "/content.xml"):
        tree = package.tree(part)
        container = draft.contain(Container(kind="list", name="object"))
        for element in tree.iter() if tree is not None else ():
            if local(element) == "p":
                draft.add(words_of(element, Aside()), "item", level=1, container=container)


def _asides(blocks: Blocks, tree: etree._Element) -> Iterator[Note]:
    for words in blocks.aside.hidden[:MOST_NOTES]:
        yield Note(key="odt:hidden-text", value=words)
    yield from odf.changes(tree, "odt")
    yield from odf.outside(tree, "odt")
