"""The language between parent and child: length-prefixed MessagePack of a closed set of frames.

A frame is 4 bytes of length, big-endian, then one MessagePack map with its tag. Nothing is ever
unpickled, and what does not decode strictly into one of these shapes ends the talk.
"""

from __future__ import annotations

import struct

import msgspec
from msgspec import Struct

from heliograph.records import Note, Problem
from heliograph.sandbox.report import ConfinementReport
from heliograph.seams import Limits, Sheet, Title

MAX_FRAME = 64 * 2**20
"""Bytes of one frame's body. A longer page is cut by the child, with a problem that says so."""

MAX_CHUNK = 2**20
"""Bytes of a member that travel in one frame."""

MAX_NAME = 2**16
"""Characters, or bytes, of a member's name."""

HEADER = struct.Struct(">I")


class OutOfForm(Exception):
    """The other side said something that is not of the language."""


class Ask(Struct, frozen=True, kw_only=True, tag=True):
    """Parent to child: read the file whose descriptor comes with this frame."""

    name: str
    size: int
    depth: int
    limits: Limits


class Fork(Struct, frozen=True, kw_only=True, tag=True):
    """Parent to stem: make a reader; its end of the talk and its standard error come along."""

    most: int = 3
    """The highest level of confinement that is wanted."""


class Forked(Struct, frozen=True, kw_only=True, tag=True, forbid_unknown_fields=True):
    """Stem to parent: the reader's process id, which is its group's too."""

    pid: int


class Bury(Struct, frozen=True, kw_only=True, tag=True):
    """Parent to stem: wait for a reader that is dead or dying. Until then its id is not reused."""

    pid: int


class Buried(Struct, frozen=True, kw_only=True, tag=True, forbid_unknown_fields=True):
    """Stem to parent: how the reader ended."""

    code: int
    """Exit status; below zero, the signal."""
    peak_kb: int
    allowed_kb: int
    """How much it might have taken."""


class Ready(Struct, frozen=True, kw_only=True, tag=True, forbid_unknown_fields=True):
    """First word of a child: how it is locked in."""

    report: ConfinementReport


class Taken(Struct, frozen=True, kw_only=True, tag=True, forbid_unknown_fields=True):
    """The child has the file. From here on, dying is the document's doing."""


class Began(Struct, frozen=True, kw_only=True, tag=True, forbid_unknown_fields=True):
    """What the child took the file for, and who reads it."""

    media_type: str
    read_by: str


class MemberBegins(Struct, frozen=True, kw_only=True, tag=True, forbid_unknown_fields=True):
    """A file inside the file; `Chunk` frames follow until `MemberEnds`."""

    name: str
    raw_name: bytes | None


class Chunk(Struct, frozen=True, kw_only=True, tag=True, forbid_unknown_fields=True):
    """Bytes of the member that was begun."""

    data: bytes


class MemberEnds(Struct, frozen=True, kw_only=True, tag=True, forbid_unknown_fields=True):
    """All of the member's bytes were sent, or the reason why they were not."""

    problem: Problem | None


class Done(Struct, frozen=True, kw_only=True, tag=True, forbid_unknown_fields=True):
    """Nothing more comes of this file."""

    spent: bool = False
    """The child is no longer fit to read (it ran out of memory once) and wants to be replaced."""


Value = Sheet | Title | Note | Problem
Frame = Ready | Taken | Began | Sheet | Title | Note | Problem | MemberBegins | Chunk | MemberEnds
Answer = Frame | Done | Forked | Buried
Request = Fork | Bury

_encoder = msgspec.msgpack.Encoder()
_answers: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(Answer)
_asks = msgspec.msgpack.Decoder(Ask)
_requests: msgspec.msgpack.Decoder[Request] = msgspec.msgpack.Decoder(Request)


def packed(frame: Answer | Ask | Request) -> bytes:
    """Encode with the length before it. Raises `UnicodeEncodeError` on half a surrogate pair."""
    body = _encoder.encode(frame)
    return HEADER.pack(len(body)) + body


def answer_of(untrusted_body: bytes | bytearray | memoryview) -> Answer:
    """Decode what a child sent. Raises `OutOfForm`."""
    try:
        return _answers.decode(untrusted_body)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise OutOfForm(str(error)[:200]) from None


def ask_of(body: bytes) -> Ask:
    """Decode what the parent asked."""
    return _asks.decode(body)


def request_of(body: bytes) -> Request:
    """Decode what the parent wants of the stem."""
    return _requests.decode(body)
