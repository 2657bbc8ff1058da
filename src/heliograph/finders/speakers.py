"""Who speaks in a passage, by its own words: others who are told of, or whoever made the document.

The signs stand in `speakers.toml`, patterns by language with a weight in log-odds: above nought for
others, below for the document's own. `stance.py` adds them to what the kind of document says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import chain
from typing import Literal, NamedTuple

from msgspec import Struct

from heliograph.finders.denials import any_of, even
from heliograph.finders.sieve import Sieve
from heliograph.finders.word_file import WordFile

_REMEMBERED = 64
"""Passages whose signs are remembered: each capability that one may speak of asks anew."""
_LANGUAGES = ("en", "zh", "fr", "es", "ru", "ar")


class Spoken(NamedTuple):
    """A sign of who speaks that a passage has."""

    name: str
    words: str
    """The words that are the sign."""
    weight: float


class _Sign(Struct, forbid_unknown_fields=True, frozen=True):
    weight: float
    en: list[str] = []
    zh: list[str] = []
    fr: list[str] = []
    es: list[str] = []
    ru: list[str] = []
    ar: list[str] = []


class _File(Struct, forbid_unknown_fields=True, frozen=True):
    version: Literal[1]
    signs: dict[str, _Sign]


SPEAKERS = WordFile("speakers.toml", _File)


@lru_cache(maxsize=1)
def _signs() -> Mapping[str, _Sign]:
    """Read the signs. Raises `TaxonomyError` where the file is broken."""
    found = SPEAKERS.held
    return found.signs


_Place = tuple[str, int]
"""A sign, and the number of one of its patterns."""


@lru_cache(maxsize=1)
def _patterns() -> Mapping[_Place, re.Pattern[str]]:
    return {
        (name, number): any_of((words,))
        for name, sign in _signs().items()
        for number, words in enumerate(
            chain.from_iterable(getattr(sign, one) for one in _LANGUAGES)
        )
    }


@lru_cache(maxsize=1)
def _sieve() -> Sieve[_Place]:
    return Sieve(_patterns())


@lru_cache(maxsize=_REMEMBERED)
def speakers_in(words: str) -> tuple[Spoken, ...]:
    """Give the signs that a passage has, each once with its first words."""
    flat = even(words)
    patterns, may = _patterns(), _sieve().may_match(flat)
    found: dict[str, re.Match[str]] = {}
    for name, number in sorted(may):
        met = patterns[name, number].search(flat) if name not in found else None
        if met:
            found[name] = met
    return tuple(
        Spoken(name, " ".join(words[met.start() : met.end()].split()), _signs()[name].weight)
        for name, met in found.items()
    )
