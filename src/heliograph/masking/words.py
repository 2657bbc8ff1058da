"""Loads the words by which names are known."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import msgspec


class Words(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The lists of `words.toml`; strings are lists of single characters."""

    surnames: str
    double_surnames: tuple[str, ...]
    labels: tuple[str, ...]
    western_labels: tuple[str, ...]
    arabic_labels: tuple[str, ...]
    titles: tuple[str, ...]
    after_names: tuple[str, ...]
    next_labels: tuple[str, ...]
    not_names: frozenset[str]
    not_people: frozenset[str]
    organisation_ends: str
    sounds: str


def loaded() -> Words:
    """Read the lists that are shipped with the package."""
    text = files("heliograph.masking").joinpath("words.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), Words)


def any_of(words: tuple[str, ...]) -> str:
    """Make a pattern that matches one of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def one_of(characters: str) -> str:
    """Make the inside of a character class of all these characters."""
    return "".join(sorted(set("".join(characters.split()))))
