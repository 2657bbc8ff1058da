"""Reads saved web pages (MHTML): the page's own words, and what it was saved with as members."""

from __future__ import annotations

import io
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from typing import BinaryIO, Final

from msgspec.structs import replace

from heliograph.extractors.html import HtmlExtractor
from heliograph.extractors.mail_words import header, mend, text_of
from heliograph.extractors.warc import name_of
from heliograph.records import Note, Problem
from heliograph.seams import Extracted, Limits, Member, Sheet

STEP: Final = 1 << 20

NOTED: Final = ("Snapshot-Content-Location", "Date", "Subject", "From")
"""What the browser wrote down when it saved the page."""

_MARK: Final = "\ufeff"
"""Tells the reader of HTML that it is given UTF-8, whatever the page says of itself."""


class MhtmlExtractor:
    """`multipart/related`: RFC 2557, as browsers and Word save it."""

    name = "mhtml"
    version = "1"
    media_types = frozenset({"multipart/related"})

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield where and when it was saved, the page as one sheet, then pictures and styles."""
        message = BytesParser(policy=compat32).parse(file)
        for name in NOTED:
            value = header(message, name)
            if value:
                yield Note(key=f"mhtml:{name}", value=value)
        parts = [part for part in message.walk() if not part.is_multipart()]
        root = _root(message, parts)
        if root is None:
            yield Problem(outcome="damaged", reason="not-what-it-seems", detail="no page in it")
        else:
            yield from _page(root, limits)
        for number, part in enumerate((one for one in parts if one is not root), 1):
            if number > limits.members:
                detail = f"only the first {limits.members} parts were taken out"
                yield Problem(outcome="cut", reason="too-many-members", detail=detail)
                return
            yield _member(part, number)


def _root(message: Message, parts: list[Message]) -> Message | None:
    """Find the page: the part that the message names, or else the first that is HTML."""
    start = str(message.get_param("start") or "")
    pages = [part for part in parts if part.get_content_type() == "text/html"]
    named = [page for page in pages if start and header(page, "Content-ID") == start]
    return next(iter(named or pages), None)


def _page(part: Message, limits: Limits) -> Iterator[Extracted]:
    content = _content(part)
    charset = part.get_content_charset()
    if charset:
        content = (_MARK + text_of(content, charset)).encode("utf-8", "replace")
    for value in HtmlExtractor().read(io.BytesIO(content), "text/html", limits):
        # Lines are those of the page as it was, not of the file that it is packed in.
        yield replace(value, marks=()) if isinstance(value, Sheet) else value


def _content(part: Message) -> bytes:
    mend(part)
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _member(part: Message, number: int) -> Member:
    address = header(part, "Content-Location")
    name = name_of(address) if address else f"part-{number}"
    content = _content(part)
    chunks = (content[at : at + STEP] for at in range(0, len(content), STEP))
    raw_name = None if not address or name == address else address.encode("utf-8", "replace")
    return Member(name=name, raw_name=raw_name, packed_size=None, chunks=chunks)
