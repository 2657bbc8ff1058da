"""The lock on a case: one Heliograph works on it at a time."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from heliograph.errors import CaseBusy


def is_held(path: Path) -> bool:
    """Say whether somebody holds a lock, without taking it: whoever wants it meanwhile gets it at
    the next try.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


class CaseLock:
    """Held for a `with` block. The system lets go of it when its holder dies, however it dies."""

    def __init__(self, path: Path) -> None:
        """Name the lock file; nothing is taken yet."""
        self._path = path
        self._handle: int | None = None

    def __enter__(self) -> Self:
        """Take the lock. Raises `CaseBusy`, naming the holder's process."""
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, 20, 0).decode("ascii", "replace").strip()
            os.close(handle)
            raise CaseBusy(detail=f"process {holder or 'unknown'}") from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        self._handle = handle
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go. The file stays: removing it would let two hold a lock of the same name."""
        if self._handle is not None:
            os.ftruncate(self._handle, 0)
            os.close(self._handle)
            self._handle = None
