"""Running text, headings, items and table rows of two versions → what appeared, changed, vanished.

The same words anywhere on the other side are no change: a section that moved says what it said.
What is then left is searched as a stream without cuts, since another layout cuts sentences
elsewhere. Only what is still left is paired by likeness.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, zip_longest
from typing import Final

import numpy as np
from rapidfuzz import fuzz, process

from heliograph.versions.changes import Change, Findings
from heliograph.versions.units import Unit, Version
from heliograph.versions.words import LOST, is_translated, key_of, same_language

ALIKE: Final = 60.0
"""Likeness, of 100, from which two sentences count as one that was reworded."""

ROW_ALIKE: Final = 50.0
"""The same for rows of a table that begin with the same key."""

MOST_PAIRS: Final = 10_000_000
"""Pairs that are compared for likeness, about four seconds; in documents that have less than that
in common, only what stands in about the same part of both."""

SHORTEST_ANYWHERE: Final = 8
"""Characters from which words may be found again in the middle of other words."""

_SHORTEST_AT_EDGE: Final = 2
_MOST_PLACES: Final = 256
_ROWS_AT_ONCE: Final = 512
_SEAM: Final = "\x00"


def compare_prose(older: Version, newer: Version, findings: Findings) -> int:
    """Compare all text that stands in no type; say how much was in another language."""
    left, right = _prose_of(older), _prose_of(newer)
    found = _recut(left, _unsaid(right, left)) | _recut(right, _unsaid(left, right))
    left, right = _without_same(left, right, findings)
    findings.same |= found
    left, right = _rest(left, findings), _rest(right, findings)
    left, right = _without_comments(left, right, older, newer, findings)
    if not same_language(older.language, newer.language):
        return len(left) + len(right)
    left, right = _pair_rows(left, right, findings)
    left, right = _pair_alike(left, right, findings)
    findings.lost_and_new(left, right)
    return 0


def _prose_of(version: Version) -> list[Unit]:
    """Give the text proper in order, then what stands beside it: a sentence goes on below a footer
    as if there were none.
    """
    return sorted((unit for unit in version.units if unit.is_prose), key=lambda unit: not unit.main)


def _without_same(
    left: list[Unit], right: list[Unit], findings: Findings
) -> tuple[list[Unit], list[Unit]]:
    """Set aside what stands on the other side in the same words, wherever."""
    there: dict[str, list[Unit]] = {}
    for unit in right:
        there.setdefault(unit.key, []).append(unit)
    here = {unit.key for unit in left}
    used: dict[str, int] = {}
    for unit in left:
        if same := there.get(unit.key):
            place = used.get(unit.key, 0)
            used[unit.key] = place + 1
            findings.pair(unit, same[min(place, len(same) - 1)])
    findings.same.update(unit for unit in right if unit.key in here)
    return _rest(left, findings), _rest(right, findings)


def _rest(units: Iterable[Unit], findings: Findings) -> list[Unit]:
    return [unit for unit in units if unit not in findings.same]


# --- the same words, cut otherwise ---------------------------------------------------------------


class _Stream:
    """The words of consecutive units without their cuts, and which have been found again."""

    def __init__(self, runs: Sequence[Sequence[Unit]]) -> None:
        self.units: list[Unit] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        pieces: list[str] = []
        at = 0
        for run in runs:
            for unit in run:
                words = key_of(unit.words)
                self.units.append(unit)
                self.starts.append(at)
                at += len(words)
                self.ends.append(at)
                pieces.append(words)
            pieces.append(_SEAM)
            at += 1
        self.text = "".join(pieces)
        self._edges = {*self.starts, *self.ends}
        self._covered = np.zeros(len(self.text) + 1, dtype=np.bool_)

    def places(self, words: str) -> list[tuple[int, int]]:
        """Find words anywhere, short ones only where a unit begins or ends."""
        found: list[tuple[int, int]] = []
        at = self.text.find(words) if words else -1
        while at >= 0 and len(found) < _MOST_PLACES:
            end = at + len(words)
            at_edge = len(words) >= _SHORTEST_AT_EDGE and (at in self._edges or end in self._edges)
            if at_edge or len(words) >= SHORTEST_ANYWHERE:
                found.append((at, end))
            at = self.text.find(words, end)
        return found

    def cover(self, places: Iterable[tuple[int, int]]) -> None:
        """Note stretches that were found."""
        for start, end in places:
            self._covered[start:end] = True

    def whole(self) -> set[Unit]:
        """Give the units of which every character was found."""
        spans = zip(self.units, self.starts, self.ends, strict=True)
        return {unit for unit, start, end in spans if bool(self._covered[start:end].all())}

    def under(self, start: int, end: int) -> Iterator[Unit]:
        """Yield the units that a stretch touches."""
        first = max(0, bisect_right(self.starts, start) - 1)
        for place in range(first, len(self.units)):
            if self.starts[place] >= end:
                return
            yield self.units[place]


def _unsaid(units: Sequence[Unit], others: Sequence[Unit]) -> list[list[Unit]]:
    """Give the units that no unit of the other side repeats word for word, in runs without gaps."""
    there = {unit.key for unit in others}
    runs = groupby(units, key=lambda unit: unit.key in there)
    return [list(run) for is_said, run in runs if not is_said]


def _recut(units: Sequence[Unit], others: Sequence[Sequence[Unit]]) -> set[Unit]:
    """Find what both sides say in the same words with other cuts.

    Words count as found only where everything around them in their sentence was found too: what
    was `支持识别` must not be found again in `不支持识别`.
    """
    stream = _Stream(others)
    places = {unit: stream.places(key_of(unit.words)) for unit in units}
    for some in places.values():
        stream.cover(some)
    whole = stream.whole()
    found = {
        unit
        for unit, some in places.items()
        if any(all(each in whole for each in stream.under(*place)) for place in some)
    }
    return found | whole


def _without_comments(
    left: list[Unit], right: list[Unit], older: Version, newer: Version, findings: Findings
) -> tuple[list[Unit], list[Unit]]:
    """Set aside comments that stand beside a member on the other side instead of alone."""
    beside = [
        {key_of(unit.said) for unit in version.units if unit.said} for version in (newer, older)
    ]
    for units, said in zip((left, right), beside, strict=True):
        comments = (unit for unit in units if unit.role == "comment")
        findings.same.update(unit for unit in comments if unit.key in said)
    return _rest(left, findings), _rest(right, findings)


# --- what was reworded ---------------------------------------------------------------------------


def _pair_rows(
    left: list[Unit], right: list[Unit], findings: Findings
) -> tuple[list[Unit], list[Unit]]:
    """Pair rows that have the same key under the same header."""
    waiting: dict[tuple[str, str], list[Unit]] = {}
    for unit in right:
        if unit.cells:
            waiting.setdefault(_row_key(unit), []).append(unit)
    settled: set[Unit] = set()
    for unit in left:
        same = waiting.get(_row_key(unit), []) if unit.cells else []
        other = next((one for one in same if fuzz.ratio(unit.key, one.key) >= ROW_ALIKE), None)
        if other is not None:
            same.remove(other)
            settled.update((unit, other))
            findings.pair(unit, other, _reworded(unit, other))
    return [one for one in left if one not in settled], [one for one in right if one not in settled]


def _row_key(unit: Unit) -> tuple[str, str]:
    """Give a row's key: its header, and the first cell that is more than a number."""
    header = unit.container.header if unit.container else ()
    first = next((key for cell in unit.cells if not (key := key_of(cell)).isdecimal() and key), "")
    return key_of(" ".join(header)), first


