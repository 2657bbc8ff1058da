"""Reads zip archives: every member as it comes, and everything that is odd about them."""

from __future__ import annotations

import io
from collections.abc import Generator, Iterable, Iterator
from itertools import chain, islice
from typing import BinaryIO

from heliograph.extractors.member_names import decoded, leads_outside
from heliograph.extractors.zip_entries import (
    UTF_8,
    BadDirectory,
    Directory,
    Entry,
    find_directory,
    gaps,
    listed,
    scanned,
)
from heliograph.extractors.zip_unpacking import METHODS, BadMember, unpacked
from heliograph.records import Note, Problem
from heliograph.seams import Extracted, Limits, Member

COUNT_WRAPS = 1 << 16
"""Entries after which the count in an old directory begins at 0 again."""

LONGEST_TARGET = 4096
"""Bytes of a symbolic link's target that are told."""

Told = Generator[Extracted, None, int]
"""What is found, and in the end how many entries were gone through."""


class ZipExtractor:
    """`application/zip`. Members in the order of the directory, then those it does not list."""

    name = "zip"
    version = "1"
    media_types = frozenset({"application/zip"})

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield the members; nothing is ever written, and no size in a header is believed."""
        size = file.seek(0, io.SEEK_END)
        if not size:
            yield Problem(outcome="empty", reason="no-bytes")
            return
        try:
            directory = find_directory(file)
        except BadDirectory as error:
            count = yield from _members(file, scanned(file, 0, size), limits.members)
            detail = f"{error}; {count} members found without it"
            yield Problem(outcome="damaged", reason="not-what-it-seems", detail=detail)
        else:
            count = yield from _with_directory(file, directory, limits)
        if count > limits.members:
            detail = f"only the first {limits.members} were taken out"
            yield Problem(outcome="cut", reason="too-many-members", detail=detail)


def _with_directory(file: BinaryIO, directory: Directory, limits: Limits) -> Told:
    if directory.comment.strip(b"\0 \r\n"):
        yield Note(key="zip:comment", value=decoded(directory.comment))
    entries = list(islice(listed(file, directory), limits.members + 1))
    count = yield from _members(file, entries, limits.members)
    if count > limits.members:
        return count
    if (count - directory.count) % COUNT_WRAPS:
        detail = f"its directory says {directory.count} entries and lists {count}"
        yield Problem(outcome="damaged", reason="not-what-it-seems", detail=detail)
    between = (scanned(file, *gap) for gap in gaps(file, entries, directory))
    hidden = yield from _members(file, chain.from_iterable(between), limits.members - count)
    if hidden:
        yield Note(key="zip:unlisted-members", value=str(hidden))
    return count + hidden


def _members(file: BinaryIO, entries: Iterable[Entry], most: int) -> Told:
    """Yield each entry that is a member; stop after `most`, and say if there was one more."""
    count = 0
    for entry in entries:
        count += 1
        if count > most:
            break
        if not entry.is_folder:
            yield from member(file, entry)
    return count


def member(file: BinaryIO, entry: Entry) -> Iterator[Extracted]:
    """Yield one entry as a member, refused where its bytes cannot be had, and what is odd of it."""
    name = decoded(entry.raw_name, utf_8=bool(entry.flags & UTF_8), unicode_name=entry.unicode_name)
    name = name or "unnamed"
    if leads_outside(name):
        yield Problem(outcome="read", reason="path-refused", detail=name)
    failures: list[str] = []
    chunks = _chunks(file, entry, failures)
    refusal = _refusal(file, entry, name)
    first = next(chunks, b"") if refusal is None else b""
    if failures and not first:
        refusal = _unreadable(name, failures)
    yield Member(
        name=name,
        raw_name=None if name.encode() == entry.raw_name else entry.raw_name,
        packed_size=entry.packed_size,
        chunks=iter(()) if refusal else chain((first,) if first else (), chunks),
        refusal=refusal,
    )
    if failures and not refusal:
        yield _unreadable(name, failures)


def _chunks(file: BinaryIO, entry: Entry, failures: list[str]) -> Iterator[bytes]:
    """Yield what can be had of an entry, and put down why no more can."""
    try:
        yield from unpacked(file, entry)
    except BadMember as error:
        failures.append(str(error))


def _unreadable(name: str, failures: list[str]) -> Problem:
    detail = f"{name}: {failures[0]}"
    return Problem(outcome="damaged", reason="member-unreadable", detail=detail)


def _refusal(file: BinaryIO, entry: Entry, name: str) -> Problem | None:
    if entry.encrypted:
        return Problem(outcome="encrypted", reason="password-needed", detail=name)
    if entry.is_link:
        target = b"".join(islice(_chunks(file, entry, []), 1))[:LONGEST_TARGET]
        detail = f"{name} → {decoded(target)}"
        return Problem(outcome="unsupported", reason="not-followed", detail=detail)
    if entry.method not in METHODS:
        detail = f"{name}: packed in a way ({entry.method}) that cannot be undone here"
        return Problem(outcome="unsupported", reason="member-unreadable", detail=detail)
    return None
