"""The words of a stretch of Word text: without marks, codes of fields, and what is hidden."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import Final

from heliograph.extractors.doc_formatting import (
    DELETED,
    HIDDEN,
    SPECIAL,
    SYMBOL,
    Properties,
    Runs,
    number,
    properties_of,
)
from heliograph.extractors.doc_pieces import Pieces

FIELD, SEPARATOR, FIELD_END = "\x13", "\x14", "\x15"

SIGNS: Final = {"\t": "\t", "\x0b": "\n", "\x0e": "\n", "\x1e": "\u2011"}
"""Control characters that stand for something to be seen; 1F, a hyphen not to be seen, is none."""

MOST_KEPT: Final = 1_000


def _kind(properties: Properties) -> str:
    if number(properties, DELETED) == 1:
        return "deleted"
    return "hidden" if number(properties, HIDDEN) == 1 else "shown"


class Letters:
    """Gives the words of stretches, in order: fields may reach over several."""

    def __init__(self, pieces: Pieces, runs: Runs) -> None:
        """Read from these pieces, with what is known of their letters."""
        self.hidden: list[str] = []
        self.deleted: list[str] = []
        self.fields: list[str] = []
        """Codes of the fields met so far."""
        self._pieces = pieces
        self._runs = runs
        self._open: list[list[str] | None] = []
        """For each open field the letters of its code, or None once its result has begun."""

    def unit(self, at: int) -> int:
        """Give one unit of the text."""
        return self._pieces.unit(at)

    def offset(self, at: int) -> int:
        """Say where the letter at a position is in the document stream."""
        return self._pieces.offset(at)

    def words(self, start: int, end: int) -> str:
        """Give the words between two positions."""
        said: list[tuple[str, str]] = []
        at = start
        while at < end:
            until = min(end, self._run_end(at))
            properties = properties_of(self._runs.at(self._pieces.offset(at))[1])
            words = self._said(self._pieces.text(at, until), properties)
            said.append((_kind(properties), words))
            at = until
        shown = []
        for kind, run in groupby(said, key=itemgetter(0)):
            words = "".join(words for _, words in run)
            if kind == "shown":
                shown.append(words)
            elif words.strip():
                kept = self.deleted if kind == "deleted" else self.hidden
                kept.append(words.strip())
        return "".join(shown)

    def _run_end(self, at: int) -> int:
        """Say up to which position the letters are alike."""
        piece = self._pieces.around(at)
        offset = self._pieces.offset(at)
        until = self._runs.until(offset)
        if until is None:
            return piece.end
        return min(piece.end, at + max(1, (until - offset) // piece.width))

    def _said(self, text: str, properties: Properties) -> str:
        symbol = properties.get(SYMBOL)
        if symbol is not None and number(properties, SPECIAL):
            return "" if self._in_code() else symbol[2:4].decode("utf-16-le", "replace")
        shown = []
        for letter in text:
            if letter in (FIELD, SEPARATOR, FIELD_END):
                self._turn(letter)
            elif self._in_code():
                code = self._open[-1]
                if code is not None and len(code) < MOST_KEPT:
                    code.append(letter)
            elif letter >= " " and letter != "\x7f":
                shown.append(letter)
            else:
                shown.append(SIGNS.get(letter, ""))
        return "".join(shown)

    def _in_code(self) -> bool:
        return any(code is not None for code in self._open)

    def _turn(self, letter: str) -> None:
        """Go into a field, from its code to its result, or out of it."""
        if letter == FIELD:
            self._open.append([])
            return
        if not self._open:
            return
        code = self._open[-1]
        if code is not None and len(self.fields) < MOST_KEPT:
            self.fields.append("".join(code).strip())
        if letter == SEPARATOR:
            self._open[-1] = None
        else:
            self._open.pop()
