"""Text → its language: the script decides, and within a script py3langid among few candidates.

Short runs of Latin letters (model names, headings) go wrong in every classifier, so they take the
language that most of their page is in.
"""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from heliograph.language import letters
from heliograph.language.folding import SIMPLIFIED

NO_LANGUAGE = "zxx"

_CANDIDATES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "latin": ("en", "fr", "es", "de", "pt", "tr", "uz", "it"),
        "cyrillic": ("ru", "kk", "uk", "ky", "mn", "uz", "tg", "bg", "sr"),
        "arabic": ("ug", "ar", "fa", "ur", "ps", "sdh"),
    }
)

_SCRIPTS: tuple[tuple[str, str], ...] = (
    (
        "latin",
        "A-Za-zªº\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff\uff21-\uff3a\uff41-\uff5a",
    ),
    ("cyrillic", "\u0400-\u0481\u048a-\u052f\u1c80-\u1c88"),
    (
        "arabic",
        "\u0620-\u063f\u0641-\u064a\u066e-\u066f\u0671-\u06d3\u06d5\ufb50-\ufdfb\ufe70-\ufefc",
    ),
    ("han", letters.HAN),
    ("kana", letters.KANA),
    ("ko", letters.HANGUL),
    ("bo", "\u0f40-\u0fbc"),
    ("mn", "\u1820-\u18aa"),
    ("th", "\u0e01-\u0e4e"),
    ("hi", "\u0904-\u0965"),
    ("he", "\u05d0-\u05ea"),
    ("el", "\u0370-\u03ff\u1f00-\u1fff"),
    ("hy", "\u0531-\u0587"),
    ("ka", "\u10a0-\u10ff"),
)
"""Scripts; one of a single language is named by that language."""

_NAMES = tuple(name for name, _ in _SCRIPTS)

_WEIGHTS = np.array([3 if name in {"han", "kana", "ko"} else 1 for name in _NAMES])
"""A Han character says about as much as three letters."""

_SAMPLE = 400
"""Letters of a passage that are enough to tell its language."""

_PAGE_SAMPLE = 4_000
"""Letters of a page that stand for all of it."""

_SHORT = MappingProxyType({"latin": (24, 4), "cyrillic": (16, 3), "arabic": (8, 2)})
"""Letters and words below which a passage is too short to tell its language by itself."""

_KANA_SHARE = 0.1
"""Japanese has a third of kana and more; Chinese has の in a brand now and then."""


_INSIDE = MappingProxyType(dict(_SCRIPTS))
_WORDS = MappingProxyType(
    {
        # An apostrophe or a vowel point does not end a word.
        name: re.compile(rf"[{inside}](?:[{inside}{letters.MARKS}]|['’](?=[{inside}]))*+")
        for name, inside in _SCRIPTS
        if name in _CANDIDATES
    }
)


def _numbered(classes: Iterable[Iterable[int]]) -> npt.NDArray[np.uint8]:
    """Lay out for every code point the class it is in, counted from 1, or 0; the last one holds."""
    table = np.zeros(0x110000, dtype=np.uint8)
    for number, members in enumerate(classes, start=1):
        table[list(members)] = number
    return table


_TABLE = _numbered(letters.points(inside) for _, inside in _SCRIPTS)


