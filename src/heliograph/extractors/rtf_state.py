"""What holds at a place in RTF: the font, what is hidden, and where the words go."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import itemgetter
from typing import Final

from heliograph.extractors.code_pages import WESTERN, codec_of
from heliograph.extractors.draft import Draft

CHARSETS: Final = {
    77: 10000,
    78: 932,
    79: 949,
    80: 936,
    81: 950,
    128: 932,
    129: 949,
    130: 1361,
    134: 936,
    136: 950,
    161: 1253,
    162: 1254,
    163: 1258,
    177: 1255,
    178: 1256,
    186: 1257,
    204: 1251,
    222: 874,
    238: 1250,
    254: 437,
    255: 850,
}
"""Charset of a font → code page; 0 and 1 are the file's own."""

SYMBOLS: Final = 2
PRIVATE: Final = 0xF000
_CHARMAP: Final = codecs.lookup("latin-1").name


@dataclass
class Flow:
    """Words on their way into a draft, paragraph by paragraph, or into a list beside it."""

    name: str = ""
    """Of the list beside the text; empty for the text itself."""
    said: list[tuple[str, str]] = field(default_factory=list)
    """Words of the paragraph, each with `shown`, `hidden` or `deleted`."""
    cell: list[str] = field(default_factory=list)
    row: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    """Finished paragraphs of a list beside the text."""

    def take(self, kept: dict[str, list[str]]) -> str:
        """Give the words of the paragraph that ends; lay aside what is not to be seen."""
        shown = []
        for kind, run in groupby(self.said, key=itemgetter(0)):
            words = _whole("".join(words for _, words in run))
            if kind == "shown":
                shown.append(words)
            elif words.strip():
                kept[kind].append(words.strip())
        self.said = []
        return "".join(shown)

    def end_table(self, draft: Draft) -> None:
        """Write the table that was gathered, if there is one."""
        rows = [*self.rows, self.row] if self.row else self.rows
        self.rows, self.row = [], []
        if any(len(row) > 1 for row in rows):
            draft.table(rows)
            return
        for row in rows:
            for words in row:
                draft.add(words, "paragraph")


@dataclass(frozen=True)
class State:
    """What a group may change and its end puts back."""

    flow: Flow
    destination: str = ""
    """Empty where words are text; else what is being gathered, or `skip`."""
    font: int = -1
    skip: int = 1
    """Characters that stand in for one of Unicode, for readers that know none."""
    hidden: bool = False
    deleted: bool = False
    markup: bool = False
    """Inside what a mail's HTML became in RTF, which repeats it."""

    @property
    def kind(self) -> str:
        """What becomes of words here."""
        return "deleted" if self.deleted else "hidden" if self.hidden else "shown"

    def with_(self, **changes: object) -> State:
        """Give the state with some things changed."""
        return replace(self, **changes)  # type: ignore[arg-type]  # fields are checked by its callers' tests


class Fonts:
    """The fonts of a file: in which code page the bytes of each are."""

    def __init__(self) -> None:
        """Begin with none."""
        self.code_page = WESTERN
        self._charsets: dict[int, int] = {}
        self._pages: dict[int, int] = {}

    def charset(self, font: int, number: int) -> None:
        """Put down the charset of a font."""
        self._charsets[font] = number

    def page(self, font: int, number: int) -> None:
        """Put down the code page of a font."""
        self._pages[font] = number

    def decoded(self, content: bytes, font: int) -> str:
        """Give bytes in a font as text."""
        charset = self._charsets.get(font, 1)
        if charset == SYMBOLS:
            text = content.decode(_CHARMAP)
            return "".join(chr(PRIVATE + ord(one)) if one > "\x7f" else one for one in text)
        if content.isascii():
            return content.decode("ascii")
        named = self._pages.get(font) or CHARSETS.get(charset)
        if named:
            return content.decode(codec_of(named), "replace")
        try:
            return content.decode(codec_of(self.code_page))
        except UnicodeDecodeError:
            return content.decode(codec_of(WESTERN), "replace")


def _whole(words: str) -> str:
    """Put the halves of characters beyond 16 bits together, which RTF writes one by one."""
    if not any("\ud800" <= one <= "\udfff" for one in words):
        return words
    return words.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
