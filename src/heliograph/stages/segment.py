"""Page → Passage: cut a page into runs short enough to quote."""

from __future__ import annotations

from collections.abc import Iterator

from heliograph.records import Page, Passage
from heliograph.seams import Segmenter


def segment(page: Page, *, segmenter: Segmenter) -> Iterator[Passage]:
    """Yield the passages of a page. Disorder, overlap or a span outside it is a broken promise."""
    last = 0
    for passage in segmenter.segment(page):
        if not last <= passage.start < passage.end <= len(page.text):
            message = f"{segmenter.name} cut {passage.start}:{passage.end} out of order"
            raise ValueError(message)
        last = passage.end
        yield passage
