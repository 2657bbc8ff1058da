"""Looks through every byte of an edition for what was hidden, in every form it could have kept."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterable, Iterator

from heliograph.dossier.parts import Part

_CHARSETS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030", "big5", "shift_jis")
_STREAM = re.compile(rb"stream\r?\n")
_DATA = re.compile(rb"base64,([A-Za-z0-9+/=]{24,})")
_PNG = b"\x89PNG\r\n\x1a\n"
_SHORTEST_PACKED = 6
"""Signs of base 64 from which they say something: four stand in any signature by chance."""

_SHORTEST = 3
"""Bytes of a form that is looked for: shorter ones stand in any compressed data by chance."""

_DIGESTS = re.compile(rb"(?<![0-9a-f])(?:[0-9a-f]{64}|[0-9a-f]{32})(?![0-9a-f])")
"""Digests and names of editions, in which short words of hex digits stand by chance."""

_CONSTANT = frozenset({"check.sh", "signer.pem", "annex.age"})
"""The same whatever is hidden, or sealed."""

MOST_UNPACKED = 1 << 28


def leaks(parts: Iterable[Part], words: Iterable[str]) -> list[tuple[str, int]]:
    """Say in which part which of the words still stands: path, and place in the list from 0."""
    forms = [(number, form) for number, one in enumerate(words) for form in forms_of(one)]
    found: dict[tuple[str, int], None] = {}
    for part in (one for one in parts if one.path not in _CONSTANT):
        for content in (part.path.encode(), *unpacked(b"".join(part.chunks()))):
            low = content.lower()
            for number, form in forms:
                if form.lower() in low:
                    found[part.path, number] = None
    return list(found)


def forms_of(words: str) -> set[bytes]:
    """Write words in every form in which they could be found again."""
    forms: set[bytes] = set()
    for text in {words, "".join(words.split()), words[::-1]}:
        forms |= {"".join(f"\\u{ord(one):04x}" for one in text).encode()}
        forms |= {"".join(f"&#{ord(one)};" for one in text).encode()}
        forms |= {"".join(f"&#x{ord(one):x};" for one in text).encode()}
        for charset in _CHARSETS:
            try:
                raw = text.encode(charset)
            except UnicodeEncodeError:
                continue
            forms |= {raw, raw.hex().encode(), "".join(f"%{one:02x}" for one in raw).encode()}
            forms |= set(_in_base64(raw))
    return {one for one in forms if len(one) >= _SHORTEST}


def _in_base64(raw: bytes) -> Iterator[bytes]:
    """Give what stands in base 64 wherever the bytes begin, without what their neighbours share."""
    for before in range(3):
        packed = base64.b64encode(bytes(before) + raw)
        first = (before * 8 + 5) // 6
        last = (before + len(raw)) * 8 // 6
        if last - first >= _SHORTEST_PACKED:
            yield packed[first:last]


def unpacked(content: bytes) -> Iterator[bytes]:
    """Yield what can hold words: bytes without digests and pictures, what is packed inside them.

    The dots of a picture are left out: no form of a word is looked for among colours.
    """
    if content.startswith(_PNG):
        yield from _beside_dots(content)
        return
    yield _DIGESTS.sub(b"", _DATA.sub(b"", content))
    if content.startswith(b"%PDF"):
        for hit in _STREAM.finditer(content):
            yield _inflated(content[hit.end() :])
    for hit in _DATA.finditer(content):
        yield from unpacked(base64.b64decode(hit[1] + b"=" * (-len(hit[1]) % 4)))


def _beside_dots(content: bytes) -> Iterator[bytes]:
    at = len(_PNG)
    while at + 8 <= len(content):
        size, kind = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        if kind != b"IDAT":
            body = content[at + 8 : at + 8 + size]
            yield kind + body
            yield _inflated(body.partition(b"\0")[2].lstrip(b"\0\1"))
        at += 12 + size
    yield content[at:]


def _inflated(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, MOST_UNPACKED)
    except zlib.error:
        return b""