def _pair_alike(
    left: list[Unit], right: list[Unit], findings: Findings
) -> tuple[list[Unit], list[Unit]]:
    """Pair what is most alike, of one kind, the most alike first."""
    settled: set[Unit] = set()
    for _, _, _, i, j in sorted(_alike(left, right)):
        if left[i] not in settled and right[j] not in settled:
            settled.update((left[i], right[j]))
            findings.pair(left[i], right[j], _reworded(left[i], right[j]))
    return [one for one in left if one not in settled], [one for one in right if one not in settled]


def _alike(
    left: Sequence[Unit], right: Sequence[Unit]
) -> Iterator[tuple[float, int, int, int, int]]:
    """Yield how unlike, how far apart and which, for each pair that is alike enough."""
    others = [unit.key for unit in right]
    width = max(_ROWS_AT_ONCE, MOST_PAIRS // max(1, len(left)))
    for first in range(0, len(left), _ROWS_AT_ONCE):
        keys = [unit.key for unit in left[first : first + _ROWS_AT_ONCE]]
        middle = first * len(right) // len(left)
        begin = max(0, middle - width // 2) if width < len(right) else 0
        some = others[begin : begin + width]
        scores = process.cdist(keys, some, scorer=fuzz.ratio, score_cutoff=ALIKE)
        for row, column in np.argwhere(scores >= ALIKE).tolist():
            i, j = first + row, begin + column
            if _of_one_kind(left[i], right[j]):
                yield -float(scores[row, column]), abs(i - j), i + j, i, j


def _of_one_kind(one: Unit, other: Unit) -> bool:
    if bool(one.cells) != bool(other.cells):
        return False
    return not one.cells or _row_key(one)[1] == _row_key(other)[1]


def _reworded(before: Unit, after: Unit) -> Change | None:
    if LOST in before.words or LOST in after.words:
        return None
    return Change(
        kind="reworded",
        before=before,
        after=after,
        translated=is_translated(before.words, after.words),
        detail=_cells_changed(before, after),
    )


def _cells_changed(before: Unit, after: Unit) -> str:
    """Name the cells of a row that changed, by their columns' heads."""
    header = before.container.header if before.container else ()
    width = max(len(before.cells), len(after.cells), len(header))
    if not before.cells or (len(before.cells) != len(after.cells) and width != len(header)):
        return ""
    told = []
    for place, (one, other) in enumerate(zip_longest(before.cells, after.cells, fillvalue="")):
        if key_of(one) != key_of(other):
            head = header[place] if len(header) == width else f"cell {place + 1}"
            told.append(f"{head}: {one or '(empty)'} → {other or '(empty)'}")
    return "; ".join(told)
