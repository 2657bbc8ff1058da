"""Blocks and containers of a page whose format tells none, inferred from its lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from heliograph.records import Block, BlockRole, Container, ContainerKind
from heliograph.segmenters.geometry import placed
from heliograph.segmenters.lines import Line, LineKind, columns, is_sure_row, kind_of, lines_of
from heliograph.segmenters.outline import BRACKETED, HAN_NUMBERED, PLAIN, SECTION, rank_of

Layout = tuple[tuple[Block, ...], tuple[Container, ...]]

CONTENTS = "contents"
"""Name of the container that holds the lines of a table of contents."""

_UNWRAPPED = 180.0
"""Columns of the usual line above which lines are paragraphs of their own, not broken ones."""

LARGE = 1.2
"""Times the usual height of type from which a short line is a heading by its size alone."""

_FOLIO_DEPTH = 2
_HEAVY = 1.05
"""Times the usual height of type from which a number before a gap may be a heading's."""

_SAME_SIZE = 0.05
_OTHER_SIZE = 0.25
"""Difference in height of type above which two lines are not one sentence."""

_SLACK = 2.5
"""Columns a full line may end before the margin: ragged edges, hanging punctuation."""

_OPEN_TAIL = 60
"""Characters back in which an unclosed bracket says that the sentence goes on."""

_ABOUT_LIMIT = 200
_HEADING_COLUMNS = 64.0
_PLAIN_COLUMNS = 44.0
_SECTION_COLUMNS = 28.0
_LEAST_COLUMNS = 4.0
_WIDE_COLUMNS = 30.0
"""Columns a page's usual line must have for a shorter one to stand out as a heading."""

_ENDED = re.compile(r"[。！？!?；;：:.．…|]['\"”’»」』）)\]]*$")
_STOPPED = re.compile(r"[。；;，,、]$|[^\d][.]$")
_PUNCTUATION = re.compile(r"[。；，]|[.;,]\s|：\S|:\s\S")
_OPEN = re.compile(r"[,，、(（\[“「《\-–\u00ad\ufffe=&/+]$")
_NO_BEGINNING = "，、。；：）)》”,;"
_TITLE_ENDS = re.compile(r"[\w）)》”\"】]$")
_VALUE = re.compile(r"[A-Z][A-Z0-9]*_[A-Z0-9_]*\b|0x[0-9A-Fa-f]+\b|\d{1,3}\s+\S")
_CUT_NAME = re.compile(r"[A-Z0-9]*(?:_[A-Z0-9]*)+$|[A-Z]{2,}$")
_DOTTED = re.compile(r"\D|\d+[.、．]")
_CELLS = re.compile(r"\s*\|\s*|\t+|\s{2,}|\u3000{2,}")
_TYPE = re.compile(r"\b(enum|struct|class|union)\s+(?:class\s+|table\s+)?([A-Za-z_]\w*)")
_FIRST_WORD = re.compile(r"[^\s\u2e80-\u9fff]+|\S")

_ROLES: dict[LineKind, BlockRole] = {
    "contents": "row", "row": "row", "define": "entry", "entry": "entry", "field": "field",
    "comment": "comment", "code": "code", "item": "item", "numbered": "item",
}  # fmt: skip
_CONTAINERS: dict[LineKind, ContainerKind] = {
    "contents": "table", "row": "table", "define": "defines", "entry": "enum", "field": "struct",
    "item": "list", "numbered": "list",
}  # fmt: skip
_EDGE_KINDS = frozenset({"blank", "folio", "margin"})
_CODE_KINDS = frozenset({"code", "comment", "entry", "field", "define"})
_JOINED = frozenset(
    {"text", "item", "numbered", "article", "field", "entry", "row", "caption", "comment"}
)


@dataclass(slots=True)
class _Stretch:
    """A block in the making."""

    start: int
    end: int
    kind: LineKind
    role: BlockRole
    last: Line
    left: float
    level: int = 0
    main: bool = True


@dataclass(slots=True)
class _Draft:
    """What is known of a page while its blocks are made."""

    text: str
    lines: Sequence[Line]
    usual: float
    stretches: list[_Stretch] = field(default_factory=list)


