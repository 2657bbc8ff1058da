"""Says of kinds of files that are known and not read what they are, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from heliograph.extractors import ole
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


OLE: Final = "application/x-ole-storage"
MOST_NAMES: Final = 20


class RefusedExtractor:
    """Kinds whose only readers are native code that has no permissive licence, or none at all."""

    name = "refused"
    version = "1"
    media_types = frozenset({*SENTENCES, OLE})

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield the one thing that can be said."""
        if media_type == OLE:
            yield _of_container(file)
            return
        yield Problem(
            outcome="unsupported", reason="no-reader", detail=SENTENCES.get(media_type, media_type)
        )


def _of_container(file: BinaryIO) -> Problem:
    """Tell a container of a kind we do not know from one that is broken."""
    try:
        names = {path[0] for path in ole.opened(file).listdir()}
    except ole.NotOle as error:
        return Problem(outcome="damaged", reason="not-what-it-seems", detail=str(error))
    shown = ", ".join(sorted(name.strip("\x01\x05") for name in names)[:MOST_NAMES])
    detail = f"an OLE container of an unknown kind, with: {shown or 'nothing'}"
    return Problem(outcome="unsupported", reason="no-reader", detail=detail)
