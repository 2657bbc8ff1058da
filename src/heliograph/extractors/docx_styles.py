"""What the paragraph styles of a text document mean: headings, list items, tables of contents."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from heliograph.extractors.ooxml import attribute, child, local

_HEADING = re.compile(r"(?:heading|标题|標題)\s*(\d)", re.IGNORECASE)
_TITLES = frozenset({"title", "标题", "標題"})
_CONTENTS = re.compile(r"(?:toc|目录|目錄)\s*\d", re.IGNORECASE)

BODY = 9
"""The outline level of what is no heading."""

MOST_ANCESTORS = 20
"""Styles followed from child to parent: a chain may be a ring."""


@dataclass(frozen=True)
class Style:
    """What one style says of itself; what it leaves open, its parent says."""

    name: str
    parent: str | None
    outline: int | None
    numbered: bool | None


class Styles:
    """The paragraph styles of one document, by id."""

    def __init__(self, tree: etree._Element | None) -> None:
        """Read the styles part, if there is one."""
        self._styles: dict[str, Style] = {}
        for element in tree if tree is not None else ():
            if local(element) == "style" and attribute(element, "type") in (None, "paragraph"):
                self._styles[attribute(element, "styleId") or ""] = _style(element)

    def level(self, properties: etree._Element | None) -> int:
        """Tell the level of the heading that a paragraph with these properties is; 0: none."""
        own = outline_of(properties)
        if own is not None:
            return _level(own)
        for style in self._chain(properties):
            if style.outline is not None:
                return _level(style.outline)
            found = _HEADING.fullmatch(style.name.strip())
            if found:
                return int(found[1])
            if style.name.strip().lower() in _TITLES:
                return 1
        return 0

    def item_depth(self, properties: etree._Element | None) -> int:
        """Tell how deep an item of a list a paragraph with these properties is; 0: no item."""
        numbering = child(properties, "numPr")
        if numbering is not None:
            if attribute(child(numbering, "numId"), "val") == "0":
                return 0
            return 1 + _number(attribute(child(numbering, "ilvl"), "val"), 0)
        for style in self._chain(properties):
            if style.numbered is not None:
                return int(style.numbered)
        return 0

    def is_contents(self, properties: etree._Element | None) -> bool:
        """Tell whether it is a line of a table of contents."""
        return any(_CONTENTS.fullmatch(style.name.strip()) for style in self._chain(properties))

    def _chain(self, properties: etree._Element | None) -> list[Style]:
        chain: list[Style] = []
        style = self._styles.get(attribute(child(properties, "pStyle"), "val") or "")
        while style is not None and len(chain) < MOST_ANCESTORS:
            chain.append(style)
            style = self._styles.get(style.parent or "")
        return chain


def outline_of(properties: etree._Element | None) -> int | None:
    """Tell the outline level that paragraph properties name, from 0."""
    element = child(properties, "outlineLvl")
    return None if element is None else _number(attribute(element, "val"), BODY)


def _style(element: etree._Element) -> Style:
    properties = child(element, "pPr")
    numbering = child(properties, "numPr")
    numbered = None
    if numbering is not None:
        numbered = attribute(child(numbering, "numId"), "val") != "0"
    return Style(
        name=attribute(child(element, "name"), "val") or "",
        parent=attribute(child(element, "basedOn"), "val"),
        outline=outline_of(properties),
        numbered=numbered,
    )


def _level(outline: int) -> int:
    return outline + 1 if 0 <= outline < BODY else 0


def _number(written: str | None, otherwise: int) -> int:
    return int(written) if written and written.isdecimal() else otherwise
