"""XML: the words of a document in order, and what data keep in elements and attributes.

No entity of the file's own is expanded, no DTD loaded, nothing fetched. libxml2 counts lines
exactly to 2,147,483,647 in elements; the line of words after an element is counted from there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO, Final, cast

import msgspec
from lxml import etree
from msgspec import Struct

from heliograph.extractors.encoding import decode
from heliograph.extractors.flow import CELL, Flow
from heliograph.extractors.html import declared_charset
from heliograph.extractors.xml_links import links
from heliograph.records import BlockRole, Container, Note, Problem
from heliograph.seams import Extracted, Limits, Sheet, Title

_DECLARATION: Final = re.compile(r"\A\s*<\?xml[^>]*\?>")
_LONGEST_DETAIL: Final = 300
_LONGEST_NAME: Final = 200

# Element names of DocBook, DITA, TEI, JATS, OPML, RSS, SVG and XHTML that say what they hold.
_HEADINGS: Final = frozenset({"title", "head", "subtitle", "bridgehead"})
_SECTIONS: Final = frozenset(
    {
        "appendix", "article", "book", "chapter", "part", "preface", "refentry", "sect1", "sect2",
        "sect3", "sect4", "sect5", "section", "sec", "simplesect", "topic", "annex", "channel",
    }
)  # fmt: skip
_PARAGRAPHS: Final = frozenset(
    {
        "abstract", "caption", "desc", "description", "documentation", "para", "p", "simpara",
        "remark", "summary", "text", "title", "subtitle", "head", "bridgehead", "term", "comment",
    }
)  # fmt: skip
_LISTS: Final = frozenset(
    {"itemizedlist", "orderedlist", "variablelist", "simplelist", "list", "ul", "ol", "dl", "sl"}
)
_ITEMS: Final = frozenset({"listitem", "item", "li", "member", "varlistentry", "dt", "dd", "sli"})
_TABLES: Final = frozenset({"table", "informaltable", "simpletable"})
_ROWS: Final = frozenset({"row", "tr", "strow"})
_CELLS: Final = frozenset({"entry", "td", "th", "stentry", "cell"})
_FURNITURE: Final = frozenset({"revhistory", "legalnotice", "copyright", "author", "authorgroup"})
_CODE: Final = frozenset({"programlisting", "screen", "codeblock", "pre", "literallayout", "code"})
_INLINE_CODE: Final = "code"

_TELLING: Final = (
    "name", "value", "label", "title", "desc", "description", "text", "opt", "def", "default",
    "id", "key", "type",
)  # fmt: skip
"""Attributes that carry words in data: an element with these and no text is a field."""
_OF_DOCUMENTS: Final = frozenset(
    {"para", "p", "simpara", "section", "sect1", "sec", "chapter", "svg", "documentation", "html"}
)
"""Any of these makes it a document to be read; without, it is data whose names are half of it."""
_LOOKED_AT: Final = 5_000
_SHOWN_ALONE: Final = frozenset({"name", "value", "label", "desc", "description", "opt", "text"})


class XmlExtractor:
    """Reads application/xml and image/svg+xml."""

    name = "xml"
    version = "2"
    media_types = frozenset({"application/xml", "image/svg+xml"})

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield one sheet, the root's name, and a problem beside the text where XML is broken."""
        content = file.read(limits.text_chars * 4 + 1)
        decoded = decode(content, declared_charset(content))
        yield from decoded.remarks()
        text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
        root, complaint = _parsed(text)
        if complaint:
            yield Problem(outcome="damaged", reason="not-what-it-seems", detail=complaint)
        if root is None:
            words = re.sub(r"<[^<>]*>", "", text)
            yield Sheet(number=1, text=words.strip())
            return
        yield Note(key="root-element", value=str(etree.QName(root).localname))
        outside = getattr(root.getroottree().docinfo, "system_url", None)
        if outside:
            yield Note(key="external-dtd", value=str(outside))
        yield from links(root)
        walk = _Walk(root, limits)
        walk.run()
        if walk.title:
            yield Title(text=walk.title)
        if walk.flow.is_cut or len(content) > limits.text_chars * 4:
            yield Problem(outcome="cut", reason="too-long")
        yield walk.flow.sheet()


