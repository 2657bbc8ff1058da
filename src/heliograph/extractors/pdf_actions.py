"""What a PDF would do by itself: when it is opened, printed, filled in; told by its bytes.

PDFium tells of links and scripts, not of these. Nothing is parsed as PDF here: names of actions are
looked for in the file and in its packed objects, and what stands right behind them is quoted. A
name that only stands in a text is told as well: a note too many is better than one that is missing.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from heliograph.records import Note

MOST_BYTES: Final = 64 * 2**20
"""Bytes of a file, and of its objects as unpacked, that are looked at."""

MOST_TOLD: Final = 100
"""Actions of one file that are told, each once."""

_REACH: Final = 400
"""Bytes behind a name in which its dictionary says what it does."""

_KEYS: Final = {
    b"OpenAction": "pdf:on-open",
    b"AA": "pdf:on-event",
    b"SubmitForm": "pdf:submit-form",
    b"ImportData": "pdf:import-data",
    b"RichMedia": "pdf:rich-media",
}
_KINDS: Final = frozenset({b"SubmitForm", b"ImportData", b"RichMedia"})
"""Names that are kinds of actions themselves; the others hold an action of some kind."""
_NAMES: Final = re.compile(rb"/(" + b"|".join(_KEYS) + rb")(?=[\s/<>\[\](])")
_ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_PACKED: Final = re.compile(rb"/Type\s*/ObjStm[^>]{0,400}>>\s*stream\r?\n")
_ENDS: Final = re.compile(rb"endobj|endstream")
_KIND: Final = re.compile(rb"/S\s*/(\w+)")
_TARGET: Final = re.compile(rb"/(?:URI|UF|F|JS)\s*\(((?:\\.|[^\\()]|\([^()]*\))*)\)", re.DOTALL)
_REFERENCE: Final = re.compile(rb"\s*(\d{1,10})\s+(\d{1,5})\s+R\b")


def automatic(file: BinaryIO) -> Iterator[Note]:
    """Tell each action that the bytes name, with its kind and where it would lead."""
    file.seek(0)
    content = file.read(MOST_BYTES)
    told: set[tuple[str, str]] = set()
    for part in (content, *_unpacked(content)):
        plain = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part)
        for found in _NAMES.finditer(plain):
            one = (_KEYS[found[1]], _said(plain, found.end(), content, is_kind=found[1] in _KINDS))
            if one[1] and one not in told and len(told) < MOST_TOLD:
                told.add(one)
                yield Note(key=one[0], value=one[1])


def _said(plain: bytes, at: int, content: bytes, *, is_kind: bool) -> str:
    """Say what an action would do; nothing where it only names a page to begin at."""
    refers = _REFERENCE.match(plain, at)
    behind = _object(content, refers[1], refers[2]) if refers else plain[at : at + _REACH]
    behind = _ENDS.split(behind, maxsplit=1)[0]
    if behind.lstrip().startswith(b"["):
        return ""
    kind = None if is_kind else _KIND.search(behind)
    target = _TARGET.search(behind)
    words = [kind[1] if kind else b"", target[1] if target else b""]
    said = " ".join(word.decode("utf-8", "replace") for word in words if word)
    return said.replace("\0", "") or "it does not say what"


def _object(content: bytes, number: bytes, generation: bytes) -> bytes:
    """Find the object that is meant, where it is not packed."""
    begins = re.compile(rb"(?<!\d)%s\s+%s\s+obj\b" % (number, generation))
    found = begins.search(content)
    return content[found.end() : found.end() + _REACH] if found else b""


def _unpacked(content: bytes) -> Iterator[bytes]:
    """Yield the packed objects of a file, no more of them than can be honest."""
    left = MOST_BYTES
    for found in _PACKED.finditer(content):
        try:
            part = zlib.decompressobj().decompress(content[found.end() :][:left], left)
        except zlib.error:
            continue
        left -= len(part)
        yield part
        if left <= 0:
            return
