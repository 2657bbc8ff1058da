"""Records ⇄ canonical JSON and bounded frames; digests, ids, packed boxes."""

from __future__ import annotations

import hashlib
import zlib
from array import array
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import accumulate
from operator import add

import msgspec
import rfc8785

from heliograph.records import Digest

BOX_SCALE = 65_534
"""Box edges are kept as 16-bit fractions of the page: finer than a pixel up to 65,000 pixels."""

NO_BOX = 65_535
"""Stands in all four edges of a character that has no place on the page (a made-up line break)."""

MASK = 65_535
"""Numbers of packed boxes count modulo 2**16."""

MOST_BYTES = 2**27
"""Bytes to which packed boxes may unpack: they come from a child that is not trusted."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, as fractions of the page from its top left corner."""


def digest_of(content: bytes) -> Digest:
    """Name bytes by their SHA-256."""
    return Digest(f"sha256:{hashlib.sha256(content).hexdigest()}")


def digest_of_chunks(chunks: Iterable[bytes]) -> Digest:
    """Name bytes that come piece by piece."""
    hashing = hashlib.sha256()
    for chunk in chunks:
        hashing.update(chunk)
    return Digest(f"sha256:{hashing.hexdigest()}")


def id_of(*parts: object) -> str:
    """Make an id from what determined the content: 24 hex digits (96 bits) of a SHA-256."""
    joined = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def page_id_of(digest: Digest, read_by: str, number: int, text: str) -> str:
    """Name a page by what it says, not by the version that read it.

    Where a new version reads the same words, the claims on them and what was said of these stand.
    """
    reader = read_by.partition("/")[0]
    words = digest_of(text.encode("utf-8", "surrogatepass"))
    return id_of("page", digest, reader, number, words)


def claim_id_of(page_id: str, span: tuple[int, int], capability: str, stance: str) -> str:
    """Name a claim by where it stands and what it says."""
    return id_of("claim", page_id, *span, capability, stance)


def canonical(value: object) -> bytes:
    """Encode as canonical JSON (RFC 8785): one value, one sequence of bytes."""
    return rfc8785.dumps(msgspec.to_builtins(value))


def moment(at: datetime) -> str:
    """Write a time as records keep it: UTC, milliseconds, `Z`."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def pack_boxes(boxes: Iterable[Box | None]) -> bytes:
    """Pack one box for each character of a page (None: the character has no place)."""
    steps = array("H"), array("H"), array("H"), array("H")
    last_top = last_right = 0
    for box in boxes:
        left, top, right, bottom = (NO_BOX,) * 4 if box is None else map(_scaled, box)
        values = (left - last_right, top - last_top, right - left, bottom - top)
        for plane, value in zip(steps, values, strict=True):
            plane.append(value & MASK)
        last_top, last_right = top, right
    return pack_planes(b"".join(plane.tobytes() for plane in steps))


def pack_planes(planes: bytes) -> bytes:
    """Pack boxes that already lie in planes, as `pack_boxes` makes them: about 2 bytes a character.

    Four planes, each with one little-endian 16-bit number a character: left minus the right of the
    character before, top minus the top before, width, height; all modulo 2**16, the first counted
    from 0; deflated.
    """
    return zlib.compress(planes, 1)


def first_boxes(packed: bytes, characters: int) -> bytes:
    """Keep the packed boxes of the first `characters` alone."""
    if not packed:
        return packed
    values = unpack_planes(packed)
    count = len(values) // 4
    size = min(characters, count)
    planes = (values[plane * count : plane * count + size] for plane in range(4))
    return pack_planes(b"".join(plane.tobytes() for plane in planes))


def unpack_planes(packed: bytes) -> array[int]:
    """Give the numbers of the four planes, one plane after the other."""
    values = array("H")
    whole = zlib.decompressobj().decompress(packed, MOST_BYTES)
    values.frombytes(whole[: len(whole) // 8 * 8])
    return values


def _scaled(edge: float) -> int:
    return round(min(max(edge, 0.0), 1.0) * BOX_SCALE)


class Edges:
    """The box of every character of a page, unpacked once and asked for by offset."""

    def __init__(self, packed: bytes) -> None:
        """Unpack; nothing is worked out for a character before it is asked for."""
        values = unpack_planes(packed) if packed else array("H")
        count = len(values) // 4
        self._widths, self._heights = values[2 * count : 3 * count], values[3 * count :]
        self._rights = list(accumulate(map(add, values[:count], self._widths)))
        self._tops = list(accumulate(values[count : 2 * count]))

    def __len__(self) -> int:
        """Count the characters."""
        return len(self._tops)

    def at(self, offset: int) -> tuple[int, int, int, int] | None:
        """Give left, top, right, bottom in 65,534ths of the page; None where there is no place."""
        right, top = self._rights[offset] & MASK, self._tops[offset] & MASK
        left = (right - self._widths[offset]) & MASK
        if left == NO_BOX:
            return None
        return left, top, right, (top + self._heights[offset]) & MASK


def boxes_of(packed: bytes, start: int, end: int) -> list[Box]:
    """Unpack the boxes over `start:end`, as `boxes_at` does."""
    return boxes_at(Edges(packed), start, end) if packed else []


def boxes_at(edges: Edges, start: int, end: int) -> list[Box]:
    """Give the boxes over `start:end` of a page, one for each line that the words touch.

    Characters whose boxes overlap in height are one line; a line's box is their union.
    """
    lines: list[list[int]] = []
    for offset in range(start, min(end, len(edges))):
        box = edges.at(offset)
        if box is None:
            continue
        left, top, right, bottom = box
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
