"""How likely a decoded text is to be what was written: what sets one legacy encoding from another.

Nearly every byte sequence is "valid" in some legacy encoding, so validity alone cannot choose. What
chooses is whether the characters that come out are ones that people write, in an order they write.
"""

from __future__ import annotations

import re
from typing import Final

_SCRIPTS: Final = (
    ("cyrillic", 0x0400, 0x04FF),
    ("greek", 0x0370, 0x03FF),
    ("hebrew", 0x0590, 0x05FF),
    ("arabic", 0x0600, 0x06FF),
    ("thai", 0x0E00, 0x0E7F),
    ("kana", 0x3040, 0x30FF),
    ("han", 0x3400, 0x9FFF),
    ("hangul", 0xAC00, 0xD7A3),
)

_PUNCTUATION: Final = frozenset(
    "“”‘’„‚«»‹›–—…·•°§©®™№€£¥×±²³µ¿¡\u00a0\u3000、。，；：？！（）【】《》「」『』～％"
)

# The commonest characters of running Chinese, in both scripts: about a third of any text.
_FREQUENT_HAN: Final = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里"
    "用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日"
    "军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美"
    "相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解"
    "水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计"
    "管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完"
    "设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运支持视频警"
    "這個們來為國說時會對過發後裡種經學現當沒動還進樣開從實軍無與長機業將兩間問體見產話給門論處義幾認條係"
    "氣題別變總電數報結務場計統區隊決馬書聽達難權設記類據邊張該規術領確傳師觀讓識帶導爭運視頻"
)

# The commonest syllables of running Korean.
_FREQUENT_HANGUL: Final = frozenset(
    "이다는의에가을하고로지서도은를한기사인어니자대리시해나과아정수보일부전제그스있으여들만게라구주동"
)

_FREQUENT_CYRILLIC: Final = frozenset("оеаинтсрвлкмдпу")
_CYRILLIC_LETTERS: Final = frozenset(
    chr(code) for code in (*range(0x0410, 0x0450), 0x0401, 0x0451, 0x0404, 0x0454, 0x0406, 0x0456)
)


def _rows(encoding: str, first: range, second: range) -> frozenset[str]:
    made: set[str] = set()
    for lead in first:
        for trail in second:
            made.update(bytes((lead, trail)).decode(encoding, "ignore"))
    return frozenset(made)


# The characters that the standards' own authors held for common: level 1 of each.
_GB_LEVEL_1: Final = _rows("gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF))
_GB_SIGNS: Final = _rows("gb2312", range(0xA1, 0xA4), range(0xA1, 0xFF))
_BIG5_LEVEL_1: Final = _rows("big5", range(0xA4, 0xC7), range(0x40, 0xFF))
_BIG5_SIGNS: Final = _rows("big5", range(0xA1, 0xA4), range(0x40, 0xFF))

_CHINESE: Final = {
    "gb18030": (_GB_LEVEL_1, _GB_SIGNS),
    "big5hkscs": (_BIG5_LEVEL_1, _BIG5_SIGNS),
    "cp950": (_BIG5_LEVEL_1, _BIG5_SIGNS),
}
_JAPANESE: Final = frozenset({"cp932", "euc_jp", "iso2022_jp"})
_KOREAN: Final = frozenset({"cp949", "euc_kr"})

_WORD: Final = re.compile(r"[^\W\d_]+")
# Signs that nobody writes between two letters, but that letters turn into when misread.
_SPLITTING: Final = re.compile(r"(?<=[^\W\d_])[\u00a1-\u00b6\u00b8-\u00bf×÷](?=[^\W\d_])")
_ODD: Final = re.compile(r"[\u0080-\u009f\ufffd\ue000-\uf8ff]")


def plausibility(text: str, encoding: str) -> float:
    """Score from about -2 to 1 how likely `text`, decoded from `encoding`, is what was written."""
    foreign = [letter for letter in text if letter > "\x7f"]
    if not foreign:
        return 1.0
    if encoding in _CHINESE:
        score = _chinese(foreign, *_CHINESE[encoding])
    elif encoding in _JAPANESE:
        score = _japanese(foreign)
    elif encoding in _KOREAN:
        score = _korean(foreign)
    else:
        score = _alphabetic(text, len(foreign))
    return score - 3 * len(_ODD.findall(text)) / len(foreign)


def _share(letters: list[str], among: frozenset[str]) -> float:
    return sum(letter in among for letter in letters) / len(letters) if letters else 0.0


def _between(letters: list[str], first: str, last: str) -> list[str]:
    return [letter for letter in letters if first <= letter <= last]


def _chinese(foreign: list[str], level_1: frozenset[str], signs: frozenset[str]) -> float:
    # Kana and box drawing in quantity mean that some other encoding was read as this one.
    han = _between(foreign, "\u3400", "\U0003ffff")
    common = (
        sum(letter in level_1 or letter in signs or letter in _PUNCTUATION for letter in foreign)
    ) / len(foreign)
    if not han:
        return 0.5 * common
    return 0.5 * common + 0.5 * min(1.0, _share(han, _FREQUENT_HAN) / 0.25)


def _japanese(foreign: list[str]) -> float:
    # Half-width kana are what everything else looks like when it is read as Shift-JIS.
    kana = len(_between(foreign, "\u3041", "\u30fe"))
    han = len(_between(foreign, "\u4e00", "\u9fff"))
    signs = _share(foreign, _PUNCTUATION)
    if not kana:
        return 0.4 * han / len(foreign)
    return min(1.0, (kana + han) / len(foreign) + signs) * min(1.0, 0.4 + 2 * kana / len(foreign))


def _korean(foreign: list[str]) -> float:
    hangul = _between(foreign, "\uac00", "\ud7a3")
    if not hangul:
        return 0.0
    common = len(hangul) / len(foreign) + _share(foreign, _PUNCTUATION)
    return 0.5 * min(1.0, common) + 0.5 * min(1.0, _share(hangul, _FREQUENT_HANGUL) / 0.3)


def _alphabetic(text: str, foreign: int) -> float:
    """Judge words: one script each, capitals in their place, common letters commonly."""
    good = 0.0
    for found in _WORD.finditer(text):
        word = found.group()
        if not word.isascii():
            good += _word(word) * sum(letter > "\x7f" for letter in word)
    good += sum(letter in _PUNCTUATION for letter in text)
    good -= 2 * len(_SPLITTING.findall(text))
    return good / foreign


def _word(word: str) -> float:
    scripts = {_script(letter) for letter in word}
    if len(scripts) > 1:
        return 0.0
    if word[1:] != word[1:].lower() and word != word.upper():
        return 0.1
    if scripts == {"cyrillic"}:
        return _cyrillic_word(word)
    accented = sum(letter > "\x7f" for letter in word)
    if scripts == {"latin"} and accented > max(1.0, 0.5 * len(word)):
        return 0.1
    return 0.8 if len(word) > 1 and word == word.upper() else 1.0


def _cyrillic_word(word: str) -> float:
    if not all(letter in _CYRILLIC_LETTERS for letter in word):
        return 0.3
    frequent = sum(letter in _FREQUENT_CYRILLIC for letter in word.lower()) / len(word)
    shouted = 0.8 if len(word) > 1 and word == word.upper() else 1.0
    return shouted * min(1.0, frequent / 0.6)


def _script(letter: str) -> str:
    code = ord(letter)
    for name, first, last in _SCRIPTS:
        if first <= code <= last:
            return name
    return "latin"
