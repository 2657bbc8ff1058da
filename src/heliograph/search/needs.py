"""Query tree → what a page must hold to answer it at all: so that most questions are never asked.

A key is a token of a page, the beginning of one, or a value of a facet. What a query needs is a
list of alternatives: of each, a page that answers holds one key at least. The contrary does not
hold: phrases, exclusions and single characters are left to the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from functools import lru_cache
from typing import Final

from heliograph.language.tokens import GAP, is_dense, parts, tokens_of
from heliograph.search.query import And, Field, Or, Tree, Words, parse

BEGINNING: Final = 3
"""Characters by which the beginnings of words are told apart."""
_REMEMBERED: Final = 65_536
_WIDEST: Final = 64
"""Alternatives that are still worth a look; of wider ones the engine is asked."""

Needs = tuple[frozenset[str], ...]


@lru_cache(maxsize=_REMEMBERED)
def needs_of(query: str) -> Needs:
    """Say what a page must hold to answer. Empty: any page may. Raises `BadQuery`."""
    return _needs(parse(query))


def keys_of(laid_out: Mapping[str, Sequence[str]]) -> set[str]:
    """Name all keys of a page, which is given by field as the engine gets it."""
    keys: set[str] = set()
    for name, values in laid_out.items():
        if name in ("body", "parts"):
            keys.update(values)
        else:
            keys.update(f"{name}:{value}" for value in values)
    keys.update(_beginnings(laid_out["body"]))
    keys.update(_beginnings(laid_out["parts"]))
    return keys


def may_answer(needs: Needs, keys: Set[str]) -> bool:
    """Whether pages with these keys among them may hold an answer."""
    return all(not alternatives.isdisjoint(keys) for alternatives in needs)


def _beginnings(found: Iterable[str]) -> set[str]:
    return {f"{one[:BEGINNING]}*" for one in found if len(one) >= BEGINNING}


def _needs(tree: Tree) -> Needs:
    match tree:
        case Words():
            return _of_words(tree)
        case Field(name, value):
            return (frozenset(_values(name, value)),)
        case And(parts=branches):
            return tuple(one for branch in branches for one in _needs(branch))
        case Or(parts=branches):
            return _either([_needs(branch) for branch in branches])
    return ()


def _either(branches: Sequence[Needs]) -> Needs:
    """One of the branches must answer: then one need of one of them, whichever, is met."""
    if not all(branches):
        return ()
    joined = frozenset[str]().union(*(min(one, key=len) for one in branches))
    return (joined,) if len(joined) <= _WIDEST else ()


def _values(name: str, value: str) -> list[str]:
    """As the engine is asked: a language takes in its scripts."""
    written = f"{name}:{value.encode('utf-8', 'replace').decode()}"
    return [written, f"{written}-Hant"] if name == "language" else [written]


def _of_words(words: Words) -> Needs:
    sought = [one for one in tokens_of(words.text) if one != GAP]
    if len(sought) == 1 and not is_dense(sought[0]):
        return _of_one(words, sought[0])
    return _of_phrase(sought, prefix=words.prefix)


def _of_phrase(sought: Sequence[str], *, prefix: bool) -> Needs:
    """Each token must be there, but for a lone character, which may be half of a pair, and for
    the last word where it may go on.
    """
    needs = [frozenset((one,)) for one in sought[:-1] if not _is_half(one)]
    last = sought[-1]
    if _is_half(last):
        return tuple(needs)
    if prefix and not is_dense(last):
        return (*needs, *_beginning(last))
    return (*needs, frozenset((last,)))


def _of_one(words: Words, token: str) -> Needs:
    """A word stands there by itself, or as the parts of an identifier."""
    inside = [] if words.exact else [one for one in parts(words.text) if one != GAP]
    if words.prefix:
        either = [_beginning(one) for one in (token, inside[0] if inside else token)]
        return (either[0][0] | either[1][0],) if all(either) else ()
    return (frozenset((token, *inside[:1])),)


def _beginning(token: str) -> Needs:
    return (frozenset((f"{token[:BEGINNING]}*",)),) if len(token) >= BEGINNING else ()


def _is_half(token: str) -> bool:
    return is_dense(token) and len(token) == 1
