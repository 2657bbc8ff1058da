"""What was read of a blob → its entry in custody: by what, how confined, and a digest of the text.

With it, the words that claims quote are part of what is signed, though they stand in the database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from heliograph.records import Digest, Event, Page, Reading
from heliograph.store.facts import Facts


def of_reading(reading: Reading, pages: Sequence[Page]) -> tuple[Event, Facts]:
    """Write what was read of a blob."""
    return "derived", {
        "digest": reading.digest,
        "outcome": reading.outcome,
        "media_type": reading.media_type,
        "read_by": reading.read_by,
        "confinement": reading.confinement,
        "pages": len(pages),
        "text": text_digest(page.text for page in pages),
    }


def text_digest(texts: Iterable[str]) -> Digest:
    """Name the texts of pages, in order: SHA-256 over the SHA-256 of each, in UTF-8."""
    whole = hashlib.sha256()
    for text in texts:
        whole.update(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest())
    return Digest(f"sha256:{whole.hexdigest()}")
