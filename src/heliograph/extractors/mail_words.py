"""Headers and bodies of mail as text, whatever letters they were sent in."""

from __future__ import annotations

import codecs
import re
from binascii import Error as BadBase64
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

from heliograph.extractors.encoding import codec_name, decode

# Used by the standard library on the way; a locked child can no longer load it by then.
_BETWEEN_WORDS = codecs.lookup("raw-unicode-escape").name

_FOLD = re.compile(r"\s*[\r\n]+\s*")
_WINDOWS = re.compile(r"(?:windows|x-cp|ms)-?(\d+)$", re.IGNORECASE)

CLAIMED_BY_DEFAULT = frozenset({"", "cp1252"})
"""Codecs that mailers claim without looking: bytes beyond ASCII must speak for themselves."""


def text_of(content: bytes, charset: str | None) -> str:
    """Decode bytes that came with a charset, which is believed where the bytes bear it out."""
    codec = _codec(charset or "")
    if codec not in CLAIMED_BY_DEFAULT or (codec and content.isascii()):
        try:
            return content.decode(codec)
        except UnicodeDecodeError:
            pass
    return decode(content, codec).text


def header(message: Message, name: str) -> str:
    """Give a header as people read it; where it stands more than once, all in one line."""
    found = (value for key, value in message.raw_items() if key.lower() == name.lower())
    return ", ".join(words for words in map(header_words, found) if words)


def header_words(written: object) -> str:
    """Decode one header: letters sent as they are, and letters sent as encoded words."""
    text = _FOLD.sub(" ", str(written)).strip()
    if not text.isascii():
        text = text_of(text.encode("utf-8", "surrogateescape"), None)
    if "=?" not in text:
        return text
    try:
        pieces = decode_header(text)
    except (HeaderParseError, BadBase64, ValueError):
        return text
    return "".join(_piece(content, charset) for content, charset in pieces).strip()


def mend(message: Message) -> None:
    """Put headers that were sent in raw letters into text, so that names in them can be had."""
    for key, value in list(message.raw_items()):
        if not str(value).isascii():
            message.replace_header(key, header_words(value))


def _piece(content: bytes | str, charset: str | None) -> str:
    if isinstance(content, str):
        return content
    if charset is None:
        # What stands between encoded words comes as the standard library wrote it.
        return content.decode(_BETWEEN_WORDS, "replace")
    return text_of(content, charset)


def _codec(charset: str) -> str:
    found = _WINDOWS.match(charset.strip())
    return codec_name(f"cp{found[1]}" if found else charset) or codec_name(charset[2:])
