"""Python: constants, enums, attributes and tables, with the comments that explain them.

Scanned by indentation and brackets: a grammar refuses a whole file for one line of another version.
"""

from __future__ import annotations

import re
from typing import Final, Literal

import msgspec
from msgspec import Struct

from heliograph.extractors.code_blocks import LONGEST_CODE, CodeBlocks
from heliograph.extractors.verbatim import trimmed
from heliograph.records import Block, Container

PYTHON: Final = "text/x-python"

_TOKEN: Final = re.compile(
    r"(?P<comment>\#[^\n]*)"
    r"|(?P<text>[rRbBuUfF]{0,2}(?:\"{3}(?s:.*?)\"{3}|'{3}(?s:.*?)'{3}"
    r"|\"(?>[^\"\\\n]|\\.)*+\"?|'(?>[^'\\\n]|\\.)*+'?))"
    r"|(?P<open>[{(\[])|(?P<close>[})\]])|(?P<comma>,)|(?P<line>\n)"
)
_COMMENT: Final = re.compile(r"^[ \t]*#+:?[ \t]?", re.MULTILINE)
_CLASS: Final = re.compile(r"class\s+(?P<name>\w+)\s*(?:\((?P<bases>[^)]*)\))?")
_ENUM: Final = re.compile(r"\b(?:\w*Enum|\w*Flag|\w*Choices)\b")
_DEF: Final = re.compile(r"(?:async\s+)?def\b")
_DEFINITION: Final = re.compile(r"\n(?:class|def|async def)\b")
_ATTRIBUTE: Final = re.compile(r"[A-Za-z_]\w*\s*(?::[^=]+)?(?:=(?!=)|\Z)|[A-Za-z_]\w*\s*:")
_CONSTANT: Final = re.compile(r"_*[A-Z][A-Z0-9_]*\s*(?::[^=\n]+)?=(?!=)")
_STRING: Final = re.compile(r"[rRbBuUfF]{0,2}[\"']")
_KEYWORD: Final = re.compile(
    r"(?:if|elif|else|for|while|with|try|except|finally|return|pass|raise|import|from|lambda|match)\b"
)
_MAKES: Final = re.compile(r"(?:[=(\[{,:]|\b(?:return|in|yield))\s*\Z")
_NAMED: Final = re.compile(r"([A-Za-z_]\w*)[\"']?\s*(?::[^=]+)?\s*(?:=|:)[^=]*\Z")
_LONGEST_LINE: Final = 1_000
_LONGEST_ABOUT: Final = 1_000
_CLOSES: Final = {"{": "}", "(": ")", "[": "]"}


class _Level(Struct):
    """A class or function that is open: all that stands further in belongs to it."""

    kind: Literal["enum", "struct", "block"]
    indent: int
    container: int | None = None


class _Bracket(Struct):
    """A bracket that is open; a list's elements are entries of its container."""

    sign: str
    container: int | None = None