def infer(text: str, boxes: bytes = b"") -> Layout:
    """Infer the blocks and containers of a text from its lines, and from where they stand."""
    found = list(lines_of(text))
    if boxes:
        found = placed(text, found, boxes)
    draft = _Draft(text, found, usual_end(found))
    for at in range(len(found)):
        _take(draft, at)
    return _contained(draft)


def usual_end(lines: Sequence[Line]) -> float:
    """Tell where the lines of a page usually end: nine of ten of its running lines end before."""
    ends = sorted(line.right for line in lines if line.kind in {"text", "item", "article"})
    return ends[int(len(ends) * 0.9)] if ends else 0.0


def _take(draft: _Draft, at: int) -> None:
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
    level = _heading_level(draft, at, kind, words)
    role = "heading" if level else _ROLES.get(kind, "paragraph")
    main = kind not in {"contents", "folio"}
    draft.stretches.append(_Stretch(line.start, line.end, kind, role, line, line.left, level, main))


def _settled(draft: _Draft, at: int) -> LineKind:
    """Correct what a line looks like by its neighbours."""
    line = draft.lines[at]
    if line.kind == "row" and not is_sure_row(draft.text[line.start : line.end]):
        near = {_kind_at(draft, at + step) for step in (-2, -1, 1, 2, 3)}
        is_row = near & {"row", "caption"} and not _is_title(draft, line)
        return "row" if is_row else _lone(draft, line)
    if draft.text[line.start] == "#" and line.kind == "text":
        near = {_kind_at(draft, at - 1), _kind_at(draft, at + 1)}
        return "comment" if near & _CODE_KINDS else "text"
    if line.kind in {"folio", "margin"}:
        return _at_edge(draft, at)
    return "code" if line.kind == "text" and _is_rest_of_code(draft, at) else line.kind


def _is_title(draft: _Draft, line: Line) -> bool:
    """Say whether a line with a gap is a heading all the same: by its size or its number."""
    words = draft.text[line.start : line.end]
    return line.size >= LARGE or (line.kind == "row" and rank_of(words) <= SECTION)


def _lone(draft: _Draft, line: Line) -> LineKind:
    """Tell what a row is that stands alone."""
    words = draft.text[line.start : line.end]
    kind = kind_of(words)
    if kind == "numbered" and line.size < _HEAVY and not _DOTTED.match(words):
        return "item"
    return kind if kind != "row" else "text"


def _is_rest_of_code(draft: _Draft, at: int) -> bool:
    """Say whether a line goes on with the code before it."""
    before = draft.stretches[-1] if draft.stretches else None
    if before is None or before.kind != "code" or before.last is not draft.lines[at - 1]:
        return False
    line = draft.lines[at]
    return draft.text[line.start : line.end].isascii() and draft.text[before.end - 1] in ",(=+&|"


def _kind_at(draft: _Draft, at: int) -> LineKind:
    return draft.lines[at].kind if 0 <= at < len(draft.lines) else "blank"


def _at_edge(draft: _Draft, at: int) -> LineKind:
    """Tell whether a line is the page's number or running title, or only looks like one.

    A number must be among the first or the last lines; small type at the edge must stand alone.
    """
    line = draft.lines[at]
    if line.kind == "folio":
        outer = at <= _FOLIO_DEPTH or at >= len(draft.lines) - 1
        return "folio" if outer else "text"
    near = {_kind_at(draft, at - 1), _kind_at(draft, at + 1)}
    return "folio" if near <= _EDGE_KINDS else kind_of(draft.text[line.start : line.end])


def _belongs(draft: _Draft, at: int, kind: LineKind, before: _Stretch) -> bool:
    """Say whether a line goes on with the block before it."""
    line = draft.lines[at]
    if kind == "comment":
        after_it = draft.text.startswith(("///<", "//!<", "/**<", "/*!<"), line.start)
        return after_it and before.kind in _CODE_KINDS and before.kind != "comment"
    if draft.lines[at - 1] is not before.last or _kind_at(draft, at) in _EDGE_KINDS:
        return False
    if before.role == "heading":
        return kind == "text" and _is_same_title(before, line)
    if kind in {"text", "row"} and before.kind in {"text", "row"} and _is_beside(before, line):
        return True
    if kind == "row":
        return bool(_CUT_NAME.match(draft.text, before.last.start, before.last.end))
    return kind == "text" and before.kind in _JOINED and _goes_on(draft, before, line)


