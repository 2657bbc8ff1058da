"""The words of OpenDocument paragraphs, and what stands aside from them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from heliograph.extractors.ooxml import attribute, local

SHAPES: Final = frozenset(
    {
        "frame",
        "g",
        "custom-shape",
        "rect",
        "line",
        "polyline",
        "polygon",
        "path",
        "circle",
        "ellipse",
        "connector",
        "caption",
        "measure",
        "regular-polygon",
        "a",
    }
)
"""Elements that are drawn, and may hold words."""

SILENT: Final = frozenset(
    {
        "tracked-changes",
        "ruby-text",
        "note-citation",
        "script",
        "event-listeners",
        "desc",
        "title",
        "forms",
        "sequence-decls",
        "variable-decls",
        "user-field-decls",
        "dde-connection-decls",
        "binary-data",
        "meta-field-metadata",
    }
)
"""Elements whose content is not words that a reader of the page sees."""

TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text"

MOST_SPACES: Final = 200

_BLANK: Final = re.compile(r"[ \t\r\n]+")


@dataclass
class Aside:
    """What was met while words were read, and is not among them."""

    hidden_styles: frozenset[str] = frozenset()
    hidden: list[str] = field(default_factory=list)
    notes: list[etree._Element] = field(default_factory=list)
    """Footnotes and endnotes."""
    comments: list[etree._Element] = field(default_factory=list)
    shapes: list[etree._Element] = field(default_factory=list)


def words_of(element: etree._Element, aside: Aside) -> str:
    """Give the words of a paragraph; what stands aside from them is laid there."""
    return "".join(_words(element, aside))


def _words(element: etree._Element, aside: Aside) -> Iterator[str]:
    yield _BLANK.sub(" ", element.text or "")
    for one in element:
        name = local(one)
        if name and name not in SILENT:
            yield from _inside(one, name, aside)
        yield _BLANK.sub(" ", one.tail or "")


def _inside(element: etree._Element, name: str, aside: Aside) -> Iterator[str]:
    if name == "s":
        yield " " * _times(element, "c", MOST_SPACES)
    elif name == "tab":
        yield "\t"
    elif name == "line-break":
        yield "\n"
    elif name == "note":
        aside.notes.append(element)
    elif name == "annotation":
        aside.comments.append(element)
    elif name in SHAPES and not _is_link(element, name):
        aside.shapes.append(element)
    elif is_hidden(element, name, aside.hidden_styles):
        keep_hidden(element, aside)
    else:
        yield from _words(element, aside)


def is_hidden(element: etree._Element, name: str, hidden_styles: frozenset[str]) -> bool:
    """Tell whether a stretch of text is not to be seen on paper."""
    if name in ("hidden-text", "hidden-paragraph"):
        return True
    return bool(hidden_styles) and attribute(element, "style-name") in hidden_styles


def keep_hidden(element: etree._Element, aside: Aside) -> None:
    """Lay aside what a hidden stretch says."""
    words = attribute(element, "string-value") or "".join(_words(element, aside))
    if words.strip():
        aside.hidden.append(words.strip())


def repeated(element: etree._Element, name: str, most: int) -> int:
    """Tell how many times a row or cell stands there, in a table that says it once."""
    return _times(element, name, most)


def _times(element: etree._Element, name: str, most: int) -> int:
    written = attribute(element, name) or "1"
    return min(int(written), most) if written.isascii() and written.isdecimal() else 1


def _is_link(element: etree._Element, name: str) -> bool:
    """`a` is a link in text, but a frame around a picture among drawings."""
    return name == "a" and str(element.tag).startswith(TEXT)
