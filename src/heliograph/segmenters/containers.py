"""Tables, lists, enums and structs: blocks of one kind that stand in a row."""

from __future__ import annotations

import re

from heliograph.records import Block, Container, ContainerKind
from heliograph.segmenters.draft import CODE_KINDS, Draft
from heliograph.segmenters.lines import LineKind, columns

Layout = tuple[tuple[Block, ...], tuple[Container, ...]]

CONTENTS = "contents"
"""Name of the container that holds the lines of a table of contents."""

_ABOUT_LIMIT = 200
_CELL_COLUMNS = 30.0
_TYPE_DEPTH = 3
"""Lines above its first member on which a type's name may stand."""

_CELLS = re.compile(r"\s*\|\s*|\t+|\s{2,}|\u3000{2,}")
_TYPE = re.compile(r"\b(?:enum|struct|class|union)\s+(?:class\s+|table\s+)?([A-Za-z_]\w*)")

_CONTAINERS: dict[LineKind, ContainerKind] = {
    "contents": "table", "row": "table", "define": "defines", "entry": "enum", "field": "struct",
    "item": "list", "numbered": "list",
}  # fmt: skip


def contained(draft: Draft) -> Layout:
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
        run = kind if held is not None or (kind == "comment" and run in CODE_KINDS) else None
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


def _run_before(draft: Draft, at: int) -> LineKind | None:
    """Find the kind of member that comments stand between, so that they do not part it."""
    while at > 0 and draft.stretches[at].kind == "comment":
        at -= 1
    kind = draft.stretches[at].kind
    return kind if kind in _CONTAINERS and kind in CODE_KINDS else None


def _container(draft: Draft, at: int, kind: LineKind) -> Container:
    """Describe the container that begins with the stretch at `at`, from what stands before it."""
    before = draft.stretches[at - 1] if at else None
    said = draft.text[before.start : before.end][-_ABOUT_LIMIT:] if before else ""
    if kind == "contents":
        return Container(kind="table", name=CONTENTS)
    if kind == "row":
        name = said if before and before.kind == "caption" else ""
        return Container(kind="table", name=name, header=_header(draft, at))
    if kind == "item":
        return Container(kind="list", about=said if said.endswith((":", "：")) else "")
    about = said if before is not None and before.kind == "comment" else ""
    return Container(kind=_CONTAINERS[kind], name=_type_name(draft, at), about=about)


def _type_name(draft: Draft, at: int) -> str:
    """Find the name of the enum or struct whose members begin here."""
    for stretch in reversed(draft.stretches[max(0, at - _TYPE_DEPTH) : at]):
        found = _TYPE.search(draft.text, stretch.start, stretch.end)
        if found:
            return found.group(1)
    return ""


def _header(draft: Draft, at: int) -> tuple[str, ...]:
    """Read the first row of a table as its header where it looks like one."""
    if at + 1 >= len(draft.stretches) or draft.stretches[at + 1].kind != "row":
        return ()
    first = draft.stretches[at]
    words = draft.text[first.start : first.end].strip("| ")
    cells = [cell for cell in _CELLS.split(words) if cell]
    if len(cells) == 1:
        cells = words.split()
    short = all(columns(cell) <= _CELL_COLUMNS for cell in cells)
    plain = not any(sign.isdigit() for cell in cells for sign in cell)
    return tuple(cells) if short and plain and len(cells) > 1 else ()
