"""Names of persons, where their surroundings say that they are names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from heliograph.masking.words import any_of, loaded, one_of

Found = tuple[int, int, Literal["name"]]

_WORDS = loaded()
_NOT_NAMES = _WORDS.not_names.union(_WORDS.labels)
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_SURNAMES = one_of(_WORDS.surnames)
_DOUBLE = any_of(_WORDS.double_surnames)
_STOPPED = rf"(?=[^{_HAN}]|$|{any_of(_WORDS.next_labels + _WORDS.after_names)})"

_HAN_LABEL = re.compile(
    rf"(?:{any_of(_WORDS.labels)})(?:[（(][^（()）\n]{{0,12}}[)）])?"
    r"(?P<mark>[ \t\u3000]{0,4}[:：][\"'“ \t\u3000]{0,4}"
    r"|[ \t\u3000]{0,3}[|\t][ \t\u3000]{0,3}|[ \u3000]{1,4})"
)
_HAN_NAME = re.compile(
    rf"(?:(?:{_DOUBLE})[{_HAN}]{{1,2}}?|[{_HAN}]{{2,4}}?){_STOPPED}"
    rf"|[{_SURNAMES}][ \u3000][{_HAN}](?![{_HAN}])"
)
_NAME_WITH_SURNAME = re.compile(rf"(?:{_DOUBLE}|[{_SURNAMES}])[{_HAN}]{{1,2}}?{_STOPPED}")
_ADDRESSED = re.compile(
    rf"(?:(?<![{_HAN}])|(?<=尊敬的)|(?<=联系)|(?<=[请致与和由给向找]))"
    rf"(?:{_DOUBLE}|[{_SURNAMES}])[{_HAN}]{{1,2}}(?=先生|女士|小姐|同志)"
)
_BETWEEN_NAMES = re.compile(r"[ \t]{0,2}[、，,/；;][ \t]{0,2}|[ \u3000]{1,2}(?=[^\s\d])")

_WORD = r"[A-ZÀ-ÖØ-ÞА-ЯЁ][\w’'\-]{0,30}\.?"
_WESTERN_NAME = re.compile(
    rf"{_WORD}(?:[ \t]{{1,2}}(?:(?:de|da|del|van|von|bin|al|el|la|le) )?{_WORD}){{0,3}}"
)
_WESTERN_LABEL = re.compile(
    rf"(?<!\w)(?<!\w[ _\-])(?:{any_of(_WORDS.western_labels)})[\"']?"
    r"[ \t\u00a0]{0,3}[:：=][ \t\u00a0]{0,3}[\"'“]?",
    re.IGNORECASE,
)
_TITLE = re.compile(rf"(?<!\w)(?:{any_of(_WORDS.titles)})\.?[ \t](?=[^\W\d_])")
_ARABIC_NAME = re.compile(r"[\u0620-\u06ff]{2,20}(?:[ \t][\u0620-\u06ff]{2,20}){0,3}")
_ARABIC_LABEL = re.compile(rf"(?:{any_of(_WORDS.arabic_labels)})[ \t]{{0,3}}[:：][ \t]{{0,3}}")
_BEFORE_MAIL = re.compile(
    rf"(?P<name>{_WORD}(?: {_WORD}){{0,3}}|[{_HAN}]{{2,4}})[\"”]?[ \t]{{0,2}}"
    r"(?=[<＜][^\s<>]{3,90}[>＞])"
)

_SOUNDS = one_of(_WORDS.sounds)
_TRANSLITERATED = re.compile(rf"[{_SOUNDS}]{{1,8}}(?:[·•‧・][{_SOUNDS}]{{1,9}}){{1,3}}")
# 天·地 is a pattern on a wall, 阿里·汗 a name: three characters and the dot.
_SHORTEST_TRANSLITERATED = 4


def names_in(text: str) -> Iterator[Found]:
    """Yield start and end of every name, in no order; they may overlap."""
    for span in _spans(text):
        yield *span, "name"


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for hit in _TRANSLITERATED.finditer(text):
        if len(hit.group()) >= _SHORTEST_TRANSLITERATED:
            yield hit.span()
    for hit in _ADDRESSED.finditer(text):
        yield hit.span()
    for hit in _BEFORE_MAIL.finditer(text):
        yield from _one(_BEFORE_MAIL, text, hit.start())
    yield from _after_labels(text)


def _after_labels(text: str) -> Iterator[tuple[int, int]]:
    for label in _HAN_LABEL.finditer(text):
        yield from _after_han_label(text, label)
    for opening in (_WESTERN_LABEL, _TITLE):
        for label in opening.finditer(text):
            yield from _one(_WESTERN_NAME, text, label.end())
            yield from _one(_NAME_WITH_SURNAME, text, label.end())
    for label in _ARABIC_LABEL.finditer(text):
        yield from _one(_ARABIC_NAME, text, label.end())


def _after_han_label(text: str, label: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Take the names from here on; only after a colon may the first have any surname."""
    colon = ":" in label["mark"] or "：" in label["mark"]
    form = _HAN_NAME if colon else _NAME_WITH_SURNAME
    at = label.end()
    if colon:
        yield from _one(_WESTERN_NAME, text, at)
    while name := next(_one(form, text, at), None):
        yield name
        between = _BETWEEN_NAMES.match(text, name[1])
        if between is None:
            return
        form, at = _NAME_WITH_SURNAME, between.end()


def _one(form: re.Pattern[str], text: str, at: int) -> Iterator[tuple[int, int]]:
    """Yield the name that stands here, if one does."""
    hit = form.match(text, at)
    if hit is None:
        return
    words = hit["name"] if "name" in form.groupindex else hit.group()
    words = words.rstrip(".")
    if len(words) > 1 and _may_be_a_person(words):
        yield at, at + len(words)


def _may_be_a_person(words: str) -> bool:
    if words in _NOT_NAMES or words[-1] in _WORDS.organisation_ends:
        return False
    parts = re.split(r"[\s\-]+", words)
    return not any(part.strip(".,'’").casefold() in _WORDS.not_people for part in parts)
