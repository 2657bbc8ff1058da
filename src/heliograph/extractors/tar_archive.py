"""Reads tar archives: every file as it comes, also behind a stretch that is damaged."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from typing import BinaryIO, Final

from heliograph.extractors.breakable import BadMember, not_followed, taken
from heliograph.extractors.member_names import decoded
from heliograph.records import Problem
from heliograph.seams import Extracted, Limits

STEP: Final = 1 << 16
_BLOCK: Final = tarfile.BLOCKSIZE
_KINDS: Final = (
    ("ischr", "a device"),
    ("isblk", "a device"),
    ("isfifo", "a pipe"),
)


class TarExtractor:
    """`application/x-tar`: POSIX, GNU and older; sparse files are filled up with their zeros."""

    name = "tar"
    version = "1"
    media_types = frozenset({"application/x-tar"})

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield the members in order; nothing is ever written, and links are told, not followed."""
        try:
            archive = _Archive(file)
        except tarfile.TarError as error:
            yield Problem(outcome="damaged", reason="not-what-it-seems", detail=str(error))
            return
        count = 0
        for entry in archive.entries():
            yield from archive.lost()
            if entry.isdir():
                continue
            count += 1
            if count > limits.members:
                detail = f"only the first {limits.members} were taken out"
                yield Problem(outcome="cut", reason="too-many-members", detail=detail)
                return
            yield from _member(archive, entry)
        yield from archive.lost()
        yield from archive.cut_short()


class _Archive:
    """The standard library's reader, and what it says nothing about: stretches it skipped."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._end = file.seek(0, 2)
        file.seek(0)
        # With these settings it goes on after a broken header; the first must be whole.
        self._tar = tarfile.TarFile(
            fileobj=file,
            mode="r",
            ignore_zeros=True,
            encoding="utf-8",
            errors="surrogateescape",
        )
        self._next = 0
        self._gaps: list[tuple[int, int]] = []

    def entries(self) -> Iterator[tarfile.TarInfo]:
        while (entry := self._following()) is not None:
            # It keeps all it has seen, and nobody asks for that.
            self._tar.members = []  # type: ignore[attr-defined]
            if entry.offset > self._next:
                self._gaps.append((self._next, entry.offset))
            self._next = self._tar.offset
            yield entry
            if self._next <= entry.offset:
                # A size below zero leads back: what follows cannot be found.
                self._next = entry.offset_data
                break
        self._gaps.append((self._next, self._end))

    def _following(self) -> tarfile.TarInfo | None:
        try:
            return self._tar.next()
        except (tarfile.TarError, ValueError, EOFError):
            return None

    def lost(self) -> Iterator[Problem]:
        """Tell of what was passed over that is more than padding."""
        for start, end in self._gaps:
            size = _words(self._file, start, end)
            if size:
                detail = f"{size} bytes at {start} are no member"
                yield Problem(outcome="damaged", reason="member-unreadable", detail=detail)
        self._gaps = []

    def cut_short(self) -> Iterator[Problem]:
        """Tell of a last member that is longer than the file."""
        if self._next > self._end:
            detail = f"{self._next - self._end} bytes are missing at its end"
            yield Problem(outcome="damaged", reason="not-what-it-seems", detail=detail)

    def chunks(self, entry: tarfile.TarInfo) -> Iterator[bytes]:
        try:
            content = self._tar.extractfile(entry)
            if content is None:
                return
            while piece := content.read(STEP):
                yield piece
        except (tarfile.TarError, OSError, ValueError) as error:
            raise BadMember(str(error)) from error


def _member(archive: _Archive, entry: tarfile.TarInfo) -> Iterator[Extracted]:
    raw_name = entry.name.encode("utf-8", "surrogateescape")
    name = decoded(raw_name)
    while name.startswith("./"):
        name = name[2:].lstrip("/")
    name = name or "unnamed"
    kept_name = None if name.encode() == raw_name.removeprefix(b"./") else raw_name
    if not entry.isfile() and not entry.issparse():
        yield not_followed(name, _target(entry), raw_name=kept_name)
        return
    packed = None if entry.issparse() else entry.size
    yield from taken(name, archive.chunks(entry), raw_name=kept_name, packed=packed)


def _target(entry: tarfile.TarInfo) -> str:
    if entry.issym() or entry.islnk():
        return decoded(entry.linkname.encode("utf-8", "surrogateescape"))
    return next((word for test, word in _KINDS if getattr(entry, test)()), "")


def _words(file: BinaryIO, start: int, end: int) -> int:
    """Count the bytes from the first block between two places that is not zeros."""
    file.seek(start)
    at = start
    while at < end:
        block = file.read(min(STEP, end - at))
        if not block:
            return 0
        if block.strip(b"\0"):
            return end - at
        at += len(block)
    return 0
