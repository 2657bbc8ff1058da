"""What `verify` answers: each check holds, fails, or cannot be made here, and says why."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Answer = Literal["holds", "fails", "not-checkable"]


class Check(Struct, frozen=True, kw_only=True):
    """One thing that was checked."""

    name: str
    answer: Answer
    detail: str

    @property
    def fails(self) -> bool:
        """Whether something is wrong; what cannot be checked here is not."""
        return self.answer == "fails"


def held(name: str, detail: str) -> Check:
    """It is as it must be."""
    return Check(name=name, answer="holds", detail=detail)


def failed(name: str, detail: str) -> Check:
    """It is not."""
    return Check(name=name, answer="fails", detail=detail)


def unanswered(name: str, detail: str) -> Check:
    """Nobody can tell from what is here."""
    return Check(name=name, answer="not-checkable", detail=detail)


def answered(name: str, wrong: str, right: str = "") -> Check:
    """It fails where anything is wrong, else it holds."""
    return failed(name, wrong) if wrong else held(name, right)
