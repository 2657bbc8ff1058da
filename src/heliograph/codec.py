"""Records ⇄ canonical JSON and bounded frames; digests, ids, packed boxes."""

from __future__ import annotations

import hashlib
import zlib
from array import array
from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec
import rfc8785

from heliograph.records import Digest

BOX_SCALE = 65_534
"""Box edges are kept as 16-bit fractions of the page: finer than a pixel up to 65,000 pixels."""

NO_BOX = 65_535
"""Stands in all four edges of a character that has no place on the page (a made-up line break)."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, as fractions of the page from its top left corner."""


def digest_of(content: bytes) -> Digest:
    """Name bytes by their SHA-256."""
    return Digest(f"sha256:{hashlib.sha256(content).hexdigest()}")


def id_of(*parts: object) -> str:
    """Make an id from what determined the content: 24 hex digits (96 bits) of a SHA-256."""
    joined = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def canonical(value: object) -> bytes:
    """Encode as canonical JSON (RFC 8785): one value, one sequence of bytes."""
    return rfc8785.dumps(msgspec.to_builtins(value))


def moment(at: datetime) -> str:
    """Write a time as records keep it: UTC, milliseconds, `Z`."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def pack_boxes(boxes: Iterable[Box | None]) -> bytes:
    """Pack one box for each character of a page (None: the character has no place).

    Four little-endian 16-bit fractions a character, deflated: about 3 bytes a character.
    """
    edges = array("H")
    for box in boxes:
        if box is None:
            edges.extend((NO_BOX, NO_BOX, NO_BOX, NO_BOX))
        else:
            edges.extend(round(min(max(edge, 0.0), 1.0) * BOX_SCALE) for edge in box)
    return pack_edges(edges.tobytes())


def pack_edges(edges: bytes) -> bytes:
    """Pack boxes that are already four little-endian 16-bit fractions a character."""
    return zlib.compress(edges, 1)


def boxes_of(packed: bytes, start: int, end: int) -> list[Box]:
    """Unpack the boxes over `start:end`, one for each line that the words touch.

    Characters whose boxes overlap in height are one line; a line's box is their union.
    """
    if not packed:
        return []
    edges = array("H")
    edges.frombytes(zlib.decompress(packed))
    lines: list[list[int]] = []
    for at in range(start, min(end, len(edges) // 4)):
        left, top, right, bottom = edges[4 * at : 4 * at + 4]
        if left == NO_BOX:
            continue
        middle = (top + bottom) // 2
        if lines and lines[-1][1] <= middle <= lines[-1][3] and right > lines[-1][0]:
            line = lines[-1]
            line[0], line[1] = min(line[0], left), min(line[1], top)
            line[2], line[3] = max(line[2], right), max(line[3], bottom)
        else:
            lines.append([left, top, right, bottom])
    return [
        (
            line[0] / BOX_SCALE,
            line[1] / BOX_SCALE,
            line[2] / BOX_SCALE,
            line[3] / BOX_SCALE,
        )
        for line in lines
    ]
