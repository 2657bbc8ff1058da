"""Folded text with its separators made equal: what terms are matched on, and the way back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from heliograph.language.folding import Folded, fold

# `face-recognition`, `face_recognition`, `d’iris` and a broken line are one thing to a term.
_SEPARATORS = "-_/'`*\n\r\t\u00a0\u3000"
_RUN = re.compile(r" {2,}")


Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Plain:
    """Text to match on. Offsets of `source` are those of the page."""

    text: str
    _folded: Folded
    _at: Sequence[int] = ()
    _cut: Sequence[int] = (0,)

    def sources(self, starts: Places, ends: Places) -> tuple[Places, Places]:
        """Give the stretches of the page that `start:end` of `text` stand for, many at once."""
        return self._folded.sources(self._open(starts), self._open(ends - 1) + 1)

    def _open(self, places: Places) -> Places:
        """Give the places before runs of spaces were made one."""
        if not self._at:
            return places
        cut = np.array(self._cut, dtype=np.int64)
        return places + cut[np.searchsorted(np.array(self._at), places, side="right")]


@lru_cache(maxsize=2)
def plain(text: str) -> Plain:
    """Fold a page's text and make its separators single spaces."""
    folded = fold(text)
    even = _evened(folded.text)
    if "  " not in even:
        return Plain(even, folded)
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
    return Plain("".join(pieces), folded, at, cut)


def _evened(folded: str) -> str:
    """Write each separator as a space. One after the other is quicker than a table for all."""
    for separator in _SEPARATORS:
        folded = folded.replace(separator, " ")
    return folded


def plain_terms(terms: Iterable[str]) -> list[str]:
    """Fold terms the way pages are folded, their `*` kept.

    All at once, with signs between them that fold to themselves: a call for each takes ten times
    as long.
    """
    parted = [term.replace("*", "\0") for term in terms]
    folded = plain("\1".join(parted)).text.split("\1")
    return ["*".join(part for part in term.split("\0")).strip() for term in folded]
