"""Sets of places as whole numbers: a bit for each place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_DIGITS: Final = bytes.maketrans(b"01", b"\0\1")


def bits_of(places: Iterable[int], size: int) -> int:
    """Make a set of places, all below `size`."""
    made = bytearray(size // 8 + 1)
    for place in places:
        made[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(made, "little")


def bytes_of(some: int) -> bytes:
    """Write a set with the least byte first."""
    return some.to_bytes(some.bit_length() // 8 + 1, "little")


def flags_of(some: int, size: int) -> bytes:
    """Write a set as a byte for each place: 1 where it has that."""
    return bin(some)[:1:-1].encode().translate(_DIGITS).ljust(size, b"\0")


def union(sets: Iterable[int]) -> int:
    """Give what is in any of some sets."""
    whole = 0
    for one in sets:
        whole |= one
    return whole
