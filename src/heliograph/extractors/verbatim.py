"""The text of a file that is text already: decoded, cut at the limit, and its lines."""

from __future__ import annotations

import re
from typing import BinaryIO, Final

from msgspec import Struct

from heliograph.extractors.encoding import decode
from heliograph.records import Block, Note, Problem
from heliograph.seams import Limits

_BREAK: Final = re.compile(r"\r\n|\n|\r")
_UNREAD_BYTES_A_CHARACTER: Final = 4


class Verbatim(Struct, frozen=True, kw_only=True):
    """A text exactly as it stands in its file, and what is to be said of how it was had."""

    text: str
    remarks: tuple[Note | Problem, ...]


def read_verbatim(file: BinaryIO, limits: Limits, declared: str = "") -> Verbatim:
    """Decode a whole file, at most `limits.text_chars` characters of it."""
    most = limits.text_chars * _UNREAD_BYTES_A_CHARACTER
    content = file.read(most + 1)
    decoded = decode(content[:most], declared)
    remarks = list(decoded.remarks())
    text = decoded.text
    if len(text) > limits.text_chars or len(content) > most:
        text = text[: limits.text_chars]
        remarks.append(Problem(outcome="cut", reason="too-long", detail=f"{len(text)} kept"))
    return Verbatim(text=text, remarks=tuple(remarks))


def line_spans(text: str) -> list[tuple[int, int]]:
    """List start and end of every line, breaks excluded; any of the three breaks ends a line."""
    spans, start = [], 0
    for found in _BREAK.finditer(text):
        spans.append((start, found.start()))
        start = found.end()
    spans.append((start, len(text)))
    return spans


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Move both ends of a span inwards over white space; empty at `start` where nothing is left."""
    words = text[start:end]
    left = len(words) - len(words.lstrip())
    if left == len(words):
        return start, start
    return start + left, start + len(words.rstrip())


def paragraphs(text: str, start: int) -> list[Block]:
    """Cut what stands from `start` on at its empty lines: for stretches without known structure."""
    blocks = []
    for found in re.compile(r"(?:[^\n]*\S[^\n]*(?:\n|$))+").finditer(text, start):
        left, right = trimmed(text, found.start(), found.end())
        blocks.append(Block(start=left, end=right, role="paragraph"))
    return blocks
