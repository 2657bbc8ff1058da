"""The query language: what a person types → one tree, whatever engine answers it.

    人脸识别 camera              both (a word in Chinese is the phrase of its characters)
    "by nation"                these words, next to each other, exactly
    ethnic*                    every word that begins so
    a OR b, NOT a, -a, (…)     AND is understood between terms; the operators are in capitals
    capability: stance: language: kind: folder:
                               pages with such a claim, of such a kind, below such a folder

Brackets, colons and quotation marks may be those of any keyboard (（ ） ： “ ” 「 」).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import get_args

from heliograph.errors import BadQuery
from heliograph.language.tokens import GAP, tokens_of
from heliograph.records import Stance
from heliograph.translation import _

FIELDS = ("capability", "stance", "language", "kind", "folder")
STANCES: tuple[str, ...] = get_args(Stance)

_UNCLOSED = _("the quotation mark at character %(at)s is not closed")

LONGEST_QUERY = 10_000
"""Characters of a query; a longer one was pasted by mistake."""

DEEPEST = 50
"""Brackets inside brackets."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words that stand next to each other; as typed, not folded."""

    text: str
    exact: bool = False
    """In quotation marks: the parts of identifiers do not count as words."""
    prefix: bool = False
    """The last word may go on."""


@dataclass(frozen=True, slots=True)
class Field:
    """A facet that must have a value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Everything:
    """Every page."""


@dataclass(frozen=True, slots=True)
class And:
    """All of them."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of them."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Whatever the part is not."""

    part: Tree


Tree = Words | Field | Everything | And | Or | Not


def parse(query: str) -> Tree:
    """Read a query. Raises `BadQuery`, which says at which character (from 1) it fails."""
    if len(query) > LONGEST_QUERY:
        raise BadQuery(
            detail=_(
                "it has %(length)s characters; %(most)s is the most",
                length=len(query),
                most=LONGEST_QUERY,
            )
        )
    return _Reading(query).tree()


def positive(tree: Tree) -> Iterator[Words]:
    """List the words whose presence makes a page an answer, not those it must lack."""
    match tree:
        case Words():
            yield tree
        case And(parts) | Or(parts):
            for part in parts:
                yield from positive(part)
        case _:
            return


_CLOSERS = {'"': '"', "“": '”“"', "„": '”“"', "«": "»", "「": "」", "『": "』", "＂": "＂"}
_LEXEME = re.compile(
    rf"""
    (?P<space>\s+)
    | (?P<open>[(（])
    | (?P<close>[)）])
    | (?P<field>(?:{"|".join(FIELDS)})[:：])
    | (?P<quote>[{"".join(_CLOSERS)}])
    | (?P<operator>(?:AND|OR|NOT)(?=[\s()（）]|$))
    | (?P<minus>-(?=[^\s-]))
    | (?P<word>[^\s()（）{"".join(_CLOSERS)}]+)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class _Lexeme:
    """A piece of the query, what it is, and the character it begins at (from 1)."""

    kind: str
    text: str
    at: int


def _lexemes(query: str) -> list[_Lexeme]:
    """Cut a query into its pieces; a quotation is one piece, without its marks."""
    found: list[_Lexeme] = []
    place = 0
    while place < len(query):
        match = _LEXEME.match(query, place)
        if match is None:
            raise BadQuery(
                detail=_("what stands at character %(at)s has no meaning here", at=place + 1)
            )
        kind, text, at = str(match.lastgroup), match[0], place + 1
        place = match.end()
        if kind == "quote":
            closers = _CLOSERS[text]
            end = min(
                (spot for mark in closers if (spot := query.find(mark, place)) >= 0), default=-1
            )
            if end < 0:
                raise BadQuery(detail=_(_UNCLOSED, at=at))
            text, place = query[place:end], end + 1
        if kind != "space":
            found.append(_Lexeme(kind, text, at))
    return found


