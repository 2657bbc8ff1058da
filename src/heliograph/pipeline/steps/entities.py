"""Keeps what names stand for, so that a case says itself whom its mentions mean."""

from __future__ import annotations

from heliograph.pipeline.tools import Tools
from heliograph.seams import NamesEntities

MARK = "entities"


def keep_entities(tools: Tools) -> bool:
    """Keep the entities of every finder that names some, once for each version of them.

    Says whether it did. Entities that an older version knew stay: nothing points at them once
    the case is judged anew.
    """
    naming = [one for one in tools.finders if isinstance(one, NamesEntities)]
    version = ",".join(f"{one.name}/{one.version}" for one in naming)
    if tools.rows.mark(MARK) == version:
        return False
    with tools.rows.all_or_nothing():
        for finder in naming:
            tools.rows.keep(finder.entities())
        tools.rows.set_mark(MARK, version)
    return True
