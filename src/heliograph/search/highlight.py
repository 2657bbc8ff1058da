"""Where on a page the words of a query stand, in code points of the page's own text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice

from heliograph.language.folding import fold
from heliograph.language.letters import DENSE_FROM, MARKS
from heliograph.language.tokens import GAP, LONGEST, is_dense, part_spans, parts, tokens_of
from heliograph.search.query import Tree, Words, positive

Stretch = tuple[int, int]
"""Start and end in code points, from 0, end excluded."""

MOST_STRETCHES = 1_000
"""Places of one word that are looked for on one page."""

_BETWEEN = r"[^\w.!?;。｡…]*"
_GAP_BETWEEN = r"\W+"
_NO_LETTER_BEFORE = rf"(?<![^\W{DENSE_FROM}-\U0010ffff])"
_NO_LETTER_AFTER = rf"(?![^\W{DENSE_FROM}-\U0010ffff]|[{MARKS}])"


def stretches(page_text: str, tree: Tree) -> list[Stretch]:
    """Find what of a page answers a query: in order, apart, in code points of `page_text`."""
    wanted = list(dict.fromkeys(positive(tree)))
    if not wanted:
        return []
    folded = fold(page_text)
    found: set[Stretch] = set()
    for words in wanted:
        for match in islice(_pattern(words).finditer(folded.text), MOST_STRETCHES):
            found.add(folded.source(*match.span()))
    found.update(_inside_identifiers(page_text, wanted))
    return _apart(found)


def snippet(
    page_text: str, found: Sequence[Stretch], width: int = 160
) -> tuple[str, list[Stretch]]:
    """Cut the `width` characters of a page in which most stretches stand, first come first served.

    Gives the snippet, on one line, with … where the page goes on, and the stretches as offsets in
    the snippet.
    """
    first = _densest(found, width)
    start = max(0, min(first - width // 4, len(page_text) - width))
    end = min(len(page_text), start + width)
    before = "…" if start else ""
    shown = re.sub(r"\s", " ", page_text[start:end])
    marks = [
        (max(left, start) - start + len(before), min(right, end) - start + len(before))
        for left, right in found
        if left < end and right > start
    ]
    return f"{before}{shown}{'…' if end < len(page_text) else ''}", marks


def _densest(found: Sequence[Stretch], width: int) -> int:
    """Say where the stretch begins after which most others begin soon."""
    starts = [left for left, _ in found]
    reach = width * 3 // 4
    best, most = 0, 0
    for index, left in enumerate(starts):
        count = bisect_right(starts, left + reach) - index
        if count > most:
            best, most = left, count
    return best


def _pattern(words: Words) -> re.Pattern[str]:
    """Write the tokens of a phrase as a regular expression over folded text."""
    pieces: list[str] = []
    before = ""
    for token in tokens_of(words.text):
        pieces.append(_step(before, token))
        before = token
    written = "".join(pieces).removeprefix(_GAP_BETWEEN).removesuffix(_GAP_BETWEEN)
    if before == GAP or is_dense(before) or words.prefix:
        return re.compile(written)
    return re.compile(written + _NO_LETTER_AFTER)


def _step(before: str, token: str) -> str:
    """Write one token and what may stand between it and the one before."""
    if token == GAP:
        return _GAP_BETWEEN
    if is_dense(token):
        # Of two overlapping pairs the second adds one character.
        if token[1:] and before[1:] == token[0] and is_dense(before):
            return re.escape(token[1:])
        written = re.escape(token)
    else:
        written = _NO_LETTER_BEFORE + re.escape(token)
        if len(token) == LONGEST:
            written += r"\w*"
    return written if before in {"", GAP} else _BETWEEN + written


def _inside_identifiers(page_text: str, wanted: Sequence[Words]) -> Iterator[Stretch]:
    """Find single words that stand on the page as parts of an identifier."""
    sought = [tuple(_parts_of(words)) for words in wanted if not words.exact]
    sought = [names for names in sought if names]
    if not sought:
        return
    for cut in part_spans(page_text):
        names = [name for name, _, _ in cut]
        for run in sought:
            for at in range(len(names) - len(run) + 1):
                if tuple(names[at : at + len(run)]) == run:
                    yield cut[at][1], cut[at + len(run) - 1][2]


def _parts_of(words: Words) -> list[str]:
    """Give the parts that a lone word would have in an identifier; none for a phrase."""
    tokens = [token for token in tokens_of(words.text) if token != GAP]
    if len(tokens) != 1 or is_dense(tokens[0]):
        return []
    return [part for part in parts(words.text) if part != GAP] or tokens


def _apart(found: set[Stretch]) -> list[Stretch]:
    """Put stretches in order and melt those that overlap."""
    melted: list[Stretch] = []
    for start, end in sorted(found):
        if melted and start < melted[-1][1]:
            melted[-1] = (melted[-1][0], max(end, melted[-1][1]))
        else:
            melted.append((start, end))
    return melted