class _Reading:
    """One reading of one query, by recursive descent: OR below AND below NOT."""

    def __init__(self, query: str) -> None:
        self._lexemes = _lexemes(query)
        self._next = 0
        self._depth = 0
        self._length = len(query)

    def tree(self) -> Tree:
        """Read the whole query."""
        if not self._lexemes:
            raise BadQuery(detail=_("it is empty"))
        tree = self._either()
        left = self._peek()
        if left is not None:
            raise BadQuery(detail=_("the bracket at character %(at)s was never opened", at=left.at))
        if tree is None:
            raise BadQuery(detail=_("it has no letter and no digit to look for"))
        return tree

    def _peek(self) -> _Lexeme | None:
        return self._lexemes[self._next] if self._next < len(self._lexemes) else None

    def _take(self, *texts: str) -> _Lexeme | None:
        """Take the next piece if it is one of these operators."""
        piece = self._peek()
        if piece is None or piece.kind not in {"operator", "minus"} or piece.text not in texts:
            return None
        self._next += 1
        return piece

    def _either(self) -> Tree | None:
        parts = [self._all()]
        while self._take("OR"):
            parts.append(self._all())
        some = tuple(part for part in parts if part is not None)
        return Or(some) if len(some) > 1 else next(iter(some), None)

    def _all(self) -> Tree | None:
        parts = [self._one()]
        while self._take("AND") or self._goes_on():
            parts.append(self._one())
        some = tuple(part for part in parts if part is not None)
        return And(some) if len(some) > 1 else next(iter(some), None)

    def _goes_on(self) -> bool:
        piece = self._peek()
        return piece is not None and piece.kind != "close" and piece.text not in {"AND", "OR"}

    def _one(self) -> Tree | None:
        negations = 0
        while self._take("NOT", "-"):
            negations += 1
        part = self._term()
        return Not(part) if part is not None and negations % 2 else part

    def _term(self) -> Tree | None:
        piece = self._peek()
        if piece is None:
            raise BadQuery(detail=_("it ends where a word should follow"))
        self._next += 1
        match piece.kind:
            case "open":
                return self._bracket(piece)
            case "field":
                return self._field(piece)
            case "quote":
                return _words(piece.text, exact=True)
            case "word":
                return _word(piece)
        raise BadQuery(
            detail=_(
                "a word should stand before %(what)s at character %(at)s",
                what=piece.text,
                at=piece.at,
            )
        )

    def _bracket(self, opened: _Lexeme) -> Tree | None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise BadQuery(
                detail=_("more than %(most)s brackets stand inside each other", most=DEEPEST)
            )
        inside = self._either()
        self._close(opened)
        self._depth -= 1
        return inside

    def _close(self, opened: _Lexeme) -> None:
        piece = self._peek()
        if piece is None:
            raise BadQuery(detail=_("the bracket at character %(at)s is not closed", at=opened.at))
        self._next += 1

    def _field(self, named: _Lexeme) -> Tree:
        """Read a field's value, or several in brackets with OR between them."""
        name = named.text[:-1]
        opened = self._peek()
        if opened is None or opened.kind != "open":
            return self._value(name, named)
        self._next += 1
        parts = [self._value(name, named)]
        while self._take("OR"):
            parts.append(self._value(name, named))
        if (after := self._peek()) is not None and after.kind != "close":
            raise BadQuery(
                detail=_("OR should stand at character %(at)s, between two values", at=after.at)
            )
        self._close(opened)
        return Or(tuple(parts)) if len(parts) > 1 else parts[0]

    def _value(self, name: str, named: _Lexeme) -> Field:
        piece = self._peek()
        if piece is None or piece.kind not in {"word", "quote"} or not piece.text:
            raise BadQuery(
                detail=_("%(field)s: at character %(at)s lacks its value", field=name, at=named.at)
            )
        self._next += 1
        if name == "stance" and piece.text not in STANCES:
            raise BadQuery(
                detail=_(
                    "there is no stance %(stance)s (character %(at)s); there are %(known)s",
                    stance=piece.text,
                    at=piece.at,
                    known=", ".join(STANCES),
                )
            )
        return Field(name, piece.text.rstrip("/") if name == "folder" else piece.text)


def _word(piece: _Lexeme) -> Tree | None:
    """Read a word that stands alone."""
    if piece.text == "*":
        return Everything()
    name, colon, _value = piece.text.replace("：", ":").partition(":")
    near = get_close_matches(name.lower(), FIELDS, n=1, cutoff=0.75) if colon else ()
    if near:
        raise BadQuery(
            detail=_(
                "%(field)s: at character %(at)s is no field; %(near)s: is one",
                field=name,
                at=piece.at,
                near=near[0],
            )
        )
    return _words(piece.text.rstrip("*"), prefix=piece.text.endswith("*"))


def _words(text: str, *, exact: bool = False, prefix: bool = False) -> Words | None:
    """Keep words that have something to look for."""
    if all(token == GAP for token in tokens_of(text)):
        return None
    return Words(text, exact=exact, prefix=prefix)
