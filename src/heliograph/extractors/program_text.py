"""Program text other than C: one sheet as it stands, with what its types and tables are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from heliograph.extractors.braced_code import BRACED, BracedScan
from heliograph.extractors.indented_code import PYTHON, IndentedScan
from heliograph.extractors.verbatim import read_verbatim
from heliograph.seams import Extracted, Limits, Sheet

MINIFIED_FROM: Final = 20_000
MINIFIED_LINE: Final = 300
"""Characters of a text, and of its mean line, from which no person has written it."""


class ProgramTextExtractor:
    """Reads Java, C#, Go, JavaScript with TypeScript, and Python."""

    name = "program-text"
    version = "1"
    media_types = BRACED | {PYTHON}

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield one sheet with its entries, fields, constants, comments and code."""
        found = read_verbatim(file, limits)
        yield from found.remarks
        text = found.text
        if _is_minified(text):
            yield Sheet(number=1, text=text, first_line=1)
            return
        scan = IndentedScan(text) if media_type == PYTHON else BracedScan(text, media_type)
        scan.run()
        yield Sheet(
            number=1,
            text=text,
            first_line=1,
            blocks=tuple(scan.blocks),
            containers=tuple(scan.containers),
        )


def _is_minified(text: str) -> bool:
    """Such text has no comments, and its names mean nothing: its strings are words all the same."""
    return len(text) > max(MINIFIED_FROM, MINIFIED_LINE * (1 + text.count("\n")))
