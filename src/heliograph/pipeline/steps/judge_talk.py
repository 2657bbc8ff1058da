"""What is said between this process and those that judge: frames of MessagePack over a socket."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable

import msgspec
from msgspec import Struct

from heliograph.records import (
    Claim,
    Container,
    Digest,
    Leaf,
    Mention,
    Page,
    Passage,
    PassageId,
    PassageRole,
    Problem,
    Reading,
)

_LENGTH = struct.Struct(">I")
_BUFFER = 2**18


class Hello(Struct, frozen=True, tag=True):
    """A judge's first word, once it has loaded everything."""

    steps: tuple[str, ...]
    """The steps that it does, with their versions."""


class Asked(Struct, frozen=True, tag=True):
    """A document to be judged; its pages follow, then `End`."""

    digest: Digest
    reading: Reading | None
    released: bool


class End(Struct, frozen=True, tag=True):
    """No more pages."""


class PassageCut(Struct, frozen=True, array_like=True):
    """A passage without what its page and its neighbours say already."""

    id: PassageId | None
    """None where its place says it."""
    number: int
    start: int
    end: int
    role: PassageRole
    language: str
    context: int
    position: int
    siblings: int
    main: bool


class LeafCut(Struct, frozen=True, tag=True):
    """The passages of the next page; many share a heading and a container, which stand once."""

    contexts: list[tuple[str, Container | None]]
    passages: list[PassageCut]


class Judged(Struct, frozen=True, tag=True):
    """The last word on a document."""

    reading: Reading | None
    problems: tuple[Problem, ...]


Word = Hello | Asked | Page | End | LeafCut | Claim | Mention | Judged

_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Word] = msgspec.msgpack.Decoder(Word)


class Talk:
    """One end of the talk. For one thread at a time."""

    def __init__(self, talk: socket.socket) -> None:
        """Talk over a connected socket, which stays the caller's to close."""
        self._in = talk.makefile("rb", buffering=_BUFFER)
        self._out = talk.makefile("wb", buffering=_BUFFER)
        self.steps: tuple[str, ...] | None = None
        """What the other side said that it does."""

    def say(self, word: Word) -> None:
        """Say something, some time before `flush` returns. Raises `OSError`."""
        body = _encoder.encode(word)
        self._out.write(_LENGTH.pack(len(body)))
        self._out.write(body)

    def flush(self) -> None:
        """Have everything said. Raises `OSError`."""
        self._out.flush()

    def hear(self) -> Word:
        """Wait for a word. Raises `EOFError`, `OSError`, `msgspec.DecodeError`."""
        (length,) = _LENGTH.unpack(self._exactly(_LENGTH.size))
        return _decoder.decode(self._exactly(length))

    def _exactly(self, size: int) -> bytes:
        found: bytes = self._in.read(size)
        if len(found) < size:
            raise EOFError
        return found


def cut_up(leaf: Leaf) -> LeafCut:
    """Write the passages of a leaf, its page left out."""
    contexts: dict[tuple[str, int], int] = {}
    told: list[tuple[str, Container | None]] = []
    passages: list[PassageCut] = []
    for one in leaf.passages:
        key = (one.heading, id(one.container))
        context = contexts.get(key)
        if context is None:
            context = contexts[key] = len(told)
            told.append((one.heading, one.container))
        passages.append(
            PassageCut(
                None if one.id == _by_place(one.page_id, one.start, one.end) else one.id,
                one.number,
                one.start,
                one.end,
                one.role,
                one.language,
                context,
                one.position,
                one.siblings,
                one.main,
            )
        )
    return LeafCut(told, passages)


def put_together(page: Page, cut: LeafCut) -> Leaf:
    """Give a page its passages back."""
    return Leaf(page=page, passages=tuple(_passages(page, cut)))


def _passages(page: Page, cut: LeafCut) -> Iterable[Passage]:
    for one in cut.passages:
        heading, container = cut.contexts[one.context]
        yield Passage(
            id=one.id or PassageId(_by_place(page.id, one.start, one.end)),
            page_id=page.id,
            number=one.number,
            start=one.start,
            end=one.end,
            role=one.role,
            language=one.language,
            heading=heading,
            container=container,
            position=one.position,
            siblings=one.siblings,
            main=one.main,
        )


def _by_place(page_id: str, start: int, end: int) -> str:
    return f"{page_id}:{start}-{end}"
