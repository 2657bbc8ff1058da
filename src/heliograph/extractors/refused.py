"""Says of kinds of files that are known and not read what they are, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from heliograph.records import Problem
from heliograph.seams import Extracted, Limits

SENTENCES: Final = {
    "application/vnd.ms-outlook-pst": (
        "an Outlook store of many messages: export the messages you need as .eml or .msg files, "
        "or unpack it with a tool made for it, and add the folder that comes out"
    ),
    "application/vnd.ms-htmlhelp": (
        "compiled help of web pages: unpack it with a tool made for it, "
        "and add the folder that comes out"
    ),
}
"""Media type → what a person can do so that it is read after all."""


class RefusedExtractor:
    """Kinds whose only readers are native code that has no permissive licence, or none at all."""

    name = "refused"
    version = "1"
    media_types = frozenset(SENTENCES)

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield the one thing that can be said."""
        yield Problem(
            outcome="unsupported", reason="no-reader", detail=SENTENCES.get(media_type, media_type)
        )