def _is_beside(before: _Stretch, line: Line) -> bool:
    """Say whether a line stands to the right of the one before it: the next cell of a row."""
    return line.left > before.last.right + 1


def _is_same_title(before: _Stretch, line: Line) -> bool:
    """Say whether a line is the rest of a title that takes more than one, in large type."""
    alike = abs(before.last.size - line.size) < _SAME_SIZE
    return before.level == PLAIN and line.size >= LARGE and alike


def _goes_on(draft: _Draft, before: _Stretch, line: Line) -> bool:
    """Say whether a line break is only where the page ended, not the sentence."""
    text, last = draft.text, before.last
    if draft.usual > _UNWRAPPED or abs(last.size - line.size) > _OTHER_SIZE:
        return False
    ended = text[last.start : last.end]
    begins = text[line.start : line.end]
    if _CUT_NAME.match(ended) or _is_open(text[before.start : before.end]):
        return True
    hangs = _OPEN.search(ended) is not None
    small = begins[0].islower()
    if (_VALUE.match(begins) and not hangs) or (_ENDED.search(ended) and not small):
        return False
    if small or hangs or begins[0] in _NO_BEGINNING:
        return True
    in_cell = before.kind == "row" and line.left > before.left + _SLACK
    return in_cell or last.right + _first_word(begins) + 1 > draft.usual - _SLACK


def _is_open(words: str) -> bool:
    """Say whether words opened a bracket that they did not close."""
    tail = words[-_OPEN_TAIL:]
    return tail.count("（") + tail.count("(") > tail.count("）") + tail.count(")")


def _first_word(words: str) -> float:
    """Measure the first word of a line: what would have had to fit on the line before."""
    found = _FIRST_WORD.match(words)
    return columns(found.group()) if found else 0.0


def _heading_level(draft: _Draft, at: int, kind: LineKind, words: str) -> int:
    """Tell the level of a heading; 0 where a line is none."""
    if kind == "numbered":
        return rank_of(words) if _is_numbered_heading(draft, at, words) else 0
    if kind == "text" and draft.lines[at].kind != "row" and _is_plain_heading(draft, at, words):
        return PLAIN
    return 0


def _is_numbered_heading(draft: _Draft, at: int, words: str) -> bool:
    """Say whether a numbered line is a heading: short, without a stop, not one of a run."""
    line = draft.lines[at]
    rank = rank_of(words)
    if _STOPPED.search(words) or line.right - line.left > _HEADING_COLUMNS:
        return False
    if rank <= SECTION:
        return True
    if _PUNCTUATION.search(words) or line.right > draft.usual * 0.85 > _WIDE_COLUMNS:
        return False
    if rank == BRACKETED and line.right - line.left > _SECTION_COLUMNS:
        return False
    near = (_rank_at(draft, at - 1), _rank_at(draft, at + 1))
    return rank not in near or rank == HAN_NUMBERED


def _rank_at(draft: _Draft, at: int) -> int:
    if _kind_at(draft, at) != "numbered":
        return 0
    line = draft.lines[at]
    return rank_of(draft.text[line.start : line.end])


def _is_plain_heading(draft: _Draft, at: int, words: str) -> bool:
    """Say whether a line without a number is a heading: short, alone, before other text."""
    line = draft.lines[at]
    width = line.right - line.left
    if _kind_at(draft, at + 1) == "rule" and draft.lines[at + 1].right >= width / 2:
        return True
    large = line.size >= LARGE and width <= _HEADING_COLUMNS and not _STOPPED.search(words)
    if large and any(sign.isalpha() for sign in words):
        return True
    if width > _PLAIN_COLUMNS or width < _LEAST_COLUMNS or not _TITLE_ENDS.search(words):
        return False
    if not words[0].isalpha() or words[0].islower():
        return False
    if _PUNCTUATION.search(words) or _CUT_NAME.match(words):
        return False
    return _stands_alone(draft, at, width)


