"""What would lead to the source, sealed with age for the people who were named.

Nobody else can open it, not even who made it: the case keeps the same facts in the clear. It is
filled up to a round size, so that its length does not say how much there was to tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyrage

from heliograph.app import Heliograph
from heliograph.codec import canonical, moment
from heliograph.dossier.material import Material
from heliograph.errors import BadSetting
from heliograph.records import Digest
from heliograph.redaction.commitments import Item

ROUND_BYTES = 1 << 16


def recipients(names: Iterable[str]) -> list[pyrage.x25519.Recipient]:
    """Read recipients as age writes them: `age1…`. Raises `BadSetting`."""
    found = []
    for name in names:
        try:
            found.append(pyrage.x25519.Recipient.from_str(name.strip()))
        except pyrage.RecipientError as wrong:
            raise BadSetting(detail=f"{name} is no recipient of age ({wrong})") from wrong
    return found


def sealed(content: bytes, to: Sequence[pyrage.x25519.Recipient]) -> bytes:
    """Fill up to a round size with spaces, and seal."""
    return bytes(pyrage.encrypt(content + b" " * (-len(content) % ROUND_BYTES), list(to)))


def source_facts(
    opened: Heliograph,
    material: Material,
    documents: dict[Digest, int],
    items: Sequence[Item],
    edition: str,
) -> bytes:
    """Write where each document came from, when, by whose hand, and the salt of every piece."""
    captures = {one.id: one for one in opened.rows.captures()}
    sources = {one.id: one for one in opened.rows.sources()}
    listed = []
    for quoted in material.documents:
        places = []
        for document in opened.rows.documents(digest=quoted.digest):
            capture, source = captures[document.capture_id], sources[document.source_id]
            places.append(
                {
                    "path": document.path,
                    "raw_name": document.raw_name.hex() if document.raw_name else None,
                    "modified_at": moment(document.modified_at) if document.modified_at else None,
                    "source": source.name,
                    "source_kind": source.kind,
                    "location": source.location,
                    "captured_from": moment(capture.started_at),
                    "captured_until": moment(capture.finished_at) if capture.finished_at else None,
                }
            )
        listed.append({"document": documents[quoted.digest], "facts": quoted, "places": places})
    actors = sorted({entry.actor for entry in opened.custody.entries()})
    return canonical(
        {
            "actors": actors,
            "case": material.case,
            "documents": listed,
            "edition": edition,
            "format": "heliograph-annex/1",
            "items": list(items),
        }
    )