class IndentedScan:
    """One pass over a text, from the end of one statement or element to the next."""

    def __init__(self, text: str) -> None:
        """Begin before the first character."""
        self.text = text
        self._out = CodeBlocks(text)
        self.blocks: list[Block] = self._out.blocks
        self.containers = self._out.containers
        self._levels: list[_Level] = []
        self._brackets: list[_Bracket] = []
        self._at = 0

    def run(self) -> None:
        """Make the blocks of the whole text."""
        for found in _TOKEN.finditer(self.text):
            start, end = found.span()
            self._between(start)
            kind = found.lastgroup or "text"
            if kind == "comment":
                self._out.comment(start, end)
            else:
                _STEPS[kind](self, start, end)
                self._out.after_comment = False
            self._at = end
        self._between(len(self.text))
        self._line(len(self.text), len(self.text))
        self._out.flush(len(self.text), "code", None)
        self._out.flush_lead()

    def _between(self, end: int) -> None:
        start, stop = trimmed(self.text, self._at, end)
        if stop > start:
            self._text(start, stop)

    # --- tokens ---------------------------------------------------------------------------------

    def _text(self, start: int, end: int) -> None:
        if self._out.statement is None:
            self._out.statement = start

    def _comma(self, start: int, end: int) -> None:
        if self._brackets and self._brackets[-1].container is not None:
            self._out.flush(end, "entry", self._brackets[-1].container)

    def _opens(self, start: int, end: int) -> None:
        begin = self._out.statement if self._out.statement is not None else start
        head = self.text[max(begin, start - LONGEST_CODE) : start]
        is_element = bool(self._brackets) and not head
        if not (is_element or _MAKES.search(head)) or self._closes_on_its_line(start):
            self._text(start, end)
            self._brackets.append(_Bracket(sign=self.text[start]))
            return
        named = _NAMED.search(head)
        name = named[1] if named else ""
        self.containers.append(Container(kind="list", name=name, about=self._about(begin)))
        self._out.flush_lead()
        self._out.statement = begin
        self._out.flush(end, "code", None)
        self._brackets.append(_Bracket(sign=self.text[start], container=len(self.containers) - 1))

    def _closes(self, start: int, end: int) -> None:
        sign = self.text[start]
        if not any(_CLOSES[bracket.sign] == sign for bracket in self._brackets):
            return
        if self._brackets[-1].container is not None:
            self._out.flush(start, "entry", self._brackets[-1].container)
            self._out.flush_lead()
        closed = self._brackets.pop()
        while _CLOSES[closed.sign] != sign:
            closed = self._brackets.pop()
        self._text(start, end)
        if (
            closed.container is not None
            and self._brackets
            and self._brackets[-1].container is not None
        ):
            # Nothing more of this element follows but a comma.
            self._out.flush(end, "code", None)

    def _closes_on_its_line(self, start: int) -> bool:
        end = self.text.find("\n", start, start + _LONGEST_LINE)
        depth = 0
        for found in _TOKEN.finditer(self.text, start, end if end >= 0 else start + _LONGEST_LINE):
            depth += (found.lastgroup == "open") - (found.lastgroup == "close")
            if not depth:
                return True
        return False

    def _line(self, start: int, end: int) -> None:
        begin = self._out.statement
        if self._brackets and _DEFINITION.match(self.text, start):
            # No definition stands inside brackets: they were never closed.
            self._brackets.clear()
        if begin is None or self._brackets:
            return
        words = self.text[begin : min(start, begin + LONGEST_CODE)]
        if words.endswith("\\"):
            return
        indent = self._out.column(begin)
        while self._levels and self._levels[-1].indent >= indent and words[0] not in ")]}":
            self._levels.pop()
        self._statement(begin, start, words, indent)

    # --- statements -------------------------------------------------------------------------------

    def _statement(self, begin: int, end: int, words: str, indent: int) -> None:
        level = self._levels[-1] if self._levels else None
        if _STRING.match(words):
            self._docstring(end, words, level)
        elif _CLASS.match(words):
            self._class(begin, end, words, indent)
        elif _DEF.match(words):
            self._out.flush(end, "code", None)
            self._levels.append(_Level(kind="block", indent=indent))
        elif level is not None and level.container is not None and _is_attribute(words):
            role: Literal["entry", "field"] = "entry" if level.kind == "enum" else "field"
            self._out.flush(end, role, level.container)
        elif level is None and _CONSTANT.match(words):
            self._out.flush(end, "entry", self._constants())
        else:
            self._out.flush(end, "code", None)

    def _class(self, begin: int, end: int, words: str, indent: int) -> None:
        found = _CLASS.match(words)
        name, bases = (found["name"], found["bases"] or "") if found else ("", "")
        kind: Literal["enum", "struct"] = "enum" if _ENUM.search(bases) else "struct"
        self.containers.append(Container(kind=kind, name=name, about=self._about(begin)))
        self._out.flush(end, "code", None)
        level = _Level(kind=kind, indent=indent, container=len(self.containers) - 1)
        self._levels.append(level)

    def _docstring(self, end: int, words: str, level: _Level | None) -> None:
        """Make a comment of it; the first of a class says what the class is about."""
        self._out.flush(end, "comment", None)
        if level is not None and level.container is not None:
            container = self.containers[level.container]
            if not container.about:
                about = " ".join(words.strip("rRbBuUfF").strip("\"'").split())[:_LONGEST_ABOUT]
                self.containers[level.container] = msgspec.structs.replace(container, about=about)

    def _constants(self) -> int:
        last = self.blocks[-1].container if self.blocks else None
        if last is None or self.containers[last].kind != "defines":
            self.containers.append(Container(kind="defines"))
            last = len(self.containers) - 1
        return last

    def _about(self, begin: int) -> str:
        lead = self._out.lead
        if lead is None or self._out.gap(lead[1], begin):
            return ""
        words = _COMMENT.sub("", self.text[lead[0] : lead[1]])
        return " ".join(words.split())[:_LONGEST_ABOUT]


def _is_attribute(words: str) -> bool:
    return bool(_ATTRIBUTE.match(words)) and not _KEYWORD.match(words)


_STEPS: Final = {
    "text": IndentedScan._text,
    "open": IndentedScan._opens,
    "close": IndentedScan._closes,
    "comma": IndentedScan._comma,
    "line": IndentedScan._line,
}
