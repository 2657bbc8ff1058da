"""Bytes to text: which encoding it is, and whether characters were lost.

Text comes out as it stands in the file, line breaks and all. Two things cannot stand in a text that
is kept and searched: NUL, shown as its picture U+2400, and half of a surrogate pair, as U+FFFD.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from resiliparse.parse.encoding import detect_encoding

from heliograph.extractors.plausibility import plausibility
from heliograph.records import Note, Problem

REPLACEMENT: Final = "\ufffd"
NUL_PICTURE: Final = "\u2400"

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)

# Tried in this order; the first of equals wins.
_CANDIDATES: Final = (
    "gb18030", "big5hkscs", "cp950", "cp932", "euc_jp", "cp949", "cp1251", "koi8-r", "cp1252"
)  # fmt: skip

_FOUND_BY_CODEC_NAME: Final = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "koi8-u": "koi8-u",
}
"""Supersets that files use while they declare the smaller set."""

# Shares of the halves of a wide text, measured on Chinese, Russian and English text of 6 characters
# and more: what must hold of the high halves, and what must not hold of the low ones as well.
_NEARLY_ALL: Final = 0.95
_MOST: Final = 0.9
_TOO_MANY: Final = 0.7
_HALF: Final = 0.5
_BELOW_8000: Final = 0.3
_WORDY: Final = 0.7
_SHORTEST_WIDE: Final = 4
_SHORTEST_WIDE_HAN: Final = 8

_HIGH_HALVES: Final = frozenset((0x00, 0x04, 0x06, 0x20, 0x30, *range(0x4E, 0xA0), 0xFF))
_HAN_HALVES: Final = frozenset((0x20, 0x30, *range(0x4E, 0xA0), 0xFF))

_ALL: Final = (
    *_CANDIDATES,
    *(f"cp{number}" for number in (437, 850, 866, 874, *range(1250, 1259))),
    *(f"iso8859-{number}" for number in (*range(1, 12), *range(13, 17))),
    "koi8-u", "mac-cyrillic", "mac-roman", "tis-620", "gb2312", "gbk", "hz", "big5", "johab",
    "shift_jis", "iso2022_jp", "iso2022_kr", "euc_kr", "ascii", "utf-7",
    "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be",
)  # fmt: skip

# The locked child cannot read codec modules from disk any more, so all are loaded here.
_KNOWN: Final = {codecs.lookup(name).name for name in _ALL}

_SAMPLE_BYTES: Final = 32_768
_SEARCHED_BYTES: Final = 8 * 2**20
_AROUND: Final = 2_000
"""Bytes of a line before and behind one beyond ASCII that are looked at with it."""
_BEYOND: Final = re.compile(rb"[\x80-\xff]")
_FOREIGN: Final = re.compile(r"[^\x00-\x7f]+")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class Decoded(Struct, frozen=True, kw_only=True):
    """The text of some bytes and how it was had."""

    text: str
    encoding: str
    lost: int = 0
    """Characters that are U+FFFD: in the file already, or because bytes made no sense."""
    nuls: int = 0

    def remarks(self) -> Iterator[Note | Problem]:
        """Say which encoding it was, and what was lost.

        A problem only where more than 1% of what is not ASCII is lost, else a note.
        """
        yield Note(key="encoding", value=self.encoding)
        if self.nuls:
            yield Note(key="nul-characters", value=str(self.nuls))
        if not self.lost:
            return
        foreign = sum(len(run) for run in _FOREIGN.findall(self.text))
        if self.lost * 100 > foreign:
            yield Problem(
                outcome="damaged",
                reason="bad-characters",
                detail=f"{self.lost} of {foreign} characters beyond ASCII",
            )
        else:
            yield Note(key="lost-characters", value=str(self.lost))


def decode(content: bytes, declared: str = "") -> Decoded:
    """Decode bytes; `declared` is what the file says of itself (a charset name), if anything.

    A mark at the front decides; then NULs that fall on one side (UTF-16, UTF-32); then valid or
    nearly valid UTF-8; then the legacy encoding whose reading is the most plausible, where what
    was declared and what resiliparse detects weigh in but do not decide.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decoded(content[len(mark) :], encoding)
    wide = _wide(content)
    if wide:
        return _decoded(content, wide)
    return _as_utf8(content) or _decoded(content, _wide_han(content) or _legacy(content, declared))


