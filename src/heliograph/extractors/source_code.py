"""C and C++: entries, fields and defines, each with the comment that explains it.

A header of a vendor is a list of what the product can report. What matters is that each name stays
with its comment and under the type it belongs to, in files that no compiler would take any more:
cut, merged, badly decoded, full of macros. So this reads braces, commas and comments, and never
gives up; a grammar loses whole lists at one unknown macro.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final, Literal

import msgspec
from msgspec import Struct

from heliograph.extractors.code_blocks import LONGEST_CODE, CodeBlocks, plain
from heliograph.extractors.verbatim import read_verbatim, trimmed
from heliograph.records import Block, BlockRole, Container
from heliograph.seams import Extracted, Limits, Sheet

_TOKEN: Final = re.compile(
    r"(?P<comment>//[^\n]*|/\*(?s:.*?)\*/|/\*[^\n]*)"
    r"|(?P<directive>^[ \t]*#(?:[^\n\\/]|/(?![/*])|\\\r?\n|\\)*)"
    r'|(?P<text>"(?:[^"\\\n]|\\.)*"?|\'(?:[^\'\\\n]|\\.)*\'?)'
    r"|(?P<sign>[{}();,])"
    r"|(?P<label>\b(?:public|private|protected)(?:\s+\w+)?\s*:(?!:))"
    r"|(?P<typedef>^[ \t]*typedef\b)",
    re.MULTILINE,
)
_COMMENT: Final = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_TYPE: Final = re.compile(
    r"\b(?P<kind>enum|struct|union|class|interface)\b(?:\s+(?:class|struct)\b)?(?P<rest>[^;{}()]*)\Z"
)
_NAME: Final = re.compile(r"[A-Za-z_]\w*")
_DEFINE: Final = re.compile(r"[ \t]*#[ \t]*define[ \t]+[A-Za-z_]\w*(?P<value>[ \t]+\S)?")
_COMMENTED: Final = re.compile(r"[ \t]*(?://|/\*)")

ScopeKind = Literal["enum", "struct", "other"]


class SourceCodeExtractor:
    """Reads text/x-c."""

    name = "source-code"
    version = "1"
    media_types = frozenset({"text/x-c"})

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield one sheet with its entries, fields, defines, comments and code."""
        found = read_verbatim(file, limits)
        yield from found.remarks
        scan = Scan(found.text)
        scan.run()
        yield Sheet(
            number=1,
            text=found.text,
            first_line=1,
            blocks=tuple(scan.blocks),
            containers=tuple(scan.containers),
        )


class _Scope(Struct):
    """A pair of braces that is open."""

    kind: ScopeKind
    container: int | None = None
    parentheses: int = 0


