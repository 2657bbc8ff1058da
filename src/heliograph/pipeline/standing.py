"""Pages as they were read → pages as they stand: with what persons corrected on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import overload

from heliograph.hand_records import Correction
from heliograph.records import Page
from heliograph.stages.correct import corrected


class StandingPages(Sequence[Page]):
    """Pages as they stand, each made when it is asked for: a book is never held."""

    def __init__(self, pages: Sequence[Page], corrections: Iterable[Correction]) -> None:
        """Take the pages of one document as they were read, and its corrections."""
        self._pages = pages
        self._corrections: defaultdict[int, list[Correction]] = defaultdict(list)
        for one in corrections:
            self._corrections[one.page].append(one)

    def __len__(self) -> int:
        """Count them."""
        return len(self._pages)

    def __iter__(self) -> Iterator[Page]:
        """Make one after the other."""
        return map(self._made, self._pages)

    @overload
    def __getitem__(self, at: int) -> Page: ...

    @overload
    def __getitem__(self, at: slice) -> list[Page]: ...

    def __getitem__(self, at: int | slice) -> Page | list[Page]:
        """Make one, or some."""
        if isinstance(at, slice):
            return [self._made(page) for page in self._pages[at]]
        return self._made(self._pages[at])

    def replaced(self) -> Iterator[Page]:
        """Go through the pages as read in whose place corrected ones stand."""
        for page in self._pages:
            if page.number in self._corrections and self._made(page).id != page.id:
                yield page

    def _made(self, page: Page) -> Page:
        return corrected(page, self._corrections.get(page.number, ()))
