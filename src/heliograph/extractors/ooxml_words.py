"""The words of WordprocessingML and DrawingML paragraphs, and what stands hidden between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from heliograph.extractors.ooxml import attribute, child, local

SIGNS = {
    "tab": "\t",
    "ptab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "\u2011",
    "softHyphen": "",
}
"""Elements that stand for a character."""

SILENT = frozenset(
    {
        "pPr",
        "rPr",
        "sdtPr",
        "sdtEndPr",
        "instrText",
        "fldData",
        "rt",
        "rPh",
        "binData",
        "txPr",
        "endParaRPr",
        "annotationRef",
    }
)
"""Elements whose content is not words: properties, field codes, the reading beside a character."""

REMOVED = frozenset({"del", "moveFrom"})
"""Tracked changes that took words away; they are still in the file."""

WRAPPERS = frozenset(
    {"sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "AlternateContent", "Choice"}
)
"""Elements that may stand around paragraphs, tables, rows and cells without being any."""

OFF = frozenset({"0", "false", "off", "none"})
"""Values that switch a property off; the element without a value switches it on."""


@dataclass
class Aside:
    """What was met while words were read, and is not among them."""

    hidden: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    """Contents of text boxes, each holding paragraphs and tables of its own."""


def words_of(element: etree._Element, aside: Aside) -> str:
    """Give the words of a paragraph, a run or anything in one."""
    return "".join(_words(element, aside))


def _words(element: etree._Element, aside: Aside) -> Iterator[str]:
    for one in element:
        name = local(one)
        if name in ("t", "delText"):
            yield one.text or ""
        elif name in SIGNS:
            yield SIGNS[name]
        elif name == "sym":
            yield _symbol(one)
        elif name not in SILENT:
            yield from _inside(one, name, aside)


def _inside(element: etree._Element, name: str, aside: Aside) -> Iterator[str]:
    """Give the words inside an element that is more than a sign, unless they stand aside."""
    if name == "txbxContent":
        aside.boxes.append(element)
    elif name in REMOVED:
        _keep(aside.deleted, words_of(element, Aside()))
    elif name == "r" and is_on(child(element, "rPr", "vanish")):
        _keep(aside.hidden, words_of(element, aside))
    elif name == "AlternateContent":
        chosen = chosen_alternative(element)
        if chosen is not None:
            yield from _words(chosen, aside)
    else:
        yield from _words(element, aside)


def chosen_alternative(element: etree._Element) -> etree._Element | None:
    """Take the first of several ways to say the same; the others repeat its words."""
    return (
        child(element, "Choice")
        if child(element, "Choice") is not None
        else child(element, "Fallback")
    )


def is_on(switch: etree._Element | None) -> bool:
    """Tell whether a property that is a switch is on."""
    return switch is not None and attribute(switch, "val") not in OFF


def within(element: etree._Element, wanted: frozenset[str]) -> Iterator[etree._Element]:
    """Yield the wanted children of an element, also from inside wrappers, in order."""
    for one in element:
        name = local(one)
        if name in wanted:
            yield one
        elif name == "AlternateContent":
            chosen = chosen_alternative(one)
            if chosen is not None:
                yield from within(chosen, wanted)
        elif name in WRAPPERS:
            yield from within(one, wanted)


def drawn_words(tree: etree._Element) -> list[str]:
    """List the words of a chart or diagram, each once: paragraphs, categories, names of series."""
    found: list[str] = []
    for element in tree.iter():
        name = local(element)
        if name == "p":
            found.append(words_of(element, Aside()))
        elif name in ("strCache", "strLit"):
            values = (child(point, "v") for point in element)
            found.extend(value.text or "" for value in values if value is not None)
    return list(dict.fromkeys(found))


def _keep(kept: list[str], words: str) -> None:
    if words.strip():
        kept.append(words.strip())


def _symbol(element: etree._Element) -> str:
    """Give a character that was picked from a font by its number."""
    try:
        return chr(int(attribute(element, "char") or "", 16))
    except (ValueError, OverflowError):
        return "\ufffd"
