"""Reads RTF: the text with headings, lists and tables, and everything kept beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from heliograph.extractors import ole
from heliograph.extractors.rtf_reader import RtfReader
from heliograph.records import Note, Problem
from heliograph.seams import Extracted, Limits, Title

MOST_BYTES: Final = 256 * 2**20
MOST_NOTES: Final = 1_000
FETCHED: Final = ("INCLUDE", "DDE", "LINK", "IMPORT", "DATABASE", "RD ")
"""Fields that would fetch something from elsewhere."""

COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class RtfExtractor:
    """`application/rtf`. One sheet; what stands beside the text comes after it, in named lists."""

    name = "rtf"
    version = "2"
    media_types = frozenset({"application/rtf"})

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield properties, the sheet, what is hidden in it, pictures and embedded objects."""
        content = file.read(MOST_BYTES + 1)
        reader = RtfReader(limits.text_chars)
        reader.run(content)
        for key, value in reader.facts.items():
            if value:
                yield Title(text=value) if key == "title" else Note(key=f"rtf:{key}", value=value)
        yield reader.draft.sheet(1)
        yield from _asides(reader)
        for number, (ending, picture) in enumerate(reader.pictures[: ole.MOST_OBJECTS], 1):
            if picture:
                yield ole.taken(f"picture-{number}.{ending or 'bin'}", picture)
        for number, packed in enumerate(reader.objects[: ole.MOST_OBJECTS], 1):
            at = packed.find(COMPOUND)
            yield ole.taken(f"object-{number}.ole", packed[max(at, 0) :])
        if len(content) > MOST_BYTES:
            yield Problem(outcome="cut", reason="too-large")
        elif not reader.closed:
            detail = "it ends within its text"
            yield Problem(outcome="damaged", reason="not-what-it-seems", detail=detail)


def _asides(reader: RtfReader) -> Iterator[Note]:
    for kind, kept in reader.kept.items():
        for words in kept[:MOST_NOTES]:
            yield Note(key=f"rtf:{kind}-text", value=words)
    for field in reader.fields[:MOST_NOTES]:
        if field.upper().startswith(FETCHED):
            yield Note(key="rtf:outside", value=field)
