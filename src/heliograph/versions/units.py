"""A document's pages and passages → the units that are compared with another version's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from heliograph.records import Container, Document, Leaf, Page, Passage, PassageRole
from heliograph.versions.declarations import Declaration, declaration_of, is_reserve, said_in
from heliograph.versions.words import key_of, key_without_ordinal

_WINDOW: Final = re.compile(r"\[\s*(?:lines?|行)\s*\d+(?:\s*[-–]\s*\d+)?\s*\]", re.IGNORECASE)
_IDENTIFIER: Final = re.compile(r"[A-Za-z_]\w*")
_FURNITURE: Final = frozenset(
    {"typedef", "struct", "enum", "union", "class", "table", "const", "interface", "public",
     "static", "final", "extends", "implements", "structure"}
)  # fmt: skip
_TYPE_PREFIX: Final = re.compile(r"^(?:tag_?|_+|lp(?=[A-Z])|LP(?=[A-Z])|P(?=[A-Z]{2}))")
_CELLS: Final = re.compile(r"\s*\|\s*|\t+|\s{2,}")
_PAGE_NUMBER: Final = re.compile(r"\d{1,4}|[ivxl]{1,7}")
_MEMBERS: Final = frozenset({"entry", "field"})


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """A passage as it is compared, and where to find it again. Each is equal to itself alone."""

    number: int
    """Place in the document, from 0."""
    page: Page = field(repr=False)
    start: int
    end: int
    role: PassageRole
    language: str
    key: str
    """What counts of its words."""
    container: Container | None = None
    heading: str = ""
    main: bool = True
    member: Declaration | None = None
    """Set for fields, entries and defines: their parts."""
    reserve: bool = False
    """A member whose name only holds a place."""
    names: frozenset[str] = frozenset()
    """Set for lines that only open or close a type: its names, as `type_names` gives them."""
    cells: tuple[str, ...] = ()
    lead: Unit | None = None
    """The comment that stands right before it and is about it."""

    @property
    def words(self) -> str:
        """Exactly as it stands on the page."""
        return self.page.text[self.start : self.end]

    @property
    def said(self) -> str:
        """All that comments say of it."""
        before = said_in(self.lead.words) if self.lead else ""
        return f"{before} {self.member.said if self.member else ''}".strip()

    @property
    def is_member(self) -> bool:
        """Whether it is compared by container and name."""
        return self.member is not None

    @property
    def is_prose(self) -> bool:
        """Whether it is compared by its words alone."""
        return self.member is None and not self.names


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One document as it is compared."""

    document: Document
    units: tuple[Unit, ...]
    language: str
    """Of most of its text."""
    windows: tuple[int, ...] = ()
    """Where the document is an excerpt: numbers of the units that each of its windows begins with.
    What would stand past the edge of a window is not known to be absent."""


def version_of(document: Document, leaves: Sequence[Leaf], *, is_cut: bool = False) -> Version:
    """Make the units of a document. `is_cut`: its text goes on past what was read."""
    units: list[Unit] = []
    windows: list[int] = [0] if is_cut else []
    for leaf in leaves:
        types = _types_of(leaf)
        for passage in leaf.passages:
            if not passage.main and _WINDOW.fullmatch(leaf.words(passage).strip()):
                windows.append(len(units))
                continue
            unit = _unit(len(units), leaf, passage, types)
            if unit.is_member or (unit.key and not _is_page_number(unit)):
                units.append(unit)
    units = list(_with_leads(units))
    return Version(
        document=document, units=tuple(units), language=_language(units), windows=tuple(windows)
    )


def _is_page_number(unit: Unit) -> bool:
    """Whether it is a number alone on a page that has a layout: that moves with the layout."""
    return bool(unit.page.boxes) and not unit.cells and bool(_PAGE_NUMBER.fullmatch(unit.key))


def type_names(container: Container | None) -> frozenset[str]:
    """Give the names of a container's type, without what marks them as tag or pointer."""
    if container is None:
        return frozenset()
    return frozenset(map(_type_name, _IDENTIFIER.findall(container.name)))


def _type_name(name: str) -> str:
    return _TYPE_PREFIX.sub("", name).lower()


def _types_of(leaf: Leaf) -> frozenset[str]:
    containers = {one.container for one in leaf.passages if one.container is not None}
    code = (one for one in containers if one.kind in ("enum", "struct"))
    return frozenset(name for one in code for name in type_names(one))


def _unit(number: int, leaf: Leaf, passage: Passage, types: frozenset[str]) -> Unit:
    words = leaf.words(passage)
    found = Unit(
        number=number,
        page=leaf.page,
        start=passage.start,
        end=passage.end,
        role=passage.role,
        language=passage.language,
        key=key_of(words),
        container=passage.container,
        heading=passage.heading,
        main=passage.main,
    )
    if passage.role in _MEMBERS:
        is_entry = passage.role == "entry"
        member = declaration_of(words, is_entry=is_entry)
        return replace(found, member=member, reserve=is_reserve(member, is_entry=is_entry))
    if passage.role == "row":
        framed = words.startswith("|") and words.endswith("|") and len(words) > 1
        inside = words[1:-1] if framed else words
        return replace(found, cells=tuple(cell.strip() for cell in _CELLS.split(inside)))
    if passage.role == "code":
        return replace(found, names=_furniture(words, types))
    if passage.role in ("sentence", "item", "heading"):
        return replace(found, key=key_without_ordinal(words))
    return found


def _furniture(words: str, types: frozenset[str]) -> frozenset[str]:
    """Give the type names of a line that says nothing but them."""
    names = [each for each in _IDENTIFIER.findall(words) if each.lower() not in _FURNITURE]
    found = frozenset(map(_type_name, names))
    return found if found and found <= types else frozenset()


def _with_leads(units: Iterable[Unit]) -> Iterator[Unit]:
    """Give each comment right before a member or a type to it, and yield the others as they are."""
    waiting: list[Unit] = []
    for unit in units:
        if unit.role == "comment" and unit.main:
            waiting.append(unit)
            continue
        if waiting and (unit.is_member or unit.names) and unit.page is waiting[-1].page:
            lead = waiting.pop()
            yield from waiting
            yield replace(unit, lead=lead)
        else:
            yield from waiting
            yield unit
        waiting = []
    yield from waiting


def _language(units: Sequence[Unit]) -> str:
    """Say which language most of the words are in, a Han character counting as three letters."""
    counts: dict[str, int] = {}
    for unit in units:
        if unit.main:
            weight = 3 if unit.language.startswith("zh") else 1
            counts[unit.language] = counts.get(unit.language, 0) + weight * len(unit.key)
    return max(counts, key=lambda one: (counts[one], one)) if counts else "zxx"
