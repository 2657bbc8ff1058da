"""Web pages: the words a reader sees, in order, each stretch with the line it came from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final, cast

import msgspec
from lxml import etree
from resiliparse.extract.html2text import extract_plain_text

from heliograph.extractors.encoding import Decoded, decode
from heliograph.extractors.flow import CELL, Flow
from heliograph.extractors.html_facts import facts
from heliograph.extractors.html_tables import data_tables
from heliograph.extractors.inlined import inlined
from heliograph.extractors.style_sheets import STYLE, StyleSheets, hides
from heliograph.records import BlockRole, Container, Note, Problem
from heliograph.seams import Extracted, Limits, Sheet

_DECLARED: Final = re.compile(
    rb"""<(?:meta\b[^>]*?\bcharset\s*=|\?xml\b[^>]*?\bencoding\s*=)\s*["']?\s*([\w.:-]+)""", re.I
)
_DECLARED_WITHIN: Final = 8_192
_DEEPEST: Final = 2_000
"""libxml2 drops what is nested deeper than 2048 elements."""
_LINE_UNKNOWN: Final = 65_535
"""libxml2 counts the lines of HTML in 16 bits."""

_SKIPPED: Final = frozenset(
    {"script", "style", "head", "object", "embed", "canvas", "audio", "video"}
)
_BLOCKS: Final = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
        "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
        "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "iframe", "legend", "li",
        "main", "menu", "nav", "noscript", "ol", "option", "p", "pre", "section", "select",
        "summary", "svg", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "tr", "ul",
    }
)  # fmt: skip
_WHOLE_PAGE: Final = frozenset({"html", "body"})
_LISTS: Final = frozenset({"ul", "ol", "dl", "menu", "dir"})
_ITEMS: Final = frozenset({"li", "dt", "dd"})
_CELLS: Final = frozenset({"td", "th"})
_CODE: Final = frozenset({"pre", "textarea"})
_FURNITURE: Final = frozenset(
    {
        "aside", "button", "datalist", "dialog", "footer", "label", "legend", "nav", "noscript",
        "optgroup", "option", "select", "textarea",
    }
)  # fmt: skip
_FURNITURE_ROLES: Final = frozenset(
    {"navigation", "contentinfo", "banner", "search", "menu", "menubar", "dialog", "alertdialog"}
)
_FURNITURE_NAMES: Final = frozenset(
    {
        "nav", "navbar", "navigation", "menu", "footer", "foot", "breadcrumb", "breadcrumbs",
        "crumbs", "sidebar", "copyright", "topbar", "toolbar", "cookie", "cookies",
    }
)  # fmt: skip
_MOST_HIDDEN: Final = 1_000
_LONGEST_HIDDEN: Final = 4_000
_LONGEST_NAME: Final = 200
_SHORTEST_PICTURE_TEXT: Final = 4
_WHOLE_LINE: Final = 25
"""A line that layout broke is at least about so long; a shorter one was broken by its author."""
_SENTENCE_ENDS: Final = tuple("。！？；：.!?;:…”」）)")
_SQUEEZED: Final = re.compile(r"[\W_]+")
_RUN: Final = 6
_MAIN_SHARE: Final = 0.3
"""Where the main-content extraction keeps less, it has taken the page for something else."""