class Scan:
    """One pass over a text, from boundary to boundary (`{`, `}`, `;`, and `,` in an enum)."""

    def __init__(self, text: str) -> None:
        """Begin before the first character."""
        self.text = text
        self._out = CodeBlocks(text)
        self.blocks: list[Block] = self._out.blocks
        self.containers = self._out.containers
        self._scopes: list[_Scope] = []
        self._at = 0
        self._closed: _Scope | None = None

    def run(self) -> None:
        """Make the blocks of the whole text."""
        for found in _TOKEN.finditer(self.text):
            start, end = found.span()
            if start > self._at:
                self._between(start)
            kind = found.lastgroup
            if kind == "comment":
                self._out.comment(start, end)
            else:
                _STEPS[kind or "text"](self, start, end)
                self._out.after_comment = False
            self._at = end
        self._between(len(self.text))
        self._flush(len(self.text), "code", None)
        self._out.flush_lead()

    # --- what stands between tokens ------------------------------------------------------------

    def _between(self, end: int) -> None:
        """Take the text since the last token, if it is more than white space, as code."""
        start, stop = trimmed(self.text, self._at, end)
        if stop == start:
            return
        if self._out.statement is not None and self._comma_forgotten(start):
            self._flush(self._at, "entry", self._scopes[-1].container)
        if self._out.statement is None:
            self._out.statement = start
        self._out.after_comment = False

    def _comma_forgotten(self, start: int) -> bool:
        """In an enum, a name on a new line after a comment is a new entry, comma or not."""
        return (
            self._out.after_comment
            and bool(self._scopes)
            and self._scopes[-1].kind == "enum"
            and "\n" in self.text[self._at : start]
            and (self.text[start].isalpha() or self.text[start] == "_")
        )

    # --- tokens ---------------------------------------------------------------------------------

    def _directive(self, start: int, end: int) -> None:
        start, end = trimmed(self.text, start, end)
        if self._out.statement is not None:
            return
        found = _DEFINE.match(self.text, start, end)
        if found is None or not found["value"]:
            self._out.flush_lead()
            self._out.add(start, end, "code", None)
            return
        self._define(start, end)

    def _define(self, start: int, end: int) -> None:
        lead = self._out.take_lead(start)
        about = ""
        if lead is not None and _COMMENTED.match(self.text, end):
            # It has its own comment on its line, so the one above is about the whole group.
            self._out.add(*lead, "comment", None)
            about, lead = plain(self.text[lead[0] : lead[1]]), None
        first = lead[0] if lead else start
        if about or not self._goes_on_defining(first):
            self.containers.append(Container(kind="defines", about=about))
        self._out.add(first, end, "entry", len(self.containers) - 1)

    def _goes_on_defining(self, start: int) -> bool:
        if not self._out.blocks or self.blocks[-1].container is None:
            return False
        container = self.blocks[-1].container
        return (
            container == len(self.containers) - 1
            and self.containers[container].kind == "defines"
            and not self._out.gap(self.blocks[-1].end, start)
        )

    def _sign(self, start: int, end: int) -> None:
        sign = self.text[start]
        if sign == "{":
            self._opens(start, end)
        elif sign == "}":
            self._closes(start)
        elif sign == ";":
            self._ends(end)
        elif sign == ",":
            self._comma(end)
        else:
            self._parenthesis(start, opens=sign == "(")

    def _parenthesis(self, start: int, *, opens: bool) -> None:
        self._text(start, start + 1)
        if self._scopes:
            scope = self._scopes[-1]
            scope.parentheses = max(0, scope.parentheses + (1 if opens else -1))

    def _comma(self, end: int) -> None:
        if self._scopes and self._scopes[-1].kind == "enum" and not self._scopes[-1].parentheses:
            self._flush(end, "entry", self._scopes[-1].container)

    def _text(self, start: int, end: int) -> None:
        if self._out.statement is None:
            self._out.statement = start

    def _label(self, start: int, end: int) -> None:
        if self._out.statement is None:
            self._out.flush_lead()
            self._out.add(start, end, "code", None)

    def _typedef(self, start: int, end: int) -> None:
        # No enum holds a typedef: its closing brace is lost.
        if self._scopes and self._scopes[-1].kind == "enum":
            self._flush(start, "entry", self._scopes[-1].container)
            self._scopes.pop()
        self._text(trimmed(self.text, start, end)[0], end)

    # --- braces ---------------------------------------------------------------------------------

    def _opens(self, start: int, end: int) -> None:
        if self._scopes and self._scopes[-1].kind == "enum":
            self._scopes.pop()
        begin = self._out.statement if self._out.statement is not None else start
        head = _COMMENT.sub(" ", self.text[max(begin, start - LONGEST_CODE) : start])
        found = _TYPE.search(head)
        scope = _Scope(kind="other")
        lead = self._out.lead
        if found is not None and "=" not in found["rest"]:
            about = ""
            if lead is not None and not self._out.gap(lead[1], begin):
                about = plain(self.text[lead[0] : lead[1]])
            kind: Literal["enum", "struct"] = "enum" if found["kind"] == "enum" else "struct"
            self.containers.append(
                Container(kind=kind, name=_type_name(found["rest"]), about=about)
            )
            scope = _Scope(kind=kind, container=len(self.containers) - 1)
        self._out.flush_lead()
        self._out.statement = begin
        self._flush(end, "code", None)
        self._scopes.append(scope)

    def _closes(self, start: int) -> None:
        scope = self._scopes.pop() if self._scopes else None
        if scope is not None and scope.kind == "enum":
            self._flush(start, "entry", scope.container)
        else:
            self._flush(start, "code", None)
        self._out.flush_lead()
        self._out.statement = start
        self._closed = scope
        if scope is None or scope.kind == "other":
            # Nothing follows the body of a function.
            self._flush(start + 1, "code", None)

    def _ends(self, end: int) -> None:
        scope = self._scopes[-1] if self._scopes else None
        only_closes = False
        if self._closed is not None and self._closed.container is not None:
            only_closes = not self._name_type(self._closed.container, end)
        if scope is None or scope.container is None or only_closes:
            self._flush(end, "code", None)
        else:
            role: BlockRole = "entry" if scope.kind == "enum" else "field"
            self._flush(end, role, scope.container)

    def _name_type(self, container: int, end: int) -> bool:
        """Add the names that stand after the closing brace to the type's own, if there are any."""
        begin = self._out.statement or 0
        words = _COMMENT.sub(" ", self.text[begin : min(end, begin + LONGEST_CODE)])
        declared = _NAME.findall(words)
        names = [self.containers[container].name, *declared]
        self.containers[container] = msgspec.structs.replace(
            self.containers[container], name=", ".join(dict.fromkeys(filter(None, names)))
        )
        return bool(declared)

    def _flush(self, end: int, role: BlockRole, container: int | None) -> None:
        self._closed = None
        self._out.flush(end, role, container)


_STEPS: Final = {
    "directive": Scan._directive,
    "text": Scan._text,
    "sign": Scan._sign,
    "label": Scan._label,
    "typedef": Scan._typedef,
}


def _type_name(rest: str) -> str:
    """Take the name out of what stands between the keyword and the brace."""
    own = re.sub(r"(?<!:):(?!:).*", "", rest, flags=re.DOTALL)
    names = [name for name in _NAME.findall(own) if name not in ("final", "__attribute__")]
    return names[-1] if names else ""
