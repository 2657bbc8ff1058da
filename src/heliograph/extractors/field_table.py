"""Field tables: plain dumps of an interface's names, one to a line, with what was said of each.

[lines 120-140]                      where it was taken from
Kinds of hat                         what the group below is about
enum table tagHAT_KIND               the group
HAT_NONE = 0 | no hat                an entry, its value, its comment
BYTE byHat[4] | see HAT_KIND         a field, its type, its comment
#define MAX_HATS 4 | how many        a name for a number
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final, Literal

import msgspec

from heliograph.extractors.verbatim import line_spans, read_verbatim, trimmed
from heliograph.records import Block, BlockRole, Container, ContainerKind
from heliograph.seams import Extracted, Limits, Sheet

_NAME: Final = r"[A-Za-z_]\w*"
_MARKER: Final = re.compile(r"\[\s*(?:lines?|行)\s*\d+(?:\s*[-–]\s*\d+)?\s*\]\Z", re.IGNORECASE)
_GROUP: Final = re.compile(
    rf"(?:typedef\s+)?(?P<kind>enum|struct|union|class)(?:\s+table)?(?:\s+(?P<name>{_NAME}))?"
    r"\s*(?:\|\s*(?P<about>.*))?\Z"
)
_DEFINE: Final = re.compile(rf"#\s*define\s+{_NAME}(?:\([^)]*\))?(?:\s+[^|]*?)?\s*(?P<bar>\|.*)?\Z")
_ENTRY: Final = re.compile(rf"{_NAME}(?:\s*=\s*[^|]*?)?\s*(?P<bar>\|.*)?\Z")
_FIELD: Final = re.compile(
    rf"(?:(?:const|unsigned|signed|struct|enum|union|long|short)\s+)*{_NAME}(?:::{_NAME})*"
    rf"(?:\s*<[^<>|]*>)?\s*(?:\s|[*&])\s*[*&]*\s*{_NAME}\s*(?P<length>(?:\[[^\]|]*\])*)"
    r"(?:\s*:\s*\d+)?\s*(?P<bar>\|.*)?\Z"
)

Kind = Literal["blank", "marker", "group", "define", "entry", "field", "words"]

_STRONG_AT_LEAST: Final = 3
_SEARCHED_LINES: Final = 150
_STRONG_SHARE: Final = 0.15
_FITTING_SHARE: Final = 0.7


def kind_of(line: str) -> Kind:
    """Tell what one line, without its break and outer white space, is in a field table."""
    if not line:
        return "blank"
    if _MARKER.match(line):
        return "marker"
    if _GROUP.match(line):
        return "group"
    if _DEFINE.match(line):
        return "define"
    if _ENTRY.match(line):
        return "entry"
    return "field" if _FIELD.match(line) else "words"


def _is_type_name(line: str, tag: str) -> bool:
    """Say whether a line repeats the group's name, as the end of a typedef does."""
    plain = re.sub(r"^(?:tag|_+|st_?)", "", tag)
    if not plain or "|" in line:
        return False
    words = re.findall(_NAME, line)
    return bool(words) and all(re.sub(r"^L?P_?", "", word) == plain for word in words)


def looks_like_field_table(lines: list[str]) -> bool:
    """Say whether most lines fit, and enough of them fit nothing else (comment, array, group)."""
    stripped = [line.strip() for line in lines[:_SEARCHED_LINES]]
    if sum(" | " in line or line.endswith("]") for line in stripped) < _STRONG_AT_LEAST:
        return False
    fitting = strong = written = 0
    for line in stripped:
        kind = kind_of(line)
        if kind == "blank":
            continue
        written += 1
        if kind == "words" or (kind in ("entry", "field") and line.startswith("|")):
            continue
        fitting += 1
        strong += kind in ("marker", "group") or " | " in line or line.endswith("]")
    return strong >= max(_STRONG_AT_LEAST, _STRONG_SHARE * written) and (
        fitting >= _FITTING_SHARE * written
    )


class FieldTableExtractor:
    """Reads text/x-field-table."""

    name = "field-table"
    version = "1"
    media_types = frozenset({"text/x-field-table"})

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield one sheet, a block for each line that says something."""
        found = read_verbatim(file, limits)
        yield from found.remarks
        groups = _Groups(found.text)
        for start, end in line_spans(found.text):
            groups.line(*trimmed(found.text, start, end))
        yield Sheet(
            number=1,
            text=found.text,
            first_line=1,
            blocks=tuple(groups.blocks),
            containers=tuple(groups.containers),
        )


class _Groups:
    """Which group each line belongs to, line after line."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.blocks: list[Block] = []
        self.containers: list[Container] = []
        self._kind: ContainerKind | None = None
        self._opened_by_line = False
        self._fresh = False
        self._gap = False
        self._words_before = ""

    def line(self, start: int, end: int) -> None:
        """Take one line, given by its trimmed span."""
        line = self.text[start:end]
        kind = kind_of(line)
        if kind == "blank":
            self._blank()
            return
        if kind == "marker":
            self._close()
        elif kind == "group":
            self._group(line)
            self._add(start, end, "code")
        elif kind == "words":
            self._comment(start, end, line)
            return
        else:
            self._member(start, end, kind)
        self._words_before = ""
        self._gap = False

    def _blank(self) -> None:
        # Right below its heading an empty line belongs to the group; further down it may end it.
        self._gap = not self._fresh
        if not self._opened_by_line or self._kind == "defines":
            self._kind = None

    def _close(self) -> None:
        self._kind = None
        self._opened_by_line = self._fresh = False

    def _group(self, line: str) -> None:
        found = _GROUP.match(line)
        if found is None:
            return
        kind: ContainerKind = "enum" if found["kind"] == "enum" else "struct"
        self._open(kind, found["name"] or "", found["about"] or self._words_before)
        self._opened_by_line = self._fresh = True

    def _open(self, kind: ContainerKind, name: str = "", about: str = "") -> None:
        self._kind = kind
        self.containers.append(Container(kind=kind, name=name, about=about))
        self._opened_by_line = self._fresh = False

    def _member(self, start: int, end: int, kind: Kind) -> None:
        role: BlockRole = "field" if kind == "field" else "entry"
        belongs: ContainerKind = "defines" if kind == "define" else "enum"
        if kind == "field":
            belongs = "struct"
        if self._kind is None or (belongs == "defines") != (self._kind == "defines"):
            self._open(belongs, about=self._words_before if not self._gap else "")
        if self._kind == "struct" and kind == "entry":
            # The name that closes a struct, or a field whose type was lost.
            role = "field"
        self._fresh = False
        if _is_type_name(self.text[start:end], self.containers[-1].name):
            role = "code"
        self._add(start, end, role)

    def _comment(self, start: int, end: int, line: str) -> None:
        if self._gap and self._opened_by_line:
            self._close()
        self._words_before = line
        self._gap = False
        self.blocks.append(Block(start=start, end=end, role="comment"))
        if self._kind is not None and not self._fresh:
            self.blocks[-1] = msgspec.structs.replace(
                self.blocks[-1], container=len(self.containers) - 1
            )

    def _add(self, start: int, end: int, role: BlockRole) -> None:
        self.blocks.append(
            Block(start=start, end=end, role=role, container=len(self.containers) - 1)
        )
