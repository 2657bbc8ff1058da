"""Blocks and containers of a page whose format tells none, inferred from its lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from heliograph.records import BlockRole
from heliograph.segmenters.containers import Layout, contained
from heliograph.segmenters.draft import CODE_KINDS, Draft, Stretch
from heliograph.segmenters.geometry import placed
from heliograph.segmenters.headings import CUT_NAME, ENDED, LARGE, heading_level
from heliograph.segmenters.lines import Line, LineKind, columns, is_sure_row, kind_of, lines_of
from heliograph.segmenters.outline import PLAIN, SECTION, rank_of

_UNWRAPPED = 180.0
"""Columns of the usual line above which lines are paragraphs of their own, not broken ones."""

_FOLIO_DEPTH = 2
_HEAVY = 1.05
"""Times the usual height of type from which a number before a gap may be a heading's."""

_SAME_SIZE = 0.05
_OTHER_SIZE = 0.25
"""Difference in height of type above which two lines are not one sentence."""

_ORDINAL = re.compile(r"\d{1,3}[.、)）]?\s")
"""The number in the first cell of a row; `85%` is none."""

_SLACK = 2.5
"""Columns a full line may end before the margin: ragged edges, hanging punctuation."""

_INDENT = 6.0
"""Columns up to which the first line of a paragraph is set in: what begins farther right is in
another column."""

_OPEN_TAIL = 60
"""Characters back in which an unclosed bracket says that the sentence goes on."""

_OPEN = re.compile(r"[,，、(（\[“「《\-–\u00ad\ufffe=&/+]$")
_NO_BEGINNING = "，、。；：）)》”,;"
_VALUE = re.compile(r"[A-Z][A-Z0-9]*_[A-Z0-9_]*\b|0x[0-9A-Fa-f]+\b|\d{1,3}\s+\S")
_DOTTED = re.compile(r"\D|\d+[.、．]")
_FIRST_WORD = re.compile(r"[^\s\u2e80-\u9fff]+|\S")

_ROLES: dict[LineKind, BlockRole] = {
    "contents": "row", "row": "row", "define": "entry", "entry": "entry", "field": "field",
    "comment": "comment", "code": "code", "item": "item", "numbered": "item",
}  # fmt: skip
_EDGE_KINDS = frozenset({"blank", "folio", "margin"})
_JOINED = frozenset(
    {"text", "item", "numbered", "article", "field", "entry", "row", "caption", "comment"}
)


def infer(text: str, boxes: bytes = b"") -> Layout:
    """Infer the blocks and containers of a text from its lines, and from where they stand."""
    found = list(lines_of(text))
    if boxes:
        found = placed(text, found, boxes)
    draft = Draft(text, found, usual_end(found), full_row(found))
    for at in range(len(found)):
        _take(draft, at)
    return contained(draft)


def usual_end(lines: Sequence[Line]) -> float:
    """Tell where the lines of a page usually end: nine of ten of its running lines end before."""
    ends = sorted(line.right for line in lines if line.kind in {"text", "item", "article"})
    return ends[int(len(ends) * 0.9)] if ends else 0.0


def full_row(lines: Sequence[Line]) -> float:
    """Tell where the longest rows of a page end: there its tables do."""
    return max((line.right for line in lines if line.kind == "row"), default=0.0)


def _take(draft: Draft, at: int) -> None:
    """Put one line into the block it belongs to, or begin a new one with it."""
    line = draft.lines[at]
    if line.kind in {"blank", "rule"}:
        return
    kind = _settled(draft, at)
    words = draft.text[line.start : line.end]
    before = draft.stretches[-1] if draft.stretches else None
    if before is not None and _belongs(draft, at, kind, before):
        if kind == "row" or _is_beside(before, line):
            before.kind, before.role = "row", "row"
        before.end, before.last = line.end, line
        return
    level = heading_level(draft, at, kind, words)
    role = "heading" if level else _ROLES.get(kind, "paragraph")
    main = kind not in {"contents", "folio"}
    draft.stretches.append(Stretch(line.start, line.end, kind, role, line, line.left, level, main))


def _settled(draft: Draft, at: int) -> LineKind:
    """Correct what a line looks like by its neighbours."""
    line = draft.lines[at]
    if line.kind == "row" and not is_sure_row(draft.text[line.start : line.end]):
        near = {draft.kind_at(at + step) for step in (-2, -1, 1, 2, 3)}
        if draft.open is not None:
            near.add(draft.open.kind)
        is_row = near & {"row", "caption"} and not _is_title(draft, line)
        return "row" if is_row else _lone(draft, line)
    if draft.text[line.start] == "#" and line.kind == "text":
        near = {draft.kind_at(at - 1), draft.kind_at(at + 1)}
        return "comment" if near & CODE_KINDS else "text"
    if line.kind in {"folio", "margin"}:
        return _at_edge(draft, at)
    return "code" if line.kind == "text" and _is_rest_of_code(draft, at) else line.kind


def _is_title(draft: Draft, line: Line) -> bool:
    """Say whether a line with a gap is a heading all the same: by its size or its number."""
    words = draft.text[line.start : line.end]
    return line.size >= LARGE or (line.kind == "row" and rank_of(words) <= SECTION)


