"""Java, C#, Go, JavaScript, TypeScript: constants, enums, fields and tables, with their comments.

Scanned, not parsed, as C is: what matters is that each name stays with its comment and under the
type or table it belongs to, in files that are cut, merged, or of a dialect that came later.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from msgspec import Struct

from heliograph.extractors.code_blocks import LONGEST_CODE, CodeBlocks, plain
from heliograph.extractors.verbatim import trimmed
from heliograph.records import Block, Container

JAVA: Final = "text/x-java"
C_SHARP: Final = "text/x-csharp"
GO: Final = "text/x-go"
JAVASCRIPT: Final = "text/x-javascript"
BRACED: Final = frozenset({JAVA, C_SHARP, GO, JAVASCRIPT})

_TOKEN: Final = re.compile(
    r"(?P<comment>//[^\n]*|/\*(?s:.*?)\*/|/\*[^\n]*)"
    r'|(?P<text>"""(?s:.*?)"""|`(?>[^`\\]|\\(?s:.))*+`|@"(?>[^"]|"")*+"'
    r'|"(?>[^"\\\n]|\\.)*+"?|\'(?>[^\'\\\n]|\\.)*+\'?'
    # A regular expression of JavaScript stands where no other language may divide.
    r"|(?:(?<=[=(,:\[!&|?;{}\n])|(?<=[=(,:\[!&|?;{}] ))/(?![*/])"
    r"(?>[^/\\\n\[]|\\.|\[(?>[^\]\\\n]|\\.)*+\])++/[a-z]*)"
    r"|(?P<property>\{\s*(?:(?:private|protected|internal|public)\s+)*(?:get|set|init)\b\s*;[^{}]*\}"
    r"(?:[ \t]*=(?!>)[^;\n]*;)?)"
    r"|(?P<open>[{(\[])|(?P<close>[})\]])|(?P<end>;)|(?P<comma>,)|(?P<line>\n)"
)
_COMMENT: Final = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_TYPE: Final = re.compile(
    r"\b(?P<kind>enum|class|interface|struct|record|namespace|module)\b(?P<rest>[^;={}]*)\Z"
)
_ALIAS: Final = re.compile(r"\btype\s+(?P<name>\w+)(?:<[^=]*>)?\s*=\s*\Z")
_GO_TYPE: Final = re.compile(r"\btype\s+(?P<name>\w+)\s+(?:struct|interface)\s*\Z")
_GO_GROUP: Final = re.compile(r"(?:const|var)\s*\Z")
_NAMED: Final = re.compile(
    r"([A-Za-z_$][\w$]*)\"?'?\s*(?:\[[^\]]*\]|:\s*[^=]+)?\s*(?::=|=|:)[^=]*\Z"
)
_MAKES: Final = re.compile(
    r"(?:\bnew\b[^;={}]*|[=(\[,:?]|\breturn|\bdefault|:=[^;{}]*|=>\s*\()\s*\Z"
)
_GO_LITERAL: Final = re.compile(
    r"(?:=|return|\(|,|:)\s*&?(?:\[[^\]]*\]|map\[|[\w.*]+\s*\Z)[^;(){}]*\Z"
)
_CONSTANT: Final = re.compile(
    r"(?:export\s+|public\s+|private\s+|protected\s+|internal\s+|static\s+|declare\s+|default\s+)*"
    r"(?:const|let|var|final|readonly)\s+[^({]*?[\w$\])>]\s*(?::=|=(?!>)|;|\Z)"
)
_FUNCTION: Final = re.compile(r"=\s*(?:async\s*)?(?:function\b|\([^)]*\)\s*=>|\w+\s*=>)")
_BODY: Final = re.compile(r"\A[^=]*(?:\)|\bstatic)\s*\Z")
_GOES_ON: Final = re.compile(r"[=,(\[{+\-*/&|?:<>.]\Z")
_LINE_GOES_ON: Final = re.compile(r"\s*[.?:+\-*/&|=)\]},{]")
_NAME: Final = re.compile(r"[A-Za-z_$][\w$]*")
_LONGEST_LINE: Final = 1_000
_CLOSES: Final = {"{": "}", "(": ")", "[": "]"}

Kind = Literal["top", "enum", "struct", "list", "block", "round"]
_KINDS: Final[dict[str, Kind]] = {"enum": "enum", "namespace": "top", "module": "top"}


class _Scope(Struct):
    """A bracket that is open, or the file itself."""

    kind: Kind
    sign: str = ""
    container: int | None = None


class BracedScan:
    """One pass over a text, from boundary to boundary."""

    def __init__(self, text: str, language: str) -> None:
        """Begin before the first character."""
        self.text = text
        self._language = language
        self._out = CodeBlocks(text)
        self.blocks: list[Block] = self._out.blocks
        self.containers = self._out.containers
        self._scopes = [_Scope(kind="top")]
        self._at = 0
        self._lines_end = language in (GO, JAVASCRIPT)

    def run(self) -> None:
        """Make the blocks of the whole text."""
        for found in _TOKEN.finditer(self.text):
            start, end = found.span()
            self._between(start)
            kind = found.lastgroup or "text"
            if kind == "comment":
                self._out.comment(start, end)
            elif kind == "line":
                self._line(start)
            else:
                _STEPS[kind](self, start, end)
                self._out.after_comment = False
            self._at = end
        self._between(len(self.text))
        self._flush(len(self.text))
        self._out.flush_lead()

    @property
    def _scope(self) -> _Scope:
        return self._scopes[-1]

    def _between(self, end: int) -> None:
        start, stop = trimmed(self.text, self._at, end)
        if stop > start:
            self._text(start, stop)
            self._out.after_comment = False

    # --- tokens ---------------------------------------------------------------------------------

    def _text(self, start: int, end: int) -> None:
        if self._out.statement is None:
            self._out.statement = start

    def _line(self, start: int) -> None:
        """A line ends a statement in Go and JavaScript, if it looks as if it did."""
        begin = self._out.statement
        if begin is None or not self._lines_end or self._scope.kind in ("round", "list"):
            return
        words = _COMMENT.sub(" ", self.text[max(begin, start - _LONGEST_LINE) : start]).rstrip()
        is_go = self._language == GO
        if not _GOES_ON.search(words) and (is_go or not _LINE_GOES_ON.match(self.text, start)):
            self._flush(start)

    def _ends(self, start: int, end: int) -> None:
        if self._scope.kind == "round":
            return
        if self._scope.kind == "enum" and self._scope.sign == "{":
            # Constants of a Java enum end here; what follows are its fields.
            self._flush(end)
            self._scopes[-1] = _Scope(kind="struct", sign="{", container=self._struct_beside())
            return
        self._flush(end)

    def _struct_beside(self) -> int:
        name = ""
        if self._scope.container is not None:
            name = self.containers[self._scope.container].name
        self.containers.append(Container(kind="struct", name=name))
        return len(self.containers) - 1

    def _comma(self, start: int, end: int) -> None:
        in_type = self._scope.kind == "struct" and self._language == JAVASCRIPT
        if in_type or self._scope.kind in ("enum", "list"):
            self._flush(end)

    def _property(self, start: int, end: int) -> None:
        if self._scope.kind == "struct":
            self._text(start, end)
            self._flush(end)

    def _opens(self, start: int, end: int) -> None:
        sign = self.text[start]
        begin = self._out.statement if self._out.statement is not None else start
        head = _COMMENT.sub(" ", self.text[max(begin, start - LONGEST_CODE) : start])
        kind = self._kind(sign, head, start)
        if kind == "round":
            self._text(start, end)
            self._scopes.append(_Scope(kind="round", sign=sign))
            return
        container = self._container(kind, head, begin)
        self._out.flush_lead()
        self._out.statement = begin
        self._out.flush(end, "code", None)
        self._scopes.append(_Scope(kind=kind, sign=sign, container=container))

    def _closes(self, start: int, end: int) -> None:
        sign = self.text[start]
        if not any(_CLOSES.get(scope.sign) == sign for scope in self._scopes):
            return
        if self._scope.kind != "round":
            self._flush(start)
            self._out.flush_lead()
        while _CLOSES.get(self._scopes.pop().sign) != sign:
            pass
        was_round = self._out.statement is not None
        self._text(start, end)
        if not was_round and self._scope.kind != "round" and sign == "}":
            self._out.flush(end, "code", None)

    # --- what a bracket opens ---------------------------------------------------------------------

    def _kind(self, sign: str, head: str, start: int) -> Kind:
        if sign == "(":
            is_group = self._language == GO and _GO_GROUP.fullmatch(head)
            return "enum" if is_group else "round"
        if sign == "{" and self._scope.kind in ("top", "struct", "block") and _BODY.search(head):
            return "block"
        if self._closes_on_its_line(start):
            return "round"
        if sign == "[":
            makes = re.search(r"(?:[=(\[,:]|\breturn|^)\s*\Z", head)
            is_value = self._scope.kind in ("list", "round") or head.strip()
            return "list" if makes and is_value else "round"
        return self._braces(head)

    def _braces(self, head: str) -> Kind:
        found = _TYPE.search(head)
        if found and not found["rest"].rstrip().endswith("=>"):
            return _KINDS.get(found["kind"], "struct")
        if _GO_TYPE.search(head) or _ALIAS.search(head):
            return "struct"
        if self._scope.kind == "list" and not head.rstrip().endswith(")"):
            return "list"
        if self._language == GO:
            return "list" if _GO_LITERAL.search(head) else "block"
        return "list" if _MAKES.search(head) else "block"

    def _closes_on_its_line(self, start: int) -> bool:
        """Say whether a literal ends on the line where it begins: then it is one thing."""
        end = self.text.find("\n", start, start + _LONGEST_LINE)
        depth = 0
        for found in _TOKEN.finditer(self.text, start, end if end >= 0 else start + _LONGEST_LINE):
            depth += (found.lastgroup == "open") - (found.lastgroup == "close")
            if found.lastgroup == "property" or not depth:
                return self._scope.kind in ("list", "round") or not self._is_type(start)
        return False

    def _is_type(self, start: int) -> bool:
        begin = self._out.statement if self._out.statement is not None else start
        head = _COMMENT.sub(" ", self.text[max(begin, start - LONGEST_CODE) : start])
        return bool(_TYPE.search(head) or _GO_TYPE.search(head) or _ALIAS.search(head))

    def _container(self, kind: Kind, head: str, begin: int) -> int | None:
        if kind not in ("enum", "struct", "list"):
            return None
        lead = self._out.lead
        about = ""
        if lead is not None and not self._out.gap(lead[1], begin):
            about = plain(self.text[lead[0] : lead[1]])
        self.containers.append(Container(kind=kind, name=_name(head), about=about))
        return len(self.containers) - 1

    # --- blocks -----------------------------------------------------------------------------------

    def _flush(self, end: int) -> None:
        """End the statement that is open, as what its place makes it."""
        scope = self._scope
        if scope.kind in ("enum", "list"):
            self._out.flush(end, "entry", scope.container)
        elif scope.kind == "struct":
            self._out.flush(end, "field", scope.container)
        elif scope.kind == "top" and self._is_constant(end):
            self._out.flush(end, "entry", self._constants())
        else:
            self._out.flush(end, "code", None)

    def _is_constant(self, end: int) -> bool:
        begin = self._out.statement
        if begin is None:
            return False
        words = self.text[begin : min(end, begin + LONGEST_CODE)]
        return bool(_CONSTANT.match(words)) and not _FUNCTION.search(words)

    def _constants(self) -> int:
        """Give the container of constants one below the other, a new one where others came."""
        last = self.blocks[-1].container if self.blocks else None
        if last is None or self.containers[last].kind != "defines":
            self.containers.append(Container(kind="defines"))
            last = len(self.containers) - 1
        return last


_STEPS: Final = {
    "text": BracedScan._text,
    "property": BracedScan._property,
    "open": BracedScan._opens,
    "close": BracedScan._closes,
    "end": BracedScan._ends,
    "comma": BracedScan._comma,
}


def _name(head: str) -> str:
    """Take the name of a type or of a table out of what stands before its bracket."""
    for pattern in (_ALIAS, _GO_TYPE):
        found = pattern.search(head)
        if found:
            return found["name"]
    found = _TYPE.search(head)
    if found:
        named = _NAME.search(found["rest"])
        return named[0] if named else ""
    found = _NAMED.search(head)
    return found[1] if found else ""
