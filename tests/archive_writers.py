"""Archives that no tool of Python writes: 7z by libarchive's own writer, RAR by its layout."""

from __future__ import annotations

import ctypes
import struct
import zlib

from heliograph.extractors.libarchive import LIBRARY

REGULAR, LINK = 0o100000, 0o120000
_ROOM = 1 << 22


def seven_zip(files: list[tuple[str, bytes]], links: dict[str, str] | None = None) -> bytes:
    """Pack files, then links, as libarchive does."""
    return _by_libarchive("7zip", files, links or {})


def disc_image(files: list[tuple[str, bytes]], links: dict[str, str] | None = None) -> bytes:
    """Write files, then links, to an image of a disc, with the long names of Joliet."""
    return _by_libarchive("iso9660", files, links or {})


def _by_libarchive(kind: str, files: list[tuple[str, bytes]], links: dict[str, str]) -> bytes:
    library = ctypes.CDLL(LIBRARY)
    for name in ("archive_write_new", "archive_entry_new"):
        getattr(library, name).restype = ctypes.c_void_p
    archive = ctypes.c_void_p(library.archive_write_new())
    getattr(library, f"archive_write_set_format_{kind}")(archive)
    buffer = ctypes.create_string_buffer(_ROOM)
    used = ctypes.c_size_t()
    library.archive_write_open_memory(archive, buffer, ctypes.c_size_t(_ROOM), ctypes.byref(used))
    for name, content in files:
        _entry(library, archive, name, REGULAR, content)
    for name, target in links.items():
        _entry(library, archive, name, LINK, b"", target)
    library.archive_write_close(archive)
    made = buffer.raw[: used.value]
    library.archive_write_free(archive)
    return made


def _entry(
    library: ctypes.CDLL,
    archive: ctypes.c_void_p,
    name: str,
    kind: int,
    content: bytes,
    target: str = "",
) -> None:
    entry = ctypes.c_void_p(library.archive_entry_new())
    library.archive_entry_set_pathname_utf8(entry, name.encode())
    library.archive_entry_set_filetype(entry, kind)
    library.archive_entry_set_perm(entry, 0o644)
    library.archive_entry_set_size(entry, ctypes.c_int64(len(content)))
    if target:
        library.archive_entry_set_symlink_utf8(entry, target.encode())
    assert library.archive_write_header(archive, entry) == 0
    if content:
        library.archive_write_data(archive, content, ctypes.c_size_t(len(content)))
    library.archive_entry_free(entry)


def rar_4(files: list[tuple[bytes, bytes]], *, encrypted: bool = False) -> bytes:
    """Store files as RAR 1.5 to 4 do: a signature, then blocks of CRC, type, flags and size."""
    made = b"Rar!\x1a\x07\x00" + _block(0x73, 0, bytes(6))
    for name, content in files:
        size, crc = len(content), zlib.crc32(content)
        head = struct.pack("<IIBIIBBHI", size, size, 2, crc, 0x58000000, 29, 0x30, len(name), 0x20)
        made += _block(0x74, 0x8000 | (0x04 if encrypted else 0), head + name) + content
    return made + _block(0x7B, 0x4000, b"")


def _block(kind: int, flags: int, rest: bytes) -> bytes:
    body = struct.pack("<BHH", kind, flags, 7 + len(rest)) + rest
    return struct.pack("<H", zlib.crc32(body) & 0xFFFF) + body


def rar_5(files: list[tuple[str, bytes]]) -> bytes:
    """Store files as RAR 5 does: blocks of CRC and size, numbers of seven bits to a byte."""
    made = b"Rar!\x1a\x07\x01\x00" + _block_5(_number(1) + _number(0) + _number(0))
    for name, content in files:
        named = name.encode()
        head = _number(2) + _number(2) + _number(len(content)) + _number(4) + _number(len(content))
        head += _number(0o644) + struct.pack("<I", zlib.crc32(content)) + _number(0) + _number(1)
        made += _block_5(head + _number(len(named)) + named) + content
    return made + _block_5(_number(5) + _number(0) + _number(0))


def _block_5(body: bytes) -> bytes:
    sized = _number(len(body)) + body
    return struct.pack("<I", zlib.crc32(sized)) + sized


def _number(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*out, value))


def cabinet(files: list[tuple[str, bytes]]) -> bytes:
    """Store files in one folder and one block, as Microsoft's cabinets do."""
    listed, data = b"", b""
    for name, content in files:
        listed += struct.pack("<IIHHHH", len(content), len(data), 0, 0, 0, 0xA0)
        listed += name.encode() + b"\0"
        data += content
    at = 36 + 8 + len(listed)
    whole = at + 8 + len(data)
    head = struct.pack("<4sIIIIIBBHHHHH", b"MSCF", 0, whole, 0, 44, 0, 3, 1, 1, len(files), 0, 0, 0)
    folder = struct.pack("<IHH", at, 1, 0)
    return head + folder + listed + struct.pack("<IHH", 0, len(data), len(data)) + data