def _encodable(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


# Two old national character sets tell which forms are foreign to which side.
_TRADITIONAL = frozenset(one for one in SIMPLIFIED if not _encodable(one, "gb2312"))
_SIMPLE = frozenset(one for one in SIMPLIFIED.values() if not _encodable(one, "big5"))
_HAN_KINDS = _numbered(
    (
        letters.points(letters.KANA),
        letters.points(letters.HAN),
        map(ord, _TRADITIONAL),
        map(ord, _SIMPLE),
    )
)


def load() -> None:
    """Load the classifier now (about a second), so that no file is opened later."""
    for script in _CANDIDATES:
        _classifier(script)


def language_of(text: str, fallback: str = NO_LANGUAGE) -> str:
    """Say which language a passage is in: ISO 639-1, `zh-Hant`, or `zxx` where it has no letter.

    `fallback` is the language of its page; it decides where the passage is too short to tell.
    """
    return _language_in(text, _script_of(text), fallback)


def _language_in(text: str, script: str | None, fallback: str) -> str:
    """Say which language a passage is in, given the script that most of it is in."""
    if script is None:
        return NO_LANGUAGE
    if script == "han":
        return _east_asian(text, fallback)
    if script not in _CANDIDATES:
        return script
    sample = _sample(text, script, _SAMPLE)
    if fallback in _CANDIDATES[script] and _is_short(sample, script):
        return fallback
    return _classified(script, sample)


class Languages:
    """The languages of a page: what most of its letters are in, script by script."""

    def __init__(self, page_text: str) -> None:
        """Read the page once."""
        self._by_script = {
            script: _majority(page_text, script)
            for script in ("han", *_CANDIDATES)
            if re.search(f"[{_INSIDE[script]}]", page_text)
        }
        script = _script_of(page_text)
        self.main = self._by_script.get(script, script) if script else NO_LANGUAGE
        """The language of most of the page."""

    def of(self, passage_text: str) -> str:
        """Say which language a passage of the page is in."""
        script = _script_of(passage_text)
        fallback = self._by_script.get(script or "", NO_LANGUAGE)
        return _language_in(passage_text, script, fallback)


def _script_of(text: str) -> str | None:
    """Name the script that most of a text is in; Han and kana together are Han."""
    counts = np.bincount(_TABLE[_codes(text)], minlength=len(_SCRIPTS) + 1)[1:]
    if not counts.any():
        return None
    script = _NAMES[int((counts * _WEIGHTS).argmax())]
    return "han" if script == "kana" else script


def _codes(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _majority(page_text: str, script: str) -> str:
    """Say which language the letters of one script on a page are in."""
    if script == "han":
        return _east_asian(page_text, "zh")
    sample = _sample(page_text, script, _PAGE_SAMPLE)
    if script == "latin" and _is_short(sample, script):
        # A few names in Latin letters: manuals everywhere take theirs from English.
        return "en"
    return _classified(script, sample)


def _east_asian(text: str, fallback: str) -> str:
    """Tell Japanese, Chinese, and Chinese in traditional script apart."""
    kinds = np.bincount(_HAN_KINDS[_codes(text)], minlength=5)
    kana, traditional, simplified = int(kinds[1]), int(kinds[3]), int(kinds[4])
    if kana >= _KANA_SHARE * int(kinds[1:].sum()):
        return "ja"
    if traditional != simplified:
        return "zh-Hant" if traditional > simplified else "zh"
    return fallback if fallback in {"zh", "zh-Hant", "ja"} else "zh"


def _sample(text: str, script: str, letters_wanted: int) -> str:
    """Take the first words of one script, one space apart."""
    words: list[str] = []
    for word in _WORDS[script].finditer(text):
        words.append(word[0])
        letters_wanted -= len(word[0])
        if letters_wanted <= 0:
            break
    return " ".join(words)


def _is_short(sample: str, script: str) -> bool:
    least_letters, least_words = _SHORT[script]
    return len(sample) < least_letters or sample.count(" ") + 1 < least_words


@cache
def _classifier(script: str) -> LanguageIdentifier:
    """Give the classifier that chooses among the languages of one script; all share one model."""
    if script == "all":
        return LanguageIdentifier.from_model_file(MODEL_FILE)
    narrowed = copy.copy(_classifier("all"))
    narrowed.set_languages(_CANDIDATES[script])
    return narrowed


@lru_cache(maxsize=4096)
def _classified(script: str, sample: str) -> str:
    """Ask the classifier; passages repeat, within a document most of all."""
    return str(_classifier(script).classify(unicodedata.normalize("NFKC", sample))[0])
