"""Headings by their numbering, the path they make, and how it runs on over the pages of a document.

The order of ranks is the one Chinese tenders, laws and manuals use: part, chapter, section, `一、`,
`（一）`, then decimal numbers by depth; a heading without a number stands under all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from heliograph.records import Leaf, Passage

SEPARATOR = " › "

LABEL_LIMIT = 120
"""Characters of one heading in a path: enough to know the section by."""

SECTION = 3
HAN_NUMBERED = 4
BRACKETED = 5
PLAIN = 15
"""Rank of a heading without a number."""

_DECIMAL_RANK = 5
"""`1` has rank 6, `1.1` has rank 7."""

_HAN_NUMBER = "[一二三四五六七八九十百零〇两\\d]"
_RANKS = (
    (
        1,
        re.compile(rf"第\s*{_HAN_NUMBER}{{1,5}}\s*[编編篇卷]|(?:Part|Partie|Teil|Часть)\s+[IVX\d]"),
    ),
    (
        2,
        re.compile(
            rf"第\s*{_HAN_NUMBER}{{1,5}}\s*(?:章|部分)|(?:附录|附錄|附件|附表)\s*[A-Z\d一二三四五六七八九十]"
            r"|(?:Chapter|Appendix|Annex|Chapitre|Annexe|Capítulo|Anexo|Kapitel|Anhang|Глава"
            r"|Приложение)\s+[A-ZА-Я\d]"
        ),
    ),
    (
        SECTION,
        re.compile(
            rf"第\s*{_HAN_NUMBER}{{1,5}}\s*[节節]|(?:Section|Sección|Abschnitt|Раздел)\s+[A-Z\d]"
        ),
    ),
    (HAN_NUMBERED, re.compile(r"[一二三四五六七八九十]{1,3}\s*[、．.]")),
    (BRACKETED, re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]")),
)
_DECIMAL = re.compile(r"\d{1,2}(?:\.\d{1,3})*(?![\d%])")
_PICTURE = re.compile(r"!\[[^\[\]]*\](?:\([^()]*\))?")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_MARKUP = re.compile(r"^[\s#*_=>]+|[\s#*_=]+$")


def rank_of(words: str) -> int:
    """Tell how high a heading stands by its numbering; 1 is the highest, `PLAIN` has no number."""
    for rank, form in _RANKS:
        if form.match(words):
            return rank
    decimal = _DECIMAL.match(words)
    if decimal:
        return _DECIMAL_RANK + 1 + decimal.group().count(".")
    return PLAIN


def label_of(words: str) -> str:
    """Write a heading as it stands in a path: without markup, on one line, not endless."""
    if "[" in words or "<" in words:
        words = _TAG.sub(" ", _LINK.sub(r"\1", _PICTURE.sub(" ", words)))
    return " ".join(_MARKUP.sub("", words).split())[:LABEL_LIMIT]


class Outline:
    """The headings that are open at one place of a text, outermost first."""

    def __init__(self) -> None:
        """Begin where no heading is open."""
        self._open: list[tuple[int, str]] = []
        self.path = ""

    def above(self, level: int) -> str:
        """Give the path a heading of this level would stand under."""
        return SEPARATOR.join(label for other, label in self._open if other < level)

    def enter(self, level: int, words: str) -> None:
        """Open a heading: those of its level and below are closed."""
        label = label_of(words)
        self._open = [one for one in self._open if one[0] < level]
        if label:
            self._open.append((level, label))
        self.path = SEPARATOR.join(label for _, label in self._open)


def carry_headings(leaves: Iterable[Leaf]) -> Iterator[Leaf]:
    """Yield the leaves of one document, in order, with the headings of earlier pages carried on.

    A page knows its own headings alone; a chapter of a PDF runs over many. Only numbered headings
    are carried, and only between pages whose format tells no structure (`Page.blocks` is empty):
    a sheet, a slide or a message begins anew.
    """
    outline = Outline()
    for leaf in leaves:
        if leaf.page.blocks:
            yield leaf
            continue
        passages = tuple(_carried(leaf, outline))
        yield msgspec.structs.replace(leaf, passages=passages)


def _carried(leaf: Leaf, outline: Outline) -> Iterator[Passage]:
    """Yield a page's passages under the headings that earlier pages left open, and update them.

    On the page itself its own, unnumbered headings count too: what stands in `Passage.heading`
    already is kept, and the carried headings of higher rank are set before it.
    """
    first: int | None = None
    for passage in leaf.passages:
        if passage.role == "heading":
            words = leaf.words(passage)
            rank = rank_of(words)
            first = rank if first is None else min(first, rank)
            yield _under(passage, outline, min(first, rank))
            if rank < PLAIN:
                outline.enter(rank, words)
        else:
            yield _under(passage, outline, PLAIN + 1 if first is None else first)


def _under(passage: Passage, outline: Outline, rank: int) -> Passage:
    """Set the carried headings above `rank` before a passage's own path."""
    before = outline.above(rank)
    if not before:
        return passage
    own = passage.heading
    path = f"{before}{SEPARATOR}{own}" if own else before
    return msgspec.structs.replace(passage, heading=path)