def _lone(draft: Draft, line: Line) -> LineKind:
    """Tell what a row is that stands alone."""
    words = draft.text[line.start : line.end]
    kind = kind_of(words)
    if kind == "numbered" and line.size < _HEAVY and not _DOTTED.match(words):
        return "item"
    return kind if kind != "row" else "text"


def _is_rest_of_code(draft: Draft, at: int) -> bool:
    """Say whether a line goes on with the code before it."""
    before = draft.stretches[-1] if draft.stretches else None
    if before is None or before.kind != "code" or before.last is not draft.lines[at - 1]:
        return False
    line = draft.lines[at]
    return draft.text[line.start : line.end].isascii() and draft.text[before.end - 1] in ",(=+&|"


def _at_edge(draft: Draft, at: int) -> LineKind:
    """Tell whether a line is the page's number or running title, or only looks like one.

    A number must be among the first or the last lines; small type at the edge must stand alone.
    """
    line = draft.lines[at]
    if line.kind == "folio":
        outer = at <= _FOLIO_DEPTH or at >= len(draft.lines) - 1
        return "folio" if outer else "text"
    near = {draft.kind_at(at - 1), draft.kind_at(at + 1)}
    return "folio" if near <= _EDGE_KINDS else kind_of(draft.text[line.start : line.end])


def _belongs(draft: Draft, at: int, kind: LineKind, before: Stretch) -> bool:
    """Say whether a line goes on with the block before it."""
    line = draft.lines[at]
    if kind == "comment":
        after_it = draft.text.startswith(("///<", "//!<", "/**<", "/*!<"), line.start)
        return after_it and before.kind in CODE_KINDS and before.kind != "comment"
    is_next = draft.lines[at - 1] is before.last and draft.kind_at(at) not in _EDGE_KINDS
    if not is_next or _begins_next_row(draft, before, line):
        return False
    if before.role == "heading":
        return kind == "text" and _is_same_title(before, line)
    if kind in {"text", "row"} and before.kind in {"text", "row"} and _is_beside(before, line):
        return True
    if kind == "row":
        is_cut = bool(CUT_NAME.match(draft.text, before.last.start, before.last.end))
        return is_cut or _is_rest_of_row(draft, before, line)
    return kind == "text" and before.kind in _JOINED and _goes_on(draft, before, line)


def _is_beside(before: Stretch, line: Line) -> bool:
    """Say whether a line stands to the right of the one before it: the next cell of a row."""
    return line.left > before.last.right + 1


def _begins_next_row(draft: Draft, before: Stretch, line: Line) -> bool:
    """Say whether a line stands back in the first column after one that did not: it is no rest of
    that cell, whatever it looks like.
    """
    is_back = line.left <= before.left + _SLACK and not draft.text[line.start].islower()
    return before.kind == "row" and is_back and before.last.left > before.left + _INDENT


def _is_rest_of_row(draft: Draft, before: Stretch, line: Line) -> bool:
    """Say whether a line goes on with the cells of a numbered row: it begins in a later column, and
    has no number of its own. The verdict of a test often stands on the last line of its row.
    """
    return (
        before.kind == "row"
        and _ORDINAL.match(draft.text, before.start, before.end) is not None
        and _ORDINAL.match(draft.text, line.start, line.end) is None
        and line.left > before.left + _SLACK
    )


def _is_same_title(before: Stretch, line: Line) -> bool:
    """Say whether a line is the rest of a title that takes more than one, in large type."""
    alike = abs(before.last.size - line.size) < _SAME_SIZE
    return before.level == PLAIN and line.size >= LARGE and alike


def _goes_on(draft: Draft, before: Stretch, line: Line) -> bool:
    """Say whether a line break is only where the page ended, not the sentence."""
    text, last = draft.text, before.last
    if draft.usual > _UNWRAPPED or abs(last.size - line.size) > _OTHER_SIZE:
        return False
    ended = text[last.start : last.end]
    begins = text[line.start : line.end]
    if CUT_NAME.match(ended) or _is_open(text, before):
        return True
    hangs = _OPEN.search(ended) is not None
    small = begins[0].islower()
    if ENDED.search(ended) and not small:
        return False
    in_cell = before.kind == "row" and line.left > before.left + _SLACK
    broken = hangs or (in_cell and last.right > draft.row_end - _SLACK)
    if _VALUE.match(begins) and not broken:
        return False
    if small or hangs or begins[0] in _NO_BEGINNING:
        return True
    return in_cell or last.right + _first_word(begins) + 1 > draft.usual - _SLACK


def _is_open(text: str, before: Stretch) -> bool:
    """Say whether a block opened a bracket that it did not close."""
    start = max(before.start, before.end - _OPEN_TAIL)
    opened = text.count("（", start, before.end) + text.count("(", start, before.end)
    return opened > text.count("）", start, before.end) + text.count(")", start, before.end)


def _first_word(words: str) -> float:
    """Measure the first word of a line: what would have had to fit on the line before."""
    found = _FIRST_WORD.match(words)
    return columns(found.group()) if found else 0.0
