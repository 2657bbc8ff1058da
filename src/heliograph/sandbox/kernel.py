"""The few calls of the kernel that Python's library does not offer, through ctypes."""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from typing import Literal

Machine = Literal["x86_64", "aarch64"]

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_NO_NEW_PRIVS = 38

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long
_libc.prctl.restype = ctypes.c_int


def machine() -> Machine | None:
    """Name the processor whose system calls we have numbers for; None where we have none."""
    if not sys.platform.startswith("linux") or sys.maxsize <= 2**32:
        return None
    match platform.machine():
        case "x86_64":
            return "x86_64"
        case "aarch64":
            return "aarch64"
    return None


def call(number: int, *arguments: int | ctypes.Array[ctypes.c_char] | None) -> int:
    """Make a system call by its number. Raises `OSError`."""
    ready = [
        ctypes.cast(one, ctypes.c_void_p)
        if isinstance(one, ctypes.Array)
        else ctypes.c_long(one or 0)
        for one in arguments
    ]
    result = int(_libc.syscall(ctypes.c_long(number), *ready))
    if result < 0:
        _raise_errno()
    return result


def prctl(option: int, value: int) -> None:
    """Set a property of this process. Raises `OSError`."""
    zero = ctypes.c_ulong(0)
    if _libc.prctl(option, ctypes.c_ulong(value), zero, zero, zero) != 0:
        _raise_errno()


def _raise_errno() -> None:
    number = ctypes.get_errno()
    raise OSError(number, os.strerror(number))
