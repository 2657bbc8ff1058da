"""What kind of file some bytes are, told from the bytes.

A name is no evidence of a kind. It is asked only where the bytes leave open which dialect of plain
text they are in: Markdown, a table, C, or none of these.
"""

from __future__ import annotations

import codecs
import re
import struct
import unicodedata
import zlib
from collections.abc import Callable
from typing import BinaryIO, Final

from heliograph.extractors.dialects import dialect_of
from heliograph.extractors.ole import NotOle, opened
from heliograph.media import EMPTY, PDF, UNKNOWN

_HEAD: Final = 8_192
_TAIL: Final = 65_536
_PDF_SEARCHED: Final = 1_024

ZIP: Final = "application/zip"
WARC: Final = "application/warc"
WACZ: Final = "application/wacz"
_WARC_BEGINS: Final = 16
_WARC_HEAD: Final = re.compile(rb"WARC/[01]\.\d{1,2}\r?\n")

# Offset, bytes, media type; the first that fits wins.
_SIGNATURES: Final = (
    (0, b"%PDF-", PDF),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"\xfd7zXZ\0", "application/x-xz"),
    (0, b"\x28\xb5\x2f\xfd", "application/zstd"),
    (0, b"\x04\x22\x4d\x18", "application/x-lz4"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"MSCF\0\0\0\0", "application/vnd.ms-cab-compressed"),
    (0, b"WARC/1", WARC),
    (0, b"WARC/0", WARC),
    (0, b"SQLite format 3\0", "application/vnd.sqlite3"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"%!PS", "application/postscript"),
    (0, b"AT&TFORM", "image/vnd.djvu"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (8, b"WEBP", "image/webp"),
    (40, b" EMF", "image/emf"),
    (0, b"\xd7\xcd\xc6\x9a", "image/wmf"),
    (8, b"WAVE", "audio/vnd.wave"),
    (8, b"AVI ", "video/vnd.avi"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/matroska"),
    (0, b"OggS", "application/ogg"),
    (0, b"ID3\x02", "audio/mpeg"),
    (0, b"ID3\x03", "audio/mpeg"),
    (0, b"ID3\x04", "audio/mpeg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"\x7fELF", "application/x-elf"),
    (0, b"\xca\xfe\xba\xbe", "application/java-vm"),
    (0, b"wOF2", "font/woff2"),
    (0, b"wOFF", "font/woff"),
    (0, b"\0\x01\0\0\0", "font/ttf"),
    (0, b"OTTO", "font/otf"),
    (0, b"dex\n03", "application/vnd.android.dex"),
    (0, b"-----BEGIN PGP MESSAGE-----", "application/pgp-encrypted"),
    (0, b"age-encryption.org/v1\n", "application/vnd.age"),
    (0, b"KDMV", "application/vnd.vmware.vmdk"),
    (0, b"conectix", "application/x-vhd"),
    (0, b"vhdxfile", "application/x-vhd"),
    (0, b"!BDN", "application/vnd.ms-outlook-pst"),
    (0, b"ITSF\x03", "application/vnd.ms-htmlhelp"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)

_OPEN_DOCUMENT: Final = "application/vnd.oasis.opendocument."
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."

# Beginnings of member names that only one kind of package has.
_PACKAGES: Final = (
    (b"word/", _OFFICE + "wordprocessingml.document"),
    (b"xl/workbook.bin", "application/vnd.ms-excel.sheet.binary.macroEnabled.12"),
    (b"xl/", _OFFICE + "spreadsheetml.sheet"),
    (b"ppt/", _OFFICE + "presentationml.presentation"),
    (b"META-INF/container.xml", "application/epub+zip"),
    (b"AndroidManifest.xml", "application/vnd.android.package-archive"),
    (b"META-INF/MANIFEST.MF", "application/java-archive"),
)

_WACZ_NAMES: Final = frozenset({b"datapackage.json"})
_WARC_IN_WACZ: Final = re.compile(rb"archive/.+\.warc(?:\.gz)?\Z")

_OLE_STREAMS: Final = (
    ("EncryptedPackage", "application/vnd.ms-office.encrypted"),
    ("EncryptionInfo", "application/vnd.ms-office.encrypted"),
    ("WordDocument", "application/msword"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
    ("Workbook", "application/vnd.ms-excel"),
    ("__properties_version1.0", "application/vnd.ms-outlook"),
    ("VisioDocument", "application/vnd.visio"),
    ("Book", "application/vnd.ms-excel"),
)

_CENTRAL: Final = struct.Struct("<4s24xHHH12x")
_LOCAL: Final = struct.Struct("<4s14xIIHH")
_DIRECTORY_END: Final = struct.Struct("<4s8xI6x")
_DIRECTORY: Final = 1_048_576
_MOST_MEMBERS: Final = 4_000
_BYTES_A_CONTROL: Final = 50
"""Text has at most one control character in so many bytes; packed data has one in ten."""
_CONTROLS: Final = bytes((*range(8), 0x0B, *range(0x0E, 0x1A), *range(0x1C, 0x20), 0x7F))
_TERMINAL: Final = b"\x07\x08\x0b\x0e\x0f\x1a\x1b"
"""Bell, backspace, tabs, shifts, end of file, escape: what terminals and old programs put between
words. They stand in text that decodes, however short it is."""
_TERMINAL_SHARE: Final = 2
"""Of so many bytes at the most one is such a control."""
_MARKED_TEXT: Final = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\0\0\xfe\xff")
_TAR_BLOCK: Final = 512
_DISC_NAMED_AT: Final = 0x8001
# RFC 9580: a session key under a pass phrase, or for a key, stands before what is locked.
_PGP: Final = re.compile(
    rb"(?s)[\x8c\xc3][\x04-\x30]\x04[\x01-\x0d][\x00\x01\x03\x04]"
    rb"|(?:[\x84\xc1].|\x85..)\x03.{8}[\x01\x02\x10\x12\x19]"
)
_MEANINGLESS: Final = frozenset({"Cn", "Co", "Cs"})


def media_type_of(file: BinaryIO, name: str) -> str:
    """Tell the media type of a file from its bytes; never raises on what they say.

    `name` is the file's own name, asked only for the dialect of plain text. The file is left at
    its start.
    """
    file.seek(0)
    head = file.read(_HEAD)
    if not head:
        return EMPTY
    try:
        return _by_signature(head, file) or _by_text(head, file, name)
    finally:
        file.seek(0)


def _by_signature(head: bytes, file: BinaryIO) -> str:
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06") or head.startswith(b"PK00PK\x03\x04"):
        return _package(head, file)
    for offset, mark, media_type in _SIGNATURES:
        if head.startswith(mark, offset):
            return _LOOKS_INSIDE.get(media_type, _as_named)(media_type, head, file)
    for test in (_bzip2, _tar, _bmp, _portable_executable, _pgp, _disc, _disk_image, _late_pdf):
        found = test(head, file)
        if found:
            return found
    return ""


def _as_named(media_type: str, head: bytes, file: BinaryIO) -> str:
    return media_type


def _riff(media_type: str, head: bytes, file: BinaryIO) -> str:
    return media_type if head.startswith(b"RIFF") else ""


def _ole(media_type: str, head: bytes, file: BinaryIO) -> str:
    """Name an OLE file by its own streams; one cut short by what its directory lists."""
    try:
        own = {path[0] for path in opened(file).listdir()}
    except NotOle:
        own = _listed_streams(head, file)
    return next((found for stream, found in _OLE_STREAMS if stream in own), media_type)


def _listed_streams(head: bytes, file: BinaryIO) -> set[str]:
    sector = 1 << min(int.from_bytes(head[30:32], "little"), 16)
    file.seek((int.from_bytes(head[48:52], "little") + 1) * sector)
    listed = file.read(_HEAD)
    names = ((stream, stream.encode("utf-16-le") + b"\0") for stream, _ in _OLE_STREAMS)
    return {stream for stream, name in names if name in listed or name in head}


def _gzip(media_type: str, head: bytes, file: BinaryIO) -> str:
    """Tell a web archive, which is packed record by record, from what is merely packed."""
    try:
        begins = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, _WARC_BEGINS)
    except zlib.error:
        return media_type
    return WARC if _WARC_HEAD.match(begins) else media_type


_LOOKS_INSIDE: Final[dict[str, Callable[[str, bytes, BinaryIO], str]]] = {
    "application/x-ole-storage": _ole,
    "application/gzip": _gzip,
    "image/webp": _riff,
    "audio/vnd.wave": _riff,
    "video/vnd.avi": _riff,
}


def _bzip2(head: bytes, file: BinaryIO) -> str:
    is_it = re.match(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)", head)
    return "application/x-bzip2" if is_it else ""


def _tar(head: bytes, file: BinaryIO) -> str:
    """POSIX and GNU tar by their word, older ones by the checksum of their first header."""
    if head[257:262] == b"ustar":
        return "application/x-tar"
    header = head[:_TAR_BLOCK]
    stated = re.fullmatch(rb"[ 0]*([0-7]+)[\0 ]+", header[148:156])
    if len(header) < _TAR_BLOCK or stated is None or not header[0]:
        return ""
    found = sum(header) - sum(header[148:156]) + 8 * 0x20
    return "application/x-tar" if int(stated[1], 8) == found else ""


def _bmp(head: bytes, file: BinaryIO) -> str:
    is_it = head.startswith(b"BM") and head[6:10] == b"\0\0\0\0" and len(head) > len(b"BM") + 12
    return "image/bmp" if is_it else ""


def _portable_executable(head: bytes, file: BinaryIO) -> str:
    if not head.startswith(b"MZ") or b"\0" not in head:
        return ""
    # A program that unpacks itself is an archive with a program in front.
    return ZIP if _ends_as_zip(file) else "application/vnd.microsoft.portable-executable"


def _pgp(head: bytes, file: BinaryIO) -> str:
    return "application/pgp-encrypted" if _PGP.match(head) else ""


def _disc(head: bytes, file: BinaryIO) -> str:
    """An ISO 9660 image names itself in the seventeenth sector; what is before is for starting."""
    file.seek(_DISC_NAMED_AT)
    return "application/x-iso9660-image" if file.read(5) == b"CD001" else ""


def _disk_image(head: bytes, file: BinaryIO) -> str:
    """A disk image of macOS ends with a block that names it; what is before may be anything."""
    ends = _tail(file, 512)
    is_it = ends.startswith(b"koly\0\0\0\x04\0\0\x02\0")
    return "application/x-apple-diskimage" if is_it else ""


def _late_pdf(head: bytes, file: BinaryIO) -> str:
    """PDF with junk before its header, as readers allow: but not a text that speaks of PDF."""
    at = head.find(b"%PDF-", 0, _PDF_SEARCHED)
    if at < 0 or not re.match(rb"%PDF-\d\.\d\s", head[at : at + 9]):
        return ""
    has_object = re.search(rb"\d+ \d+ obj\b", head)
    return PDF if has_object or b"startxref" in _tail(file, _PDF_SEARCHED) else ""


def _tail(file: BinaryIO, size: int) -> bytes:
    end = file.seek(0, 2)
    file.seek(max(0, end - size))
    return file.read(size)


def _ends_as_zip(file: BinaryIO) -> bool:
    return b"PK\x05\x06" in _tail(file, _TAIL)


# --- zip ------------------------------------------------------------------------------------------


def _package(head: bytes, file: BinaryIO) -> str:
    """Name a zip by what it holds: the mimetype it begins with, or names only one kind has."""
    stated = _stated_mimetype(head)
    if stated:
        return stated
    names = _listed_names(file) or [*_local_names(head), *_central_names(_tail(file, _TAIL))]
    if _WACZ_NAMES.issubset(names) and any(_WARC_IN_WACZ.match(name) for name in names):
        return WACZ
    for beginning, media_type in _PACKAGES:
        if any(name.startswith(beginning) for name in names):
            return media_type
    return ZIP


def _stated_mimetype(head: bytes) -> str:
    """OpenDocument and EPUB put their type first, unpacked."""
    names = _local_names(head)
    if not names or names[0] != b"mimetype":
        return ""
    _, packed, _, _, extra = _LOCAL.unpack_from(head)
    start = _LOCAL.size + len(b"mimetype") + extra
    stated = head[start : start + min(packed or 80, 80)].split(b"PK")[0].strip()
    is_known = stated.startswith(_OPEN_DOCUMENT.encode()) or stated == b"application/epub+zip"
    return stated.decode("ascii", "replace") if is_known else ""


def _listed_names(file: BinaryIO) -> list[bytes]:
    """Read the names that the directory at the end lists; none where it cannot be followed.

    Only these are the file's own: an archive whose members are not packed shows the names of
    every archive inside it, too.
    """
    tail = _tail(file, _TAIL)
    ends = tail.rfind(b"PK\x05\x06")
    if not 0 <= ends <= len(tail) - _DIRECTORY_END.size:
        return []
    _, size = _DIRECTORY_END.unpack_from(tail, ends)
    begins = file.seek(0, 2) - len(tail) + ends - size
    if begins < 0:
        return []
    file.seek(begins)
    directory = file.read(min(size, _DIRECTORY))
    names: list[bytes] = []
    at = 0
    while at <= len(directory) - _CENTRAL.size and len(names) < _MOST_MEMBERS:
        signature, name, extra, comment = _CENTRAL.unpack_from(directory, at)
        if signature != b"PK\x01\x02":
            break
        names.append(directory[at + _CENTRAL.size : at + _CENTRAL.size + name])
        at += _CENTRAL.size + name + extra + comment
    return names


def _local_names(head: bytes) -> list[bytes]:
    names, at = [], head.find(b"PK\x03\x04")
    while 0 <= at <= len(head) - _LOCAL.size:
        length = _LOCAL.unpack_from(head, at)[3]
        names.append(head[at + _LOCAL.size : at + _LOCAL.size + length])
        at = head.find(b"PK\x03\x04", at + _LOCAL.size)
    return names


def _central_names(tail: bytes) -> list[bytes]:
    names: list[bytes] = []
    at = tail.find(b"PK\x01\x02")
    while 0 <= at <= len(tail) - _CENTRAL.size and len(names) < _MOST_MEMBERS:
        length = _CENTRAL.unpack_from(tail, at)[1]
        names.append(tail[at + _CENTRAL.size : at + _CENTRAL.size + length])
        at = tail.find(b"PK\x01\x02", at + _CENTRAL.size)
    return names


# --- text -----------------------------------------------------------------------------------------


def _by_text(head: bytes, file: BinaryIO, name: str) -> str:
    text = _readable(head)
    if text is None:
        return ZIP if _ends_as_zip(file) else UNKNOWN
    return dialect_of(text, name, whole=len(head) < _HEAD)


def _readable(head: bytes) -> str | None:
    """Give the beginning as text in which ASCII is right; None where it is no text at all."""
    if head.startswith(_MARKED_TEXT):
        if head.startswith(b"\xef\xbb\xbf"):
            return head[3:].decode("utf-8", "replace")
        return head.decode("utf-32" if b"\0\0" in head[:4] else "utf-16", "replace")
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls * _BYTES_A_CONTROL <= len(head) or _is_of_a_terminal(head):
        return head.decode("utf-8", "replace")
    return _unmarked_wide(head)


def _is_of_a_terminal(head: bytes) -> bool:
    """Say whether bytes are words in UTF-8 or GB 18030 between which a terminal was told things."""
    words = head.translate(None, _TERMINAL)
    others = len(words) - len(words.translate(None, _CONTROLS))
    if others * _BYTES_A_CONTROL > len(head) or len(words) * _TERMINAL_SHARE < len(head):
        return False
    return any(_decodes(words, encoding) for encoding in ("utf-8", "gb18030"))


def _decodes(words: bytes, encoding: str) -> bool:
    """Say whether bytes are text in this encoding; the last character may be cut in two."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(words)
    except UnicodeDecodeError:
        return False
    return True


def _unmarked_wide(head: bytes) -> str | None:
    """UTF-16 without a mark has its NULs on one side, and reads as text without controls."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) <= 4 * min(even, odd):
        return None
    text = head[: len(head) // 2 * 2].decode("utf-16-be" if even > odd else "utf-16-le", "replace")
    controls = sum(letter < " " and letter not in "\t\n\r\f" for letter in text)
    # Packed bytes make characters that nobody has given a meaning.
    unknown = sum(unicodedata.category(letter) in _MEANINGLESS for letter in text)
    strange = controls + unknown + text.count("\ufffd")
    return text if strange * _BYTES_A_CONTROL <= len(text) else None
