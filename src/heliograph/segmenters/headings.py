"""Which lines are headings where the format does not say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from heliograph.records import Block
from heliograph.segmenters.draft import Draft
from heliograph.segmenters.lines import LineKind, columns, kind_of
from heliograph.segmenters.outline import BRACKETED, PLAIN, SECTION, rank_of

TOLD_LEVELS = 6
"""Levels of headings that formats tell; those we find in their paragraphs stand below."""

LARGE = 1.2
"""Times the usual height of type from which a short line is a heading by its size alone."""

WIDE_COLUMNS = 30.0
"""Columns a page's usual line must have for a shorter one to stand out as a heading."""

_HEADING_COLUMNS = 64.0
_PLAIN_COLUMNS = 44.0
_SECTION_COLUMNS = 36.0
_LEAST_COLUMNS = 4.0

ENDED = re.compile(r"[。！？!?；;：:.．…|]['\"”’»」』）)\]]*$")
CUT_NAME = re.compile(r"[A-Z0-9]*(?:_[A-Z0-9]*)+$|[A-Z]{2,}$")
"""The first part of a constant's name that a narrow cell broke, or the last."""

_STOPPED = re.compile(r"[。；;，,、]$|[^\d][.]$")
_PUNCTUATION = re.compile(r"[。；，]|[.;,]\s|：\S|:\s\S")
_TITLE_ENDS = re.compile(r"[\w）)》”\"】]$")


def heading_level(draft: Draft, at: int, kind: LineKind, words: str) -> int:
    """Tell the level of a heading; 0 where a line is none."""
    if kind == "numbered":
        return rank_of(words) if _is_numbered_heading(draft, at, words) else 0
    if kind == "text" and draft.lines[at].kind != "row" and _is_plain_heading(draft, at, words):
        return PLAIN
    return 0


def _is_numbered_heading(draft: Draft, at: int, words: str) -> bool:
    """Say whether a numbered line is a heading: a title, not a full line, not one of a run."""
    line = draft.lines[at]
    rank = title_rank(words)
    if rank == 0 or (rank > SECTION and line.right > draft.usual * 0.85 > WIDE_COLUMNS):
        return False
    return rank not in (_rank_at(draft, at, -1), _rank_at(draft, at, 1))


def title_rank(words: str) -> int:
    """Give the rank of numbered words that could be a heading: short, no sentence; 0 for others."""
    width = columns(words)
    rank = rank_of(words)
    if rank == PLAIN or width > _HEADING_COLUMNS or _STOPPED.search(words):
        return 0
    if rank > SECTION and _PUNCTUATION.search(words):
        return 0
    return 0 if rank == BRACKETED and width > _SECTION_COLUMNS else rank


def _rank_at(draft: Draft, at: int, step: int) -> int:
    """Give the rank of the next line with words in one direction."""
    at += step
    while 0 <= at < len(draft.lines) and draft.kind_at(at) == "blank":
        at += step
    return rank_of(draft.words_at(at)) if draft.kind_at(at) == "numbered" else 0


def _is_plain_heading(draft: Draft, at: int, words: str) -> bool:
    """Say whether a line without a number is a heading: short, alone, before other text."""
    line = draft.lines[at]
    width = line.right - line.left
    if draft.kind_at(at + 1) == "rule" and draft.lines[at + 1].right >= width / 2:
        return True
    large = line.size >= LARGE and width <= _HEADING_COLUMNS and not _STOPPED.search(words)
    if large and "。" not in words and any(sign.isalpha() for sign in words):
        return True
    if width > _PLAIN_COLUMNS or width < _LEAST_COLUMNS or not _TITLE_ENDS.search(words):
        return False
    if not words[0].isalpha() or words[0].islower():
        return False
    if _PUNCTUATION.search(words) or CUT_NAME.match(words):
        return False
    return _stands_alone(draft, at, width)


def _stands_alone(draft: Draft, at: int, width: float) -> bool:
    """Say whether a short line has an end before it and a beginning after it."""
    if at > 0 and draft.kind_at(at - 1) not in {"blank", "rule", "folio", "code", "comment"}:
        last = draft.lines[at - 1]
        ended = ENDED.search(draft.text, last.start, last.end)
        if not (ended or (draft.stretches and draft.stretches[-1].role == "heading")):
            return False
    after = draft.kind_at(at + 1)
    if after != "blank" and at + 1 < len(draft.lines) and _starts_beside(draft, at):
        return False
    if after in {"item", "numbered", "code", "comment", "row", "article"}:
        return True
    if after == "blank":
        return at + 1 < len(draft.lines) - 1
    if after != "text":
        return False
    follows = draft.lines[at + 1]
    return follows.right - follows.left > max(width * 1.5, WIDE_COLUMNS)


def _starts_beside(draft: Draft, at: int) -> bool:
    return draft.lines[at + 1].left > draft.lines[at].right + 1


def with_untold_headings(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Make headings of told paragraphs that are numbered titles all the same.

    Word processors and web pages are full of headings that their authors only numbered. What stands
    in a run of its own rank is an item, and a heading has something under it.
    """
    ranks = [_paragraph_rank(text, block) for block in blocks]
    found = list(blocks)
    for at, rank in enumerate(ranks[:-1]):
        if rank and rank not in (ranks[at - 1] if at else 0, ranks[at + 1]):
            found[at] = replace(blocks[at], role="heading", level=TOLD_LEVELS + rank)
    return tuple(found)


def _paragraph_rank(text: str, block: Block) -> int:
    if block.role != "paragraph" or block.end - block.start > _HEADING_COLUMNS or not block.main:
        return 0
    words = text[block.start : block.end].strip()
    return title_rank(words) if kind_of(words) == "numbered" else 0
