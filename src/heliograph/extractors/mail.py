"""Reads mail messages (eml): their headers and words, and the files they carry as members."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from email.generator import BytesGenerator
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import parsedate_to_datetime
from typing import BinaryIO

from msgspec.structs import replace

from heliograph.codec import moment
from heliograph.extractors.html import HtmlExtractor
from heliograph.extractors.mail_words import header, header_words, mend, text_of
from heliograph.records import Block, Container, Note, Problem
from heliograph.seams import Extracted, Limits, Member, Sheet, Title

SHOWN = ("From", "To", "Cc", "Date", "Subject")
"""Headers that stand at the top of the text, in this order."""

NOTED = ("Reply-To", "Message-ID", "In-Reply-To", "X-Mailer", "User-Agent")
"""Headers that are told beside it."""

ENDINGS = {"message/rfc822": ".eml", "text/html": ".html", "text/calendar": ".ics"}
"""For parts that carry no name of their own."""

CHUNK = 1 << 20

MARK = "\ufeff"
"""Tells the reader of HTML that it is given UTF-8, whatever the page says of itself."""


class MailExtractor:
    """`message/rfc822`. One sheet: header lines, then the words; everything else is a member."""

    name = "mail"
    version = "1"
    media_types = frozenset({"message/rfc822"})

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield the subject and notes, the sheet, then what is attached."""
        # The older policy keeps headers as they came, and has no grammar to stumble over.
        message = BytesParser(policy=compat32).parse(file)
        yield from _told(message)
        letter = _Letter(limits)
        letter.write_headers(message)
        letter.open(message)
        yield letter.sheet()
        yield from letter.remarks
        for number, part in enumerate(letter.attached, 1):
            if number > limits.members:
                detail = f"{limits.members} of {len(letter.attached)} attachments"
                yield Problem(outcome="cut", reason="too-many-members", detail=detail)
                break
            yield _member(part, number)


def _told(message: Message) -> Iterator[Title | Note]:
    subject = header(message, "Subject")
    if subject:
        yield Title(text=subject)
    for name in NOTED:
        value = header(message, name)
        if value:
            yield Note(key=f"mail:{name}", value=value)
    try:
        yield Note(key="mail:sent-at", value=moment(parsedate_to_datetime(header(message, "Date"))))
    except (ValueError, TypeError, IndexError, OverflowError):
        return


class _Letter:
    """One message on its way from parts to a sheet."""

    def __init__(self, limits: Limits) -> None:
        self.attached: list[Message] = []
        self.remarks: list[Extracted] = []
        self._limits = limits
        self._pieces: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._containers: list[Container] = []
        self._marked_up = False

    def write_headers(self, message: Message) -> None:
        """Write the headers a reader of mail is shown."""
        for name in SHOWN:
            value = header(message, name)
            if value:
                words = f"{name}: {value}"
                main = name == "Subject"
                self._put(words, (Block(start=0, end=len(words), role="field", main=main),))

    def open(self, part: Message) -> None:
        """Go through a part and those inside it: words are written, all else is laid aside."""
        mend(part)
        self.remarks.extend(
            Note(key="mail:defect", value=type(defect).__name__) for defect in part.defects
        )
        kind = part.get_content_type()
        if part.is_multipart() and kind.startswith("multipart/"):
            self._open_parts(part, kind)
        elif part.get_content_disposition() == "attachment" or part.get_filename():
            self.attached.append(part)
        elif kind == "text/plain":
            self._plain(part)
        elif kind == "text/html":
            self._html(part)
        else:
            self.attached.append(part)

    def sheet(self) -> Sheet:
        """Give what was written; with blocks only where the mail itself has markup."""
        return Sheet(
            number=1,
            text="\n".join(self._pieces),
            blocks=tuple(self._blocks) if self._marked_up else (),
            containers=tuple(self._containers),
        )

    def _open_parts(self, part: Message, kind: str) -> None:
        inside = [one for one in part.get_payload() if isinstance(one, Message)]
        plain = [one for one in inside if one.get_content_type() == "text/plain" and _words(one)]
        for one in inside:
            if kind == "multipart/alternative" and plain and one.get_content_type() == "text/html":
                self.remarks.append(Note(key="mail:alternative", value="text/html"))
            else:
                self.open(one)

    def _leave_a_line(self) -> None:
        if self._pieces:
            self._pieces.append("")
            self._length += 1

    def _plain(self, part: Message) -> None:
        self._leave_a_line()
        words = _words(part).strip("\n")
        blocks = []
        at = 0
        for paragraph in words.split("\n\n"):
            if paragraph.strip():
                blocks.append(Block(start=at, end=at + len(paragraph), role="paragraph"))
            at += len(paragraph) + 2
        self._put(words, blocks)

    def _html(self, part: Message) -> None:
        self._marked_up = True
        self._leave_a_line()
        page = io.BytesIO((MARK + _words(part)).encode("utf-8", "replace"))
        for value in HtmlExtractor().read(page, "text/html", self._limits):
            if isinstance(value, Sheet):
                first = len(self._containers)
                self._containers.extend(value.containers)
                self._put(value.text, value.blocks, first)
            elif not isinstance(value, Title):
                self.remarks.append(value)

    def _put(self, words: str, blocks: tuple[Block, ...] | list[Block], first: int = 0) -> None:
        """Write words, with their blocks moved to where they now stand."""
        for block in blocks:
            container = None if block.container is None else block.container + first
            start, end = block.start + self._length, block.end + self._length
            self._blocks.append(replace(block, start=start, end=end, container=container))
        self._pieces.append(words)
        self._length += len(words) + 1


def _words(part: Message) -> str:
    text = text_of(_content(part), part.get_content_charset())
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _content(part: Message) -> bytes:
    """Give a part's own bytes, taken out of what it was sent in."""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _member(part: Message, number: int) -> Member:
    kind = part.get_content_type()
    name = header_words(part.get_filename() or "") or f"part-{number}{ENDINGS.get(kind, '')}"
    name = name.replace("\0", "\ufffd")
    inside = part.get_payload()
    try:
        content = _flat(inside) if isinstance(inside, list) else _content(part)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        problem = Problem(outcome="damaged", reason="member-unreadable", detail=f"{name}: {error}")
        return Member(name=name, raw_name=None, packed_size=None, chunks=iter(()), refusal=problem)
    chunks = (content[at : at + CHUNK] for at in range(0, len(content), CHUNK))
    return Member(name=name, raw_name=None, packed_size=None, chunks=chunks)


def _flat(messages: Iterable[Message | str]) -> bytes:
    """Write a message inside the message as a file of its own."""
    out = io.BytesIO()
    for message in messages:
        if isinstance(message, Message):
            BytesGenerator(out, mangle_from_=False, policy=compat32).flatten(message)
    return out.getvalue()
