"""Where words may begin and end on a page, answered for many places at once.

Han needs no boundary; other scripts do: white space, a change between letters and digits, the hump
of `FaceRecognition`, the plural of a word, and the prefixes that Arabic writes onto it.
"""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int64]
Answers = npt.NDArray[np.bool_]

_RUNS, _DIGIT, _LOWER, _UPPER, _ARABIC, _HAN = 1, 2, 4, 8, 16, 32
"""What a sign is. `_RUNS`: it belongs to a word that is written with spaces around it; `_HAN`: to
one that is not."""
_UNKNOWN = 255

_DENSE = re.compile("[\u2e80-\u9fff\uf900-\ufaff]")
_ARABIC_SIGN = re.compile("[\u0600-\u06ff]")
_ARABIC_PREFIX = frozenset("وفبكلا")
_ARABIC_PREFIX_LIMIT = 4
_AFTER = 4
"""Signs beyond the end of a page that are looked at: there are none, so nothing runs on."""

_BLOCK = 256
_KINDS = np.full(0x110000, _UNKNOWN, dtype=np.uint8)
"""The kinds of all code points, worked out by blocks when one of theirs is met."""


def _kind(sign: str) -> int:
    kind = 0
    if sign.isalnum():
        kind = _HAN if _DENSE.match(sign) else _RUNS
    kind |= _DIGIT if sign.isdigit() else 0
    kind |= _LOWER if sign.islower() else 0
    kind |= _UPPER if sign.isupper() else 0
    return kind | (_ARABIC if _ARABIC_SIGN.match(sign) else 0)


def _kinds(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint8]:
    kinds = _KINDS[codes]
    unknown = kinds == _UNKNOWN
    if unknown.any():
        for block in np.unique(codes[unknown] // _BLOCK).tolist():
            first = block * _BLOCK
            points = range(first, first + _BLOCK)
            _KINDS[first : first + _BLOCK] = [_kind(chr(point)) for point in points]
        kinds = _KINDS[codes]
    return kinds


class Boundaries:
    """The boundaries of one text."""

    def __init__(self, text: str) -> None:
        """Take the text; its signs are looked at where they are asked for."""
        self._text = text
        encoded = f"\0{text}".encode("utf-32-le", "surrogatepass") + bytes(4 * _AFTER)
        self._codes = np.frombuffer(encoded, dtype="<u4")

    def begin(self, starts: Places) -> Answers:
        """Say at which of these places a word may begin."""
        before, first, after = (_kinds(self._codes[starts + step]) for step in range(3))
        free = _apart(before, first) | _hump(before, first, after)
        for at in np.flatnonzero(~free & (first & _ARABIC != 0)).tolist():
            free[at] = self._after_prefix(int(starts[at]))
        return free

    def end(self, stops: Places, open_end: Answers) -> Answers:
        """Say at which of these places a word may end, a plural ending allowed.

        `open_end`: the term leaves open how its word goes on.
        """
        signs = [self._codes[stops + step] for step in range(4)]
        last, after, second, third = map(_kinds, signs)
        letter, following = signs[1], signs[2]
        closed = second & _RUNS == 0
        plural = ((letter == ord("s")) | (letter == ord("x"))) & closed
        plural |= (letter == ord("e")) & (following == ord("s")) & (third & _RUNS == 0)
        free = _apart(last, after) | _hump(last, after, second)
        ends: Answers = open_end | free | plural | (last & _ARABIC != 0)
        return ends

    def _after_prefix(self, at: int) -> bool:
        """Arabic writes `and`, `in`, `the` onto the word."""
        before = self._text[max(0, at - _ARABIC_PREFIX_LIMIT - 1) : at]
        for length, sign in enumerate(reversed(before), start=1):
            if not _kind(sign) & _RUNS:
                return True
            if length > _ARABIC_PREFIX_LIMIT or sign not in _ARABIC_PREFIX:
                return False
        return True


@lru_cache(maxsize=2)
def boundaries_of(text: str) -> Boundaries:
    """Give the boundaries of a page, which several lexicons ask for one after the other."""
    return Boundaries(text)


def word_ends(text: str, places: Places) -> Places:
    """Give where words that go on at these places end: at the place itself where none does.

    A word in Han has no end of its own: what runs into one ends where it stands.
    """
    codes = np.frombuffer(f"{text}\0".encode("utf-32-le", "surrogatepass"), dtype="<u4")
    kinds = _kinds(codes)
    stops = np.flatnonzero(kinds & _RUNS == 0)
    ends = stops[np.searchsorted(stops, places)]
    return np.where(kinds[ends] & _HAN, places, ends)


def _apart(one: npt.NDArray[np.uint8], other: npt.NDArray[np.uint8]) -> Answers:
    """Say where two neighbours are not of one word: one needs no spaces, or is a digit alone."""
    apart: Answers = (one & other & _RUNS == 0) | ((one ^ other) & _DIGIT != 0)
    return apart


def _hump(
    one: npt.NDArray[np.uint8], other: npt.NDArray[np.uint8], next_one: npt.NDArray[np.uint8]
) -> Answers:
    """Say where a capital begins the next word: `aB`, or the `B` of `ABc`."""
    capital: Answers = other & _UPPER != 0
    capital &= (one & _LOWER != 0) | ((one & _UPPER != 0) & (next_one & _LOWER != 0))
    return capital
