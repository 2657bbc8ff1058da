"""What every OpenDocument package has: properties, pictures, a manifest, links to the outside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from heliograph.extractors.odf_words import Aside, words_of
from heliograph.extractors.ooxml import Package, attribute, child, local
from heliograph.extractors.zip_archive import member
from heliograph.records import Note, Problem
from heliograph.seams import Extracted, Title

ROOT: Final = "application/vnd.oasis.opendocument."

PROPERTIES: Final = {
    "generator": "generator",
    "creator": "last-author",
    "initial-creator": "author",
    "printed-by": "printed-by",
    "creation-date": "created",
    "date": "modified",
    "print-date": "printed",
    "subject": "subject",
    "description": "description",
    "keyword": "keyword",
    "language": "language",
    "publisher": "publisher",
}
"""Elements of `office:meta`, and the key each is told under."""

OUTSIDE: Final = ("http:", "https:", "ftp:", "file:", "smb:", "//", "\\\\")
PREVIEWS: Final = "pictures/tablepreview"
"""Pictures of tables whose words are in the file as words."""

MOST_LINKS: Final = 200
MOST_MEMBERS: Final = 2_000
"""Pictures and objects of one file that are taken out."""


def is_encrypted(package: Package) -> bool:
    """Tell whether the manifest says that the content was encrypted."""
    manifest = package.tree("META-INF/manifest.xml")
    return manifest is not None and any(
        local(element) == "encryption-data" for element in manifest.iter()
    )


def refusal() -> Problem:
    """Say what can be said of an encrypted package."""
    return Problem(outcome="encrypted", reason="password-needed")


def told(package: Package, prefix: str) -> Iterator[Title | Note]:
    """Tell what the package says of itself: title, properties, template, macros."""
    meta = child(package.tree("meta.xml"), "meta")
    for element in meta if meta is not None else ():
        yield from _property(element, prefix)
    for name in package.named("basic/", ".xml"):
        if not name.endswith(("/script-lc.xml", "/script-lb.xml", "/dialog-lb.xml")):
            yield Note(key=f"{prefix}:macros", value=name)


def _property(element: etree._Element, prefix: str) -> Iterator[Title | Note]:
    name, value = local(element), (element.text or "").strip()
    if name == "title" and value:
        yield Title(text=value)
    elif name in PROPERTIES and value:
        yield Note(key=f"{prefix}:{PROPERTIES[name]}", value=value)
    elif name == "user-defined" and value:
        yield Note(key=f"{prefix}:property", value=f"{attribute(element, 'name')}: {value}")
    elif name == "template":
        where = attribute(element, "href") or attribute(element, "title")
        if where:
            yield Note(key=f"{prefix}:template", value=where)


def outside(tree: etree._Element, prefix: str) -> Iterator[Note]:
    """Tell what would be fetched from elsewhere when the file is opened; it is not fetched."""
    told_of: set[str] = set()
    for element in tree.iter():
        if local(element) in ("a", "") or len(told_of) >= MOST_LINKS:
            continue
        target = attribute(element, "href") or attribute(element, "dde-topic") or ""
        if (target.lower().startswith(OUTSIDE) or "dde" in local(element)) and target:
            words = f"{local(element)}: {target}"
            if words not in told_of:
                told_of.add(words)
                yield Note(key=f"{prefix}:outside", value=words)


def members(package: Package) -> Iterator[Extracted]:
    """Take out pictures and embedded files, each a member."""
    inside = [
        entry
        for name, entry in package.entries()
        if (name.startswith(("pictures/", "media/")) and not name.startswith(PREVIEWS))
        or (name.startswith("object ") and "/" not in name)
    ]
    for entry in inside[:MOST_MEMBERS]:
        if not entry.is_folder:
            yield from member(package.file, entry)
    if len(inside) > MOST_MEMBERS:
        detail = f"{MOST_MEMBERS} of {len(inside)} pictures and objects"
        yield Problem(outcome="cut", reason="too-many-members", detail=detail)


def hidden_styles(*trees: etree._Element | None) -> frozenset[str]:
    """List the styles of text that is not to be seen."""
    found: set[str] = set()
    for tree in trees:
        for element in tree.iter() if tree is not None else ():
            if local(element) == "text-properties" and attribute(element, "display") == "none":
                name = attribute(element.getparent(), "name")
                found.update([name] if name else [])
    return frozenset(found)


def changes(tree: etree._Element, prefix: str) -> Iterator[Note]:
    """Tell what tracked changes took away, by the words that are still in the file."""
    for element in tree.iter():
        if local(element) == "deletion":
            pieces = [words_of(one, Aside()) for one in element if local(one) in ("p", "h")]
            words = "\n".join(piece for piece in pieces if piece.strip())
            if words:
                yield Note(key=f"{prefix}:deleted-text", value=words)
