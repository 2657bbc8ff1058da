"""Reads 7z, RAR, CAB and images of discs through the system's libarchive, if it is there."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from heliograph.extractors.breakable import BadMember, not_followed, refused, taken
from heliograph.extractors.libarchive import (
    FORMATS,
    LIBRARY,
    ArchiveEntry,
    BadArchive,
    Reading,
    is_there,
)
from heliograph.extractors.member_names import decoded
from heliograph.records import Problem
from heliograph.seams import Extracted, Limits

ENCRYPTED_WORDS = ("encrypt", "crypto", "password")
"""Of these one stands in what libarchive says where only a password would help."""


RAR_5 = b"Rar!\x1a\x07\x01\x00"
RAR_5_ENDS = re.compile(rb"(?s)(....)(\x03\x05[\x00\x04][\x00\x01])")
"""CRC and body of the block that closes RAR 5, which libarchive does not miss when it is gone."""

SEARCHED_FOR_END = 1 << 16


class OtherArchiveExtractor:
    """7z, RAR, CAB, and ISO 9660 images of discs."""

    name = "libarchive"
    version = "1"
    media_types = frozenset(FORMATS)

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield the members in order; links and devices are told, not followed."""
        if not is_there():
            detail = f"{LIBRARY} (Debian: libarchive13)"
            yield Problem(outcome="unsupported", reason="tool-missing", detail=detail)
            return
        try:
            with Reading(file, media_type) as reading:
                yield from _members(reading, limits)
        except BadArchive as error:
            yield _problem(error)
        else:
            yield from _cut_short(file)


def _cut_short(file: BinaryIO) -> Iterator[Problem]:
    """Tell of a RAR 5 without an end: libarchive takes the end of the file for it."""
    file.seek(0)
    if file.read(len(RAR_5)) != RAR_5:
        return
    file.seek(max(0, file.seek(0, io.SEEK_END) - SEARCHED_FOR_END))
    for crc, body in RAR_5_ENDS.findall(file.read()):
        if zlib.crc32(body) == int.from_bytes(crc, "little"):
            return
    detail = "it is cut short: members may be missing at its end"
    yield Problem(outcome="damaged", reason="not-what-it-seems", detail=detail)


def _members(reading: Reading, limits: Limits) -> Iterator[Extracted]:
    count = 0
    for entry in reading.entries():
        if entry.is_folder:
            continue
        count += 1
        if count > limits.members:
            detail = f"only the first {limits.members} were taken out"
            yield Problem(outcome="cut", reason="too-many-members", detail=detail)
            return
        yield from _member(reading, entry)


def _member(reading: Reading, entry: ArchiveEntry) -> Iterator[Extracted]:
    utf_8 = entry.name_in_utf_8
    name = decoded(entry.raw_name or utf_8 or b"") or "unnamed"
    raw_name = None if name.encode() in (entry.raw_name, utf_8) else entry.raw_name
    if entry.target or not entry.is_file:
        yield not_followed(name, decoded(entry.target), raw_name=raw_name)
    elif entry.is_encrypted:
        problem = BadMember("", "encrypted").problem(name)
        yield refused(name, problem, raw_name=raw_name)
    else:
        yield from taken(name, _chunks(reading), raw_name=raw_name)


def _chunks(reading: Reading) -> Iterator[bytes]:
    try:
        yield from reading.content()
    except BadArchive as error:
        outcome = _problem(error).outcome
        raise BadMember(str(error), outcome) from error


def _problem(error: BadArchive) -> Problem:
    said = str(error)
    if error.encrypted or any(word in said.lower() for word in ENCRYPTED_WORDS):
        return Problem(outcome="encrypted", reason="password-needed", detail=said)
    return Problem(outcome="damaged", reason="not-what-it-seems", detail=said)
