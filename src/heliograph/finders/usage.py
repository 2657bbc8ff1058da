"""What a passage does with a term: uses it, names a thing by it, rules on its upkeep, sets it up.

A term alone says what a passage is about. Whether it says that something *is done* shows in the
words around it: `license plate size` is a size, `the terminal for face recognition` a terminal, a
fine for a missing form a fine. Every sign is a pattern of words or of a line's shape, kept by
language in `usage.toml`; none knows a document, a vendor or a product.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Literal

from msgspec import Struct

from heliograph.finders.denials import any_of, even
from heliograph.finders.genre import GenreShares
from heliograph.finders.sieve import Sieve
from heliograph.finders.terms import Hit
from heliograph.finders.word_file import WordFile

_MOSTLY = 0.5
_OF_LAW = ("penalty", "upkeep", "power")
"""Signs that mean more in a law: `use:law-penalty` beside `use:penalty`."""
_ASIDES = frozenset(
    f"use:{one}" for one in ("instruct", "knob", "pointer", "data", "attribute", "quoted-name")
)
_SEVERAL = 2
_BEFORE = 40
"""Characters before a term in which the noun that it is an attribute of must stand."""
_JOINT = r"[`*_\s\-’\"”)\]）】]{0,3}的?"
_OF = r"(?: of(?: the)?| de(?: la| l’| los)?| du| d’| des| del)?\s$"
_CODE_SPANS = re.compile(r"`[^`\n]+`|\"[\w./:-]+\"|<[^<>\n]{1,200}>")
_NAME_BEFORE = re.compile(r"[\w\])][_/:.$]$|[_/$]$")
_NAME_ROOM = 3
"""Characters before a term that `_NAME_BEFORE` can look at: two, and a line end."""
_NAME_AFTER = re.compile(r"[_/]\w|\.\w{1,6}\b|::\w|\(\w*\)")
_SPELT = re.compile(r"(?<!\S)[^\W\d_]{2,}[,.;:]?(?!\S)")
_SIGNS_OF_CODE = re.compile(r"[={}()\[\]<>_$|\\]|::|--")
_CODE_SHARE = 0.02
_HAN = re.compile("[\u4e00-\u9fff]")
_PROSE_WORDS = 8
_REMEMBERED = 64
"""Passages whose signs are remembered: each capability that one may speak of asks anew."""
_PROSE_HAN = 10
_HEADINGS_REMEMBERED = 1_024

_ByLanguage = dict[str, list[str]]


class _File(Struct, forbid_unknown_fields=True, frozen=True, rename="kebab"):
    version: Literal[1]
    signs: dict[str, _ByLanguage]
    heads: _ByLanguage
    heads_before: _ByLanguage


USAGE = WordFile("usage.toml", _File)


_Place = tuple[str, int]
"""A sign, and the number of one of its patterns."""


@lru_cache(maxsize=1)
def _patterns() -> Mapping[_Place, re.Pattern[str]]:
    """Compile each pattern by itself: all of a sign's as one take many times as long to try."""
    return {
        (name, number): any_of((one,))
        for name, words in USAGE.held.signs.items()
        for number, one in enumerate(_flat(words))
    }


@lru_cache(maxsize=1)
def _sieve() -> Sieve[_Place]:
    return Sieve(_patterns())


@lru_cache(maxsize=_REMEMBERED)
def _signs_in(flat: str) -> frozenset[str]:
    """Name the signs that are there, in words that are `even`."""
    patterns = _patterns()
    return frozenset(one[0] for one in _sieve().may_match(flat) if patterns[one].search(flat))


@lru_cache(maxsize=1)
def _heads() -> re.Pattern[str]:
    either = "|".join(_flat(USAGE.held.heads))
    return re.compile(f"{_JOINT}(?:{either})", re.IGNORECASE)


@lru_cache(maxsize=1)
def _heads_before() -> re.Pattern[str]:
    either = "|".join(_flat(USAGE.held.heads_before))
    return re.compile(rf"\b(?:{either}){_OF}", re.IGNORECASE)


def counters(words: str) -> bool:
    """Say whether words tell of a tool that finds or stops the watching that others do."""
    return "use:counters" in _signs_in(even(words))


@lru_cache(maxsize=_HEADINGS_REMEMBERED)
def defends(heading: str) -> bool:
    """Say whether what stands under a heading protects its user from what it speaks of."""
    return "use:defence" in _signs_in(even(heading))


def _flat(words: _ByLanguage) -> Iterable[str]:
    return chain.from_iterable(words.values())


def usage(words: str, start: int, terms: Sequence[Hit], genre: GenreShares) -> dict[str, float]:
    """Give the signs of what a passage does with its terms, each 1 where it is there.

    `words` begin at `start` of the page; `terms` are the hits of the capability that is judged.
    """
    spans = [(hit.start - start, hit.end - start) for hit in terms]
    flat = even(words)
    found = set(_signs_in(flat))
    if genre.share("law") > _MOSTLY:
        found |= {f"use:law-{one}" for one in _OF_LAW if f"use:{one}" in found}
    if "use:unbuilt" not in found and _all(spans, lambda span: _attributes(flat, span)):
        found.add("use:attribute")
    if _all(spans, lambda span: _is_name(flat, span)):
        found.add("use:quoted-name")
    if len(found & _ASIDES) >= _SEVERAL:
        found.add("use:asides")
    return dict.fromkeys(sorted(found), 1.0)


def is_prose(words: str) -> bool:
    """Say whether a line that was taken for code reads like a sentence or a part of one."""
    if len(_SPELT.findall(words)) < _PROSE_WORDS and len(_HAN.findall(words)) < _PROSE_HAN:
        return False
    return len(_SIGNS_OF_CODE.findall(words)) <= _CODE_SHARE * len(words)


def _all(spans: Sequence[tuple[int, int]], holds: Callable[[tuple[int, int]], bool]) -> bool:
    return bool(spans) and all(map(holds, spans))


def _attributes(words: str, span: tuple[int, int]) -> bool:
    """Say whether the term only tells of what sort another thing is."""
    before = words[max(0, span[0] - _BEFORE) : span[0]]
    return bool(_heads().match(words, span[1]) or _heads_before().search(before))


def _is_name(words: str, span: tuple[int, int]) -> bool:
    """Say whether the term is part of a name in code: in back ticks, a path, an identifier."""
    if any(one.start() <= span[0] and span[1] <= one.end() for one in _CODE_SPANS.finditer(words)):
        return True
    near = max(0, span[0] - _NAME_ROOM)
    return bool(_NAME_BEFORE.search(words, near, span[0]) or _NAME_AFTER.match(words, span[1]))
