"""Reads packaged crawls (WACZ): a zip of web archives, and of lists that name their pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from msgspec.structs import replace

from heliograph.extractors.wacz_digests import Package
from heliograph.extractors.zip_archive import ZipExtractor
from heliograph.records import Note, Problem
from heliograph.seams import Extracted, Limits, Member

PAGES: Final = re.compile(r"pages/[^/]+\.jsonl")
"""Lists of pages, one JSON object a line (WACZ 1.1.1, section 5.3)."""

MOST_PAGES: Final = 2_000
"""Pages of one package that are told; the list itself is longer only in very large crawls."""

LONGEST_LINE: Final = 1 << 22
_FIELDS: Final = ("url", "ts", "title")


class WaczExtractor:
    """`application/wacz`."""

    name = "wacz"
    version = "2"
    media_types = frozenset({"application/wacz"})

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield the members, but for the lists of pages, which are told as notes.

        Such a list repeats the words of the pages, which are read where they were archived.
        In the end it says which members do not have the digest that the package lists for them.
        """
        package = Package()
        for value in ZipExtractor().read(file, "application/zip", limits):
            if not isinstance(value, Member) or value.refusal is not None:
                yield value
                continue
            member = replace(value, chunks=package.watched(value.name, value.chunks))
            if PAGES.fullmatch(value.name):
                yield from _pages(member)
            else:
                yield member
        yield from package.verdict()


def _pages(member: Member) -> Iterator[Note | Problem]:
    count = with_words = 0
    for line in _lines(member.chunks):
        found = _page(line)
        if found is None:
            detail = f"{member.name}: a line of it is no page"
            yield Problem(outcome="damaged", reason="member-unreadable", detail=detail)
        elif found.get("url"):
            count += 1
            with_words += bool(found.get("text"))
            if count <= MOST_PAGES:
                words = "\n".join(str(found.get(name) or "") for name in _FIELDS)
                yield Note(key="wacz:page", value=words)
    told = f"{member.name}: {count} pages, {with_words} of them with words that are read elsewhere"
    yield Note(key="wacz:pages", value=told)


def _page(line: bytes) -> dict[str, object] | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    held = b""
    for chunk in chunks:
        *lines, held = (held + chunk).split(b"\n")
        yield from (line for line in lines if line.strip())
        if len(held) > LONGEST_LINE:
            yield held
            return
    if held.strip():
        yield held
