"""A package of the Office Open XML formats: its parts, how they lean on each other, what it says.

Read from the zip entries directly, so that a package that was cut short still gives the parts it
has. ECMA-376 part 2 has the rules for part names and relationships.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from lxml import etree

from heliograph.extractors.zip_archive import member
from heliograph.extractors.zip_entries import (
    BadDirectory,
    Entry,
    find_directory,
    listed,
    scanned,
)
from heliograph.extractors.zip_unpacking import METHODS, BadMember, unpacked
from heliograph.records import Note, Problem
from heliograph.seams import Extracted, Limits, Title

MOST_OF_A_PART = 32 * 2**20
"""Bytes of a part that is taken in whole; what can be longer is read as a stream."""

CORE_PROPERTIES = frozenset(
    {"creator", "lastModifiedBy", "created", "modified", "subject", "keywords", "description"}
)
PROGRAM_PROPERTIES = frozenset({"Application", "AppVersion", "Company", "Manager", "Template"})

_EMBEDDED = frozenset({"embeddings", "media"})
"""Folders of files inside the file, and of pictures, in which there may be words."""

MOST_EMBEDDED = 2_000
MOST_OUTSIDE = 500
"""Links and fetched parts that are told one by one."""


@dataclass(frozen=True)
class Relation:
    """One part leans on another: `kind` is the last word of the relationship's type."""

    id: str
    kind: str
    target: str
    external: bool


class Package:
    """The parts of one file, by name without a leading `/`; names do not tell case apart."""

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        """Find the parts, by the directory or, where there is none, by their own headers."""
        self.file = file
        self.problems: list[Problem] = []
        """What went wrong so far, for the caller to tell in the end."""
        self._entries: dict[str, Entry] = {}
        for entry in self._found():
            self._entries.setdefault(_part_name(entry), entry)
            if len(self._entries) >= limits.members:
                self.problems.append(Problem(outcome="cut", reason="too-many-members"))
                break

    def _found(self) -> Iterator[Entry]:
        try:
            yield from listed(self.file, find_directory(self.file))
        except BadDirectory as error:
            self._trouble(f"{error}; read by what each part says of itself")
            yield from scanned(self.file, 0, self.file.seek(0, 2))

    def _trouble(self, detail: str) -> None:
        self.problems.append(Problem(outcome="damaged", reason="not-what-it-seems", detail=detail))

    def __contains__(self, name: str) -> bool:
        """Tell whether there is such a part."""
        return name.lower() in self._entries

    def named(self, prefix: str, ending: str) -> list[str]:
        """List the parts whose names begin and end so, in order."""
        names = (name for name in self._entries if name.startswith(prefix))
        return sorted(name for name in names if name.endswith(ending))

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """Yield every part's name with where it stands in the file."""
        yield from self._entries.items()

    def stream(self, name: str) -> PartStream:
        """Open a part to be read as it unpacks."""
        return PartStream(self.file, self._entries[name.lower()])

    def tree(self, name: str) -> etree._Element | None:
        """Parse a part; None if there is none, or if it is broken, which is put down."""
        if name not in self:
            return None
        content = self.stream(name).read(MOST_OF_A_PART + 1)
        if len(content) > MOST_OF_A_PART:
            self.problems.append(Problem(outcome="cut", reason="too-large", detail=name))
            return None
        try:
            return etree.fromstring(content, parser())
        except etree.XMLSyntaxError as error:
            self._trouble(f"{name}: {error}")
            return None

    def salvaged(self, name: str) -> etree._Element | None:
        """Parse a part as `tree` does, but give what stands before a break in it, too."""
        found = self.tree(name)
        if found is None and name in self:
            content = self.stream(name).read(MOST_OF_A_PART)
            try:
                found = etree.fromstring(content, parser(recover=True))
            except etree.XMLSyntaxError:
                return None
        return found

    def broken(self, name: str, error: Exception) -> None:
        """Put down that a part could not be read to its end."""
        self._trouble(f"{name}: {error}")

    def relations(self, name: str) -> list[Relation]:
        """List what a part leans on, with targets as part names; `""` is the package itself."""
        folder, _, last = name.rpartition("/")
        tree = self.tree(posixpath.join(folder, "_rels", f"{last}.rels"))
        if tree is None:
            return []
        return [_relation(element, folder) for element in tree if local(element) == "Relationship"]

    def main_part(self, fallback: str) -> str:
        """Tell which part is the document itself."""
        for relation in self.relations(""):
            if relation.kind == "officeDocument" and relation.target in self:
                return relation.target
        return fallback

    def related(self, name: str, kind: str) -> list[str]:
        """List the parts of one kind that a part leans on, each once."""
        targets = [one.target for one in self.relations(name) if one.kind == kind]
        return [target for target in dict.fromkeys(targets) if target in self]

    def told(self, prefix: str) -> Iterator[Title | Note]:
        """Tell what the package says of itself: title, properties, links to the outside, macros."""
        for name, wanted in (
            ("docProps/core.xml", CORE_PROPERTIES),
            ("docProps/app.xml", PROGRAM_PROPERTIES),
        ):
            tree = self.tree(name)
            for element in tree if tree is not None else ():
                key, value = local(element), (element.text or "").strip()
                if key == "title" and value:
                    yield Title(text=value)
                elif key in wanted and value:
                    yield Note(key=f"{prefix}:{key}", value=value)
        for name in self._entries:
            if name.endswith("/vbaproject.bin"):
                yield Note(key=f"{prefix}:macros", value=name)

    def outside(self, prefix: str) -> Iterator[Note]:
        """Tell what any part leads to elsewhere: links, and what opening would fetch. None is."""
        told: set[str] = set()
        for name in list(self._entries):
            if not name.endswith(".rels") or len(told) >= MOST_OUTSIDE:
                continue
            for relation in self.relations(_owner(name)):
                link = relation.kind == "hyperlink"
                words = relation.target if link else f"{relation.kind}: {relation.target}"
                if relation.external and words not in told and len(told) < MOST_OUTSIDE:
                    told.add(words)
                    yield Note(key=f"{prefix}:{'link' if link else 'outside'}", value=words)

    def embedded(self) -> Iterator[Extracted]:
        """Take out the files inside the file, and its pictures."""
        inside = [
            entry
            for name, entry in self._entries.items()
            if _is_embedded(name) and not entry.is_folder
        ]
        for entry in inside[:MOST_EMBEDDED]:
            yield from member(self.file, entry)
        if len(inside) > MOST_EMBEDDED:
            detail = f"{MOST_EMBEDDED} of {len(inside)} pictures and files"
            yield Problem(outcome="cut", reason="too-many-members", detail=detail)