class HtmlExtractor:
    """Reads text/html."""

    name = "html"
    version = "4"
    media_types = frozenset({"text/html", "application/xhtml+xml"})

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield title and notes, then one sheet.

        What hides itself is a note, not part of it; what a sheet of styles hides stands where it
        is, and its blocks say so.
        """
        content = file.read(limits.text_chars * 4 + 1)
        decoded = decode(content, declared_charset(content))
        yield from decoded.remarks()
        root = parsed(decoded)
        if root is None:
            yield _plain(decoded.text)
            return
        yield from facts(root)
        walk = _Walk(root, limits)
        walk.run()
        for words in walk.hidden[:_MOST_HIDDEN]:
            yield Note(key="hidden-text", value=words)
        if walk.hidden_blocks:
            yield Note(key="html:hidden-by-style", value=f"{walk.hidden_blocks} stretches of text")
        if walk.flow.is_cut or len(content) > limits.text_chars * 4:
            yield Problem(outcome="cut", reason="too-long")
        yield _with_main(walk.flow.sheet(), decoded.text)
        yield from inlined(root)


def declared_charset(content: bytes) -> str:
    """Give the charset that a page or an XML file declares near its beginning."""
    found = _DECLARED.search(content, 0, _DECLARED_WITHIN)
    return found[1].decode("ascii", "replace") if found else ""


def parsed(decoded: Decoded) -> etree._Element | None:
    """Parse a page; None where nothing comes out, or it is nested deeper than libxml2 goes."""
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    # Parsers keep state between files, so each file has its own.
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, recover=True)
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None:
        return None
    depth = deepest = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return root if deepest < _DEEPEST else None


def _plain(text: str) -> Sheet:
    """Take the tags out without a tree, for pages that no tree can hold."""
    words = re.sub(r"(?is)<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^<>]*>", "\n", text)
    words = re.sub(r"[ \t]*\n\s*", "\n", words).strip()
    return Sheet(number=1, text=words)


class _Walk:
    """One pass over the tree; what depends on an element is undone when it ends."""

    def __init__(self, root: etree._Element, limits: Limits) -> None:
        self.flow = Flow(limits.text_chars)
        self.hidden: list[str] = []
        self._root = root
        self._data_tables = data_tables(root)
        self._styles = StyleSheets(root)
        self._unseen = 0
        self._unseen_cells = 0
        self.hidden_blocks = 0
        self._line = 1
        self._furniture = 0
        self._articles = 0
        self._lists: list[int] = []
        self._heading = 0
        self._code = 0
        self._items = 0
        self._tables: list[int] = []
        self._cells = 0
        self._headers = 0
        self._in_row = False
        self._undo: dict[etree._Element, list[Callable[[], None]]] = {}

    def run(self) -> None:
        """Walk, in document order, without recursion."""
        walker = etree.iterwalk(self._root, events=("start", "end", "comment", "pi"))
        for event, element in walker:
            if event == "start":
                self._starts(element, walker)
            elif event == "end":
                self._ends(element)
            else:
                self._say(None, element.tail)
        self._cut()

    # --- elements -------------------------------------------------------------------------------

    def _starts(self, element: etree._Element, walker: etree.iterwalk) -> None:
        line = cast("int | None", element.sourceline)
        if line is not None and line < _LINE_UNKNOWN:
            self._line = line
        tag = str(element.tag)
        if tag in _SKIPPED or self._is_hidden(element, tag):
            walker.skip_subtree()
            self._line += sum(str(piece).count("\n") for piece in element.itertext())
            return
        if tag in _BLOCKS and not self._in_row:
            self._cut()
        undo = self._enter(element, tag)
        if undo:
            self._undo[element] = undo
        self._say(element, element.text)

    def _ends(self, element: etree._Element) -> None:
        if str(element.tag) in _BLOCKS and not self._in_row:
            self._cut()
        for undo in reversed(self._undo.pop(element, [])):
            undo()
        self._say(None, element.tail)

    def _enter(self, element: etree._Element, tag: str) -> list[Callable[[], None]]:
        undo: list[Callable[[], None]] = []
        if tag in _BLOCKS and tag not in _WHOLE_PAGE and self._styles.hide(element):
            self._unseen_cells += tag in _CELLS
            undo.append(self._count("_unseen"))
        if self._is_furniture(element, tag):
            undo.append(self._count("_furniture"))
        if tag in ("article", "main"):
            undo.append(self._count("_articles"))
        if tag in _CODE:
            undo.append(self._count("_code"))
        step = self._step(element, tag)
        if step is not None:
            undo.append(step)
        return undo

    def _step(self, element: etree._Element, tag: str) -> Callable[[], None] | None:
        if tag in _LISTS:
            self._lists.append(self.flow.contain(Container(kind="list")))
            return self._end_list
        if tag in _ITEMS:
            return self._count("_items")
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self._heading = int(tag[1])
            return self._end_heading
        if tag == "table" and element in self._data_tables:
            self._tables.append(self.flow.contain(Container(kind="table")))
            return self._end_table
        if self._tables:
            return self._step_in_table(element, tag)
        self._inline(element, tag)
        return None

    def _step_in_table(self, element: etree._Element, tag: str) -> Callable[[], None] | None:
        if tag == "tr":
            self._in_row, self._cells, self._headers = True, 0, 0
            return self._end_row
        if tag in _CELLS and self._in_row:
            if self._cells:
                self.flow.border()
            self._cells += 1
            self._headers += tag == "th"
            return None
        if tag == "caption":
            return self._name_table
        if tag in _BLOCKS or tag == "br":
            self.flow.say(" ", self._line)
            return None
        self._inline(element, tag)
        return None

    def _inline(self, element: etree._Element, tag: str) -> None:
        if tag == "br":
            self._break()
        elif tag == "img":
            words = element.get("alt") or ""
            if len(words) >= _SHORTEST_PICTURE_TEXT and not self.flow.is_open:
                self.flow.say(words, self._line)
                if not self._in_row:
                    self.flow.cut("paragraph", main=False)

    # --- ends -----------------------------------------------------------------------------------

    def _count(self, name: str) -> Callable[[], None]:
        setattr(self, name, getattr(self, name) + 1)
        return lambda: setattr(self, name, getattr(self, name) - 1)

    def _end_list(self) -> None:
        self._lists.pop()

    def _end_heading(self) -> None:
        self._heading = 0

    def _end_table(self) -> None:
        self._tables.pop()

    def _end_row(self) -> None:
        self._in_row = False
        table = self._tables[-1]
        by = self._hidden_by()
        words = self.flow.cut("row", container=table, main=not self._furniture, hidden=by)
        is_header = self._cells > 1 and self._headers == self._cells
        if words and is_header and not self.flow.containers[table].header:
            self.flow.head(table, tuple(cell.strip() for cell in words.split(CELL.strip())))

    def _name_table(self) -> None:
        table = self._tables[-1]
        if self.flow.blocks:
            self.flow.containers[table] = msgspec.structs.replace(
                self.flow.containers[table], name=self.flow.last_words()[:_LONGEST_NAME]
            )

    # --- words ----------------------------------------------------------------------------------

    def _say(self, element: etree._Element | None, words: str | None) -> None:
        if words:
            self.flow.say(words, self._line, verbatim=bool(self._code) and not self._in_row)
            self._line += words.count("\n")

    def _break(self) -> None:
        """At `<br>`: a new paragraph, unless layout broke a long line in the middle."""
        if self._heading or self._in_row or self._code:
            self.flow.say("\n" if self._code else " ", self._line, verbatim=bool(self._code))
        elif self.flow.line_length() >= _WHOLE_LINE and not self.flow.ends_with(_SENTENCE_ENDS):
            self.flow.break_line()
        else:
            self._cut()

    def _cut(self) -> None:
        role: BlockRole = "paragraph"
        container = None
        level = 0
        if self._heading:
            role, level = "heading", self._heading
        elif self._code:
            role = "code"
        elif self._items:
            role, level = "item", max(1, len(self._lists))
            container = self._lists[-1] if self._lists else None
        by = self._hidden_by()
        self.flow.cut(role, level=level, container=container, main=not self._furniture, hidden=by)

    def _hidden_by(self) -> str:
        """Say by what the open block is kept from being seen."""
        in_part = self._unseen_cells > 0 and not self._unseen
        self._unseen_cells = 0
        if not (in_part or self._unseen) or not self.flow.is_open:
            return ""
        self.hidden_blocks += 1
        return f"{STYLE}, in part" if in_part else STYLE

    # --- what is not the text proper -----------------------------------------------------------

    def _is_furniture(self, element: etree._Element, tag: str) -> bool:
        if tag in _FURNITURE or (tag == "header" and not self._articles):
            return True
        if element.get("role") in _FURNITURE_ROLES:
            return True
        names = f"{element.get('id') or ''} {element.get('class') or ''}".lower().split()
        return tag not in ("body", "html") and not _FURNITURE_NAMES.isdisjoint(names)

    def _is_hidden(self, element: etree._Element, tag: str) -> bool:
        if tag in _WHOLE_PAGE:
            return False
        style = element.get("style")
        unseen = element.get("hidden") is not None or (style and hides(style))
        # Words inside a line are taken out of it, so that what is seen of the line stays whole.
        inline = tag not in _BLOCKS
        if tag != "template" and not unseen and not (inline and self._styles.hide(element)):
            return False
        words = " ".join("".join(_shown(element)).split())
        if words:
            self.hidden.append(words[:_LONGEST_HIDDEN])
        return True


def _shown(element: etree._Element) -> Iterator[str]:
    for piece in element.iter():
        if isinstance(piece.tag, str) and piece.tag not in _SKIPPED and piece.text:
            yield piece.text
        yield piece.tail or "" if piece is not element else ""
        yield " "


def _with_main(sheet: Sheet, html: str) -> Sheet:
    """Mark as not main what the main-content extraction of resiliparse leaves out.

    It drops short pieces from inside the paragraphs it keeps, so a block counts as kept when at
    least half of its runs of six characters are.
    """
    kept = _SQUEEZED.sub("", extract_plain_text(html, main_content=True, alt_texts=False))
    runs = {kept[at : at + _RUN] for at in range(len(kept) - _RUN + 1)}
    squeezed = [_SQUEEZED.sub("", sheet.text[block.start : block.end]) for block in sheet.blocks]
    inside = [_is_kept(words, kept, runs) for words in squeezed]
    size = sum(len(words) for words in squeezed)
    share = sum(len(words) for words, is_in in zip(squeezed, inside, strict=True) if is_in)
    if share < _MAIN_SHARE * size:
        return sheet
    blocks = tuple(
        block if is_in or not block.main else msgspec.structs.replace(block, main=False)
        for block, is_in in zip(sheet.blocks, inside, strict=True)
    )
    return msgspec.structs.replace(sheet, blocks=blocks)


def _is_kept(words: str, kept: str, runs: set[str]) -> bool:
    if len(words) < 2 * _RUN:
        return words in kept
    places = range(0, len(words) - _RUN + 1, 2)
    found = sum(words[at : at + _RUN] in runs for at in places)
    return 2 * found >= len(places)
