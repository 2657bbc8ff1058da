"""Sequences whose things are made when they are asked for, so that a book is never held."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar, overload

Of = TypeVar("Of")
Made = TypeVar("Made")


class WhenAsked(Sequence[Made], Generic[Of, Made]):
    """One thing made of each of some others, anew each time: equal and not the same."""

    def __init__(self, of: Sequence[Of]) -> None:
        """Take what they are made of."""
        self._of = of

    @abstractmethod
    def _made(self, one: Of) -> Made:
        """Make one."""

    def __len__(self) -> int:
        """Count them."""
        return len(self._of)

    def __iter__(self) -> Iterator[Made]:
        """Make one after the other."""
        return map(self._made, self._of)

    @overload
    def __getitem__(self, at: int) -> Made: ...

    @overload
    def __getitem__(self, at: slice) -> list[Made]: ...

    def __getitem__(self, at: int | slice) -> Made | list[Made]:
        """Make one, or some."""
        if isinstance(at, slice):
            return [self._made(one) for one in self._of[at]]
        return self._made(self._of[at])
