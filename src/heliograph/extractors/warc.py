"""Reads web archives (WARC): each page a crawler was given is a member, named by its address."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Generator, Iterator
from itertools import chain
from typing import BinaryIO, Final
from urllib.parse import quote

from heliograph.extractors.breakable import BadMember, refused, taken
from heliograph.extractors.http_payload import payload
from heliograph.extractors.warc_digests import Checked
from heliograph.extractors.warc_stream import Record, Stream, archive_bytes, fields_of
from heliograph.records import Note, Problem
from heliograph.seams import Extracted, Limits

UNNAMED: Final = "no-address"
LONGEST_ADDRESS: Final = 2_000
LONGEST_NOTE: Final = 16_384

CONTENT: Final = frozenset({"response", "resource", "conversion"})
"""Kinds of record whose block is, or holds, a file."""

_ODD: Final = re.compile(r"[\x00-\x20\x7f-\x9f\ud800-\udfff]+")
_UP: Final = re.compile(r"(?<=/)\.\.(?=/|\Z)")


class WarcExtractor:
    """`application/warc`, packed with gzip or not."""

    name = "warc"
    version = "2"
    media_types = frozenset({"application/warc"})

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield for each answer a note (address, time, status, headers), and its content.

        A record that is broken is told, and the search goes on for the next. So is one whose bytes
        do not have the digest that the archive gives them: they are taken out all the same.
        """
        file.seek(0)
        counts: Counter[str] = Counter()
        verdicts: Counter[str] = Counter()
        for found in _records(Stream(archive_bytes(file))):
            if isinstance(found, Problem):
                yield found
                continue
            counts[found.kind] += 1
            if sum(counts[kind] for kind in CONTENT) > limits.members:
                detail = f"only the first {limits.members} were taken out"
                yield Problem(outcome="cut", reason="too-many-members", detail=detail)
                break
            check = Checked(found)
            yield from _told(found, check)
            yield from _verdict(found, check, verdicts)
        words = ", ".join(f"{kind or 'unknown'} {count}" for kind, count in sorted(counts.items()))
        yield Note(key="warc:records", value=words)
        if verdicts:
            words = ", ".join(f"{word} {count}" for word, count in sorted(verdicts.items()))
            yield Note(key="warc:digests", value=words)


def _verdict(record: Record, check: Checked, verdicts: Counter[str]) -> Iterator[Problem]:
    """Read what is left of a record, and say so where its digest differs."""
    try:
        record.pass_over()
    except BadMember as error:
        yield _lost(str(error))
    verdict = check.verdict()
    verdicts[verdict] += 1
    if verdict == "differs":
        address = record.fields.get("warc-target-uri", "").strip("<>") or record.kind
        yield Problem(outcome="damaged", reason="digest-differs", detail=name_of(address))


def _records(stream: Stream) -> Iterator[Record | Problem]:
    """Yield record after record; what lies between that is none, as a problem."""
    skipped = 0
    while True:
        try:
            line = stream.line()
            if line.startswith(b"WARC/"):
                if skipped:
                    yield _lost(f"{skipped} bytes belong to no record")
                    skipped = 0
                yield from _record(stream)
            elif not line:
                break
            else:
                skipped += len(line) if line.strip() else 0
        except BadMember as error:
            yield _lost(str(error))
    if skipped:
        yield _lost(f"{skipped} bytes belong to no record")


def _record(stream: Stream) -> Iterator[Record | Problem]:
    fields = fields_of(stream)
    length = fields.get("content-length", "")
    if not length.isdecimal():
        yield _lost(f"{fields.get('warc-target-uri', 'a record')}: no length")
        return
    record = Record(fields, stream, int(length))
    yield record
    record.pass_over()


def _lost(detail: str) -> Problem:
    return Problem(outcome="damaged", reason="member-unreadable", detail=detail)


def _told(record: Record, check: Checked) -> Iterator[Extracted]:
    if record.kind == "warcinfo":
        words = b"".join(record.block())[:LONGEST_NOTE].decode("utf-8", "replace")
        yield Note(key="warc:info", value=words.replace("\r\n", "\n").strip())
    elif record.kind == "revisit":
        yield Note(key="warc:revisit", value=_capture(record, ()))
    elif record.kind in CONTENT:
        yield from _content(record, check)


def _content(record: Record, check: Checked) -> Iterator[Extracted]:
    address = record.fields.get("warc-target-uri", "").strip("<>")
    name = name_of(address)
    raw_name = None if name == address else address.encode("utf-8", "replace")
    is_http = record.fields.get("content-type", "").lower().startswith("application/http")
    stream = Stream(record.block())
    try:
        head, size = _head(stream) if is_http else ((), 0)
    except BadMember as error:
        yield error.problem(name)
        return
    check.head_ends(size)
    fields = _fields(head)
    check.encoded = bool({"transfer-encoding", "content-encoding"} & fields.keys())
    yield Note(key=f"warc:{record.kind}", value=_capture(record, head))
    pieces = payload(stream, fields) if is_http else stream.pieces()
    hashing = hashlib.sha256()
    came = yield from _unless_empty(name, raw_name, _hashed(pieces, hashing))
    if came:
        yield Note(key="warc:content", value=f"sha256:{hashing.hexdigest()}")
    if "warc-truncated" in record.fields:
        detail = f"{name}: cut by its crawler ({record.fields['warc-truncated']})"
        yield Problem(outcome="cut", reason="too-large", detail=detail)


def _unless_empty(
    name: str, raw_name: bytes | None, pieces: Iterator[bytes]
) -> Generator[Extracted, None, bool]:
    """Yield the member; a redirection has no content, and then there is no file to be named.

    Returns whether there was any.
    """
    try:
        first = next(pieces, b"")
    except BadMember as error:
        yield refused(name, error.problem(name), raw_name=raw_name)
        return False
    if first:
        yield from taken(name, chain((first,), pieces), raw_name=raw_name)
    return bool(first)


def _hashed(pieces: Iterator[bytes], hashing: hashlib._Hash) -> Iterator[bytes]:
    for piece in pieces:
        hashing.update(piece)
        yield piece


def _head(stream: Stream) -> tuple[tuple[str, ...], int]:
    """Read the status line and the fields of an answer, as they stand, and count their bytes."""
    lines = []
    size = 0
    while (line := stream.line()).strip() and size < LONGEST_NOTE * 16:
        size += len(line)
        lines.append(line.rstrip(b"\r\n").decode("utf-8", "replace"))
    return tuple(lines), size + len(line)


def _fields(head: tuple[str, ...]) -> dict[str, str]:
    pairs = (line.partition(":") for line in head[1:])
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _capture(record: Record, head: tuple[str, ...]) -> str:
    """Write the address, the time of the capture, and what the server said of its answer."""
    lines = [record.fields.get("warc-target-uri", ""), record.fields.get("warc-date", ""), *head]
    return "\n".join(lines).replace("\0", "\ufffd")[:LONGEST_NOTE]


def name_of(address: str) -> str:
    """Make an address safe as the name of a member: no breaks, no way up."""
    name = _ODD.sub(lambda found: quote(found[0], safe="", errors="replace"), address)
    name = _UP.sub("%2E%2E", name)
    return name[:LONGEST_ADDRESS] or UNNAMED
