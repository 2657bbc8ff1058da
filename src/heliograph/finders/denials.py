"""The words that take something back, by language: denials, reservations, withdrawals, bans.

The words stand in `denials.toml` as patterns, because a denial is a word with its verb and place:
`does not infer`, `不会…进行比对`, `removed in v5`. Each language also has what only looks like it:
`not only`, `不低于`, `cannot be switched off`, `无需连接`, `if you are not`. How far a denial
reaches is told in `scope.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from heliograph.finders.sieve import NOTHING, Sieve
from heliograph.finders.word_file import WordFile
from heliograph.language.folding import SIMPLIFIED

Kind = Literal["negation", "reserved", "withdrawn", "forbid"]
Side = Literal["ahead", "both", "bare", "near"]
"""Which way a denial speaks: of what follows, of both sides, of both where it ends its clause, of
the very next words."""

_SIDES: Mapping[str, tuple[Kind, Side]] = {
    "reserved": ("reserved", "both"),
    "withdrawn": ("withdrawn", "both"),
    "forbid": ("forbid", "both"),
    "status": ("negation", "both"),
    "bare": ("negation", "bare"),
    "deny": ("negation", "ahead"),
    "without": ("negation", "near"),
}
_FAILED = re.compile(
    r"不通过|未通过|不合格|不达标|未达标|失败|不符合|\bfail(?:ed|ure|s)?\b|\bnot passed\b"
    r"|\béchec\b|\bnon conforme\b|не пройден|не соответству|\bno (?:superada|conforme)\b"
    r"|\bfallid[oa]\b",
    re.IGNORECASE,
)
_SCRIPTS = (
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("ug", re.compile("[ۇۆۈېۋەڭ]")),
)
_REMEMBERED = 64
"""Passages whose scripts and denials are remembered: each of their terms asks anew."""
_HEADS_REMEMBERED = 1_024
"""Headings and cells whose answer is remembered: a table asks for its heads row by row."""
_ONE_STATEMENT = 300
"""Characters beyond which words say more than one thing, and are not told by one of them."""
_LATIN = re.compile("[A-Za-z]{2}")
_ROMANCE = ("fr", "es")
_NAMES = str.maketrans(
    {have: want for have, want in SIMPLIFIED.items() if len(want) == 1} | {"'": "’"}
)


class Words(Struct, forbid_unknown_fields=True, frozen=True):
    """One language's patterns, by what they do; see the head of `denials.toml`."""

    deny: list[str]
    status: list[str]
    bare: list[str]
    reserved: list[str]
    withdrawn: list[str]
    forbid: list[str]
    without: list[str]
    excused: list[str]
    problem: list[str]
    handed: list[str]
    asserts: list[str]
    turns: list[str]
    asides: list[str]


class Cells(Struct, forbid_unknown_fields=True, frozen=True):
    """What a cell says that holds no more than yes or no."""

    no: list[str]
    yes: list[str]
    blank: list[str]
    notes: list[str]


class _File(Struct, forbid_unknown_fields=True, frozen=True):
    version: Literal[1]
    tables: dict[str, Words]
    under: dict[Kind, list[str]]
    cells: Cells


@dataclass(frozen=True, slots=True)
class Denial:
    """What takes something back: its kind, its words, where it stands and which way it speaks."""

    kind: Kind
    words: str
    start: int
    end: int
    side: Side = "both"


@dataclass(frozen=True, slots=True, eq=False)
class Grammar:
    """The patterns of one language, compiled."""

    denials: tuple[tuple[Kind, Side, re.Pattern[str]], ...]
    excused: re.Pattern[str]
    problem: re.Pattern[str]
    handed: re.Pattern[str]
    asserts: re.Pattern[str]
    turns: re.Pattern[str]
    asides: re.Pattern[str]
    sieve: Sieve[int]
    """Of all of these, by `id`: to hash a pattern takes as long as to try it."""

    def found(
        self, pattern: re.Pattern[str], words: str, start: int = 0
    ) -> Iterator[re.Match[str]]:
        """Yield where one of the patterns stands in words, from a place on."""
        if id(pattern) in self.sieve.may_match(words):
            yield from pattern.finditer(words, start)


DENIALS = WordFile("denials.toml", _File)


def any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """Compile alternatives; none at all match nothing."""
    return re.compile("|".join(f"(?:{one})" for one in patterns) or NOTHING, re.IGNORECASE)


