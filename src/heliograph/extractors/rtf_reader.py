"""Follows RTF from beginning to end: words into a draft, and all else to where it is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from heliograph.extractors.draft import Draft
from heliograph.extractors.rtf_state import Flow, Fonts, State
from heliograph.extractors.rtf_tokens import BYTE, CLOSE, OPEN, SIGN, TEXT, WORD, tokens
from heliograph.extractors.rtf_words import (
    BESIDE,
    DATE,
    HEADING,
    LIST_TEXT,
    MEANT,
    SIGNS,
    THROUGH,
    destination_of,
)
from heliograph.records import Container

HEADINGS: Final = range(1, 10)
DEEPEST: Final = 2_000
MOST_GATHERED: Final = 256 * 2**20


class RtfReader:
    """One file on its way from tokens to a draft, and what was met on the way."""

    def __init__(self, most: int) -> None:
        """Begin; stop at so many characters."""
        self.draft = Draft()
        self.facts: dict[str, str] = {}
        self.fields: list[str] = []
        self.pictures: list[tuple[str, bytes]] = []
        self.objects: list[bytes] = []
        self.kept: dict[str, list[str]] = {"hidden": [], "deleted": []}
        self.closed = False
        """Whether the file came to its end."""
        self._most = most
        self._fonts = Fonts()
        self._text = Flow()
        self._fact = Flow()
        self._beside: list[Flow] = []
        self._state = State(flow=self._text)
        self._stack: list[State] = []
        self._pending = bytearray()
        self._gathered: list[bytes] = []
        self._ending = ""
        self._to_skip = 0
        self._starred = False
        self._dates: dict[bytes, int] = {}
        self._levels: dict[int, int] = {}
        self._style = self._outline = self._depth = 0
        self._item = self._in_table = False
        self._defined_font = self._defined_style = -1
        self._words: dict[bytes, Callable[[int | None], None]] = self._table()

    def run(self, content: bytes) -> None:
        """Follow the whole file."""
        turns: dict[str, Callable[[bytes, int | None], None]] = {
            OPEN: self._open,
            CLOSE: self._close,
            WORD: self._word,
            SIGN: self._sign,
            TEXT: self._literal,
            BYTE: self._literal,
        }
        for kind, piece, number in tokens(content):
            turns[kind](piece, number)
            if self.closed or self.draft.length > self._most:
                break
        self._flush()
        self._paragraph()
        self._text.end_table(self.draft)
        self._write_beside()

    # --- groups -----------------------------------------------------------------------------------

    def _open(self, _: bytes, __: int | None) -> None:
        self._flush()
        self._to_skip = 0
        if len(self._stack) < DEEPEST:
            self._stack.append(self._state)

    def _close(self, _: bytes, __: int | None) -> None:
        self._flush()
        self._to_skip = 0
        self._starred = False
        if not self._stack:
            return
        ended, self._state = self._state, self._stack.pop()
        if ended.destination != self._state.destination:
            self._done(ended.destination)
        if ended.flow is not self._state.flow:
            words = ended.flow.take(self.kept)
            ended.flow.paragraphs.append(words)
        self.closed = not self._stack

    def _done(self, destination: str) -> None:
        """Put what was gathered where it belongs."""
        content, self._gathered = b"".join(self._gathered), []
        if destination == "picture":
            self.pictures.append((self._ending, _from_hex(content)))
        elif destination == "object":
            self.objects.append(_from_hex(content))
        elif destination == "field":
            self.fields.append(self._fonts.decoded(content, -1).strip())
        elif destination in ("created", "saved", "printed"):
            parts = [self._dates.get(name, 0) for name in DATE]
            if parts[0]:
                written = f"{parts[0]:04}-{parts[1]:02}-{parts[2]:02} {parts[3]:02}:{parts[4]:02}"
                self.facts[destination] = written
        elif destination.startswith("fact:"):
            flow, self._fact = self._fact, Flow()
            self._tell(destination.removeprefix("fact:"), flow.take(self.kept).strip())

    def _tell(self, key: str, value: str) -> None:
        """Put down what the file says of itself; it may say it first in letters it has not."""
        before = self.facts.get(key, "")
        if before.strip("? ") and value and before != value:
            value = f"{before}; {value}"
        self.facts[key] = value or before

    # --- control words ----------------------------------------------------------------------------

    def _word(self, word: bytes, number: int | None) -> None:
        if self._to_skip and word != b"u":
            self._to_skip -= 1
            return
        starred, self._starred = self._starred, False
        if not starred and word not in self._words and word not in MEANT:
            return  # Most words say how the text looks.
        if self._goes_aside(word, starred):
            return
        if self._state.destination == "skip":
            return
        sign = SIGNS.get(word)
        if sign is not None:
            self._say(sign)
        elif word in self._words:
            self._flush()
            self._words[word](number)
        elif word in DATE:
            self._dates[word] = number or 0

    def _goes_aside(self, word: bytes, starred: bool) -> bool:
        """Begin a group whose words are not text; tell whether this one does."""
        if self._state.destination == "skip":
            return True
        destination = destination_of(word, starred)
        if word in LIST_TEXT:
            self._item = True
        if word in BESIDE:
            self._flush()
            flow = Flow(name=BESIDE[word])
            self._beside.append(flow)
            self._state = self._state.with_(flow=flow, destination="", hidden=False, deleted=False)
            return True
        if not destination:
            return word in THROUGH
        self._flush()
        self._gathered = []
        if destination.startswith("fact:"):
            self._fact = Flow()
        self._state = self._state.with_(destination=destination)
        return True

    def _table(self) -> dict[bytes, Callable[[int | None], None]]:
        ends = dict.fromkeys((b"par", b"sect", b"page"), self._end_paragraph)
        return {
            **ends,
            b"cell": self._end_cell,
            b"nestcell": self._end_part_of_cell,
            b"nestrow": self._end_part_of_cell,
            b"row": self._end_row,
            b"pard": self._plain_paragraph,
            b"intbl": lambda _: self._set_in_table(),
            b"plain": lambda _: self._change(hidden=False, deleted=False),
            b"v": lambda number: self._change(hidden=number != 0),
            b"deleted": lambda number: self._change(deleted=number != 0),
            b"htmlrtf": lambda number: self._change(markup=number != 0),
            b"f": self._font,
            b"fcharset": lambda number: self._fonts.charset(self._defined_font, number or 0),
            b"cpg": lambda number: self._fonts.page(self._defined_font, number or 0),
            b"ansicpg": self._code_page,
            b"mac": lambda _: self._code_page(10000),
            b"pc": lambda _: self._code_page(437),
            b"pca": lambda _: self._code_page(850),
            b"deff": lambda number: self._change(font=number or 0),
            b"u": self._unicode,
            b"uc": lambda number: self._change(skip=max(0, min(number or 0, 16))),
            b"s": self._set_style,
            b"outlinelevel": self._set_outline,
            b"ls": self._set_item,
            b"ilvl": self._set_depth,
            b"pngblip": lambda _: self._set_ending("png"),
            b"jpegblip": lambda _: self._set_ending("jpg"),
            b"emfblip": lambda _: self._set_ending("emf"),
            b"wmetafile": lambda _: self._set_ending("wmf"),
            b"dibitmap": lambda _: self._set_ending("dib"),
        }

    def _change(self, **changes: object) -> None:
        self._state = self._state.with_(**changes)

    def _font(self, number: int | None) -> None:
        if self._state.destination == "fonts":
            self._defined_font = number or 0
        else:
            self._change(font=number or 0)

    def _code_page(self, number: int | None) -> None:
        self._fonts.code_page = number or 0

    def _set_in_table(self) -> None:
        self._in_table = True

    def _set_ending(self, ending: str) -> None:
        self._ending = ending

    def _set_item(self, number: int | None) -> None:
        self._item = self._item or bool(number)

    def _set_depth(self, number: int | None) -> None:
        self._depth = min(number or 0, 8)

    def _set_style(self, number: int | None) -> None:
        if self._state.destination == "styles":
            self._defined_style = number or 0
        else:
            self._style = number or 0

    def _set_outline(self, number: int | None) -> None:
        level = (number or 0) + 1
        if self._state.destination == "styles":
            self._levels[self._defined_style] = level
        else:
            self._outline = level

    def _plain_paragraph(self, _: int | None) -> None:
        self._style = self._outline = self._depth = 0
        self._item = self._in_table = False

    # --- words ------------------------------------------------------------------------------------

    def _sign(self, sign: bytes, _: int | None) -> None:
        if sign == b"*":
            self._starred = True
        elif self._to_skip:
            self._to_skip -= 1
        elif sign in (b"\r", b"\n"):
            self._flush()
            self._end_paragraph(None)
        elif sign in (b"\\", b"{", b"}"):
            self._literal(sign, None)
        elif sign in (b"~", b"_"):
            self._say("\xa0" if sign == b"~" else "\u2011")

    def _literal(self, content: bytes, _: int | None) -> None:
        if self._to_skip:
            skipped = min(self._to_skip, len(content))
            self._to_skip -= skipped
            content = content[skipped:]
        destination = self._state.destination
        if destination in ("", "styles") or destination.startswith("fact:"):
            self._pending += content
        elif destination in ("picture", "object", "field"):
            self._gathered.append(content)

    def _unicode(self, number: int | None) -> None:
        self._to_skip = self._state.skip
        self._say(chr((number or 0) & 0xFFFF) if number else "")

    def _flush(self) -> None:
        if self._pending:
            content = bytes(self._pending)
            self._pending.clear()
            self._say(self._fonts.decoded(content, self._state.font))

    def _say(self, words: str) -> None:
        if self._pending:
            self._flush()
        destination = self._state.destination
        if destination == "styles":
            self._name_style(words)
        elif destination.startswith("fact:"):
            self._fact.said.append(("shown", words))
        elif not destination and not self._state.markup:
            self._state.flow.said.append((self._state.kind, words))

    def _name_style(self, words: str) -> None:
        found = HEADING.search(words)
        if found:
            self._levels.setdefault(self._defined_style, int(found[1]))
        if ";" in words:
            self._defined_style = -1

    # --- paragraphs and tables --------------------------------------------------------------------

    def _end_paragraph(self, _: int | None) -> None:
        flow = self._state.flow
        if self._state.destination:
            return
        if flow is not self._text:
            flow.paragraphs.append(flow.take(self.kept))
        elif self._in_table:
            self._end_part_of_cell(None)
        else:
            self._paragraph()

    def _paragraph(self) -> None:
        words = self._text.take(self.kept)
        if not words.strip():
            return
        self._text.end_table(self.draft)
        level = self._outline or self._levels.get(self._style, 0)
        if level in HEADINGS:
            self.draft.add(words, "heading", level=level)
        elif self._item:
            self.draft.add(words, "item", level=1 + self._depth)
        else:
            self.draft.add(words, "paragraph")

    def _end_part_of_cell(self, _: int | None) -> None:
        flow = self._state.flow
        words = flow.take(self.kept).strip()
        if words:
            flow.cell.append(words)

    def _end_cell(self, _: int | None) -> None:
        self._end_part_of_cell(None)
        flow = self._state.flow
        flow.row.append(" ".join(flow.cell))
        flow.cell = []

    def _end_row(self, _: int | None) -> None:
        flow = self._state.flow
        if flow.row:
            flow.rows.append(flow.row)
            flow.row = []

    def _write_beside(self) -> None:
        said: set[tuple[str, str]] = set()
        for flow in self._beside:
            paragraphs = [*flow.paragraphs, *(" | ".join(row) for row in flow.rows)]
            new = [one for one in paragraphs if one.strip() and (flow.name, one) not in said]
            if new:
                container = self.draft.contain(Container(kind="list", name=flow.name))
                main = flow.name == "text box"
                for words in new:
                    said.add((flow.name, words))
                    self.draft.add(words, "paragraph", container=container, main=main)


def _from_hex(written: bytes) -> bytes:
    """Give the bytes that are written as two digits each, up to what is none."""
    digits = re.match(rb"[0-9a-fA-F]*", re.sub(rb"\s+", b"", written[:MOST_GATHERED]))
    found = digits[0] if digits else b""
    return bytes.fromhex(found[: len(found) // 2 * 2].decode("ascii"))
