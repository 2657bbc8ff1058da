"""An OLE container (the older office formats, Outlook messages): its streams and properties.

Layout of the container: [MS-CFB], read by olefile. Property sets: [MS-OLEPS].
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import BinaryIO, Final

from olefile import OleFileIO

from heliograph.codec import moment
from heliograph.extractors.code_pages import codec_of
from heliograph.records import Note, Problem
from heliograph.seams import Member, Title

SUMMARY: Final = {
    3: "subject",
    4: "author",
    5: "keywords",
    6: "comments",
    7: "template",
    8: "last-author",
    11: "printed",
    12: "created",
    13: "saved",
    18: "program",
}
"""Numbers of properties in the summary, and the key each is told under; 2 is the title."""

DOCUMENT_SUMMARY: Final = {2: "category", 14: "manager", 15: "company"}
SETS: Final = (
    ("\x05SummaryInformation", SUMMARY),
    ("\x05DocumentSummaryInformation", DOCUMENT_SUMMARY),
)
TITLE: Final = 2
CODE_PAGE: Final = 1

SINCE_1601: Final = 11_644_473_600

MOST_OF_A_STREAM: Final = 256 * 2**20
MOST_OBJECTS: Final = 2_000
CHUNK: Final = 1 << 20

_PATH: Final = struct.Struct("<4xI")
_SIZE: Final = struct.Struct("<I")

PICTURE: Final = re.compile(
    rb"(?s)..[\x1d\x1e\x29\x2a]\xf0(....)"
    rb"(?=.{17}(?:.{16})?(\x89PNG\r\n|\xff\xd8\xff|II\*\0|MM\0\*))"
)
"""A picture in a drawing: [MS-ODRAW] 2.2.27 to 2.2.29, one or two digests before its bytes."""

ENDINGS: Final = {b"\x89": "png", b"\xff": "jpg", b"I": "tif", b"M": "tif"}

NATIVE: Final = "\x01ole10native"
PARTS: Final = frozenset({NATIVE, "package", "contents"})
"""Streams that hold an embedded file."""


class NotOle(Exception):
    """The bytes are no OLE container that can be followed."""


def opened(file: BinaryIO) -> OleFileIO:
    """Open a container. Raises `NotOle`."""
    file.seek(0)
    try:
        return OleFileIO(file)
    except (OSError, ValueError, IndexError, struct.error, RecursionError) as error:
        raise NotOle(str(error)) from error


def has(ole: OleFileIO, *path: str) -> bool:
    """Tell whether there is such a stream or storage."""
    return bool(ole.exists(list(path)))


def stream(ole: OleFileIO, *path: str) -> bytes:
    """Give the bytes of a stream, or what can be had of them; none if there is no such stream."""
    try:
        with ole.openstream(list(path)) as opened_stream:
            content: bytes = opened_stream.read(MOST_OF_A_STREAM)
    except (OSError, ValueError, IndexError, struct.error):
        return b""
    return content


def told(ole: OleFileIO, prefix: str) -> Iterator[Title | Note]:
    """Tell what the file says of itself: title, properties, macros."""
    title, notes = "", []
    for name, wanted in SETS:
        properties = _properties(ole, name)
        codec = codec_of(_number(properties.get(CODE_PAGE)) & 0xFFFF)
        if wanted is SUMMARY:
            title = _words(properties.get(TITLE), codec)
        for number, key in wanted.items():
            words = _words(properties.get(number), codec)
            if words:
                notes.append(Note(key=f"{prefix}:{key}", value=words))
    if title:
        yield Title(text=title)
    yield from notes
    for path in (("Macros",), ("_VBA_PROJECT_CUR",)):
        if has(ole, *path):
            yield Note(key=f"{prefix}:macros", value=path[0])


def _properties(ole: OleFileIO, name: str) -> dict[int, object]:
    if not has(ole, name):
        return {}
    try:
        found: dict[int, object] = ole.getproperties([name], convert_time=False)
    except (OSError, ValueError, IndexError, TypeError, struct.error, OverflowError, MemoryError):
        return {}
    return found


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _words(value: object, codec: str) -> str:
    if isinstance(value, bytes):
        value = value.decode(codec, "replace")
    if isinstance(value, str):
        return value.partition("\0")[0].strip()
    return _time(value) if isinstance(value, int) and value > 0 else ""


def _time(seconds: int) -> str:
    """Write a time that olefile gives in seconds since 1601."""
    try:
        return moment(datetime.fromtimestamp(seconds - SINCE_1601, UTC))
    except (ValueError, OverflowError, OSError):
        return ""


def objects(ole: OleFileIO) -> Iterator[Member | Problem]:
    """Take out the files that are embedded as objects."""
    found = [path for path in ole.listdir() if path[-1].lower() in PARTS and len(path) > 1]
    for number, path in enumerate(found[:MOST_OBJECTS], 1):
        content = stream(ole, *path)
        if path[-1].lower() == NATIVE:
            name, content = _native(content)
        else:
            name = ""
        yield taken(name or f"{'/'.join(path[:-1])}/object-{number}.bin", content)
    if len(found) > MOST_OBJECTS:
        detail = f"{MOST_OBJECTS} of {len(found)} embedded objects"
        yield Problem(outcome="cut", reason="too-many-members", detail=detail)


def _native(content: bytes) -> tuple[str, bytes]:
    """Split an Ole10Native stream into the name of the file that was put in, and its bytes."""
    label, _, rest = content[6:].partition(b"\0")
    _, _, rest = rest.partition(b"\0")
    try:
        at = _PATH.size + _PATH.unpack_from(rest)[0]
        size = _SIZE.unpack_from(rest, at)[0]
    except struct.error:
        return "", content[4:]
    return label.decode("gb18030", "replace").replace("\\", "/"), rest[
        at + _SIZE.size : at + _SIZE.size + size
    ]


def pictures(content: bytes, where: str) -> Iterator[Member | Problem]:
    """Take out the pictures of a stream of drawings: PNG, JPEG and TIFF, as they stand in it."""
    for number, found in enumerate(PICTURE.finditer(content), 1):
        if number > MOST_OBJECTS:
            yield Problem(outcome="cut", reason="too-many-members", detail=f"pictures of {where}")
            return
        size = struct.unpack("<I", found[1])[0]
        start = found.start(2)
        ends = found.end(1) + size
        name = f"{where}/picture-{number}.{ENDINGS[found[2][:1]]}"
        yield taken(name, content[start:ends])


def taken(name: str, content: bytes) -> Member:
    """Hand on bytes that were taken out as a member."""
    name = name.replace("\0", "\ufffd")
    chunks = (content[at : at + CHUNK] for at in range(0, len(content), CHUNK))
    return Member(name=name, raw_name=None, packed_size=None, chunks=chunks)
