"""Files that stand whole or not at all, and still stand after a power cut; full disks by one name.

A file is written beside its place, synced, moved there, and the folder is synced: a name is kept by
its folder, and what is moved without that may stand under its old name, or none, when the power
comes back. Nothing else in the house syncs or moves a file that it made.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from heliograph.errors import CannotWrite

NEW: Final = ".new"
"""What the name of a file ends with that is being written beside its place."""

EVERYBODY: Final = 0o666
"""The mode of a file that anybody may read whom the umask lets."""

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO})
_FULL_DATABASE: Final = frozenset(
    {
        "FULL",
        "IOERR_WRITE",
        "IOERR_FSYNC",
        "IOERR_TRUNCATE",
        "IOERR_SHMSIZE",
        "IOERR_SHMMAP",
        "IOERR_SHMOPEN",
    }
)
"""What SQLite calls it, behind `SQLITE_`."""


def disk_refused(error: BaseException) -> CannotWrite | None:
    """Say what the system or SQLite raised by the house's own error, where a disk took no more."""
    full = isinstance(error, OSError) and error.errno in _FULL
    known = str(getattr(error, "sqlite_errorname", "")).removeprefix("SQLITE_")
    if not full and known not in _FULL_DATABASE:
        return None
    place = Path(str(error.filename)).name if isinstance(error, OSError) and error.filename else ""
    said = error.strerror if isinstance(error, OSError) else str(error)
    return CannotWrite(detail=": ".join(part for part in (place, said) if part))


def settle(path: Path) -> None:
    """Return when a file's bytes, or a folder's names, would survive a power cut."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def settle_all(path: Path) -> None:
    """Settle a file, or a folder with all that is below it; links are not followed."""
    below = sorted(path.rglob("*")) if path.is_dir() else ()
    for one in below:
        if not one.is_symlink():
            settle(one)
    settle(path)


def settled(file: BinaryIO) -> None:
    """Return when what was written to an open file would survive a power cut; its name may not."""
    file.flush()
    os.fsync(file.fileno())


def move(made: Path, place: Path) -> None:
    """Give what is settled its place, in place of the file that may stand there; durable."""
    made.replace(place)
    settle(place.parent)


def unfinished(place: Path) -> Path:
    """Where something is made that takes long, before it has its name; what is hidden is skipped by
    who looks into the folder meanwhile.
    """
    return place.with_name(f".{place.name}.unfinished")


def sweep(path: Path) -> None:
    """Remove what a killed run left, file or folder; a link goes, not what it leads to."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def make_folder(folder: Path, mode: int = 0o777) -> None:
    """Make a folder and those above it, durably; one that is there is left as it is."""
    try:
        folder.mkdir(mode, exist_ok=True)
    except FileNotFoundError:
        make_folder(folder.parent, mode)
        folder.mkdir(mode, exist_ok=True)
    # Also where it was there: who made it may have been killed. It may stand where we may not look.
    with suppress(PermissionError):
        settle(folder.parent)


def write_whole(place: Path, content: bytes, mode: int = EVERYBODY) -> None:
    """Write a file; it is whole and durable when this returns, and whole or as it was before.

    `mode` holds from the first byte on. What a killed run left beside it is written over. Two that
    write it at once do so one after the other.
    """
    with _beside(place, mode) as (file, beside):
        try:
            file.write(content)
            settled(file)
        except BaseException:
            # On a full disk this is the room that somebody waits for.
            beside.unlink(missing_ok=True)
            raise
        move(beside, place)


def add_line(place: Path, line: bytes) -> None:
    """Add a line, without its break, at the end of a file; durable, the name of a new file, too."""
    new = not place.exists()
    with place.open("ab") as file:
        file.write(line + b"\n")
        settled(file)
    if new:
        settle(place.parent)


@contextmanager
def _beside(place: Path, mode: int) -> Iterator[tuple[BinaryIO, Path]]:
    """Open an empty file beside a place, alone."""
    beside = place.with_name(place.name + NEW)
    while True:
        flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        handle = os.open(beside, flags, mode)
        with os.fdopen(handle, "wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            # Whoever held it may have moved it to its place: then this is no more the file beside.
            if not _is_at(file, beside):
                continue
            file.truncate(0)
            if mode != EVERYBODY:
                # What was left there may be open to more.
                os.fchmod(handle, mode)
            yield file, beside
            return


def _is_at(file: BinaryIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False
