"""Reads Outlook messages (msg): headers and words as in mail, and what is attached as members."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from email.utils import format_datetime
from typing import BinaryIO, Final

from msgspec.structs import replace
from olefile import OleFileIO

from heliograph.extractors import ole
from heliograph.extractors.code_pages import CODECS
from heliograph.extractors.html import declared_charset
from heliograph.extractors.mail import MailExtractor
from heliograph.extractors.mail_words import text_of
from heliograph.extractors.msg_properties import (
    HEAD_INSIDE,
    HEAD_OF_MESSAGE,
    HEAD_OF_PART,
    INTERNET_CODE_PAGE,
    Path,
    Properties,
    storages,
    unpacked_rtf,
)
from heliograph.extractors.rtf import RtfExtractor
from heliograph.records import Note, Problem
from heliograph.seams import Extracted, Limits, Sheet, Title

SUBJECT, SENDER, SENDER_ADDRESS, SENDER_SMTP = 0x0037, 0x0C1A, 0x0C1F, 0x5D01
TO, CC, SENT, DELIVERED = 0x0E04, 0x0E03, 0x0039, 0x0E06
MESSAGE_ID, IN_REPLY_TO, CLASS = 0x1035, 0x1042, 0x001A
BODY, HTML, RTF = 0x1000, 0x1013, 0x1009
DATA, LONG_NAME, SHORT_NAME, LABEL = 0x3701, 0x3707, 0x3704, 0x3001

DEEPEST: Final = 8
"""Messages inside messages that are read."""


class MsgExtractor:
    """`application/vnd.ms-outlook`. One sheet a message; those inside it follow it."""

    name = "msg"
    version = "1"
    media_types = frozenset({"application/vnd.ms-outlook"})

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield subject and notes, the sheet, what is attached, then messages inside it."""
        try:
            container = ole.opened(file)
        except ole.NotOle as error:
            yield Problem(outcome="damaged", reason="not-what-it-seems", detail=str(error))
            return
        if not ole.has(container, "__properties_version1.0"):
            detail = "it holds no message"
            yield Problem(outcome="damaged", reason="not-what-it-seems", detail=detail)
            return
        waiting: list[Path] = [()]
        for number, path in enumerate(waiting, 1):
            if number > limits.members:
                yield Problem(outcome="cut", reason="too-many-members")
                break
            yield from _message(container, path, number, limits)
            inside = [_inside(container, one) for one in storages(container, path, "__attach_")]
            deep = len(path) // 2 >= DEEPEST
            if deep and any(inside):
                yield Problem(outcome="cut", reason="too-deep", page=number)
            waiting.extend(one for one in inside if one and not deep)


def _inside(container: OleFileIO, attachment: Path) -> Path | None:
    """Give the storage of a message that is attached to a message."""
    return Properties(container, attachment, HEAD_OF_PART).storage(DATA)


def _message(container: OleFileIO, path: Path, number: int, limits: Limits) -> Iterator[Extracted]:
    properties = Properties(container, path, HEAD_INSIDE if path else HEAD_OF_MESSAGE)
    codec = properties.codec()
    if not path:
        yield Note(key="msg:class", value=properties.text(CLASS, codec) or "unknown")
    mail = io.BytesIO(_as_mail(properties, codec))
    label = properties.text(SUBJECT, codec).strip() if path else ""
    for value in MailExtractor().read(mail, "message/rfc822", limits):
        if isinstance(value, Sheet):
            yield replace(_with_rtf(value, properties, limits), number=number, label=label)
        elif isinstance(value, Note):
            yield replace(value, page=number if path else None)
        elif isinstance(value, Problem) or (isinstance(value, Title) and not path):
            yield value
    for at, attachment in enumerate(storages(container, path, "__attach_"), 1):
        yield from _attached(container, attachment, at, codec)


def _as_mail(properties: Properties, codec: str) -> bytes:
    """Write the message as mail, which has one reader for headers and words."""
    sender = properties.text(SENDER, codec).strip()
    address = (
        properties.text(SENDER_SMTP, codec) or properties.text(SENDER_ADDRESS, codec)
    ).strip()
    at = properties.time(SENT) or properties.time(DELIVERED)
    headers = (
        ("From", f"{sender} <{address}>" if address and address != sender else sender),
        ("To", properties.text(TO, codec)),
        ("Cc", properties.text(CC, codec)),
        ("Date", format_datetime(at) if at else ""),
        ("Subject", properties.text(SUBJECT, codec)),
        ("Message-ID", properties.text(MESSAGE_ID, codec)),
        ("In-Reply-To", properties.text(IN_REPLY_TO, codec)),
    )
    lines = [_header(name, value) for name, value in headers if value.strip()]
    kind, body = _body(properties, codec)
    lines.append(f"Content-Type: {kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n")
    return "\r\n".join(lines).encode("ascii") + b"\r\n" + base64.encodebytes(body.encode("utf-8"))


def _header(name: str, value: str) -> str:
    words = " ".join(value.replace("\0", "").split())
    if words.isascii() and "=?" not in words:
        return f"{name}: {words}"
    return (
        f"{name}: =?utf-8?B?{base64.b64encode(words.encode('utf-8', 'replace')).decode('ascii')}?="
    )


def _body(properties: Properties, codec: str) -> tuple[str, str]:
    """Give the body's media type and words: plain text where it has some, else its page."""
    plain = properties.text(BODY, codec)
    if plain.strip():
        return "text/plain", plain.replace("\r\n", "\n").replace("\0", "")
    page = properties.binary(HTML)
    if page:
        declared = declared_charset(page) or CODECS.get(properties.number(INTERNET_CODE_PAGE), "")
        return "text/html", text_of(page, declared)
    page_text = properties.text(HTML, codec)
    return ("text/html", page_text) if page_text.strip() else ("text/plain", "")


def _with_rtf(sheet: Sheet, properties: Properties, limits: Limits) -> Sheet:
    """Add the words of the body that is only there as RTF."""
    if properties.text(BODY, "").strip() or properties.binary(HTML) or properties.text(HTML, ""):
        return sheet
    packed = unpacked_rtf(properties.binary(RTF))
    for value in RtfExtractor().read(io.BytesIO(packed), "application/rtf", limits):
        if isinstance(value, Sheet) and value.text:
            return replace(sheet, text=f"{sheet.text.rstrip()}\n\n{value.text}", blocks=())
    return sheet


def _attached(container: OleFileIO, path: Path, at: int, codec: str) -> Iterator[Extracted]:
    properties = Properties(container, path, HEAD_OF_PART)
    if properties.storage(DATA):
        return
    names = (properties.text(one, codec).strip() for one in (LONG_NAME, SHORT_NAME, LABEL))
    name = next((one for one in names if one), f"attachment-{at}")
    yield ole.taken(name, properties.binary(DATA))