class PartStream:
    """A part as a file that can be read once, from its beginning."""

    def __init__(self, file: BinaryIO, entry: Entry) -> None:
        """Begin; nothing is read yet."""
        self._chunks = _tolerant(file, entry)
        self._left = b""

    def read(self, size: int) -> bytes:
        """Give up to `size` bytes; fewer only at the end, which may be one that should not be."""
        pieces, length = [self._left], len(self._left)
        while length < size:
            chunk = next(self._chunks, b"")
            if not chunk:
                break
            pieces.append(chunk)
            length += len(chunk)
        whole = b"".join(pieces)
        self._left = whole[size:]
        return whole[:size]


def _tolerant(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    """Yield what can be had: the parser will say where it broke off."""
    if entry.encrypted or entry.method not in METHODS:
        return
    try:
        yield from unpacked(file, entry)
    except BadMember:
        return


def parser(*, recover: bool = False) -> etree.XMLParser:
    """Make a parser that fetches nothing, expands nothing and refuses the oversized."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_pis=True,
        recover=recover,
    )


def local(element: etree._Element) -> str:
    """Give an element's name without its namespace, of which each generation has its own."""
    tag = element.tag
    return tag[tag.rfind("}") + 1 :] if isinstance(tag, str) else ""


def attribute(element: etree._Element | None, name: str) -> str | None:
    """Give an attribute by its name without namespace."""
    if element is not None:
        for key, value in element.attrib.items():
            if str(key).endswith(name) and str(key)[-len(name) - 1 : -len(name)] in ("", "}"):
                return str(value)
    return None


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """Follow names down to the first such child of a child."""
    for name in path:
        if element is None:
            return None
        element = next((one for one in element if local(one) == name), None)
    return element


def _is_embedded(name: str) -> bool:
    *folders, last = name.split("/")
    return not _EMBEDDED.isdisjoint(folders) or last.startswith("afchunk")


def _owner(relations: str) -> str:
    """Name the part whose relations these are; `""` is the package itself."""
    folder, _, last = relations.rpartition("_rels/")
    return folder + last.removesuffix(".rels")


def _part_name(entry: Entry) -> str:
    name = entry.raw_name.decode("utf-8", "replace")
    return name.replace("\\", "/").lstrip("/").lower()


def _relation(element: etree._Element, folder: str) -> Relation:
    target = attribute(element, "Target") or ""
    external = attribute(element, "TargetMode") == "External"
    if not external:
        target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    kind = (attribute(element, "Type") or "").rpartition("/")[2]
    return Relation(attribute(element, "Id") or "", kind, target, external)
