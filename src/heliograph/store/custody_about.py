"""Finds the entries of custody that tell of some bytes, without reading all others."""

from __future__ import annotations

from mmap import ACCESS_READ, mmap
from pathlib import Path

import msgspec

from heliograph.records import CustodyEntry, Digest
from heliograph.store.rows import Rows

_ENTRY = msgspec.json.Decoder(CustodyEntry)


def entries_about(custody: Path, words: str, most: int) -> tuple[list[CustodyEntry], bool]:
    """Fetch the last entries that have these words in them (a digest, an id), oldest first.

    Says besides whether there are earlier ones. The chain is not checked: `heliograph verify` does
    that. A line that is no entry is passed over.
    """
    wanted = words.encode()
    found: list[CustodyEntry] = []
    if not wanted or not custody.exists() or not custody.stat().st_size:
        return [], False
    with custody.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as whole:
        # What a killed write left at the end has no newline, and is no entry.
        end = whole.rfind(b"\n") + 1
        while (at := whole.rfind(wanted, 0, end)) >= 0:
            start = whole.rfind(b"\n", 0, at) + 1
            entry = _entry(whole[start : whole.find(b"\n", at)])
            if entry is not None:
                if len(found) == most:
                    return found[::-1], True
                found.append(entry)
            end = start
    return found[::-1], False


def entries_of(
    custody: Path, rows: Rows, digest: Digest, claim: str = "", most: int = 10_000
) -> tuple[list[CustodyEntry], bool]:
    """Fetch the last entries that tell of a document, wherever its bytes stood, and of a claim.

    Gives them as `entries_about` does.
    """
    names = [digest, *(one.id for one in rows.documents(digest=digest)), claim]
    found: dict[int, CustodyEntry] = {}
    more = False
    for name in filter(None, names):
        entries, earlier = entries_about(custody, name, most)
        more = more or earlier
        found |= {one.sequence: one for one in entries}
    last = sorted(found)[-most:]
    return [found[sequence] for sequence in last], more or len(found) > most


def _entry(line: bytes) -> CustodyEntry | None:
    try:
        return _ENTRY.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
