"""Folded text → the tokens that every text index of ours is fed, the same on every engine.

Writing without spaces (Han, kana, Hangul) becomes overlapping pairs of characters: segmenting it
by a dictionary loses a third of all phrases, pairs lose none. Everything else becomes words, an
identifier one word. Where a sentence ends stands a token that no word can be, so that a phrase
never reaches over it; the same between 人脸 and 脸部, whose pairs would else read 人脸部.
"""

from __future__ import annotations

import re
from functools import lru_cache
from operator import add

from heliograph.language.folding import fold
from heliograph.language.letters import DENSE_FROM, MARKS

TOKENS_VERSION = "1"
"""Changes whenever the same folded text may give other tokens."""

GAP = "."
"""The token that stands where a sentence ends."""

LONGEST = 128
"""Characters of a word that are kept: longer ones are keys and encoded bytes, not words."""

MOST_PARTS = 12
"""A word of more parts is no name that anybody gave, but a digest or encoded bytes."""

_LAST = "\U0010ffff"
_RUN = re.compile(
    rf"[^\W{DENSE_FROM}-{_LAST}]++(?:[{MARKS}]++[^\W{DENSE_FROM}-{_LAST}]*+)*+"
    rf"|[^\W\x00-\u2e7f]+"
    rf"|(?:[!?;。｡…]|\.(?=\s|\Z)|\n[ \t\r]*+\n)+"
)
_ENDS = frozenset(".!?;。｡…\n")
_WORD = re.compile(r"[A-Za-z0-9_]+")
_SEAM = re.compile(r"_|[a-z][A-Z]|[A-Z]{2}[a-z]|[A-Za-z][0-9]|[0-9][A-Za-z]")
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def tokens(folded: str) -> list[str]:
    """Cut folded text into tokens, in order; pairs of neighbours count as one step apart."""
    made: list[str] = []
    for run in _RUN.findall(folded):
        first = run[0]
        if first in _ENDS:
            made.append(GAP)
        elif first < DENSE_FROM:
            made.append(run[:LONGEST])
        else:
            if made and made[-1][-1] == first:
                made.append(GAP)
            made += map(add, run, run[1:]) if len(run) > 1 else run
    return made


def is_dense(token: str) -> bool:
    """Whether a token is of a writing without spaces: a pair of characters, or a lone one."""
    return token[0] >= DENSE_FROM


def parts(text: str) -> list[str]:
    """List the parts of the identifiers in a text that is not folded: its capitals are the seams.

    `EM_NATION_TYPE` gives em, nation, type; `byEthnic` gives by, ethnic. Every identifier is
    listed once, with a gap after it.
    """
    made: list[str] = []
    for word in dict.fromkeys(_WORD.findall(text)):
        made += _parts_of(word)
    return made


@lru_cache(maxsize=2**16)
def _parts_of(word: str) -> tuple[str, ...]:
    """Cut one word into its parts and a gap; none if it has no seam. Words repeat, so remember."""
    cut = _cut(word)
    return (*(word[start:end].lower() for start, end in cut), GAP) if cut else ()


def _cut(word: str) -> list[tuple[int, int]]:
    """Cut an identifier at its seams; none if it has none."""
    if len(word) > LONGEST or not _SEAM.search(word):
        return []
    cut = [part.span() for part in _PART.finditer(word)]
    return cut if 1 < len(cut) <= MOST_PARTS else []


def part_spans(text: str) -> list[list[tuple[str, int, int]]]:
    """List the identifiers of a text, each as its parts with their start and end in the text."""
    found: list[list[tuple[str, int, int]]] = []
    for word in _WORD.finditer(text):
        at = word.start()
        cut = _cut(word[0])
        if cut:
            found.append([(word[0][start:end].lower(), at + start, at + end) for start, end in cut])
    return found


def tokens_of(text: str) -> list[str]:
    """Fold a text and cut it into tokens."""
    return tokens(fold(text).text)
