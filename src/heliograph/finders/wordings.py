"""How documents word a capability: acts beside telling objects, and entries that a list explains.

A telling object (`emotional states`, `plaque d'immatriculation`) with an act beside it says nearly
as much as a term; an entry (`call recording`, `altercations`) only where the document names the
capability elsewhere. Both stand in `wordings.toml`, each language on lines of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Literal

from msgspec import Struct

from heliograph.finders.terms import TELLING, Term
from heliograph.finders.word_file import WordFile

_ByLanguage = dict[str, list[str]]


class _Class(Struct, forbid_unknown_fields=True, frozen=True):
    id: str
    acts: list[str]
    """Groups of `acts`."""
    objects: _ByLanguage
    items: _ByLanguage = {}
    phrases: _ByLanguage = {}
    """What says it outright, in every inflection."""


class _File(Struct, forbid_unknown_fields=True, frozen=True, rename={"classes": "class"}):
    version: Literal[1]
    acts: dict[str, _ByLanguage]
    classes: list[_Class]


WORDINGS = WordFile("wordings.toml", _File)


def worded() -> Iterator[Term]:
    """Yield the telling objects, the acts that make pairs with them, and whole phrases."""
    held = WORDINGS.held
    for one in held.classes:
        acts = chain.from_iterable(held.acts[group].values() for group in one.acts)
        for word in _each(acts):
            yield Term(("worded", one.id), word)
        for word in _each(one.objects.values()):
            yield Term(("telling", one.id), word, TELLING)
        for word in _each(one.phrases.values()):
            yield Term(("strong", one.id), word)


def _each(by_language: Iterable[list[str]]) -> Iterable[str]:
    return dict.fromkeys(chain.from_iterable(by_language))


def worded_items() -> Iterator[Term]:
    """Yield the entries of lists, as phrases of ordinary words."""
    for one in WORDINGS.held.classes:
        for word in _each(one.items.values()):
            yield Term(("pair", one.id), word)
