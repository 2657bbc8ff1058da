"""A leaf as bytes and back: what stands in one container still stands in one and the same."""

from __future__ import annotations

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from heliograph.records import Container, Leaf, Page, Passage


class _Packed(Struct, frozen=True, array_like=True):
    """Containers apart, each once: by which one it is, not by what it says.

    Two lists with the same name are two, and finders tell a passage's neighbours by it.
    """

    page: Page
    containers: tuple[Container, ...]
    passages: tuple[Passage, ...]
    places: tuple[int | None, ...]


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Packed)


def pack_leaf(leaf: Leaf) -> bytes:
    """Write a leaf as bytes."""
    numbers: dict[int, int] = {}
    containers: list[Container] = []
    places: list[int | None] = []
    for passage in leaf.passages:
        one = passage.container
        if one is not None and id(one) not in numbers:
            numbers[id(one)] = len(containers)
            containers.append(one)
        places.append(None if one is None else numbers[id(one)])
    bare = tuple(replace(one, container=None) for one in leaf.passages)
    return _encoder.encode(_Packed(leaf.page, tuple(containers), bare, tuple(places)))


def unpack_leaf(packed: bytes | bytearray) -> Leaf:
    """Read what `pack_leaf` wrote."""
    read = _decoder.decode(packed)
    passages = (
        passage if place is None else replace(passage, container=read.containers[place])
        for passage, place in zip(read.passages, read.places, strict=True)
    )
    return Leaf(page=read.page, passages=tuple(passages))
