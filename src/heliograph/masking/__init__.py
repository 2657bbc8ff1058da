"""Masks what would lead to a private person in text that leaves the case.

The same rules hold for the report, for exports and for alerts: identity-card numbers, telephone
numbers, addresses of mail, messenger accounts, number plates, passport numbers after their label,
and names that stand after a label or under one in a table, after a title, before an address of
mail, or are transliterated with a middle dot. Names of organisations, credit codes of companies,
dates, amounts and network addresses stay. What the rules cannot find is said in
`docs/what-it-never-does.md`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from heliograph.masking.columns import names_in_columns
from heliograph.masking.names import names_in
from heliograph.masking.numbers import numbers_in

__all__ = ["Kind", "Masked", "mask", "mask_parts"]

Kind = Literal["id", "phone", "mail", "account", "plate", "passport", "name"]


class Masked(NamedTuple):
    """A stretch that was masked, as offsets in the text as it was given."""

    start: int
    end: int
    kind: Kind


Found = tuple[int, int, Kind]

# Stands in for what is masked already while the rules look at the rest: no rule matches it, and
# it has the length of what it covers, so that offsets stay those of the text as given.
_COVER = "\ufffc"
_STAND_IN = re.compile(r"‹(id|phone|mail|account|plate|passport|name) (\d{1,9})›")
_SPACES = re.compile(r"[\s().\-·•]+")


def mask(text: str, header: Sequence[str] = ()) -> tuple[str, list[Masked]]:
    """Replace personal data by `‹kind number›`; the same words get the same number.

    Masking what was masked changes nothing. A name that was found once is masked wherever it
    stands in the text, label or not. `header` is the head of the table that the text's rows are of.
    """
    found = _found_in(text, header)
    stand_ins = _stand_ins(text, found)
    pieces: list[str] = []
    at = 0
    for one in found:
        pieces += (text[at : one.start], stand_ins[one])
        at = one.end
    pieces.append(text[at:])
    return "".join(pieces), found


def mask_parts(parts: Sequence[str], header: Sequence[str] = ()) -> list[str]:
    """Mask parts of one running text, so that a label in one part is seen by the next.

    What reaches over an edge is replaced in the part where it begins, and dropped from the rest.
    """
    text = "".join(parts)
    found = _found_in(text, header)
    stand_ins = _stand_ins(text, found)
    edges = [0]
    for part in parts:
        edges.append(edges[-1] + len(part))
    return [_part(text, (start, end), found, stand_ins) for start, end in pairwise(edges)]


def _part(
    text: str, span: tuple[int, int], found: list[Masked], stand_ins: dict[Masked, str]
) -> str:
    at, end = span
    pieces: list[str] = []
    for one in found:
        if one.end <= at or one.start >= end:
            continue
        if one.start >= at:
            pieces += (text[at : one.start], stand_ins[one])
        at = min(one.end, end)
    pieces.append(text[at:end])
    return "".join(pieces)


def _found_in(text: str, header: Sequence[str]) -> list[Masked]:
    """Look until nothing new is found: what is masked can uncover what stood beside it."""
    covered = _STAND_IN.sub(lambda hit: _COVER * len(hit.group()), text)
    rules: tuple[Callable[[str], Iterator[Found]], ...] = (
        numbers_in,
        names_in,
        lambda text: names_in_columns(text, header),
    )
    found: list[Masked] = []
    known: dict[str, Kind] = {}
    while True:
        before = len(found)
        for rule in rules:
            new = _apart(rule(covered))
            found += new
            covered = _cover(covered, new)
            known |= {text[one.start : one.end]: one.kind for one in new}
        for words, kind in known.items():
            new = [Masked(start, end, kind) for start, end in _again(covered, words)]
            found += new
            covered = _cover(covered, new)
        if len(found) == before:
            return sorted(found)


def _apart(found: Iterator[Found]) -> list[Masked]:
    """Of stretches that overlap keep the one that begins first, then the longest."""
    kept: list[Masked] = []
    for start, end, kind in sorted(found, key=lambda one: (one[0], -one[1])):
        if not kept or start >= kept[-1].end:
            kept.append(Masked(start, end, kind))
    return kept


def _cover(text: str, found: list[Masked]) -> str:
    pieces: list[str] = []
    at = 0
    for one in found:
        pieces += (text[at : one.start], _COVER * (one.end - one.start))
        at = one.end
    pieces.append(text[at:])
    return "".join(pieces)


def _again(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Find the other places of words that were masked, as whole words where the script has any."""
    left = r"(?<![A-Za-z0-9])" if words[0].isascii() and words[0].isalnum() else ""
    right = r"(?![A-Za-z0-9])" if words[-1].isascii() and words[-1].isalnum() else ""
    for hit in re.finditer(f"{left}{re.escape(words)}{right}", text):
        yield hit.span()


def _stand_ins(text: str, found: list[Masked]) -> dict[Masked, str]:
    """Number what was found, each kind for itself, after the numbers that stand there already."""
    last: dict[str, int] = {}
    for hit in _STAND_IN.finditer(text):
        last[hit[1]] = max(last.get(hit[1], 0), int(hit[2]))
    numbers: dict[tuple[str, str], int] = {}
    stand_ins: dict[Masked, str] = {}
    for one in found:
        key = (one.kind, _SPACES.sub("", text[one.start : one.end]).casefold())
        if key not in numbers:
            last[one.kind] = numbers[key] = last.get(one.kind, 0) + 1
        stand_ins[one] = f"‹{one.kind} {numbers[key]}›"
    return stand_ins