def _stands_alone(draft: _Draft, at: int, width: float) -> bool:
    """Say whether a short line has an end before it and a beginning after it."""
    if at > 0 and _kind_at(draft, at - 1) not in {"blank", "rule", "folio", "code", "comment"}:
        last = draft.lines[at - 1]
        ended = _ENDED.search(draft.text, last.start, last.end)
        if not (ended or (draft.stretches and draft.stretches[-1].role == "heading")):
            return False
    after = _kind_at(draft, at + 1)
    if after != "blank" and at + 1 < len(draft.lines) and _starts_beside(draft, at):
        return False
    if after in {"item", "numbered", "code", "comment", "row", "article"}:
        return True
    if after == "blank":
        return at + 1 < len(draft.lines) - 1
    if after != "text":
        return False
    follows = draft.lines[at + 1]
    return follows.right - follows.left > max(width * 1.5, _WIDE_COLUMNS)


def _starts_beside(draft: _Draft, at: int) -> bool:
    return draft.lines[at + 1].left > draft.lines[at].right + 1


def _contained(draft: _Draft) -> Layout:
    """Make blocks of the stretches, and containers of those that stand in a row."""
    blocks: list[Block] = []
    containers: list[Container] = []
    run: LineKind | None = None
    for at, stretch in enumerate(draft.stretches):
        kind: LineKind = "item" if stretch.kind == "numbered" else stretch.kind
        held = None
        if stretch.role != "heading" and kind in _CONTAINERS:
            if run != kind:
                containers.append(_container(draft, at, kind))
            held = len(containers) - 1
        run = kind if held is not None or (kind == "comment" and run in _CODE_KINDS) else None
        if kind == "comment" and run is not None:
            run = _run_before(draft, at)
        blocks.append(
            Block(
                start=stretch.start,
                end=stretch.end,
                role=stretch.role,
                level=stretch.level or (1 if stretch.role == "item" else 0),
                container=held,
                main=stretch.main,
            )
        )
    return tuple(blocks), tuple(containers)


def _run_before(draft: _Draft, at: int) -> LineKind | None:
    """Find the kind of member that comments stand between, so that they do not part it."""
    while at > 0 and draft.stretches[at].kind == "comment":
        at -= 1
    kind = draft.stretches[at].kind
    return kind if kind in _CONTAINERS and kind in _CODE_KINDS else None


def _container(draft: _Draft, at: int, kind: LineKind) -> Container:
    """Describe the container that begins with the stretch at `at`, from what stands before it."""
    before = draft.stretches[at - 1] if at else None
    said = draft.text[before.start : before.end][-_ABOUT_LIMIT:] if before else ""
    if kind == "contents":
        return Container(kind="table", name=CONTENTS)
    if kind == "row":
        name = said if before and before.kind == "caption" else ""
        return Container(kind="table", name=name, header=_header(draft, at))
    if kind == "item":
        leads = before is not None and before.role == "paragraph" and said.endswith((":", "："))
        return Container(kind="list", about=said if leads else "")
    named = [
        found.group(2)
        for stretch in draft.stretches[max(0, at - 3) : at]
        if (found := _TYPE.search(draft.text, stretch.start, stretch.end))
    ]
    about = said if before is not None and before.kind == "comment" else ""
    return Container(kind=_CONTAINERS[kind], name=named[-1] if named else "", about=about)


def _header(draft: _Draft, at: int) -> tuple[str, ...]:
    """Read the first row of a table as its header where it looks like one."""
    if at + 1 >= len(draft.stretches) or draft.stretches[at + 1].kind != "row":
        return ()
    first = draft.stretches[at]
    words = draft.text[first.start : first.end].strip("| ")
    cells = [cell for cell in _CELLS.split(words) if cell]
    if len(cells) == 1:
        cells = words.split()
    short = all(columns(cell) <= _WIDE_COLUMNS for cell in cells)
    plain = not any(sign.isdigit() for cell in cells for sign in cell)
    return tuple(cells) if short and plain and len(cells) > 1 else ()
