"""Says of kinds of files that are known and not read what they are, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from heliograph.extractors import ole
from heliograph.records import Problem
from heliograph.seams import Extracted, Limits

_DISK: Final = (
    "the disk of a virtual machine: unpack it with 7-Zip or mount it read-only, "
    "and add the folder that comes out"
)
_DRAWING: Final = (
    "a drawing of Windows, whose words are commands to a screen: save it as PNG or PDF "
    "(LibreOffice does), and add what comes out"
)

SENTENCES: Final = {
    "application/vnd.ms-outlook-pst": (
        "an Outlook store of many messages: export the messages you need as .eml or .msg files, "
        "or unpack it with a tool made for it, and add the folder that comes out"
    ),
    "application/vnd.ms-htmlhelp": (
        "compiled help of web pages: unpack it with a tool made for it, "
        "and add the folder that comes out"
    ),
    "application/x-apple-diskimage": (
        "a disk image of macOS: open it on a Mac or unpack it with 7-Zip, "
        "and add the folder that comes out"
    ),
    "application/vnd.vmware.vmdk": _DISK,
    "application/x-vhd": _DISK,
    "image/emf": _DRAWING,
    "image/wmf": _DRAWING,
}
"""Media type → what a person can do so that it is read after all."""

LOCKED: Final = {
    "application/pgp-encrypted": "a message encrypted with PGP: decrypt it with its key",
    "application/vnd.age": "a file encrypted with age: decrypt it with its key",
}
"""Media type → what a person who has the key can do."""

OLE: Final = "application/x-ole-storage"
MOST_NAMES: Final = 20


class RefusedExtractor:
    """Kinds whose only readers are native code that has no permissive licence, or none at all."""

    name = "refused"
    version = "2"
    media_types = frozenset({*SENTENCES, *LOCKED, OLE})

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield the one thing that can be said."""
        if media_type == OLE:
            yield _of_container(file)
            return
        if media_type in LOCKED:
            detail = f"{LOCKED[media_type]}, and add what comes out"
            yield Problem(outcome="encrypted", reason="password-needed", detail=detail)
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
