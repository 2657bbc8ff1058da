"""Plain text: one file is one page, exactly as it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from heliograph.extractors.verbatim import read_verbatim
from heliograph.seams import Extracted, Limits, Sheet


class TextExtractor:
    """Reads text/plain; the format tells no structure, so there are no blocks."""

    name = "text"
    version = "1"
    media_types = frozenset({"text/plain"})

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield the whole file as one sheet, after what is to be said of its encoding."""
        found = read_verbatim(file, limits)
        yield from found.remarks
        yield Sheet(number=1, text=found.text, first_line=1)
