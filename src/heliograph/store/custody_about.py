"""The entries of custody that concern something, found without reading the others.

Whoever looks at one document must not wait until a chain of a million entries was gone through:
where a digest or an id stands in the file is looked for as bytes, and only those lines are read.
They are not checked against each other; `heliograph verify` does that.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterable
from pathlib import Path

import msgspec

from heliograph.records import CustodyEntry, Digest
from heliograph.store.rows import Rows

_ENTRY = msgspec.json.Decoder(CustodyEntry)
_SHORTEST = 8
"""Characters of a name that is looked for: a shorter one would stand everywhere."""


def entries_about(path: Path, names: Iterable[str]) -> list[CustodyEntry]:
    """Give the entries of which a fact is one of these ids or digests, or holds one, in order."""
    wanted = {name for name in names if len(name) >= _SHORTEST}
    if not wanted or not path.exists() or not path.stat().st_size:
        return []
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as chain:
        starts = {start for name in wanted for start in _lines_with(chain, name.encode())}
        lines = [chain[start : chain.find(b"\n", start)] for start in sorted(starts)]
    entries = [_ENTRY.decode(line) for line in lines]
    return [one for one in entries if wanted & {str(value) for value in one.facts.values()}]


def _lines_with(chain: mmap.mmap, name: bytes) -> Iterable[int]:
    """Yield where the whole lines begin that hold these bytes."""
    at = chain.find(name)
    while at >= 0:
        end = chain.find(b"\n", at)
        if end < 0:
            # A write that was interrupted: no entry yet.
            return
        yield chain.rfind(b"\n", 0, at) + 1
        at = chain.find(name, end)


def entries_of(path: Path, rows: Rows, digest: Digest, claim: str = "") -> list[CustodyEntry]:
    """Give the entries that concern a document, wherever its bytes stood, and one claim of it."""
    documents = [one.id for one in rows.documents(digest=digest)]
    return entries_about(path, [digest, *documents, claim])
