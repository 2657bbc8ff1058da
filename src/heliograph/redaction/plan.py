"""What is to be hidden, and why, as a person writes it down in a file (TOML)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from heliograph.codec import Box
from heliograph.errors import NothingThere, UsageError

FEWEST_CHARACTERS = 2
"""Of words: hiding one letter everywhere hides nothing and spoils everything."""

Edge = Annotated[float, Meta(ge=0, le=1)]


class Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words to be hidden wherever they stand, however they are spaced, folded or written."""

    text: str
    kind: Literal["words", "person"] = "words"
    reason: str


class Region(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A box to be painted over in the picture of a page."""

    document: str
    """Its path or its digest."""
    page: int
    box: tuple[Edge, Edge, Edge, Edge]
    """Left, top, right, bottom as fractions of the page."""
    reason: str

    @property
    def place(self) -> Box:
        """The box."""
        return self.box


class Plan(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that is to be hidden."""

    source: str = ""
    """Why paths, file names and the facts of capture are hidden; empty leaves paths readable."""
    pictures: bool = True
    """Whether pictures of pages travel at all."""
    words: tuple[Words, ...] = ()
    regions: tuple[Region, ...] = ()


def read_plan(path: Path) -> Plan:
    """Read a plan. Raises `NothingThere` and `UsageError`."""
    try:
        plan = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Plan)
    except OSError as missing:
        raise NothingThere(what=str(path), hint="Name the file of the plan.") from missing
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as wrong:
        raise UsageError(detail=f"The plan {path} cannot be read ({wrong}).") from wrong
    refuse_short(plan)
    if plan == Plan(pictures=plan.pictures):
        raise UsageError(detail=f"The plan {path} hides nothing.")
    return plan


def refuse_short(plan: Plan) -> None:
    """See that no words are too short to be hidden everywhere. Raises `UsageError`."""
    for one in plan.words:
        if len("".join(one.text.split())) < FEWEST_CHARACTERS:
            detail = f"The plan hides {one.text!r}, which is too short to be hidden everywhere."
            raise UsageError(detail=detail)
