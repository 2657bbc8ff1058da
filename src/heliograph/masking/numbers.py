"""Numbers and addresses that belong to one person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal

from stdnum.cn import ric

Kind = Literal["id", "phone", "mail", "account", "plate", "passport", "name"]
Found = tuple[int, int, Kind]

# Every quantifier is bounded and no two neighbours share characters: time is linear in the text.
_MAIL = re.compile(
    r"[A-Za-z0-9_%+\-](?:[A-Za-z0-9._%+\-]{0,63})"
    r"(?:[@＠]|\s?[\[(](?:at|AT|#)[\])]\s?)"
    r"[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,6}"
)

_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}[ \-]?(?:19|20)\d{2}[ \-]?\d{4}[ \-]?\d{3}[0-9Xx](?![0-9A-Za-z])"
)
_IDENTITY_LABELLED = re.compile(
    r"(?:居民)?(?:身份证|身份證|证件|證件|公民身份)(?:件)?(?:号码|號碼|号|號)?[ \t]{0,3}[:：为為]?"
    r"[ \t]{0,3}([0-9*]{14,17}[0-9Xx*])(?![0-9A-Za-z])"
)

_NOT_INSIDE = r"(?<![A-Za-z0-9_])(?<!\d[\-./])"
_NO_AMOUNT = (
    r"(?![0-9A-Za-z_])(?![\-./]\d)"
    r"(?!\s?(?:[万萬亿億]?[元圆]|人民币|[￥¥€$£%％]|RMB|CNY|USD|EUR|GBP|[Bb]ytes?|字节|条|條|件|台|次))"
)
_PHONES = tuple(
    re.compile(f"{_NOT_INSIDE}{form}{_NO_AMOUNT}")
    for form in (
        # A Chinese mobile number.
        r"(?:(?:\+|00)?86[ \-]?)?1[3-9]\d(?:[ \-]?\d{4}){2}",
        # A Chinese landline, with its area code and perhaps an extension.
        r"(?:\(0\d{2,3}\)|（0\d{2,3}）)[ \-]?\d{7,8}(?:[\-转轉]\d{1,6})?",
        r"0\d{2,3}[ \-—]\d{7,8}(?:[\-转轉]\d{1,6})?",
        # Service numbers, and numbers as North America writes them.
        r"(?:\(\d{3}\) ?|\d{3}\-)\d{3,4}\-\d{3,4}",
    )
)
_ABROAD = re.compile(
    rf"(?<![A-Za-z0-9_])\+\d{{1,3}}(?:[ .\-]?\(\d{{1,4}}\))?(?:[ .\-]?\d{{1,4}}){{2,6}}{_NO_AMOUNT}"
)
_PHONE_LABELLED = re.compile(
    r"(?:电话|電話|手机|手機|联系方式|聯繫方式|传真|傳真|座机|热线|熱線"
    r"|(?<![A-Za-z])(?:Tel(?:ephone)?|Phone|Mobile|Cell|Fax|WhatsApp|Téléphone|Tél|Móvil|Teléfono)"
    r"|Телефон|Тел|тел|телефон|هاتف|تېلېفون)(?:号码|號碼|号|號| number| no)?[.]?"
    r"[ \t]{0,3}[:：|\t ][ \t]{0,3}(\+?\(?\d[\d() .\-]{4,18}\d)(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_ACCOUNT_LABELLED = re.compile(
    r"(?:微信号?|(?<![A-Za-z])(?:QQ|WeChat|Telegram|Skype|Weixin)(?: ?ID)?号?)"
    r"[ \t]{0,3}[:：][ \t]{0,3}(@?[A-Za-z0-9][A-Za-z0-9_\-.]{3,31})"
)
_PASSPORT = re.compile(
    r"(?:护照|護照|[Pp]assport|PASSPORT|[Pp]asseport|[Pp]asaporte|[Пп]аспорт|جواز السفر)"
    r"(?:号码|號碼|号|號| [Nn]umber| [Nn][Oo]\.?| n°| №)?"
    r"[ \t]{0,3}[:：#]?[ \t]{0,3}([A-Z]{0,2}\d{6,9})(?![0-9A-Za-z])"
)

_PROVINCES = "京津沪渝冀豫辽湘皖鲁苏浙赣鄂桂甘蒙陕闽粤藏琼"
# These also end or begin common words (最新, 四川): a plate only where no word runs into it.
_PROVINCES_IN_WORDS = "云黑新晋吉贵青川宁"
_PLATE = re.compile(
    rf"(?:[{_PROVINCES}]|(?:(?<![\u4e00-\u9fff])|(?<=车牌)|(?<=牌号)|(?<=牌照))[{_PROVINCES_IN_WORDS}])"
    r"[A-HJ-Z][·•\- ]?"
    r"(?=[A-HJ-NP-Z]{0,5}\d)(?:[A-HJ-NP-Z0-9]{5,6}|[A-HJ-NP-Z0-9]{4}[挂学警港澳])(?![A-Za-z0-9\-])"
)

_BIRTH = slice(6, 14)
_MOST_DIGITS = 15
_FEWEST_DIGITS = 8
_FEWEST_LABELLED = 6


def numbers_in(text: str) -> Iterator[tuple[int, int, Kind]]:
    """Yield start, end and kind of every number or address, in no order; they may overlap."""
    for hit in _MAIL.finditer(text):
        yield *hit.span(), "mail"
    yield from _identities(text)
    yield from _phones(text)
    for hit in _ACCOUNT_LABELLED.finditer(text):
        yield *hit.span(1), "account"
    for hit in _PASSPORT.finditer(text):
        yield *hit.span(1), "passport"
    for hit in _PLATE.finditer(text):
        yield *hit.span(), "plate"


def _identities(text: str) -> Iterator[Found]:
    for hit in _IDENTITY.finditer(text):
        if _is_identity(hit.group()):
            yield *hit.span(), "id"
    for hit in _IDENTITY_LABELLED.finditer(text):
        yield *hit.span(1), "id"


def _is_identity(written: str) -> bool:
    """Tell by the check digit of GB 11643 and a birth date that exists.

    The place code is not asked for: counties are renamed and dissolved, their people remain.
    """
    number = written.replace(" ", "").replace("-", "").upper()
    try:
        date.fromisoformat(number[_BIRTH])
    except ValueError:
        return False
    return ric.calc_check_digit(number) == number[-1]


def _phones(text: str) -> Iterator[Found]:
    for form in _PHONES:
        for hit in form.finditer(text):
            yield *hit.span(), "phone"
    for hit in _ABROAD.finditer(text):
        if _FEWEST_DIGITS <= sum(map(str.isdigit, hit.group())) <= _MOST_DIGITS:
            yield *hit.span(), "phone"
    for hit in _PHONE_LABELLED.finditer(text):
        if _FEWEST_LABELLED <= sum(map(str.isdigit, hit[1])) <= _MOST_DIGITS:
            yield *hit.span(1), "phone"
