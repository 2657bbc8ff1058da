"""Writes small OLE containers for tests: streams by path, in the layout of [MS-CFB] version 3."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from itertools import pairwise

SECTOR = 512
FREE, END, FAT_SECTOR, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
CUTOFF = 4096


@dataclass
class _Entry:
    name: str
    kind: int
    content: bytes = b""
    children: dict[str, _Entry] = field(default_factory=dict)
    number: int = 0
    child: int = NONE
    right: int = NONE
    start: int = END
    size: int = 0


def ole_file(streams: dict[str, bytes]) -> bytes:
    """Make a container of streams, each named by its path with `/` between storages."""
    root = _Entry("Root Entry", 5)
    for path, content in streams.items():
        *folders, name = path.split("/")
        place = root
        for folder in folders:
            place = place.children.setdefault(folder, _Entry(folder, 1))
        # No mini stream: what is short is filled up to where the ordinary sectors begin.
        place.children[name] = _Entry(name, 2, content)
    entries: list[_Entry] = []
    _number(root, entries)
    sectors: list[bytes] = []
    chains: list[int] = []
    for entry in entries:
        if entry.kind == 2 and entry.content:
            size = max(len(entry.content), CUTOFF)
            entry.start, entry.size = len(chains), size
            _chain(entry.content.ljust(size, b"\0"), sectors, chains)
    directory = b"".join(_packed(entry) for entry in entries)
    directory_start = len(chains)
    _chain(directory, sectors, chains)
    tables = 1
    while tables * SECTOR // 4 < len(chains) + tables:
        tables += 1
    table_start = len(chains)
    chains.extend([FAT_SECTOR] * tables)
    chains.extend([FREE] * (tables * SECTOR // 4 - len(chains)))
    sectors.append(struct.pack(f"<{len(chains)}I", *chains))
    places = [table_start + at for at in range(tables)]
    head = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        *(0x3E, 3, 0xFFFE, 9, 6),
        *(0, tables, directory_start, 0, CUTOFF, END, 0, END, 0),
    )
    head += struct.pack("<109I", *(places + [FREE] * 109)[:109])
    return head + b"".join(sectors)


def _number(entry: _Entry, entries: list[_Entry]) -> None:
    entry.number = len(entries)
    entries.append(entry)
    # In a tree leaning to the right names must rise: first by length, then by letters.
    children = sorted(entry.children.values(), key=lambda one: (len(one.name), one.name.upper()))
    for child in children:
        _number(child, entries)
    for one, two in pairwise(children):
        one.right = two.number
    if children:
        entry.child = children[0].number


def _chain(content: bytes, sectors: list[bytes], chains: list[int]) -> None:
    count = -(-len(content) // SECTOR)
    first = len(chains)
    sectors.append(content.ljust(count * SECTOR, b"\0"))
    chains.extend([*range(first + 1, first + count), END])


def _packed(entry: _Entry) -> bytes:
    name = (entry.name + "\0").encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16xIQQIQ",
        name,
        *(len(name), entry.kind, 1, NONE, entry.right, entry.child, 0, 0, 0),
        *(entry.start if entry.kind != 5 else END, entry.size),
    )
