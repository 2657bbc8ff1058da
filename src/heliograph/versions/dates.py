"""What a document says of its own age: a date or a version number in its title, path or text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from heliograph.records import Document, Note

Age = tuple[int, ...]
"""Compares as the document's age does: year and month, or the numbers of a version."""

HEAD: Final = 2_000
"""Characters of the text in which a document says when it was made."""

BY_CAPTURE: Final = "the capture"

_MONTHS: Final = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
_DATE: Final = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)\s*(?:[-_./]|年)\s*(?P<month>1[0-2]|0?[1-9])"
    r"(?:\s*(?:[-_./]|月)\s*(?P<day>3[01]|[12]\d|0?[1-9])(?!\d))?(?!\d)"
    r"|(?<!\d)(?P<packed>20[0-4]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])?)(?!\d)"
    rf"|\b(?P<word>{'|'.join(_MONTHS)})[a-z]*\.?\s+(?:\d{{1,2}},?\s+)?(?P<after>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(
    r"(?:\bv(?:er(?:sion)?)?[ ._-]?|版本?\s*[:：]?\s*v?)(?P<marked>\d{1,5}(?:\.\d{1,6}){0,5})"
    r"|(?<![\d.])(?P<dotted>\d{1,4}(?:\.\d{1,6}){1,5})(?![\d.])",
    re.IGNORECASE,
)
_TOLD: Final = re.compile(r"(?:dat|modif|publish|updat|creat|issued)", re.IGNORECASE)

_Tell = Callable[[str], Age | None]


def date_in(words: str) -> Age | None:
    """Find the last date in some words, at least a year and a month."""
    found = [_age(each) for each in _DATE.finditer(words)]
    return max(found) if found else None


def _age(found: re.Match[str]) -> Age:
    if packed := found["packed"]:
        return tuple(int(part) for part in (packed[:4], packed[4:6], packed[6:]) if part)
    if found["word"]:
        return int(found["after"]), _MONTHS.index(found["word"][:3].lower()) + 1
    parts = (found["year"], found["month"], found["day"])
    return tuple(int(part) for part in parts if part)


def number_in(words: str) -> Age | None:
    """Find the first version number in some words."""
    found = _NUMBER.search(words)
    written = found and (found["marked"] or found["dotted"])
    return tuple(int(part) for part in written.split(".")) if written else None


class Ages:
    """What one document tells of its age, from the most to the least telling place."""

    def __init__(self, document: Document, *, title: str, head: str, notes: Sequence[Note]) -> None:
        """Look for dates and version numbers in each place."""
        dated = " ".join(note.value for note in notes if _TOLD.search(note.key))
        self._told: Mapping[str, Age | None] = {
            "a date in the title": date_in(title),
            "a date in the path": date_in(document.path),
            "a version number in the title": number_in(title),
            "a version number in the path": number_in(_stem(document.path)),
            "a date that the file carries": date_in(dated),
            "a date in the text": date_in(head),
            "a version number in the text": number_in(head),
        }

    def places(self) -> Iterator[str]:
        """Name the places, the most telling first."""
        yield from self._told

    def at(self, place: str) -> Age | None:
        """Give what one place tells."""
        return self._told[place]


def oldest_first(ages: Sequence[Ages]) -> tuple[list[int], str]:
    """Order documents by the first place that tells them all apart, else leave them as captured.

    Gives their indexes, oldest first, and what they were ordered by.
    """
    for place in ages[0].places() if ages else ():
        told = [one.at(place) for one in ages]
        known = [one for one in told if one is not None]
        if len(known) == len(told) and len(set(known)) == len(told):
            return sorted(range(len(ages)), key=lambda index: known[index]), place
    return list(range(len(ages))), BY_CAPTURE


def _stem(path: str) -> str:
    name = path.rpartition("/")[2]
    stem, _, _ = name.rpartition(".")
    return stem or name
