"""Markdown: the text as it stands, with blocks at the places a CommonMark parser finds them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

import msgspec
from markdown_it import MarkdownIt
from markdown_it.token import Token

from heliograph.extractors.markup_spans import markup_blocks
from heliograph.extractors.source_code import Scan
from heliograph.extractors.verbatim import line_spans, paragraphs, read_verbatim, trimmed
from heliograph.records import Block, BlockRole, Container
from heliograph.seams import Extracted, Limits, Sheet, Title

# Structure alone is wanted: words inside a line are never parsed, which is most of the work.
_PARSER: Final = MarkdownIt("commonmark").enable("table").disable("inline")

_PARSED_CHARS: Final = 1_500_000
"""The parser takes up to 6 seconds for a million characters; beyond, empty lines cut."""

_FRONT_MATTER: Final = re.compile(
    r"\A(?P<fence>---|\+\+\+)[ \t]*\r?\n(?P<body>.*?)^(?P=fence)[ \t]*\r?$",
    re.DOTALL | re.MULTILINE,
)
_FRONT_TITLE: Final = re.compile(
    r"""^title\s*[:=]\s*(?P<q>["']?)(?P<title>.*?)(?P=q)\s*$""", re.MULTILINE
)
_LEAD_IN: Final = (":", "：")
_LONGEST_LEAD_IN: Final = 200
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_CODE_SIGNS: Final = re.compile(r"[{};=]|\w\(\w*[,)]|&&|->|^\s*[$>]|\s--\w", re.MULTILINE)
_WORDS: Final = 8
_DEFINES_TYPES: Final = re.compile(
    r"\b(?:enum|struct|union)\b[^;{}()]*\{|^#[ \t]*define\b", re.MULTILINE
)
_DECORATION: Final = re.compile(r"(?:\s*<br\s*/?>)+\s*\Z", re.IGNORECASE)
_EMPHASIS: Final = re.compile(r"(\*\*|__)(?!\s)((?:(?!\1).)+)(?<!\s)\1\Z", re.DOTALL)
_MARKUP: Final = re.compile(r"<[^>]*>|!?\[([^\]]*)\]\([^)]*\)|[*_`]{1,3}")


class MarkdownExtractor:
    """Reads text/markdown (CommonMark and tables)."""

    name = "markdown"
    version = "1"
    media_types = frozenset({"text/markdown"})

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield one sheet with its blocks, and the title if it names one."""
        found = read_verbatim(file, limits)
        yield from found.remarks
        outline = Outline(found.text)
        outline.walk()
        if outline.title:
            yield Title(text=outline.title)
        yield Sheet(
            number=1,
            text=found.text,
            first_line=1,
            blocks=tuple(outline.blocks),
            containers=tuple(outline.containers),
        )


class Outline:
    """The blocks of one Markdown text, by the lines that the parser's tokens stand on."""

    def __init__(self, text: str) -> None:
        """Find the front matter; parse nothing yet."""
        self.text = text
        self.blocks: list[Block] = []
        self.containers: list[Container] = []
        self.title = ""
        self._lists: list[int | None] = []
        self._heading = 0
        self._table: int | None = None
        self._cells: list[str] = []
        self._in_head = False
        body = self._front_matter()
        self._end = _last_parsed(text, body)
        self._base = body
        self._lines = line_spans(text[body : self._end])

    def walk(self) -> None:
        """Make the blocks."""
        for token in _PARSER.parse(self.text[self._base : self._end]):
            step = _STEPS.get(token.type)
            if step is not None:
                step(self, token)
        self.blocks.extend(paragraphs(self.text, self._end))
        if not self.title:
            self.title = self._first_heading()

    # --- what stands before and after ----------------------------------------------------------

    def _front_matter(self) -> int:
        found = _FRONT_MATTER.match(self.text)
        if not found:
            return 0
        start, end = trimmed(self.text, *found.span("body"))
        if end > start:
            self.blocks.append(Block(start=start, end=end, role="code", main=False))
        named = _FRONT_TITLE.search(found.group("body"))
        if named:
            self.title = named.group("title")
        return found.end()

    def _first_heading(self) -> str:
        for block in self.blocks:
            if block.role == "heading":
                words = _MARKUP.sub(r"\1", self.text[block.start : block.end])
                return " ".join(words.split()) if block.level == 1 else ""
        return ""

    # --- tokens --------------------------------------------------------------------------------

    def _heading_opens(self, token: Token) -> None:
        self._heading = int(token.tag[1:])

    def _heading_closes(self, token: Token) -> None:
        self._heading = 0

    def _list_opens(self, token: Token) -> None:
        # A list takes its meaning from the line that announces it, and holds one container.
        self.containers.append(Container(kind="list", about=self._lead_in()))
        self._lists.append(len(self.containers) - 1)

    def _list_closes(self, token: Token) -> None:
        self._lists.pop()

    def _table_opens(self, token: Token) -> None:
        self.containers.append(Container(kind="table", about=self._lead_in()))
        self._table = len(self.containers) - 1

    def _table_closes(self, token: Token) -> None:
        self._table = None

    def _head_opens(self, token: Token) -> None:
        self._in_head = True

    def _head_closes(self, token: Token) -> None:
        self._in_head = False
        if self._table is not None:
            self.containers[self._table] = msgspec.structs.replace(
                self.containers[self._table], header=tuple(self._cells)
            )

    def _row_opens(self, token: Token) -> None:
        self._cells = []
        if token.map is None:
            return
        start, end = self._line_span(token.map[0], token.map[0] + 1)
        words = self.text[start:end]
        if "|" not in words:
            # The paragraph right below a table is taken for its last row.
            self._add(start, end, "paragraph", None)
            return
        start += words.startswith("|")
        end -= words.endswith("|") and not words.endswith("\\|") and len(words) > 1
        self._add(*trimmed(self.text, start, end), "row", self._table)

    def _inline(self, token: Token) -> None:
        if self._table is not None:
            self._cells.append(token.content)
            return
        if token.map is None or not token.content.strip():
            return
        start, end = self._words_span(token)
        if self._heading:
            self._add(start, end, "heading", None, level=self._heading)
        elif self._lists:
            self._add(start, end, "item", self._lists[-1], level=len(self._lists))
        else:
            self._add(start, end, "paragraph", None)

    def _code(self, token: Token) -> None:
        if token.map is None:
            return
        first, last = token.map
        if token.type == "code_block" and _is_prose(token.content):
            for line in range(first, last):
                self._add(*self._line_span(line, line + 1), "paragraph", None)
            return
        if token.type == "fence":
            first += 1
            # The closing fence is missing where the text ends inside it.
            last -= token.content.count("\n") < last - first
        if last > first:
            self._code_lines(*self._line_span(first, last))

    def _code_lines(self, start: int, end: int) -> None:
        """Keep code as one block, unless it defines types: then their entries and fields."""
        if _DEFINES_TYPES.search(self.text, start, end):
            scan = Scan(self.text[start:end])
            scan.run()
            if any(block.role in ("entry", "field") for block in scan.blocks):
                self._take(scan, start)
                return
        self._add(start, end, "code", None)

    def _take(self, scan: Scan, offset: int) -> None:
        before = len(self.containers)
        self.containers.extend(scan.containers)
        for block in scan.blocks:
            self.blocks.append(
                msgspec.structs.replace(
                    block,
                    start=block.start + offset,
                    end=block.end + offset,
                    container=None if block.container is None else block.container + before,
                )
            )

    def _html(self, token: Token) -> None:
        if token.map is None:
            return
        start, end = self._line_span(*token.map)
        blocks, containers = markup_blocks(self.text, start, end, len(self.containers))
        self.blocks.extend(blocks)
        self.containers.extend(containers)

    # --- places --------------------------------------------------------------------------------

    def _line_span(self, first: int, last: int) -> tuple[int, int]:
        """Give the trimmed span of the lines from `first` up to `last`, counted from 0."""
        last = min(last, len(self._lines))
        if first >= last:
            return self._end, self._end
        start = self._base + self._lines[first][0]
        return trimmed(self.text, start, self._base + self._lines[last - 1][1])

    def _words_span(self, token: Token) -> tuple[int, int]:
        """Give the span of a token's words: its lines without the marks before and after them."""
        first = token.map[0] if token.map else 0
        lines = token.content.split("\n")
        start, first_end = self._line_span(first, first + 1)
        at = self.text.find(lines[0].strip(), start, first_end)
        start = at if at >= 0 else start
        end_start, end = self._line_span(first + len(lines) - 1, first + len(lines))
        tail = lines[-1].strip()
        at = self.text.rfind(tail, max(start, end_start), end)
        return self._undecorated(start, at + len(tail) if at >= 0 else end)

    def _undecorated(self, start: int, end: int) -> tuple[int, int]:
        """Leave out line breaks at the end, and the bold of a stretch that is bold as a whole."""
        found = _DECORATION.search(self.text, start, end)
        if found and found.start() > start:
            end = found.start()
        whole = _EMPHASIS.match(self.text, start, end)
        return whole.span(2) if whole else (start, end)

    def _add(
        self, start: int, end: int, role: BlockRole, container: int | None, level: int = 0
    ) -> None:
        if self.blocks:
            start = max(start, self.blocks[-1].end)
        if end > start:
            self.blocks.append(
                Block(start=start, end=end, role=role, level=level, container=container)
            )

    def _lead_in(self) -> str:
        if not self.blocks or self.blocks[-1].role not in ("paragraph", "item"):
            return ""
        words = self.text[self.blocks[-1].start : self.blocks[-1].end]
        announces = words.endswith(_LEAD_IN) and len(words) <= _LONGEST_LEAD_IN
        return words if announces else ""


_STEPS: Final = {
    "heading_open": Outline._heading_opens,
    "heading_close": Outline._heading_closes,
    "bullet_list_open": Outline._list_opens,
    "bullet_list_close": Outline._list_closes,
    "ordered_list_open": Outline._list_opens,
    "ordered_list_close": Outline._list_closes,
    "table_open": Outline._table_opens,
    "table_close": Outline._table_closes,
    "thead_open": Outline._head_opens,
    "thead_close": Outline._head_closes,
    "tr_open": Outline._row_opens,
    "inline": Outline._inline,
    "fence": Outline._code,
    "code_block": Outline._code,
    "html_block": Outline._html,
}


def _is_prose(indented: str) -> bool:
    """Say whether an indented stretch is a paragraph set in, as Chinese typists do, and no code."""
    sentence = indented.rstrip().endswith((".", "!", "?", ":")) and indented.count(" ") >= _WORDS
    wordy = len(_HAN.findall(indented)) >= _WORDS or sentence
    return wordy and not _CODE_SIGNS.search(indented)


def _last_parsed(text: str, start: int) -> int:
    """Give where parsing ends: the end, or for a huge text an empty line before the limit."""
    if len(text) - start <= _PARSED_CHARS:
        return len(text)
    at = text.rfind("\n\n", start, start + _PARSED_CHARS)
    return at if at > start else start + _PARSED_CHARS
