"""Names of members: which bytes they are, in which letters, and whether they lead outside."""

from __future__ import annotations

import codecs
import re

# Looked up now: a locked child can no longer load what it has not yet used.
_ENCODINGS = tuple(codecs.lookup(name).name for name in ("cp437", "cp866", "gb18030", "gb2312"))

_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_RUSSIAN = re.compile(rb"[\x00-\x7f\x80-\xaf\xe0-\xf1]*")
"""Bytes that are letters in code page 866; common Chinese characters have others."""

_CHINESE = re.compile(
    r"[\x00-\x7f\u2014\u2018-\u201d\u2026\u3000-\u301e\u3400-\u9fff\uff00-\uff60]*"
)

_CHINESE_RUN = re.compile(r"[\u4e00-\u9fff]{3}")

_DRIVE = re.compile(r"[A-Za-z]:")

COMMON = 0.6
"""Share of the characters of a name that must be in GB 2312 for it to be read as Chinese.

Western accents misread as Chinese give rare characters, which GB 2312 does not have.
"""

RUSSIAN_RUN = 3
"""Mean length of runs of high bytes from which they are a word, not an accent in one."""


def decoded(raw_name: bytes, *, utf_8: bool = False, unicode_name: str | None = None) -> str:
    """Read the bytes of a name, whatever the packer wrote them in.

    In this order: what the archive says; UTF-8 if it is valid; Russian (code page 866); Chinese
    (GB 18030); and code page 437, the format's own, in which all bytes mean something. Where the
    last three were guessed, the caller keeps the bytes.
    """
    if unicode_name:
        return _tidy(unicode_name)
    try:
        return _tidy(raw_name.decode("utf-8"))
    except UnicodeDecodeError:
        if utf_8:
            return _tidy(raw_name.decode("utf-8", "replace"))
    return _tidy(_guessed(raw_name))


def _guessed(raw_name: bytes) -> str:
    runs = _HIGH_RUN.findall(raw_name)
    if _RUSSIAN.fullmatch(raw_name) and sum(map(len, runs)) >= RUSSIAN_RUN * len(runs):
        return raw_name.decode("cp866")
    try:
        chinese = raw_name.decode("gb18030")
    except UnicodeDecodeError:
        return raw_name.decode("cp437")
    return chinese if _is_chinese(chinese) else raw_name.decode("cp437")


def _is_chinese(name: str) -> bool:
    if not _CHINESE.fullmatch(name):
        return False
    foreign = [letter for letter in name if letter > "\x7f"]
    common = sum(bool(letter.encode("gb2312", "ignore")) for letter in foreign)
    return common >= COMMON * len(foreign) or bool(_CHINESE_RUN.search(name))


def _tidy(name: str) -> str:
    """Put `/` between parts, as Windows packers do not always; a NUL cannot stand in a path."""
    if "/" not in name:
        name = name.replace("\\", "/")
    return name.replace("\0", "\ufffd")


def leads_outside(name: str) -> bool:
    """Tell whether a name, used as a path, would leave the folder it is unpacked to."""
    return name.startswith("/") or bool(_DRIVE.match(name)) or ".." in name.split("/")
