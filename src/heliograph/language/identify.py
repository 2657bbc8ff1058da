"""Text → its language: the script decides, and within a script py3langid among few candidates.

Short runs of Latin letters (model names, headings) go wrong in every classifier, so they take the
language that most of their page is in. So do longer ones that are no prose: lists of names and
lines of code have letters enough and none of the small words that every sentence has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from heliograph.language import letters
from heliograph.language.classifier import Classifier
from heliograph.language.folding import SIMPLIFIED

NO_LANGUAGE = "zxx"

_CANDIDATES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "latin": letters.LATIN_LANGUAGES,
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

_SHORT = MappingProxyType({"latin": (24, 4), "cyrillic": (40, 6), "arabic": (8, 2)})
"""Letters and words below which a passage is too short to tell its language by itself."""

_SMALL_WORDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        language: frozenset(words.split())
        for language, words in {
            "fr": "le la les l des du d une est et dans pour que qui qu sur par avec au aux ce "
            "cette ne n pas sont ou il elle nous vous vos se s",
            "es": "el la los las de del y en que un una por para con se es al su sus lo como más",
            "de": "der die das und ist den dem des ein eine einen einer zu mit für von auf nicht "
            "im am sich werden wird auch oder bei nach sind aus",
            "pt": "o os as do da dos das de em um uma que não para com por se é ao à na nas nos e",
            "it": "il lo la gli le l di del della dell dei delle e è che un una per con non si da "
            "dal nel nella sono al alla",
            "tr": "ve bir bu için ile da de olarak olan veya her daha gibi en çok",
            "uz": "va bu bilan uchun bir ham yoki esa edi bo har shu "
            "ва бу билан учун бир ҳам ёки эса эди ҳар шу",
        }.items()
    }
)
"""Words without which nothing longer is written in a language. What has none of them is no prose in
it, whatever the classifier says; English needs none: it is what names and code are taken for."""

_APART = re.compile(r"[\s'’]+")

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
_ASCII_WORD = re.compile(r"[A-Za-z](?:[A-Za-z]|'(?=[A-Za-z]))*+")
"""A word of the Latin script in a text of plain ASCII: far quicker, and the same there."""

_ASCII_LETTER = re.compile("[A-Za-z]")


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
    said = _classified(script, sample)
    return said if _is_prose(sample, said) or fallback not in _CANDIDATES[script] else fallback


class Languages:
    """The languages of a page: what most of its letters are in, script by script."""

    def __init__(self, page_text: str) -> None:
        """Read the page once."""
        self._text = page_text
        self._codes = _codes(page_text)
        self._classes = _TABLE[self._codes]
        self._by_script: dict[str, str] = {}

    @property
    def main(self) -> str:
        """The language of most of the page."""
        script = _script_in(self._classes)
        return self._fallback(script) if script else NO_LANGUAGE

    def of(self, passage_text: str) -> str:
        """Say which language a passage of the page is in."""
        script = _script_of(passage_text)
        return _language_in(passage_text, script, self._fallback(script)) if script else NO_LANGUAGE

    def of_spans(
        self, spans: Sequence[tuple[int, int]], instead: Mapping[int, str] = MappingProxyType({})
    ) -> list[str]:
        """Say which languages these stretches of the page are in, as `of` does for each.

        `instead` has what is to be looked at in place of a stretch, by its number. Letters are
        counted for all at once, and the classifier is asked once for each script.
        """
        if not spans:
            return []
        edges = np.array(spans, dtype=np.intp)
        scripts = self._scripts(edges)
        for at, words in instead.items():
            scripts[at] = _script_of(words)
        told = [script or NO_LANGUAGE for script in scripts]
        if "han" in scripts:
            self._tell_han(told, scripts, edges, instead)
        for script in _CANDIDATES.keys() & set(scripts):
            mine = [at for at, one in enumerate(scripts) if one == script]
            texts = [instead.get(at) or self._text[slice(*spans[at])] for at in mine]
            samples = [_sample(one, script, _SAMPLE) for one in texts]
            for at, language in zip(mine, self._written_in(script, samples), strict=True):
                told[at] = language
        return told

    def _tell_han(
        self,
        told: list[str],
        scripts: Sequence[str | None],
        edges: npt.NDArray[np.intp],
        instead: Mapping[int, str],
    ) -> None:
        for at, language in enumerate(self._east_asian(edges)):
            if scripts[at] != "han":
                continue
            if at in instead:
                told[at] = _east_asian(instead[at], self._fallback("han"))
            else:
                told[at] = language or _untold(self._fallback("han"))

    def _written_in(self, script: str, samples: Sequence[str]) -> list[str]:
        """Say which languages samples of one script are in; short ones are as their page is."""
        short = [_is_short(sample, script) for sample in samples]
        asked = [one for one, is_short in zip(samples, short, strict=True) if not is_short]
        whole = _page_sample(self._text, script) if any(short) else ""
        if whole and script not in self._by_script:
            *answers, main = _classifier(script).classify([*asked, whole])
            self._by_script[script] = _as_prose(whole, main, script)
        else:
            answers = _classifier(script).classify(asked)
        said = iter(answers)
        told = ["" if is_short else next(said) for is_short in short]
        return [
            one if one and _is_prose(sample, one) else self._fallback(script)
            for sample, one in zip(samples, told, strict=True)
        ]

    def _scripts(self, edges: npt.NDArray[np.intp]) -> list[str | None]:
        """Name the script that most of each stretch is in, as `_script_of` does."""
        present = np.bincount(self._classes, minlength=len(_SCRIPTS) + 1)[1:]
        met: list[int] = np.flatnonzero(present).tolist()
        if not met:
            return [None] * len(edges)
        counts = np.stack([_counted(self._classes, one + 1, edges) for one in met])
        most = (counts * _WEIGHTS[met, np.newaxis]).argmax(axis=0)
        names = ["han" if _NAMES[one] == "kana" else _NAMES[one] for one in met]
        letters_in = counts.sum(axis=0).tolist()
        return [
            names[one] if has else None for one, has in zip(most.tolist(), letters_in, strict=True)
        ]

    def _east_asian(self, edges: npt.NDArray[np.intp]) -> list[str | None]:
        """Tell Japanese and the two ways of writing Chinese apart; None where nothing tells."""
        kinds = _HAN_KINDS[self._codes]
        kana, plain, traditional, simplified = (_counted(kinds, one, edges) for one in range(1, 5))
        whole = kana + plain + traditional + simplified
        told = np.select(
            [kana >= _KANA_SHARE * whole, traditional > simplified, traditional < simplified],
            [1, 2, 3],
        )
        return [(None, "ja", "zh-Hant", "zh")[one] for one in told.tolist()]

    def _fallback(self, script: str) -> str:
        """Say which language the page's letters of a script are in, worked out when first asked."""
        if script != "han" and script not in _CANDIDATES:
            return script
        if script not in self._by_script:
            here = bool((self._classes == _NAMES.index(script) + 1).any())
            found = _majority(self._text, script) if here else NO_LANGUAGE
            self._by_script[script] = found
        return self._by_script[script]


