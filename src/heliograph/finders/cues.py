"""What a passage's words say of how it speaks: its cues by kind, its clauses, what denies what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, KeysView

from heliograph.finders.terms import Hit

_CLAUSE_END = re.compile(
    r"[。！？；;!?|\n•]|，|(?<=\D),|,(?=\D)|\.(?=\s)|:(?=\s)|：|、(?=不)|\s[–—-]\s"
)
_FULL_STOP = re.compile(r"[。！？；;!?|•]|\.(?=\s)|\n\s*\n")
_OPPOSED = re.compile(r"\b(?:but|however|mais|но|pero|although|though)\b|但是|但|然而|不过", re.I)
_VALUE = re.compile(
    r"(?:^|[\s,，;；(（])(?:(?:\d{1,3}|0x[0-9a-fA-F]+)\s*[-–—:：=表]"
    r"|[A-Za-z]\w{1,15}\s*[:：=](?=\s*[\u4e00-\u9fff]))"
)
_ENUMERATED = 2
"""Values a passage must list (`0-不支持，1-有`, `none:不笑;laugh:大笑`) for a `no` in it to be a
value and no denial."""


class Cues:
    """The cues of one stretch, by kind, each with its place on the page."""

    __slots__ = ("_kinds",)

    def __init__(self, hits: Iterable[Hit]) -> None:
        """Take the hits of the stretch; those that are no cues are left out."""
        self._kinds: dict[str, list[Hit]] = {}
        for hit in hits:
            level, kind = hit.key
            if level == "cue":
                self._kinds.setdefault(kind, []).append(hit)

    @property
    def kinds(self) -> KeysView[str]:
        """The kinds that are there, each once."""
        return self._kinds.keys()

    def of(self, kind: str) -> list[Hit]:
        """Give the cues of one kind, in order."""
        return self._kinds.get(kind, [])

    def has(self, *kinds: str) -> bool:
        """Say whether a cue of any of these kinds is there."""
        return not self._kinds.keys().isdisjoint(kinds)

    def distinct(self, kind: str) -> int:
        """Count the different words of one kind."""
        return len({hit.term for hit in self.of(kind)})


def clause_around(text: str, start: int, end: int, within: tuple[int, int]) -> tuple[int, int]:
    """Give the clause that holds `start:end`, inside the passage `within`.

    A clause ends at a stop, a comma, a semicolon, a new line or a word such as `but`.
    """
    first, last = within
    for found in _ends(text, first, start):
        first = found
    for stop in _CLAUSE_END.finditer(text, end, last):
        last = stop.start()
        break
    opposed = _OPPOSED.search(text, end, last)
    return first, opposed.start() if opposed else last


def _ends(text: str, first: int, last: int) -> Iterator[int]:
    """Yield where clauses begin between two places, in order."""
    yield from (found.end() for found in _CLAUSE_END.finditer(text, first, last))
    opposed = list(_OPPOSED.finditer(text, first, last))
    if opposed and not _CLAUSE_END.search(text, opposed[-1].end(), last):
        yield opposed[-1].start()


def crosses_clause(text: str, start: int, end: int) -> bool:
    """Say whether a clause ends between two places; a list's commas end none."""
    return _FULL_STOP.search(text, start, end) is not None


def inside(hits: Iterable[Hit], start: int, end: int) -> list[Hit]:
    """Give the hits that lie within a stretch."""
    return [hit for hit in hits if start <= hit.start and hit.end <= end]


def lists_values(text: str) -> bool:
    """Say whether a stretch lists the values of a field, so that `not supported` is one of them."""
    return len(_VALUE.findall(text)) >= _ENUMERATED
