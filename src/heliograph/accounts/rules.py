"""The rules of a case that people set and custody remembers."""

from __future__ import annotations

from typing import Final

from heliograph.app import Heliograph
from heliograph.errors import UsageError
from heliograph.pipeline.deeds.deciding import set_rule
from heliograph.pipeline.recovery import recover
from heliograph.store.standing import PEOPLE

MOST_PEOPLE: Final = 2


def people_asked(opened: Heliograph) -> int:
    """Say how many different people must accept a claim before it counts as accepted."""
    return int(opened.rows.mark(PEOPLE) or 1)


def ask_for_people(opened: Heliograph, people: int, by: str) -> None:
    """Set it: one or two. What was said before counts by the new rule, too. Raises `UsageError`."""
    if not 1 <= people <= MOST_PEOPLE:
        raise UsageError(detail="One person or two can be asked for.")
    tools = opened.tools()
    recover(tools)
    if people != people_asked(opened):
        set_rule(people, by, tools)
