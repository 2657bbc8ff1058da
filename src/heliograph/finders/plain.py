"""Folded text with its separators made equal: what terms are matched on, and the way back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from heliograph.language.folding import Folded, Places, fold

# `face-recognition`, `face_recognition`, `d’iris` and a broken line are one thing to a term.
_SEPARATORS = "-_/'`*\n\r\t\u00a0\u3000"


@dataclass(frozen=True, slots=True)
class Plain:
    """Text to match on. Offsets of `source` are those of the page."""

    text: str
    _folded: Folded
    _kept: Places | None = None
    """Where each sign stood before runs of spaces were made one; None where there were none."""

    def begins(self, starts: Places) -> Places:
        """Give where on the page begins what begins at places of `text`."""
        return self._folded.begins(starts if self._kept is None else self._kept[starts])

    def ends(self, ends: Places) -> Places:
        """Give where on the page ends what ends at places of `text`."""
        return self._folded.ends(ends if self._kept is None else self._kept[ends - 1] + 1)


@lru_cache(maxsize=2)
def plain(text: str) -> Plain:
    """Fold a page's text and make its separators single spaces."""
    folded = fold(text)
    even = _evened(folded.text)
    if "  " not in even:
        return Plain(even, folded)
    # Code points all at once: a layout's columns make a run of nearly every line.
    codes = np.frombuffer(even.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    blank = codes == ord(" ")
    kept = np.ones_like(blank)
    kept[1:] = ~(blank[1:] & blank[:-1])
    single = codes[kept].tobytes().decode("utf-32-le", "surrogatepass")
    return Plain(single, folded, np.flatnonzero(kept))


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
