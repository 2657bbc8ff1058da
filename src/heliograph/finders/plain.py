"""Folded text with its separators made equal: what terms are matched on, and the way back."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from heliograph.language.folding import Folded, fold

# `face-recognition`, `face_recognition`, `d’iris` and a broken line are one thing to a term.
_SEPARATORS = str.maketrans(dict.fromkeys("-_/'`*\n\r\t\u00a0\u3000", " "))
_RUN = re.compile(r" {2,}")


@dataclass(frozen=True, slots=True)
class Plain:
    """Text to match on. Offsets of `source` are those of the page."""

    text: str
    _folded: Folded
    _at: tuple[int, ...]
    _cut: tuple[int, ...]

    def source(self, start: int, end: int) -> tuple[int, int]:
        """Give the stretch of the page that `start:end` of `text` stands for."""
        return self._folded.source(self._open(start), self._open(end - 1) + 1)

    def _open(self, place: int) -> int:
        """Give the place before runs of spaces were made one."""
        return place + self._cut[bisect_right(self._at, place)]


def plain(text: str) -> Plain:
    """Fold a page's text and make its separators single spaces."""
    folded = fold(text)
    even = folded.text.translate(_SEPARATORS)
    pieces: list[str] = []
    at: list[int] = []
    cut = [0]
    done = 0
    for run in _RUN.finditer(even):
        pieces.append(even[done : run.start() + 1])
        done = run.end()
        at.append(run.start() + 1 - cut[-1])
        cut.append(cut[-1] + run.end() - run.start() - 1)
    pieces.append(even[done:])
    return Plain("".join(pieces), folded, tuple(at), tuple(cut))


def plain_term(term: str) -> str:
    """Fold a term the way pages are folded, its `*` kept."""
    parts = [plain(part).text for part in term.split("*")]
    return "*".join(parts).strip()
