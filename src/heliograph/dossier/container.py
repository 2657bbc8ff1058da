"""Parts → one zip or one folder, which has its name only once it is whole and on the disk.

The zip is of one form, so that a verifier can say of every byte what it must be: entries stored,
in order of name, headers with nothing but what follows from name, size and check sum.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from heliograph.dossier.parts import NAME, Part
from heliograph.durable import move, settle_all, sweep, unfinished
from heliograph.errors import AlreadyThere, UsageError

MOST_ZIP = 2**32 - 1
MOST_ENTRIES = 2**16 - 1
"""What the old form of zip can count; larger dossiers are folders."""

_LOCAL, _CENTRAL, _END = (
    struct.Struct("<4s5H3L2H"),
    struct.Struct("<4s6H3L5H2L"),
    struct.Struct("<4s4H2LH"),
)
_VERSION, _DAY = 20, 33
"""Version 2.0; 1 January 1980, the first day that a zip can tell."""
_MADE_BY = 3 << 8 | _VERSION
_MODE = 0o100644 << 16
_AS_ZIP = "It is too large for a zip. Say --out FOLDER, without .zip at its end."


def write(parts: Iterable[Part], where: Path) -> None:
    """Write a zip where the name ends in `.zip`, else a folder. What a killed run left is removed.

    Raises `AlreadyThere`: nothing is ever written over; `UsageError` where a zip would not hold it.
    """
    free(where)
    where.parent.mkdir(parents=True, exist_ok=True)
    making = unfinished(where)
    sweep(making)
    if where.suffix == ".zip":
        with making.open("wb") as file:
            _write_zip(parts, file)
    else:
        _write_folder(parts, making)
    settle_all(making)


def finish(where: Path) -> None:
    """Give the bundle its name; durable when this returns."""
    free(where)
    move(unfinished(where), where)


def free(where: Path) -> None:
    """See that nothing stands there. Raises `AlreadyThere`."""
    if where.exists() or where.is_symlink():
        raise AlreadyThere(where=where)


def _write_zip(parts: Iterable[Part], file: BinaryIO) -> None:
    records: list[bytes] = []
    last = ""
    for part in sorted(parts, key=lambda one: one.path):
        assert NAME.fullmatch(part.path), part.path
        assert part.path > last, part.path
        last = part.path
        records.append(_entry(part, file))
    start, directory = file.tell(), b"".join(records)
    if start + len(directory) + _END.size > MOST_ZIP or len(records) > MOST_ENTRIES:
        raise UsageError(detail=_AS_ZIP)
    file.write(directory)
    count = len(records)
    file.write(_END.pack(b"PK\5\6", 0, 0, count, count, len(directory), start, 0))


def _entry(part: Part, file: BinaryIO) -> bytes:
    """Write header and content; give the record for the directory."""
    name, place, check, size = part.path.encode("ascii"), file.tell(), 0, 0
    file.write(bytes(_LOCAL.size) + name)
    for chunk in part.chunks():
        file.write(chunk)
        check, size = zlib.crc32(chunk, check), size + len(chunk)
    after = file.tell()
    if after > MOST_ZIP:
        raise UsageError(detail=_AS_ZIP)
    file.seek(place)
    file.write(_LOCAL.pack(b"PK\3\4", _VERSION, 0, 0, 0, _DAY, check, size, size, len(name), 0))
    file.seek(after)
    about = (_MADE_BY, _VERSION, 0, 0, 0, _DAY, check, size, size, len(name))
    return _CENTRAL.pack(b"PK\1\2", *about, 0, 0, 0, 0, _MODE, place) + name


def _write_folder(parts: Iterable[Part], root: Path) -> None:
    root.mkdir()
    for part in parts:
        assert NAME.fullmatch(part.path), part.path
        path = root / part.path
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.writelines(part.chunks())