@lru_cache(maxsize=16)
def _grammar(language: str) -> Grammar:
    words = DENIALS.held.tables[language]
    denials = [(*side, any_of(getattr(words, name))) for name, side in _SIDES.items()]
    problem, handed = any_of(words.problem), any_of(words.handed)
    others = map(any_of, (words.excused, words.asserts, words.turns, words.asides))
    excused, asserts, turns, asides = others
    said = (excused, problem, handed, asserts, turns, asides)
    every = (*(one for _, _, one in denials), *said)
    return Grammar(
        denials=tuple(denials),
        excused=excused,
        problem=problem,
        handed=handed,
        asserts=asserts,
        turns=turns,
        asides=asides,
        sieve=Sieve({id(one): one for one in every}),
    )


@lru_cache(maxsize=1)
def _under() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    return tuple((kind, any_of(patterns)) for kind, patterns in DENIALS.held.under.items())


@lru_cache(maxsize=8)
def _cell(name: str) -> re.Pattern[str]:
    return any_of(getattr(DENIALS.held.cells, name))


@lru_cache(maxsize=_REMEMBERED)
def grammars_of(words: str, language: str) -> tuple[Grammar, ...]:
    """Give the grammars of the scripts that words are written in; `words` are `even`."""
    found = [name for name, script in _SCRIPTS if script.search(words)]
    if _LATIN.search(words):
        romance = [language] if language in _ROMANCE else []
        found += romance or (["en"] if language in {"en", "zh", "ru"} else ["en", *_ROMANCE])
    return tuple(_grammar(name) for name in found)


@lru_cache(maxsize=_REMEMBERED)
def even(words: str) -> str:
    """Write traditional characters as simplified ones and apostrophes alike; places stay."""
    return words.translate(_NAMES)


@lru_cache(maxsize=_REMEMBERED)
def denials_in(words: str, grammars: tuple[Grammar, ...]) -> Sequence[Denial]:
    """Give all that takes something back in words that are `even`, by place."""
    found: list[Denial] = []
    for grammar in grammars:
        raw = list(_raw(words, grammar))
        if raw:
            excused = [
                one.span()
                for pattern in (grammar.excused, grammar.problem, grammar.handed)
                for one in grammar.found(pattern, words)
            ]
            found += [one for one in raw if not _is_excused(one, excused)]
    return tuple(sorted(found, key=lambda one: (one.start, -one.end)))


def _raw(words: str, grammar: Grammar) -> Iterator[Denial]:
    may = grammar.sieve.may_match(words)
    for kind, side, pattern in grammar.denials:
        for found in pattern.finditer(words) if id(pattern) in may else ():
            if found.end() > found.start():
                yield Denial(kind, found.group().strip(), found.start(), found.end(), side)


def _is_excused(one: Denial, stretches: Iterable[tuple[int, int]]) -> bool:
    return any(
        first <= one.start < last or one.start <= first < one.end for first, last in stretches
    )


@lru_cache(maxsize=_REMEMBERED)
def said_beside(words: str, grammars: tuple[Grammar, ...]) -> frozenset[str]:
    """Name what words that are `even` say instead of denying: `problem`, `handed-on`.

    A problem that the same words go on to answer is none.
    """
    found: set[str] = set()
    for grammar in grammars if len(words) <= _ONE_STATEMENT else ():
        last = max((one.end() for one in grammar.found(grammar.problem, words)), default=None)
        if last is not None and not _goes_on(grammar, words, last):
            found.add("problem")
        if any(grammar.found(grammar.handed, words)):
            found.add("handed-on")
    return frozenset(found)


def _goes_on(grammar: Grammar, words: str, start: int) -> bool:
    return any(any(grammar.found(one, words, start)) for one in (grammar.asserts, grammar.turns))


def asides_in(words: str, grammars: Sequence[Grammar]) -> list[int]:
    """Give the places where conditions and circumstances begin."""
    return sorted(one.start() for each in grammars for one in each.found(each.asides, words))


@lru_cache(maxsize=_HEADS_REMEMBERED)
def heading_denies(words: str) -> Denial | None:
    """Give what a heading, a caption or a column head takes back of what stands under it."""
    flat = even(words.strip())
    for kind, pattern in _under():
        found = pattern.search(flat)
        if found is not None:
            return Denial(kind, found.group(), found.start(), found.end())
    return None


@lru_cache(maxsize=_HEADS_REMEMBERED)
def cell_says(cell: str) -> Literal["no", "yes", "blank", ""]:
    """Say what a cell holds that is no more than a mark or a word of assent."""
    said = even(cell).strip(" *`\n.。")
    for name in ("no", "yes", "blank"):
        if said and _cell(name).fullmatch(said):
            return name
    return ""


@lru_cache(maxsize=_HEADS_REMEMBERED)
def holds_notes(head: str) -> bool:
    """Say whether a column head is that of remarks, where a dash only means that there are none."""
    return _cell("notes").search(even(head)) is not None


def failed(words: str) -> str | None:
    """Give the words by which a test says that it did not work."""
    found = _FAILED.search(even(words))
    return found.group() if found else None
