"""Where sentences end: Chinese first, then Latin, Cyrillic, Arabic, Uyghur and Tibetan script.

Own code rather than a library: see docs/decisions/0005-sentences.md for the comparison.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int]

SENTENCE_LIMIT = 600
"""Characters above which a sentence is cut at a clause mark: more is no longer a quote."""

ROW_LIMIT = 2_000
"""Characters above which even a table row is cut."""

SEMICOLON_FROM = 120
"""Characters from which a semicolon ends a sentence: tenders and laws string lists on them."""

CLAUSE_LEAST = 24
"""Characters a piece cut off at a semicolon must have, so that no crumbs are left."""

_CLOSERS = "\"'”’»›」』）)］\\]】》〉｣﹂﹄"
_WIDE_ENDS = "。！？｡"
_OTHER_ENDS = "؟۔।။።"

_MARK = re.compile(
    rf"[{_WIDE_ENDS}]+[{_CLOSERS}]*(?:\[\^?\d{{1,3}}\])*"
    rf"|(?<![.!?])[.!?]++[{_CLOSERS}*_]*+(?:\[\^?\d{{1,3}}\])*(?:[\u00a0\u202f ]»)?(?=\s|$)"
    rf"|(?<![.!?])[!?]++(?=[\u3400-\u9fff])"
    rf"|(?<![{_OTHER_ENDS}])[{_OTHER_ENDS}]++[{_CLOSERS}]*+(?=\s|$)"
    r"|[།༎༏༐༑]+(?:\s*[།༎]+)*"
)
"""What may end a sentence. A full stop needs white space after it: `3.5`, `a.b`, `x.py`, `http://…`
have none. Tibetan shads end a clause, and there is nothing longer to go by. A run of marks is taken
from its first one and not given back, so that no run, however long, is gone over twice."""

_WORD = re.compile(r"[^\s(（\[\"'“‘«/,;:、，；：]*$")
_NEXT = re.compile(r"\S")
_LETTER = re.compile(r"[^\W_]")
_EMPHASIS = frozenset({"**", "__"})
_GOES_ON = frozenset("，、；：,;:")

_TITLES = """
    mr mrs ms dr prof rev hon gen col capt lt sgt gov sen rep st vs cf viz eds ext e.g i.e a.k.a
    mme mmes mlle mgr réf sr sra srta srs dra ud uds vds p.ej ee.uu aprox approx
    z.b d.h u.a bzw ca hrsg bspw ggf evtl inkl zzgl sog vgl s.o s.u
    г гг ул д им т.е т.к см ср напр обл просп корп тел проф акад
"""
_COUNTED = """
    no nos fig figs table art arts vol vols p pp sec sect ch chap eq eqs ref refs para paras tel
    jan feb mar apr jun jul aug sep sept oct nov dec min max avg v n° núm nro pág págs cap
    nr abs abb tab str стр рис табл ст п пп гл кв
"""
_NEVER_LAST = frozenset(_TITLES.split())
"""Words whose full stop never ends a sentence, lower case, without that stop."""

_BEFORE_NUMBERS = frozenset(_COUNTED.split())
"""Words whose full stop does not end a sentence where a number follows."""

_MONTHS = re.compile(
    r"(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b"
)


_SEMICOLON = re.compile(r"[；؛]|;(?=\s)")
_PLACES = (
    re.compile(r".*[；。؛]|.*;(?=\s)", re.DOTALL),
    re.compile(r".*[，、，：،]|.*[,:](?=\s)", re.DOTALL),
    re.compile(r".*\s", re.DOTALL),
)


def sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the spans of the sentences between two offsets, trimmed, none above the limit.

    Runs without a letter or digit are no sentence and are left out.
    """
    at = start
    for mark in _MARK.finditer(text, start, end):
        if mark.start() >= at and _ends(text, at, mark, end):
            stop = _after_emphasis(text, at, mark.end())
            yield from _short_enough(text, at, stop)
            at = stop
    yield from _short_enough(text, at, end)


def trimmed(text: str, start: int, end: int) -> Span | None:
    """Trim white space; None where no letter and no digit is left."""
    if not _LETTER.search(text, start, end):
        return None
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def cut_to(text: str, start: int, end: int, limit: int) -> Iterator[Span]:
    """Yield trimmed spans of at most `limit` characters, cut at the last good place before it."""
    whole = trimmed(text, start, end)
    if whole is None:
        return
    at, last = whole
    if last - at <= limit:
        yield whole
        return
    while last - at > limit:
        cut = _place_to_cut(text, at, at + limit)
        piece = trimmed(text, at, cut)
        if piece is not None:
            yield piece
        at = cut
    rest = trimmed(text, at, last)
    if rest is not None:
        yield rest


def _ends(text: str, at: int, mark: re.Match[str], end: int) -> bool:
    """Say whether this mark ends the sentence that began at `at`."""
    here = mark.start()
    sign = text[here]
    follows = _NEXT.search(text, mark.end(), end)
    if follows is None:
        return True
    after = text[follows.start()]
    if sign in _WIDE_ENDS:
        return after not in _GOES_ON
    if after.islower() or after in _GOES_ON:
        return False
    if sign != ".":
        return True
    return mark.end() - here > 1 or _full_stop_ends(text, at, here, follows.start())


def _after_emphasis(text: str, at: int, stop: int) -> int:
    """Step over `**` or `__` that closes what the sentence opened."""
    sign = text[stop : stop + 2]
    if sign in _EMPHASIS and text.count(sign, at, stop) % 2:
        return stop + len(sign)
    return stop


def _full_stop_ends(text: str, at: int, stop: int, follows: int) -> bool:
    """Say whether a single full stop ends a sentence, by the word before and what follows."""
    found = _WORD.search(text, max(at, stop - 24), stop)
    word = found.group() if found else ""
    if not word:
        return True
    if word.isdigit():
        begins = not text[at : stop - len(word)].rstrip(" \t")
        on_new_line = text[max(at, stop - len(word) - 1)] in "\r\n"
        return not (begins or on_new_line or _MONTHS.match(text, follows))
    small = word.lower()
    if small in _NEVER_LAST or (small in _BEFORE_NUMBERS and text[follows].isdigit()):
        return False
    return not (len(word) == 1 and word.isupper())


def _short_enough(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield a sentence, or its parts where it is long."""
    if end - start <= SEMICOLON_FROM:
        whole = trimmed(text, start, end)
        if whole is not None:
            yield whole
        return
    at = start
    for found in _SEMICOLON.finditer(text, start, end):
        if found.end() - at >= CLAUSE_LEAST:
            yield from cut_to(text, at, found.end(), SENTENCE_LIMIT)
            at = found.end()
    yield from cut_to(text, at, end, SENTENCE_LIMIT)


def _place_to_cut(text: str, start: int, before: int) -> int:
    """Find the last clause mark, comma or space in the second half of a stretch."""
    half = start + (before - start) // 2
    for places in _PLACES:
        found = places.match(text, half, before)
        if found:
            return found.end()
    return before
