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
_MARGIN: Final = re.compile(
    r"^[ \t]*(?:/\*+!?<?|\*+/|//+!?<?|\*+(?!/))[ \t]?|[ \t]*\*+/[ \t]*$", re.MULTILINE
)
_COMMENTED: Final = re.compile(r"[ \t]*(?://|/\*)")
_LONGEST_CODE: Final = 2_000
_LONGEST_ABOUT: Final = 1_000
_NEAR_COLUMN: Final = 4

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
        self.blocks: list[Block] = []
        self.containers: list[Container] = []
        self._scopes: list[_Scope] = []
        self._at = 0
        self._statement: int | None = None
        self._lead: tuple[int, int] | None = None
        self._closed: _Scope | None = None
        self._trailing_column: int | None = None
        self._after_comment = False

    def run(self) -> None:
        """Make the blocks of the whole text."""
        for found in _TOKEN.finditer(self.text):
            start, end = found.span()
            if start > self._at:
                self._between(start)
            kind = found.lastgroup
            if kind == "comment":
                self._comment(start, end)
            else:
                _STEPS[kind or "text"](self, start, end)
                self._after_comment = False
            self._at = end
        self._between(len(self.text))
        self._flush(len(self.text), "code", None)
        self._flush_lead()

    # --- what stands between tokens ------------------------------------------------------------

    def _between(self, end: int) -> None:
        """Take the text since the last token, if it is more than white space, as code."""
        start, stop = trimmed(self.text, self._at, end)
        if stop == start:
            return
        if self._statement is not None and self._comma_forgotten(start):
            self._flush(self._at, "entry", self._scopes[-1].container)
        if self._statement is None:
            self._statement = start
        self._after_comment = False

    def _comma_forgotten(self, start: int) -> bool:
        """In an enum, a name on a new line after a comment is a new entry, comma or not."""
        return (
            self._after_comment
            and bool(self._scopes)
            and self._scopes[-1].kind == "enum"
            and "\n" in self.text[self._at : start]
            and (self.text[start].isalpha() or self.text[start] == "_")
        )

    # --- tokens ---------------------------------------------------------------------------------

    def _comment(self, start: int, end: int) -> None:
        if self._statement is not None:
            self._after_comment = True
        elif self._explains_last(start):
            self._trailing_column = self._column(start)
            self.blocks[-1] = msgspec.structs.replace(
                self.blocks[-1], end=trimmed(self.text, start, end)[1]
            )
        elif self._lead is not None and not self._gap(self._lead[1], start):
            self._lead = (self._lead[0], end)
        else:
            self._flush_lead()
            self._lead = (start, end)

    def _explains_last(self, start: int) -> bool:
        """A comment on the same line, or going on below one that stood there."""
        if self._lead is not None or not self.blocks:
            return False
        last = self.blocks[-1]
        if last.role not in ("entry", "field"):
            return False
        between = self.text[last.end : start]
        if "\n" not in between:
            return not between.strip(" \t,;")
        return (
            self._trailing_column is not None
            and not between.strip()
            and between.count("\n") == 1
            and self._column(start) >= self._trailing_column - _NEAR_COLUMN
            and self._column(start) > self._column(last.start)
        )

    def _directive(self, start: int, end: int) -> None:
        start, end = trimmed(self.text, start, end)
        if self._statement is not None:
            return
        found = _DEFINE.match(self.text, start, end)
        if found is None or not found["value"]:
            self._flush_lead()
            self._add(start, end, "code", None)
            return
        self._define(start, end)

    def _define(self, start: int, end: int) -> None:
        lead = self._take_lead(start)
        about = ""
        if lead is not None and _COMMENTED.match(self.text, end):
            # It has its own comment on its line, so the one above is about the whole group.
            self._add(*lead, "comment", None)
            about, lead = _plain(self.text[lead[0] : lead[1]]), None
        first = lead[0] if lead else start
        if about or not self._goes_on_defining(first):
            self.containers.append(Container(kind="defines", about=about))
        self._add(first, end, "entry", len(self.containers) - 1)

    def _goes_on_defining(self, start: int) -> bool:
        if not self.blocks or self.blocks[-1].container is None:
            return False
        container = self.blocks[-1].container
        return (
            container == len(self.containers) - 1
            and self.containers[container].kind == "defines"
            and not self._gap(self.blocks[-1].end, start)
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
        if self._statement is None:
            self._statement = start

    def _label(self, start: int, end: int) -> None:
        if self._statement is None:
            self._flush_lead()
            self._add(start, end, "code", None)

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
        begin = self._statement if self._statement is not None else start
        head = _COMMENT.sub(" ", self.text[max(begin, start - _LONGEST_CODE) : start])
        found = _TYPE.search(head)
        scope = _Scope(kind="other")
        lead = self._lead
        if found is not None and "=" not in found["rest"]:
            about = ""
            if lead is not None and not self._gap(lead[1], begin):
                about = _plain(self.text[lead[0] : lead[1]])
            kind: Literal["enum", "struct"] = "enum" if found["kind"] == "enum" else "struct"
            self.containers.append(
                Container(kind=kind, name=_type_name(found["rest"]), about=about)
            )
            scope = _Scope(kind=kind, container=len(self.containers) - 1)
        self._flush_lead()
        self._statement = begin
        self._flush(end, "code", None)
        self._scopes.append(scope)

    def _closes(self, start: int) -> None:
        scope = self._scopes.pop() if self._scopes else None
        if scope is not None and scope.kind == "enum":
            self._flush(start, "entry", scope.container)
        else:
            self._flush(start, "code", None)
        self._flush_lead()
        self._statement = start
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
        begin = self._statement or 0
        words = _COMMENT.sub(" ", self.text[begin : min(end, begin + _LONGEST_CODE)])
        declared = _NAME.findall(words)
        names = [self.containers[container].name, *declared]
        self.containers[container] = msgspec.structs.replace(
            self.containers[container], name=", ".join(dict.fromkeys(filter(None, names)))
        )
        return bool(declared)

    # --- blocks ---------------------------------------------------------------------------------

    def _flush(self, end: int, role: BlockRole, container: int | None) -> None:
        """End the statement that is open, at `end`, as a block together with its comment."""
        start, self._statement, self._closed = self._statement, None, None
        if start is None:
            return
        if role != "code":
            lead = self._take_lead(start)
            start = lead[0] if lead else start
        else:
            self._flush_lead()
        self._add(start, end, role, container)

    def _take_lead(self, start: int) -> tuple[int, int] | None:
        lead = self._lead
        if lead is not None and self._gap(lead[1], start):
            self._flush_lead()
            return None
        self._lead = None
        return lead

    def _flush_lead(self) -> None:
        if self._lead is not None:
            lead, self._lead = self._lead, None
            self._add(*lead, "comment", None)

    def _add(self, start: int, end: int, role: BlockRole, container: int | None) -> None:
        start, end = trimmed(self.text, start, end)
        if self.blocks:
            start = max(start, self.blocks[-1].end)
        if end <= start:
            return
        self._trailing_column = None
        last = self.blocks[-1] if self.blocks else None
        if (
            role == "code"
            and last is not None
            and last.role == "code"
            and end - last.start <= _LONGEST_CODE
            and not self._gap(last.end, start)
        ):
            self.blocks[-1] = msgspec.structs.replace(last, end=end)
            return
        self.blocks.append(Block(start=start, end=end, role=role, container=container))

    def _gap(self, start: int, end: int) -> bool:
        """Say whether an empty line stands between two places."""
        return self.text.count("\n", start, end) > 1

    def _column(self, place: int) -> int:
        return place - (self.text.rfind("\n", max(0, place - _LONGEST_CODE), place) + 1)


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


def _plain(comment: str) -> str:
    """Give the words of a comment without its signs and margins."""
    lines = (line.strip() for line in _MARGIN.sub("", comment).splitlines())
    return " ".join(line for line in lines if line)[:_LONGEST_ABOUT]
