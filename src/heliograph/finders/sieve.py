"""Tells in one pass over some words which of many patterns may match there, and which cannot.

Trying seventy patterns one after the other takes most of the time of judging a passage, and nearly
all of them match nothing. RE2 tries them all at once in linear time, but it knows no look-around,
and its words are those of ASCII. So it is given a wider form of each pattern, which matches
wherever the pattern itself does; what may match is then tried as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

import re2

Name = TypeVar("Name")

NOTHING = r"(?!)"
"""A pattern that matches nowhere."""

_MEMORY = 64 * 2**20
"""Bytes that the states of one sieve may take; they are made as they are met."""
_REMEMBERED = 256
"""Words whose answer is kept: each capability of a passage asks anew."""

_TOKEN = re.compile(
    r"(?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])"
    r"|(?P<look>\(\?<?[=!])"
    r"|(?P<group>\((?:\?(?:[a-zA-Z]*(?:-[a-zA-Z]+)?:|>|P<\w+>))?)"
    r"|(?P<code>\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2})"
    r"|(?P<escape>\\.)"
    r"|(?P<other>.)",
    re.DOTALL,
)
_OFTEN = re.compile(r"([*+?]|\{(?P<least>\d*)(?:,\d*)?\})[?+]?")
_WIDE_SET = re.compile(r"\[(?:\^|.*\\[wWS])")
_BEYOND = r"\x{80}-\x{10ffff}"
_SPACES = (
    r"\x{b}\x{1c}-\x{1f}\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}"
    r"\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}"
)
"""What Python takes for a space and RE2 does not. All beyond ASCII would run on over Han."""
_DIGITS = r"\p{Nd}\x{10000}-\x{10ffff}"
"""Digits, with the planes in which new versions of Unicode still put some."""
_WIDER = {r"\w": rf"\w{_BEYOND}", r"\d": rf"\d{_DIGITS}", r"\s": rf"\s{_SPACES}"}
"""What is of a class in ASCII alone, with what may be beyond."""
_NARROWER = {r"\W": r"\x00-/:-@\[-^`{-\x7f"}
"""The same to be left out of a set that is negated."""
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_OPTIONAL = frozenset("?*{")

_ALIKE = (("İ", "i"), ("ı", "i"), ("ſ", "s"), ("\u212a", "k"))
"""Letters beyond ASCII that are the same as one within, where case is disregarded."""


class Sieve(Generic[Name]):
    """Many patterns by name, tried at once. Make it once: it learns from what it is shown."""

    def __init__(self, patterns: Mapping[Name, re.Pattern[str]]) -> None:
        """Take patterns of words without flags, or without regard to case.

        Raises `ValueError` for one whose wider form RE2 does not take.
        """
        options = re2.Options()
        options.case_sensitive = False
        options.log_errors = False
        options.max_mem = _MEMORY
        tried = {name: one for name, one in patterns.items() if one.pattern != NOTHING}
        self._names = tuple(tried)
        self._all = frozenset(tried)
        self._machine = re2.Set.SearchSet(options)
        for pattern in tried.values():
            if pattern.flags & ~(re.UNICODE | re.IGNORECASE):
                message = f"no sieve knows the flags of {pattern.pattern}"
                raise ValueError(message)
            try:
                self._machine.Add(wider(pattern.pattern))
            except re2.error as refused:
                message = f"no sieve takes {pattern.pattern}"
                raise ValueError(message) from refused
        # It matches anything: an answer without it is that of a machine out of memory.
        self._machine.Add("")
        self._machine.Compile()
        self.may_match = lru_cache(_REMEMBERED)(self._may_match)

    def _may_match(self, words: str) -> frozenset[Name]:
        """Give the names of all patterns that match somewhere in words, and of some that do not."""
        found = self._machine.Match(_alike(words).encode("utf-8", "replace"))
        if not found:
            return self._all
        return frozenset(self._names[at] for at in found if at < len(self._names))


def _alike(words: str) -> str:
    """Write letters that are alike as one: to look for the few is quicker than a table."""
    for letter, like in _ALIKE:
        words = words.replace(letter, like)
    return words


def wider(pattern: str) -> str:
    """Write a pattern so that RE2 takes it and it matches wherever it did; case is disregarded.

    Left out are look-around and ends of words but for those at a letter of ASCII; counts become
    `*` and `+`. A gap of many signs multiplies the states, so of what stands before and after gaps
    only the most telling piece is kept.
    """
    return _Widening(_alike(pattern)).either().pattern


class _Piece(NamedTuple):
    """A part of a pattern in its wider form, and what is known of it."""

    pattern: str
    telling: int = 0
    """How much it tells that it is there: the weights of its signs, of the poorest alternative."""
    after_gap: bool = False
    """Whether what is before it was left out."""
    before_gap: bool = False


_GAP = _Piece("", 0, after_gap=True, before_gap=True)


class _Widening:
    """Goes through a pattern once."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0

    def either(self) -> _Piece:
        """Write alternatives up to the end of their group."""
        made = [self._sequence()]
        while self._ahead() == "|":
            self._at += 1
            made.append(self._sequence())
        return _Piece(
            "|".join(one.pattern for one in made),
            min(one.telling for one in made),
            after_gap=any(one.after_gap for one in made),
            before_gap=any(one.before_gap for one in made),
        )

    def _ahead(self) -> str:
        return self._pattern[self._at : self._at + 1]

    def _sequence(self) -> _Piece:
        """Write parts one after the other; of the pieces between gaps, the most telling one."""
        made, left = _Piece(""), list[_Piece]()
        while self._ahead() not in {"", "|", ")"}:
            part = self._part()
            if made.before_gap or part.after_gap:
                left.append(made._replace(before_gap=True))
                made = part._replace(after_gap=True)
            else:
                made = _Piece(
                    made.pattern + part.pattern,
                    made.telling + part.telling,
                    after_gap=made.after_gap,
                    before_gap=part.before_gap,
                )
        return max((*left, made), key=lambda piece: piece.telling)

    def _part(self) -> _Piece:
        """Write the next part with what says how often it may come."""
        token = _TOKEN.match(self._pattern, self._at)
        if token is None:
            raise ValueError(self._pattern)
        self._at = token.end()
        if token["look"] or token["group"]:
            made = self.either()
            self._at += 1
            if token["look"]:
                return _Piece("")
            made = made._replace(pattern=f"(?:{made.pattern})")
        else:
            made = _Piece(self._sign(token), _telling(token))
        often = _OFTEN.match(self._pattern, self._at)
        if often is None:
            return made
        self._at = often.end()
        return _GAP if _is_wide(token) and often[1] != "?" else _repeated(made, _times(often))

    def _sign(self, token: re.Match[str]) -> str:
        """Write one sign, or the end of a word or a line."""
        written = token.group()
        if written == r"\b":
            return written if _at_a_letter(self._pattern, token) else ""
        if token["set"]:
            return _set(written)
        if token["code"]:
            return _code(written)
        if written in _WIDER:
            return f"[{_WIDER[written]}]"
        return r"\n?$" if written == "$" else written


