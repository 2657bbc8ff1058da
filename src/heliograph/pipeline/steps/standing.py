"""Pages as they were read → pages as they stand: with what persons corrected on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from heliograph.hand_records import Correction
from heliograph.records import Page
from heliograph.stages.correct import corrected
from heliograph.when_asked import WhenAsked


class StandingPages(WhenAsked[Page, Page]):
    """Pages as they stand, each made when it is asked for: a book is never held."""

    def __init__(self, pages: Sequence[Page], corrections: Iterable[Correction]) -> None:
        """Take the pages of one document as they were read, and its corrections."""
        super().__init__(pages)
        self._corrections: defaultdict[int, list[Correction]] = defaultdict(list)
        for one in corrections:
            self._corrections[one.page].append(one)

    def replaced(self) -> Iterator[Page]:
        """Go through the pages as read in whose place corrected ones stand."""
        for page in self._of:
            if page.number in self._corrections and self._made(page).id != page.id:
                yield page

    def _made(self, one: Page) -> Page:
        return corrected(one, self._corrections.get(one.number, ()))
