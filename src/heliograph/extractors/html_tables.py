"""Which tables of a web page hold data, and which only arrange it."""

from __future__ import annotations

from typing import Final

from lxml import etree
from msgspec import Struct

_CELLS: Final = frozenset({"td", "th"})
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4"})
_BLOCKS: Final = frozenset({"p", "div", "ul", "ol", "article", "section", "form", "pre"})
_MOST_BLOCKS: Final = 12
"""A cell with more paragraphs than that is a column of the page, not a value."""


class _Table(Struct):
    element: etree._Element
    cells: int = 0
    blocks: int = 0
    arranges: bool = False
    is_wide: bool = False


def data_tables(root: etree._Element) -> set[etree._Element]:
    """Find the tables whose rows are to be read as rows.

    Tables that hold tables, headings or whole columns of paragraphs, or have one cell a row, only
    arrange the page.
    """
    found: set[etree._Element] = set()
    tables: list[_Table] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if event == "start":
            if tag == "table":
                if tables:
                    tables[-1].arranges = True
                tables.append(_Table(element=element))
            elif tables:
                _count(tables[-1], str(tag))
        elif tag == "table" and tables:
            table = tables.pop()
            presents = element.get("role") in ("presentation", "none")
            if table.is_wide and not table.arranges and not presents:
                found.add(table.element)
    return found


def _count(table: _Table, tag: str) -> None:
    if tag == "tr":
        table.cells = 0
    elif tag in _CELLS:
        table.cells += 1
        table.blocks = 0
        table.is_wide = table.is_wide or table.cells > 1
    elif tag in _BLOCKS and table.cells:
        table.blocks += 1
        table.arranges = table.arranges or table.blocks > _MOST_BLOCKS
    elif tag in _HEADINGS and table.cells:
        table.arranges = True
