"""Windows code pages by number, as old office formats and Outlook name the letters of a text."""

from __future__ import annotations

import codecs
from typing import Final

_NAMES: Final = {
    437: "cp437",
    850: "cp850",
    852: "cp852",
    866: "cp866",
    874: "cp874",
    932: "cp932",
    936: "gb18030",
    949: "cp949",
    950: "cp950",
    1200: "utf-16-le",
    1250: "cp1250",
    1251: "cp1251",
    1252: "cp1252",
    1253: "cp1253",
    1254: "cp1254",
    1255: "cp1255",
    1256: "cp1256",
    1257: "cp1257",
    1258: "cp1258",
    1361: "johab",
    10000: "mac_roman",
    10001: "cp932",
    10002: "cp950",
    10003: "cp949",
    10004: "mac_arabic",
    10006: "mac_greek",
    10007: "mac_cyrillic",
    10008: "gb18030",
    10029: "mac_latin2",
    10081: "mac_turkish",
    20127: "cp1252",
    20866: "koi8-r",
    20932: "euc_jp",
    20936: "gb18030",
    20949: "cp949",
    21866: "koi8-u",
    28591: "cp1252",
    28592: "iso8859-2",
    28595: "iso8859-5",
    28596: "iso8859-6",
    28597: "iso8859-7",
    28599: "cp1254",
    28605: "iso8859-15",
    50220: "iso2022_jp",
    50225: "iso2022_kr",
    51932: "euc_jp",
    51936: "gb18030",
    51949: "euc_kr",
    52936: "hz",
    54936: "gb18030",
    65001: "utf-8",
}

# Looked up now: a locked child can no longer load what it has not yet used.
CODECS: Final = {number: codecs.lookup(name).name for number, name in _NAMES.items()}
"""Number → codec. Supersets stand in for what mailers and printers take for one another."""

WESTERN: Final = 1252


def codec_of(number: int, fallback: int = WESTERN) -> str:
    """Name the codec of a code page; that of another one where it is unknown."""
    return CODECS.get(number) or CODECS[fallback]