def _counted(
    classes: npt.NDArray[np.uint8], wanted: int, edges: npt.NDArray[np.intp]
) -> npt.NDArray[np.int64]:
    """Count, for each stretch, the characters of one class."""
    sums = np.zeros(len(classes) + 1, dtype=np.int64)
    np.cumsum(classes == wanted, out=sums[1:])
    return sums[edges[:, 1]] - sums[edges[:, 0]]


def _script_of(text: str) -> str | None:
    """Name the script that most of a text is in; Han and kana together are Han."""
    if text.isascii():
        return "latin" if _ASCII_LETTER.search(text) else None
    return _script_in(_TABLE[_codes(text)])


def _script_in(classes: npt.NDArray[np.uint8]) -> str | None:
    counts = np.bincount(classes, minlength=len(_SCRIPTS) + 1)[1:]
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
    sample = _page_sample(page_text, script)
    return _as_prose(sample, _classified(script, sample), script) if sample else "en"


def _page_sample(page_text: str, script: str) -> str:
    """Take what tells the language of a page's letters; nothing where that is taken as told.

    A few names in Latin letters: manuals everywhere take theirs from English.
    """
    sample = _sample(page_text, script, _PAGE_SAMPLE)
    return "" if script == "latin" and _is_short(sample, script) else sample


def _east_asian(text: str, fallback: str) -> str:
    """Tell Japanese, Chinese, and Chinese in traditional script apart."""
    kinds = np.bincount(_HAN_KINDS[_codes(text)], minlength=5)
    kana, traditional, simplified = int(kinds[1]), int(kinds[3]), int(kinds[4])
    if kana >= _KANA_SHARE * int(kinds[1:].sum()):
        return "ja"
    if traditional != simplified:
        return "zh-Hant" if traditional > simplified else "zh"
    return _untold(fallback)


def _untold(fallback: str) -> str:
    """Say what Han is in that is written alike everywhere."""
    return fallback if fallback in {"zh", "zh-Hant", "ja"} else "zh"


def _sample(text: str, script: str, letters_wanted: int) -> str:
    """Take the first words of one script, one space apart."""
    form = _ASCII_WORD if script == "latin" and text.isascii() else _WORDS[script]
    if len(text) <= letters_wanted:
        return " ".join(form.findall(text))
    words: list[str] = []
    for word in form.finditer(text):
        words.append(word[0])
        letters_wanted -= len(word[0])
        if letters_wanted <= 0:
            break
    return " ".join(words)


def _is_short(sample: str, script: str) -> bool:
    least_letters, least_words = _SHORT[script]
    return len(sample) < least_letters or sample.count(" ") + 1 < least_words


def _is_prose(sample: str, language: str) -> bool:
    """Say whether words can be prose in a language; those of which no small words are known can.

    In capitals one is not enough: `PER` is a tag, a unit and a word of Italian.
    """
    small = _SMALL_WORDS.get(language)
    wanted = 2 if sample.isupper() else 1
    return small is None or len(small.intersection(_APART.split(sample.lower()))) >= wanted


def _as_prose(page_sample: str, said: str, script: str) -> str:
    """Say what a page's letters are taken for where they are no prose in what was said."""
    return said if _is_prose(page_sample, said) else _CANDIDATES[script][0]


@cache
def _classifier(script: str) -> Classifier:
    """Give the classifier that chooses among the languages of one script; all share one model."""
    return Classifier(_CANDIDATES[script])


@lru_cache(maxsize=4096)
def _classified(script: str, sample: str) -> str:
    """Ask the classifier about one text; the same stretches of code repeat."""
    return _classifier(script).classify([sample])[0]
