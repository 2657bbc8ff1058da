"""The system's libarchive (BSD), as far as reading 7z, RAR, CAB and ISO needs it, through ctypes.

Only these formats are switched on, so that no other of its parsers can be reached. Reading goes
through a callback: it is handed our open file, and opens none.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from ctypes import c_char_p, c_int, c_int64, c_size_t, c_ssize_t, c_uint, c_void_p
from typing import BinaryIO, Final

LIBRARY: Final = "libarchive.so.13"
"""The library's name since 3.0 (2011); Debian's package is libarchive13."""

FORMATS: Final = {
    "application/x-7z-compressed": ("7zip",),
    "application/vnd.rar": ("rar", "rar5"),
    "application/vnd.ms-cab-compressed": ("cab",),
    "application/x-iso9660-image": ("iso9660",),
}

STEP: Final = 1 << 16

_OK, _EOF, _WARN, _FAILED = 0, 1, -20, -25
_TYPE_BITS: Final = 0o170000
_REGULAR, _FOLDER, _UNSET = 0o100000, 0o040000, 0

_READ: Final = ctypes.CFUNCTYPE(c_ssize_t, c_void_p, c_void_p, ctypes.POINTER(c_void_p))
_SEEK: Final = ctypes.CFUNCTYPE(c_int64, c_void_p, c_void_p, c_int64, c_int)
_SKIP: Final = ctypes.CFUNCTYPE(c_int64, c_void_p, c_void_p, c_int64)

_SIGNATURES: Final = {
    "archive_read_new": (c_void_p, ()),
    "archive_read_free": (c_int, (c_void_p,)),
    "archive_read_set_read_callback": (c_int, (c_void_p, _READ)),
    "archive_read_set_seek_callback": (c_int, (c_void_p, _SEEK)),
    "archive_read_set_skip_callback": (c_int, (c_void_p, _SKIP)),
    "archive_read_set_callback_data": (c_int, (c_void_p, c_void_p)),
    "archive_read_open1": (c_int, (c_void_p,)),
    "archive_read_next_header": (c_int, (c_void_p, ctypes.POINTER(c_void_p))),
    "archive_read_data": (c_ssize_t, (c_void_p, c_void_p, c_size_t)),
    "archive_read_has_encrypted_entries": (c_int, (c_void_p,)),
    "archive_error_string": (c_char_p, (c_void_p,)),
    "archive_entry_pathname": (c_char_p, (c_void_p,)),
    "archive_entry_pathname_utf8": (c_char_p, (c_void_p,)),
    "archive_entry_filetype": (c_uint, (c_void_p,)),
    "archive_entry_symlink": (c_char_p, (c_void_p,)),
    "archive_entry_hardlink": (c_char_p, (c_void_p,)),
    "archive_entry_is_encrypted": (c_int, (c_void_p,)),
    **{
        f"archive_read_support_format_{name}": (c_int, (c_void_p,))
        for names in FORMATS.values()
        for name in names
    },
}


def _load() -> ctypes.CDLL | None:
    """Load the library; None where it is not installed, or lacks something that we call."""
    try:
        library = ctypes.CDLL(LIBRARY)
        for name, (result, arguments) in _SIGNATURES.items():
            function = getattr(library, name)
            function.restype, function.argtypes = result, arguments
    except (OSError, AttributeError):
        return None
    return library


# At import: the locked child can load nothing any more.
_LIBRARY: Final = _load()


def is_there() -> bool:
    """Say whether the library could be loaded."""
    return _LIBRARY is not None


class BadArchive(Exception):
    """What the library says where it cannot go on."""

    def __init__(self, said: str, *, encrypted: bool) -> None:
        """Keep its words, and whether it has met something encrypted."""
        super().__init__(said)
        self.encrypted = encrypted


class ArchiveEntry:
    """What the library says of the entry it stands at. Valid until the next is asked for."""

    def __init__(self, library: ctypes.CDLL, entry: c_void_p) -> None:
        """Ask everything at once."""
        self.raw_name: bytes = library.archive_entry_pathname(entry) or b""
        self.name_in_utf_8: bytes | None = library.archive_entry_pathname_utf8(entry)
        kind = library.archive_entry_filetype(entry) & _TYPE_BITS
        self.is_folder = kind == _FOLDER
        self.is_file = kind in (_REGULAR, _UNSET)
        self.target: bytes = (
            library.archive_entry_symlink(entry) or library.archive_entry_hardlink(entry) or b""
        )
        self.is_encrypted = library.archive_entry_is_encrypted(entry) > 0


class Reading:
    """One archive being read. Use as a context."""

    def __init__(self, file: BinaryIO, media_type: str) -> None:
        """Prepare to read `file`, as this kind of archive and no other."""
        if _LIBRARY is None:
            raise BadArchive("the library is not installed", encrypted=False)
        self._library = _LIBRARY
        self._file = file
        self._formats = FORMATS[media_type]
        self._held = b""
        self._buffer = ctypes.create_string_buffer(STEP)
        # Kept here: the library keeps their addresses alone.
        self._callbacks = (_READ(self._read), _SEEK(self._seek), _SKIP(self._skip))
        self._archive = c_void_p()
        self._knows_format = False

    def __enter__(self) -> Reading:
        """Open it. Raises `BadArchive`."""
        self._archive = c_void_p(self._library.archive_read_new())
        for name in self._formats:
            getattr(self._library, f"archive_read_support_format_{name}")(self._archive)
        read, seek, skip = self._callbacks
        self._library.archive_read_set_read_callback(self._archive, read)
        self._library.archive_read_set_seek_callback(self._archive, seek)
        self._library.archive_read_set_skip_callback(self._archive, skip)
        # No data of ours, but without the call the library has no place for it and crashes.
        self._library.archive_read_set_callback_data(self._archive, None)
        if self._library.archive_read_open1(self._archive) < _WARN:
            error = self._failure()
            self.__exit__()
            raise error
        self._knows_format = True
        return self

    def __exit__(self, *_: object) -> None:
        """Give back what the library took."""
        self._library.archive_read_free(self._archive)
        self._archive = c_void_p()

    def entries(self) -> Iterator[ArchiveEntry]:
        """Yield entry after entry, folders and links too. Raises `BadArchive`."""
        entry = c_void_p()
        while True:
            said = self._library.archive_read_next_header(self._archive, ctypes.byref(entry))
            if said == _EOF:
                return
            if said < _WARN:
                raise self._failure()
            yield ArchiveEntry(self._library, entry)

    def content(self) -> Iterator[bytes]:
        """Yield the bytes of the entry it stands at. Raises `BadArchive`."""
        while True:
            size = self._library.archive_read_data(self._archive, self._buffer, STEP)
            if size == 0:
                return
            if size < 0:
                raise self._failure()
            yield self._buffer.raw[:size]

    def _failure(self) -> BadArchive:
        said = self._library.archive_error_string(self._archive) or b"it cannot be read"
        # Asked of an archive that is none, the library crashes.
        encrypted = (
            self._knows_format
            and self._library.archive_read_has_encrypted_entries(self._archive) > 0
        )
        return BadArchive(said.decode("utf-8", "replace"), encrypted=encrypted)

    # --- what the library calls; an exception could not pass through it ------------------------

    def _read(self, archive: int, data: int, place: ctypes._Pointer[c_void_p]) -> int:
        self._held = self._file.read(STEP)
        place[0] = ctypes.cast(c_char_p(self._held), c_void_p)
        return len(self._held)

    def _seek(self, archive: int, data: int, offset: int, whence: int) -> int:
        try:
            return self._file.seek(offset, whence)
        except (OSError, ValueError):
            return _FAILED

    def _skip(self, archive: int, data: int, size: int) -> int:
        at = self._file.tell()
        end = self._file.seek(0, 2)
        return self._file.seek(min(at + size, end)) - at
