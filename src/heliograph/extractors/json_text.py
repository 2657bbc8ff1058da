"""JSON and JSON lines: the text as it stands, one field to a member that holds a value.

Escapes of characters beyond ASCII (`\\u4e2d`) are the one thing that is not kept: many programs
write all Chinese so, and nobody could find or read it. A note says when they were resolved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from msgspec import Struct

from heliograph.extractors.verbatim import paragraphs, read_verbatim, trimmed
from heliograph.records import Block, BlockRole, Container, ContainerKind, Note, Problem
from heliograph.seams import Extracted, Limits, Sheet

_TOKEN: Final = re.compile(
    r'\s*+(?:(?P<string>"(?>[^"\\]++|\\.)*+")|(?P<sign>[{}\[\],:])'
    r"|(?P<plain>[-+]?\d[\d.eE+-]*+|[A-Za-z_]\w*+)|(?P<odd>\S))",
    re.DOTALL,
)
_ESCAPE: Final = re.compile(
    r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|.)",
    re.DOTALL,
)
_MOST_BLOCKS: Final = 200_000
_LONGEST_PATH: Final = 200
_ASCII_END: Final = 0x80
_SURROGATES: Final = range(0xD800, 0xE000)


class JsonExtractor:
    """Reads application/json and application/x-ndjson."""

    name = "json"
    version = "1"
    media_types = frozenset({"application/json", "application/x-ndjson"})

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield one sheet; fields stand in structs named by their path from the root."""
        found = read_verbatim(file, limits)
        yield from found.remarks
        text = _ESCAPE.sub(_resolved, found.text)
        if len(text) != len(found.text):
            yield Note(key="escapes", value="characters written as \\u escapes are shown as such")
        members = _Members(text)
        members.walk()
        if not members.blocks and text.strip() and not members.closed:
            yield Problem(
                outcome="damaged", reason="not-what-it-seems", detail="cannot be read as JSON"
            )
        yield Sheet(
            number=1,
            text=text,
            first_line=1,
            blocks=tuple(members.blocks),
            containers=tuple(members.containers),
        )


def _resolved(found: re.Match[str]) -> str:
    high, low, single = found.groups()
    if high:
        return chr(0x10000 + ((int(high, 16) & 0x3FF) << 10) + (int(low, 16) & 0x3FF))
    code = int(single, 16) if single else 0
    if code < _ASCII_END or code in _SURROGATES or not chr(code).isprintable():
        return found.group()
    return chr(code)


class _Level(Struct):
    """One object or array that is open."""

    path: str
    is_object: bool
    index: int = 0
    container: int | None = None
    key: tuple[int, int] | None = None
    awaits_value: bool = False


class _Members:
    """The members of a text's objects and arrays; goes on over what is no JSON."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.blocks: list[Block] = []
        self.containers: list[Container] = []
        self.closed = False
        self._open: list[_Level] = []
        self._roots = 0

    def walk(self) -> None:
        """Make the blocks; what stands beyond the limit becomes plain paragraphs."""
        at = 0
        for found in _TOKEN.finditer(self.text):
            if len(self.blocks) >= _MOST_BLOCKS:
                self.blocks.extend(paragraphs(self.text, at))
                return
            at = found.end()
            kind = found.lastgroup or "odd"
            if kind == "sign":
                self._sign(found["sign"])
            elif kind != "odd":
                self._scalar(*found.span(kind), is_string=kind == "string")

    def _sign(self, sign: str) -> None:
        if sign in "{[":
            self._enter(is_object=sign == "{")
        elif sign in "}]":
            if self._open:
                self._open.pop()
                self.closed = True
        elif self._open:
            level = self._open[-1]
            level.awaits_value = sign == ":"
            if sign == ",":
                level.index += 1
                level.key = None

    def _enter(self, *, is_object: bool) -> None:
        path = self._path_here()
        if not self._open:
            self._roots += 1
        self._open.append(_Level(path=path, is_object=is_object))

    def _path_here(self) -> str:
        if not self._open:
            return f"[{self._roots}]" if self._roots else ""
        above = self._open[-1]
        if above.is_object:
            key = self.text[above.key[0] + 1 : above.key[1] - 1] if above.key else ""
            path = f"{above.path}.{key}" if above.path else key
        else:
            path = f"{above.path}[{above.index}]"
        return path[-_LONGEST_PATH:]

    def _scalar(self, start: int, end: int, *, is_string: bool) -> None:
        if not self._open:
            if is_string:
                self._add(start, end, "paragraph", None)
            return
        level = self._open[-1]
        if level.is_object and not level.awaits_value:
            level.key = (start, end)
            return
        level.awaits_value = False
        if self.text[start:end] == "null":
            return
        if level.is_object:
            self._add(level.key[0] if level.key else start, end, "field", level)
        elif is_string:
            self._add(start, end, "item", level)

    def _add(self, start: int, end: int, role: BlockRole, level: _Level | None) -> None:
        if level is not None and level.container is None:
            kind: ContainerKind = "struct" if level.is_object else "list"
            self.containers.append(Container(kind=kind, name=level.path))
            level.container = len(self.containers) - 1
        if self.blocks:
            # Broken JSON can give one key two values.
            start = trimmed(self.text, max(start, self.blocks[-1].end), end)[0]
        self.blocks.append(
            Block(
                start=start,
                end=end,
                role=role,
                level=1 if role == "item" else 0,
                container=level.container if level else None,
            )
        )
