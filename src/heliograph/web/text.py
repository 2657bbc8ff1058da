"""A page's text for reading: in lines, with what is marked and what its reader is not sure of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from heliograph.records import Page
from heliograph.report.page import visible
from heliograph.store.leaf_rows import LINE_BREAK, Lines

MOST_LINES = 3_000
MOST_IN_A_LINE = 20_000
"""Characters; a line of a minified file would else hang a browser."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of one line that is the same throughout."""

    text: str
    marked: bool = False
    doubt: str = ""
    """What it may say instead; `?` where its reader offers nothing else."""
    corrected: bool = False
    """A person read it otherwise than its reader did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """One line."""

    number: int
    """Of the file where it has lines, else of the page's text."""
    pieces: list[Piece]
    marked: bool
    start: int
    """Offset of its first character in the text of the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The lines that are shown, and whether there are more."""

    lines: list[TextLine]
    cut: bool
    of_the_file: bool
    """Whether the numbers are the file's own."""


def text_of(
    page: Page, marks: Sequence[Span], around: int | None = None, *, start: int = 0
) -> Text:
    """Give a page in lines; `around` gives only so many before and after the first mark.

    `start` leaves out so many lines at the beginning.
    """
    spans = list(_line_spans(page.text))
    first, last = min(start, len(spans) - 1), len(spans)
    if around is not None and marks:
        begin, end = marks[0]
        touched = [at for at, span in enumerate(spans) if span[0] <= end and begin <= span[1]]
        first = max(0, touched[0] - around) if touched else 0
        last = (touched[-1] if touched else 0) + around + 1
    chosen = spans[first:last][:MOST_LINES]
    own = Lines(page.text, page.first_line, page.marks)
    return Text(
        lines=[
            TextLine(
                number=own.at(span[0]) or at,
                pieces=list(_pieces(page, span, marks)),
                marked=any(start < span[1] and span[0] < end for start, end in marks),
                start=span[0],
            )
            for at, span in enumerate(chosen, start=first + 1)
        ],
        cut=first + len(chosen) < len(spans) if around is None else len(chosen) < len(spans),
        of_the_file=own.at(0) is not None,
    )


def line_at(text: str, offset: int) -> int:
    """Say on which line of a text a character stands, from 0."""
    return len(LINE_BREAK.findall(text, 0, offset))


def in_lines(words: str) -> str:
    """Give words with each of their line breaks as one: files write it in three ways."""
    return words.replace("\r\n", "\n").replace("\r", "\n")


def _line_spans(text: str) -> Iterator[Span]:
    start = 0
    for found in LINE_BREAK.finditer(text):
        yield start, found.start()
        start = found.end()
    yield start, len(text)


def _pieces(page: Page, span: Span, marks: Sequence[Span]) -> Iterator[Piece]:
    start, end = span
    whole, end = end, min(end, start + MOST_IN_A_LINE)
    doubts = [one for one in page.doubts if one.start < end and start < one.end]
    mended = [(one.start, one.end) for one in page.corrected]
    inside = [*marks, *mended, *((one.start, one.end) for one in doubts)]
    cuts = sorted({start, end, *_edges(inside, start, end)})
    for left, right in pairwise(cuts):
        doubt = next((one for one in doubts if one.start <= left < one.end), None)
        yield Piece(
            text=visible(page.text[left:right]),
            marked=any(first <= left < last for first, last in marks),
            doubt=(visible(", ".join(doubt.others)) or "?") if doubt else "",
            corrected=any(first <= left < last for first, last in mended),
        )
    if whole > end:
        yield Piece(text=" …")


def _edges(spans: Iterable[Span], start: int, end: int) -> Iterator[int]:
    for first, last in spans:
        if start < first < end:
            yield first
        if start < last < end:
            yield last
