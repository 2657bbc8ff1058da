"""Reads mail boxes (mbox): each message is a member."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from heliograph.records import Problem
from heliograph.seams import Extracted, Limits, Member

STEP: Final = 1 << 16

_BEGINS: Final = re.compile(rb"From \S+.*\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b.*\d\d:\d\d")
"""The line before a message. With its date: words of a message may begin with `From`, too."""

_QUOTED: Final = re.compile(rb">+From ")


class MboxExtractor:
    """`application/mbox`, in its common dialects: lines quoted with `>` are given back."""

    name = "mbox"
    version = "1"
    media_types = frozenset({"application/mbox"})

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield the messages in order, named by their place."""
        box = _Box(file)
        count = 0
        while box.has_message:
            count += 1
            if count > limits.members:
                detail = f"only the first {limits.members} were taken out"
                yield Problem(outcome="cut", reason="too-many-members", detail=detail)
                return
            chunks = box.message()
            name = f"message-{count:05}.eml"
            yield Member(name=name, raw_name=None, packed_size=None, chunks=chunks)
            # Whoever was not interested must not make us lose the next one.
            for _ in chunks:
                pass


class _Box:
    """The lines of a mail box, of which those that part messages are held back."""

    def __init__(self, file: BinaryIO) -> None:
        file.seek(0)
        self._file = file
        self.has_message = bool(self._file.readline(STEP))

    def message(self) -> Iterator[bytes]:
        """Yield one message; the empty line behind it is the box's own."""
        held: list[bytes] = []
        size = 0
        empty = b""
        self.has_message = False
        while line := self._file.readline(STEP):
            if empty and _BEGINS.match(line):
                self.has_message = True
                break
            if empty:
                held.append(empty)
                empty = b""
            if line in (b"\n", b"\r\n"):
                empty = line
                continue
            held.append(line[1:] if _QUOTED.match(line) else line)
            size += len(line)
            if size >= STEP:
                yield b"".join(held)
                held, size = [], 0
        yield b"".join(held)