def _parsed(text: str) -> tuple[etree._Element | None, str]:
    """Parse, or recover what can be; say what was wrong."""
    # The text is decoded, so what the file declares of its encoding no longer holds.
    content = _DECLARATION.sub(_blank, text, count=1).encode("utf-8")
    try:
        return etree.fromstring(content, _parser(recover=False)), ""
    except etree.XMLSyntaxError as error:
        complaint = str(error)[:_LONGEST_DETAIL]
    try:
        return etree.fromstring(content, _parser(recover=True)), complaint
    except etree.XMLSyntaxError:
        return None, complaint


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found.group())


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=recover,
    )


class _Open(Struct):
    """What an element that is open asks of the words in it."""

    name: str
    is_mixed: bool
    is_row: bool = False
    is_code: bool = False
    is_heading: bool = False
    is_head: bool = False
    is_item: bool = False
    is_section: bool = False
    is_furniture: bool = False
    container: int | None = None


class _Walk:
    """One pass over the tree."""

    def __init__(self, root: etree._Element, limits: Limits) -> None:
        self.flow = Flow(limits.text_chars)
        self.title = ""
        self._root = root
        self._line = 1
        self._open: list[_Open] = []
        self._containers: list[int] = []
        self._structs: dict[etree._Element, int] = {}
        self._is_data = not any(
            _local(element) in _OF_DOCUMENTS for element in islice(root.iter("*"), _LOOKED_AT)
        )

    def run(self) -> None:
        """Walk, in document order, without recursion."""
        for event, element in etree.iterwalk(self._root, events=("start", "end", "comment", "pi")):
            if not isinstance(element.tag, str):
                if event != "end" and self._open:
                    self._aside(element)
            elif event == "start":
                self._starts(element)
            elif event == "end":
                self._ends(element)

    def _aside(self, element: etree._Element) -> None:
        """Comments, instructions, and entities, which stay as they are written."""
        if cast("object", element.tag) is etree.Entity and element.text:
            self.flow.say(element.text, self._line)
        self._say(element.tail)

    # --- elements -------------------------------------------------------------------------------

    def _starts(self, element: etree._Element) -> None:
        self._line = cast("int | None", element.sourceline) or self._line
        name = _local(element)
        above = self._open[-1] if self._open else None
        state = _Open(name=name, is_mixed=_is_mixed(element) or name in _PARAGRAPHS)
        if above is not None:
            for flag in ("is_row", "is_code", "is_heading", "is_item", "is_head", "is_furniture"):
                setattr(state, flag, getattr(above, flag))
        inline = self._is_inline(name, above)
        if not inline:
            self._cut()
            self._enter(state, above)
        elif above is not None:
            self._go_on(element, state, above)
        self._open.append(state)
        if self._is_data and not len(element) and name not in _PARAGRAPHS and not inline:
            self._field(element)
            return
        self._attributes(element, inline=inline)
        self._say(element.text)

    def _go_on(self, element: etree._Element, state: _Open, above: _Open) -> None:
        """Open an element inside a sentence or a row."""
        state.is_mixed = True
        if state.is_row and state.name in _CELLS:
            if above.name in _ROWS and _has_cell_before(element):
                self.flow.border()
        elif state.is_row and state.name in _PARAGRAPHS:
            self.flow.say(" ", self._line)

    def _is_inline(self, name: str, above: _Open | None) -> bool:
        if above is None:
            return False
        if above.is_row:
            return name not in _ROWS and name not in _TABLES
        known = name in _PARAGRAPHS or name in _LISTS or name in _ITEMS or name in _TABLES
        breaks = known or name in _ROWS or name in _SECTIONS
        breaks = breaks or (name in _CODE and name != _INLINE_CODE)
        return above.is_mixed and not breaks

    def _enter(self, state: _Open, above: _Open | None) -> None:
        name = state.name
        if name in _LISTS:
            state.container = self.flow.contain(Container(kind="list"))
        elif name in _TABLES:
            state.container = self.flow.contain(Container(kind="table"))
        if state.container is not None:
            self._containers.append(state.container)
        state.is_heading = name in _HEADINGS and not (above is not None and above.is_item)
        state.is_item = state.is_item or name in _ITEMS
        state.is_row = name in _ROWS
        state.is_head = state.is_head or name == "thead"
        state.is_code = state.is_code or name in _CODE
        state.is_section = name in _SECTIONS
        state.is_furniture = state.is_furniture or name in _FURNITURE

    def _ends(self, element: etree._Element) -> None:
        state = self._open[-1]
        above = self._open[-2] if len(self._open) > 1 else None
        if not self._is_inline(state.name, above):
            self._cut()
        self._open.pop()
        if state.container is not None:
            self._containers.pop()
        if element is not self._root:
            self._say(element.tail)

    # --- words ----------------------------------------------------------------------------------

    def _say(self, words: str | None) -> None:
        if not words:
            return
        code = bool(self._open) and self._open[-1].is_code
        self.flow.say(words, self._line, verbatim=code)
        self._line += words.count("\n")

    def _attributes(self, element: etree._Element, *, inline: bool) -> None:
        """Show what a field of data keeps in attributes: `enumeration value="red"`."""
        telling = [(key, element.get(key)) for key in _TELLING if element.get(key)]
        if inline or not any(key in _SHOWN_ALONE for key, _ in telling):
            return
        shown = " ".join(f'{key}="{value}"' for key, value in telling)
        self.flow.say(f"{etree.QName(element).localname} {shown}", self._line)
        self.flow.cut("field", container=self._containers[-1] if self._containers else None)

    def _field(self, element: etree._Element) -> None:
        """Show a leaf of data with its name: `race opt="a,b": a`; siblings are one struct."""
        told = [f'{key}="{element.get(key)}"' for key in _TELLING if element.get(key)]
        words = element.text or ""
        if not words.strip() and not told:
            return
        name = " ".join([str(etree.QName(element).localname), *told])
        line = self._line
        self.flow.say(f"{name}: " if words.strip() else name, line)
        self.flow.say(words, line)
        self._line += words.count("\n")
        self.flow.cut("field", container=self._struct(element))

    def _struct(self, element: etree._Element) -> int | None:
        parent = element.getparent()
        if parent is None:
            return None
        if parent not in self._structs:
            self._structs[parent] = self.flow.contain(
                Container(kind="struct", name=str(etree.QName(parent).localname))
            )
        return self._structs[parent]

    def _cut(self) -> None:
        if not self._open:
            return
        state = self._open[-1]
        container = self._containers[-1] if self._containers else None
        role: BlockRole = "paragraph"
        level = 0
        if state.is_row:
            role = "row"
        elif state.is_code:
            role, container = "code", None
        elif state.is_heading:
            role, level, container = "heading", self._level(), None
        elif state.is_item:
            role, level = "item", max(1, len(self._containers))
        else:
            container = None
        main = not state.is_furniture
        words = self.flow.cut(role, level=level, container=container, main=main)
        if words:
            self._keep(words, state, container)

    def _level(self) -> int:
        return max(1, sum(one.is_section for one in self._open))

    def _keep(self, words: str, state: _Open, container: int | None) -> None:
        """Titles name their document or table; the rows of a head name its columns."""
        if state.is_row and state.is_head and container is not None:
            if not self.flow.containers[container].header:
                cells = tuple(cell.strip() for cell in words.split(CELL.strip()))
                self.flow.head(container, cells)
        elif state.is_heading:
            names_table = len(self._open) > 1 and self._open[-2].name in _TABLES
            if names_table and self._containers:
                number = self._containers[-1]
                self.flow.containers[number] = msgspec.structs.replace(
                    self.flow.containers[number], name=words[:_LONGEST_NAME]
                )
            elif not self.title and state.name == "title":
                self.title = words


def _local(element: etree._Element) -> str:
    return str(etree.QName(element).localname).lower()


def _is_mixed(element: etree._Element) -> bool:
    """Words stand beside child elements: the children are parts of a sentence."""
    if element.text and element.text.strip():
        return True
    return any(child.tail and child.tail.strip() for child in element)


def _has_cell_before(element: etree._Element) -> bool:
    before = element.getprevious()
    while before is not None and not isinstance(before.tag, str):
        before = before.getprevious()
    return before is not None
