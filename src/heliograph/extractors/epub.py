"""Reads EPUB books: the chapters in the order of reading, each by the reader of web pages."""

from __future__ import annotations

import io
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final
from urllib.parse import unquote

from lxml import etree
from msgspec.structs import replace

from heliograph.extractors.html import HtmlExtractor
from heliograph.extractors.ooxml import MOST_OF_A_PART, Package, attribute, child, local
from heliograph.extractors.zip_archive import member
from heliograph.records import Note, Problem
from heliograph.seams import Extracted, Limits, Sheet, Title

PAGES: Final = frozenset({"application/xhtml+xml", "text/html", "application/xml", "text/xml"})
PROPERTIES: Final = frozenset(
    {"creator", "contributor", "publisher", "date", "language", "identifier", "rights", "subject"}
)
FONT_SCRAMBLING: Final = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Ways to scramble fonts, which hold no words: EPUB 3.3, section 4.4."""

MOST_PICTURES: Final = 2_000


@dataclass(frozen=True)
class _Item:
    part: str
    kind: str


class EpubExtractor:
    """`application/epub+zip`. One sheet a chapter; pictures are members."""

    name = "epub"
    version = "1"
    media_types = frozenset({"application/epub+zip"})

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield what the book says of itself, its chapters, then its pictures."""
        package = Package(file, limits)
        opf = _package_part(package)
        tree = package.salvaged(opf)
        if tree is None:
            detail = "it does not say what is to be read"
            yield Problem(outcome="damaged", reason="not-what-it-seems", detail=detail)
        else:
            yield from _told(tree)
            items = _items(tree, opf)
            yield from _chapters(package, _spine(tree, items), limits)
            yield from _pictures(package, items)
        yield from package.problems


def _package_part(package: Package) -> str:
    """Tell which part lists the others."""
    container = package.tree("META-INF/container.xml")
    for element in container.iter() if container is not None else ():
        if local(element) == "rootfile":
            return attribute(element, "full-path") or ""
    return next((name for name, _ in package.entries() if name.endswith(".opf")), "")


def _told(tree: etree._Element) -> Iterator[Title | Note]:
    metadata = child(tree, "metadata")
    for element in metadata.iter() if metadata is not None else ():
        name, value = local(element), (element.text or "").strip()
        if name == "title" and value:
            yield Title(text=value)
        elif name in PROPERTIES and value:
            yield Note(key=f"epub:{name}", value=value)


def _items(tree: etree._Element, opf: str) -> dict[str, _Item]:
    manifest = child(tree, "manifest")
    found = {}
    for element in manifest if manifest is not None else ():
        href = unquote(attribute(element, "href") or "")
        part = posixpath.normpath(posixpath.join("/", posixpath.dirname(opf), href)).lstrip("/")
        kind = attribute(element, "media-type") or ""
        found[attribute(element, "id") or part] = _Item(part, kind)
    return found


def _spine(tree: etree._Element, items: dict[str, _Item]) -> list[str]:
    """List the chapters in the order of reading, then pages that the order leaves out."""
    spine = child(tree, "spine")
    read = [attribute(one, "idref") or "" for one in (spine if spine is not None else ())]
    ordered = [items[one].part for one in read if one in items]
    rest = [one.part for one in items.values() if one.kind in PAGES]
    return list(dict.fromkeys([*ordered, *rest]))


def _chapters(package: Package, parts: list[str], limits: Limits) -> Iterator[Extracted]:
    locked = _locked(package)
    for number, part in enumerate(parts, 1):
        if number > limits.pages:
            detail = f"{limits.pages} of {len(parts)} chapters"
            yield Problem(outcome="cut", reason="too-many-pages", detail=detail)
            return
        if part.lower() in locked:
            yield Problem(outcome="encrypted", reason="password-needed", page=number, detail=part)
        elif part not in package:
            yield Problem(outcome="damaged", reason="page-unreadable", page=number, detail=part)
        else:
            yield from _chapter(package, part, number, limits)


def _chapter(package: Package, part: str, number: int, limits: Limits) -> Iterator[Extracted]:
    content = package.stream(part).read(MOST_OF_A_PART + 1)
    if len(content) > MOST_OF_A_PART:
        yield Problem(outcome="cut", reason="too-large", page=number, detail=part)
        return
    label = ""
    for value in HtmlExtractor().read(io.BytesIO(content), "application/xhtml+xml", limits):
        if isinstance(value, Title):
            label = value.text
        elif isinstance(value, Sheet):
            # A chapter is text proper: what looks like navigation on a web page is a short list.
            blocks = tuple(replace(block, main=True) for block in value.blocks)
            yield replace(value, number=number, label=label, blocks=blocks)
        elif isinstance(value, Note | Problem) and not _is_blank(value):
            yield replace(value, page=number)


def _is_blank(value: Note | Problem) -> bool:
    """Tell whether a chapter only has no words, as covers do."""
    return isinstance(value, Problem) and value.outcome == "empty"


def _locked(package: Package) -> frozenset[str]:
    """List the parts that are encrypted, other than fonts."""
    tree = package.tree("META-INF/encryption.xml")
    found = set()
    for one in tree if tree is not None else ():
        method = attribute(child(one, "EncryptionMethod"), "Algorithm") or ""
        where = attribute(child(one, "CipherData", "CipherReference"), "URI") or ""
        if where and not method.startswith(FONT_SCRAMBLING):
            found.add(unquote(where).lower())
    return frozenset(found)


def _pictures(package: Package, items: dict[str, _Item]) -> Iterator[Extracted]:
    wanted = {one.part.lower() for one in items.values() if one.kind.startswith("image/")}
    entries = [entry for name, entry in package.entries() if name in wanted]
    for entry in entries[:MOST_PICTURES]:
        yield from member(package.file, entry)
    if len(entries) > MOST_PICTURES:
        detail = f"{MOST_PICTURES} of {len(entries)} pictures"
        yield Problem(outcome="cut", reason="too-many-members", detail=detail)