def _repeated(made: _Piece, times: str) -> _Piece:
    gap = made.after_gap or made.before_gap
    if times == "+":
        return made._replace(before_gap=True) if gap else made._replace(pattern=f"{made.pattern}+")
    return _GAP if gap else made._replace(pattern=made.pattern + times, telling=0)


def _telling(token: re.Match[str]) -> int:
    """Weigh a sign: ends of lines and words tell nothing, a letter of Han more than of ASCII."""
    written = token.group()
    if _is_wide(token) or written in {"^", "$", r"\b", r"\B", r"\D"}:
        return 0
    if token["set"] or written in _WIDER:
        return 1
    return 6 if token["code"] or not written.isascii() else 2


def _is_wide(token: re.Match[str]) -> bool:
    """Say whether a part stands for so many signs that it makes a gap."""
    written = token.group()
    return written in {".", r"\w", r"\W", r"\S"} or bool(_WIDE_SET.match(written))


def _times(often: re.Match[str]) -> str:
    """Write how often a part may come, without counting."""
    if often["least"] is None:
        return often[1]
    return "*" if often["least"] in {"", "0"} else "+"


def _code(written: str) -> str:
    return rf"\x{{{written[2:]}}}"


def _set(written: str) -> str:
    """Write a set of signs: wider, or with less left out of it."""
    replaced = _NARROWER if written.startswith("[^") else _WIDER

    def one(found: re.Match[str]) -> str:
        escape = found.group()
        return _code(escape) if len(escape) > len(r"\w") else replaced.get(escape, escape)

    return re.sub(r"\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\.", one, written)


def _at_a_letter(pattern: str, bound: re.Match[str]) -> bool:
    """Say whether a letter of ASCII must stand at the end of a word: then RE2 sees it as well."""
    after, then = pattern[bound.end() : bound.end() + 1], pattern[bound.end() + 1 :][:1]
    if after in _LETTERS and then not in _OPTIONAL:
        return True
    before = pattern[max(0, bound.start() - 2) : bound.start()]
    return before[-1:] in _LETTERS and before[:1] != "\\"