def codec_name(declared: str) -> str:
    """Name the codec to use for a declared charset; empty where there is none."""
    try:
        found = codecs.lookup(declared.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return ""
    found = _FOUND_BY_CODEC_NAME.get(found, found)
    return found if found in _KNOWN else ""


def _decoded(content: bytes, encoding: str) -> Decoded:
    text = content.decode(encoding, "replace")
    nuls = text.count("\0")
    if nuls:
        text = text.replace("\0", NUL_PICTURE)
    if _SURROGATE.search(text):
        text = _SURROGATE.sub(REPLACEMENT, text)
    return Decoded(text=text, encoding=encoding, lost=text.count(REPLACEMENT), nuls=nuls)


def _as_utf8(content: bytes) -> Decoded | None:
    """Decode as UTF-8 where it is that, or was before a few bytes were damaged."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        sample = content[:_SEARCHED_BYTES].decode("utf-8", "replace")
        lost = sample.count(REPLACEMENT)
        foreign = sum(len(run) for run in _FOREIGN.findall(sample))
        if lost * 10 > foreign - lost:
            return None
    return _decoded(content, "utf-8")


def _wide(content: bytes) -> str:
    """Tell UTF-16 and UTF-32 without a mark by where their NULs fall."""
    head = content[: _SAMPLE_BYTES - _SAMPLE_BYTES % 4]
    if len(head) < _SHORTEST_WIDE or len(content) % 2 or 0 not in head:
        return ""
    nuls = [head[place::4].count(0) / (len(head) / 4) for place in range(4)]
    if len(content) % 4 == 0 and min(nuls[2], nuls[3]) > _NEARLY_ALL and nuls[0] < _HALF:
        return "utf-32-le"
    if len(content) % 4 == 0 and min(nuls[0], nuls[1]) > _NEARLY_ALL and nuls[3] < _HALF:
        return "utf-32-be"
    for encoding, high in (("utf-16-le", 1), ("utf-16-be", 0)):
        if _nuls_are_high(head[high::2], head[1 - high :: 2]) and _strict(head, encoding):
            return encoding
    return ""


def _nuls_are_high(high: bytes, low: bytes) -> bool:
    """NULs fall on the high halves; the low ones have them in letters like U+4E00 alone."""
    nuls, elsewhere = high.count(0), low.count(0)
    if not nuls or _share(high, _HIGH_HALVES) < _MOST:
        return False
    return nuls > 4 * elsewhere or _share(low, _HIGH_HALVES) < _TOO_MANY


def _wide_han(content: bytes) -> str:
    """Tell UTF-16 that is Han text alone and so without a NUL: no legacy text has such halves."""
    head = content[: _SAMPLE_BYTES - _SAMPLE_BYTES % 2]
    if len(head) < _SHORTEST_WIDE_HAN or len(content) % 2:
        return ""
    for encoding, start in (("utf-16-le", 1), ("utf-16-be", 0)):
        high, low = head[start::2], head[1 - start :: 2]
        # Leads of Shift-JIS begin at 81; half of the Han characters in use stand below 8000.
        if (
            _share(high, _HAN_HALVES) > _NEARLY_ALL
            and _share(low, _HAN_HALVES) < _TOO_MANY
            and _share(high, frozenset(range(0x4E, 0x80))) > _BELOW_8000
            and _strict(head, encoding)
            and _reads_chinese(head.decode(encoding, "replace"))
        ):
            return encoding
    return ""


def _reads_chinese(text: str) -> bool:
    return max(plausibility(text, "gb18030"), plausibility(text, "big5hkscs")) > _WORDY


def _share(halves: bytes, among: frozenset[int]) -> float:
    return sum(half in among for half in halves) / len(halves)


def _strict(head: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _legacy(content: bytes, declared: str) -> str:
    """Choose the legacy encoding in which the lines beyond ASCII read best."""
    sample = _sample(content)
    stated = codec_name(declared)
    detected = codec_name(detect_encoding(sample) or "")
    best, best_score = "cp1252", -10.0
    for encoding in dict.fromkeys((*_CANDIDATES, detected, stated)):
        if not encoding or encoding.startswith("utf"):
            continue
        score = plausibility(sample.decode(encoding, "replace"), encoding)
        score += 0.15 * (encoding == detected) + 0.2 * (encoding == stated)
        if score > best_score + 1e-9:
            best, best_score = encoding, score
    return best


def _sample(content: bytes) -> bytes:
    """Take the lines beyond ASCII, up to 32 KiB of them; in linear time, however long a line is."""
    lines: list[bytes] = []
    size = done = 0
    for found in _BEYOND.finditer(content, 0, _SEARCHED_BYTES):
        at = found.start()
        if at < done:
            continue
        begins = max(content.rfind(b"\n", done, at) + 1, done, at - _AROUND)
        ends = content.find(b"\n", at, at + _AROUND)
        done = ends if ends >= 0 else at + _AROUND
        lines.append(content[begins:done])
        size += len(lines[-1])
        if size >= _SAMPLE_BYTES:
            break
    return b"\n".join(lines)
