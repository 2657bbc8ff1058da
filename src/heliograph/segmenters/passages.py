"""Page → passages: blocks cut into what can be quoted, each with what it stands under."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from heliograph.language.identify import Languages
from heliograph.records import Block, Container, Page, Passage, PassageId, PassageRole
from heliograph.segmenters.headings import with_untold_headings
from heliograph.segmenters.layout import infer
from heliograph.segmenters.lines import BULLETS
from heliograph.segmenters.outline import Outline
from heliograph.segmenters.sentences import ROW_LIMIT, SENTENCE_LIMIT, Span, cut_to, sentences

ITEM_WHOLE = 300
"""Bytes of UTF-8 up to which a list item stays whole: a hundred Han characters say about as much
as three hundred Latin letters."""

HEADING_LIMIT = 200
"""Characters above which what a format calls a heading is text: front matter, a whole paragraph."""

_MARK = re.compile(rf"[\s{BULLETS}>]*(?:#{{1,6}}\s+|[-–—*+]\s+|[{BULLETS}]\s*)?")
_CODE_SIGN = re.compile(r"[_(;@=|]|//")
_CODE_NAME = re.compile(
    r"(?:https?://|www\.)[\w./?=&%#~:+-]+|[\w.+-]+@[\w.-]+"
    r"|[A-Za-z]\w*(?:[._]\w+)+|\b[a-z]+[A-Z]\w*|\b[A-Z]+[a-z]+[A-Z]\w*|\b[A-Z][A-Z\d]{3,}\b",
    re.ASCII,
)
_LETTER = re.compile(r"[^\W\d_]")
_KEY = re.compile(r"(?<![\r\n])[\r\n]++(?=[ \t]*\w[\w -]{0,24}(?::[\s\"']|:$|：))")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_TAG = re.compile(r"<[A-Za-z/!][^<>]*>|^[ \t]*(?:```|~~~).*$", re.MULTILINE)
_LOOKS_BACK = re.compile(r"\s*(?:///<|//!<|/\*[*!]<)")
_LINE_END = re.compile(r"[\r\n]+")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A passage before it is numbered."""

    start: int
    end: int
    role: PassageRole
    heading: str
    container: int | None
    main: bool


class PassageSegmenter:
    """Cuts pages into passages by their structure, told or inferred."""

    name = "passages"
    version = "4"

    def segment(self, page: Page) -> Iterator[Passage]:
        """Yield the passages of a page in order; they do not overlap and cover all its words."""
        if page.blocks:
            blocks, containers = with_untold_headings(page.text, page.blocks), page.containers
        else:
            blocks, containers = infer(page.text, page.boxes)
        pieces = list(_pieces(page.text, blocks))
        yield from _numbered(page, pieces, containers)


def _numbered(
    page: Page, pieces: Sequence[_Piece], containers: Sequence[Container]
) -> Iterator[Passage]:
    """Give pieces their numbers, their place among their siblings and their language."""
    languages = _languages(page.text, pieces)
    held = Counter((piece.container, piece.role) for piece in pieces)
    met: Counter[tuple[int | None, PassageRole]] = Counter()
    for number, piece in enumerate(pieces):
        key = (piece.container, piece.role)
        inside = piece.container is not None
        yield Passage(
            id=PassageId(f"{page.id}:{piece.start}-{piece.end}"),
            page_id=page.id,
            number=number,
            start=piece.start,
            end=piece.end,
            role=piece.role,
            language=languages[number],
            heading=piece.heading,
            container=containers[piece.container] if piece.container is not None else None,
            position=met[key] if inside else 0,
            siblings=held[key] if inside else 0,
            main=piece.main,
        )
        met[key] += 1


def _languages(text: str, pieces: Sequence[_Piece]) -> list[str]:
    """Say which language each piece is in, what is no language in it left out."""
    instead: dict[int, str] = {}
    for at, piece in enumerate(pieces):
        words = text[piece.start : piece.end]
        natural = _natural(words)
        if natural is not words:
            instead[at] = natural
    return Languages(text).of_spans([(one.start, one.end) for one in pieces], instead)


def _natural(words: str) -> str:
    """Leave out what is no language: names from source code, addresses.

    A lone letter stands for what has nothing else: it takes the language of its script's page.
    """
    if not _CODE_SIGN.search(words):
        return words
    rest = _CODE_NAME.sub(" ", words)
    if _LETTER.search(rest):
        return rest
    return "A" if _LETTER.search(words) else ""


def _pieces(text: str, blocks: Sequence[Block]) -> Iterator[_Piece]:
    """Yield the pieces of a page: those of its blocks, and of what stands between them."""
    outline = Outline()
    at = 0
    for block in blocks:
        yield from _between(text, at, block.start, outline.path)
        yield from _of_block(text, block, outline)
        at = block.end
    yield from _between(text, at, len(text), outline.path)


def _between(text: str, start: int, end: int, path: str) -> Iterator[_Piece]:
    """Yield what no block holds and is more than tags: it is not the text proper, but stays."""
    if not _LETTER_OR_DIGIT.search(text, start, end):
        return
    if _LETTER_OR_DIGIT.search(_TAG.sub("", text[start:end])):
        for one, other in sentences(text, start, end):
            yield _Piece(one, other, "sentence", path, None, False)


def _of_block(text: str, block: Block, outline: Outline) -> Iterator[_Piece]:
    """Yield the pieces of one block, and let a heading open its section."""
    role: PassageRole = "sentence" if block.role == "paragraph" else block.role
    path = outline.path
    if block.role == "heading":
        if block.end - block.start > HEADING_LIMIT:
            role = "sentence"
        else:
            path = outline.above(block.level)
            outline.enter(block.level, text[block.start : block.end])
    for start, end in _spans(text, block):
        yield _Piece(start, end, role, path, block.container, block.main)


def _spans(text: str, block: Block) -> Iterator[Span]:
    """Cut one block as its role asks."""
    start, end = block.start, block.end
    if block.role in {"row", "entry", "field"}:
        yield from cut_to(text, start, end, ROW_LIMIT)
    elif block.role == "code":
        yield from _code_lines(text, start, end)
    elif block.role in {"item", "heading"}:
        start = _after_mark(text, start, end)
        whole = (
            _is_short(text, start, end) if block.role == "item" else end - start <= HEADING_LIMIT
        )
        yield from cut_to(text, start, end, SENTENCE_LIMIT) if whole else _keyed(text, start, end)
    else:
        yield from _keyed(text, start, end)


def _keyed(text: str, start: int, end: int) -> Iterator[Span]:
    """Cut running text into sentences; a line that begins with a key (`name: …`) begins anew."""
    at = start
    for found in _KEY.finditer(text, start, end):
        yield from sentences(text, at, found.start())
        at = found.end()
    yield from sentences(text, at, end)


def _is_short(text: str, start: int, end: int) -> bool:
    whole = text[start:end]
    return len(whole.encode("utf-8", "surrogatepass")) <= ITEM_WHOLE


def _after_mark(text: str, start: int, end: int) -> int:
    """Step over the sign that only marks a heading or an item."""
    found = _MARK.match(text, start, end)
    return found.end() if found else start


def _code_lines(text: str, start: int, end: int) -> Iterator[Span]:
    """Cut code into its lines; a comment that looks back stays with its line."""
    at = start
    for found in _LINE_END.finditer(text, start, end):
        if _LOOKS_BACK.match(text, found.end(), end):
            continue
        yield from cut_to(text, at, found.start(), SENTENCE_LIMIT)
        at = found.end()
    yield from cut_to(text, at, end, SENTENCE_LIMIT)
