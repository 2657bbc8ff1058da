"""HTML that stands inside a text that is kept verbatim: where its words are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from heliograph.extractors.verbatim import trimmed
from heliograph.records import Block, BlockRole, Container

_TAG: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)\b[^<>]*>", re.DOTALL
)
_ROLES: Final[dict[str, BlockRole]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "item"),
    "tr": "row",
    "pre": "code",
}
_CUTS: Final = frozenset(
    {
        *_ROLES, "address", "article", "aside", "blockquote", "body", "caption", "center",
        "details", "div", "dl", "fieldset", "figcaption", "figure", "footer", "form", "header",
        "hr", "html", "main", "nav", "ol", "p", "section", "summary", "table", "tbody", "tfoot",
        "thead", "ul",
    }
)  # fmt: skip
"""Tags at which one stretch of words ends; cells are not among them: a row is one stretch."""
_SILENT: Final = frozenset({"script", "style"})


def markup_blocks(
    text: str, start: int, end: int, containers_before: int
) -> tuple[list[Block], list[Container]]:
    """Find the stretches of words between tags, with the roles the tags give them.

    A block begins and ends with words; tags inside it stay, since the text is verbatim. Comments
    are blocks of their own, not part of the text proper.
    """
    blocks: list[Block] = []
    containers: list[Container] = []
    for role, left, right, table in _stretches(text, start, end):
        while len(containers) < table:
            containers.append(Container(kind="table"))
        level = 1 if role in ("heading", "item") else 0
        blocks.append(
            Block(
                start=left,
                end=right,
                role=role,
                level=level,
                container=containers_before + table - 1 if role == "row" and table else None,
                main=role != "comment",
            )
        )
    return blocks, containers


def _stretches(text: str, start: int, end: int) -> Iterator[tuple[BlockRole, int, int, int]]:
    """Yield role, start, end of each stretch and how many tables have been opened by then."""
    role: BlockRole = "paragraph"
    at, tables, silent = start, 0, ""
    words: tuple[int, int] | None = None
    for found in [*_TAG.finditer(text, start, end), None]:
        here = found.start() if found else end
        left, right = trimmed(text, at, here)
        if right > left and not silent:
            words = (words[0] if words else left, right)
        if found is None:
            break
        at = found.end()
        name, closes = (found.group("name") or "").lower(), bool(found.group("close"))
        silent = _silenced(silent, name, closes)
        if name and name not in _CUTS:
            continue
        if words:
            yield role, *words, tables
            words = None
        if not name:
            yield "comment", *found.span(), tables
            continue
        tables += name == "table" and not closes
        role = "paragraph" if closes else _ROLES.get(name, "paragraph")
    if words:
        yield role, *words, tables


def _silenced(silent: str, name: str, closes: bool) -> str:
    if silent:
        return "" if closes and name == silent else silent
    return name if name in _SILENT and not closes else ""
