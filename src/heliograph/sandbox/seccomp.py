"""seccomp-BPF: the kernel refuses the system calls that reading a document never needs.

A classic BPF program over `struct seccomp_data`. Refused calls fail with EPERM, as if the user had
no right to them, so that a library that merely asks can go on; a call of another processor's
numbering kills the process. `clone3` hides its flags from a filter, so it fails with ENOSYS and
the C library falls back to `clone`, whose flags can be seen.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Iterable

from heliograph.sandbox import kernel, syscalls

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER_AT, _ARCH_AT, _ARGUMENTS_AT = 0, 4, 16

_ALLOW = 0x7FFF0000
_KILL_PROCESS = 0x80000000
_FAIL = 0x00050000

_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_CLONE_THREAD = 0x00010000
_SET_MODE_FILTER, _ALL_THREADS = 1, 1


def confine() -> str:
    """Put the filter over every thread of this process, for good.

    Needs no_new_privs. Says what is in force; raises `OSError` where the kernel or the processor
    does not offer it.
    """
    machine = kernel.machine()
    if machine is None:
        raise OSError("there is no table of system calls for this processor")
    install(machine, program(machine, os.getpid()))
    return f"{machine}: {len(syscalls.REFUSED)} calls refused, no network, no new process"


def install(machine: kernel.Machine, filter_program: bytes) -> None:
    """Hand a filter to the kernel. Raises `OSError`."""
    code = ctypes.create_string_buffer(filter_program, len(filter_program))
    header = struct.pack("HxxxxxxP", len(filter_program) // 8, ctypes.addressof(code))
    number = syscalls.SECCOMP[_column(machine)]
    buffer = ctypes.create_string_buffer(header, len(header))
    thread = kernel.call(number, _SET_MODE_FILTER, _ALL_THREADS, buffer)
    if thread != 0:
        raise OSError(f"thread {thread} has a filter of its own")


def program(machine: kernel.Machine, pid: int) -> bytes:
    """Assemble the filter for a process that may signal itself and nobody else."""
    column = _column(machine)
    refused = [pair[column] for pair in syscalls.REFUSED.values()]
    lines = [
        *_right_processor(machine),
        _line(_LOAD, _NUMBER_AT),
        *_at_least(syscalls.NEWER_THAN_THIS_TABLE, errno.ENOSYS),
        *_equal(syscalls.CLONE3[column], errno.ENOSYS),
        *(line for number in refused if number is not None for line in _equal(number, errno.EPERM)),
        *_clone_of_threads_only(syscalls.CLONE[column]),
        *_first_argument_only(syscalls.KILL[column], pid),
        *_first_argument_only(syscalls.TGKILL[column], pid),
        *_no_third_argument(syscalls.PRLIMIT64[column]),
        _line(_RETURN, _ALLOW),
    ]
    return b"".join(lines)


def refusing(machine: kernel.Machine, calls: Iterable[int], number: int) -> bytes:
    """Assemble a filter that fails `calls` with error `number` and allows everything else."""
    return b"".join(
        [
            *_right_processor(machine),
            _line(_LOAD, _NUMBER_AT),
            *(line for one in calls for line in _equal(one, number)),
            _line(_RETURN, _ALLOW),
        ]
    )


def _column(machine: kernel.Machine) -> int:
    return 0 if machine == "x86_64" else 1


def _line(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)


def _right_processor(machine: kernel.Machine) -> list[bytes]:
    return [
        _line(_LOAD, _ARCH_AT),
        _line(_EQUAL, _AUDIT_ARCH[machine], 1, 0),
        _line(_RETURN, _KILL_PROCESS),
    ]


def _equal(number: int, error: int) -> list[bytes]:
    return [_line(_EQUAL, number, 0, 1), _line(_RETURN, _FAIL | error)]


def _at_least(number: int, error: int) -> list[bytes]:
    """Also covers x86-64's second numbering (x32), which sets bit 30."""
    return [_line(_AT_LEAST, number, 0, 1), _line(_RETURN, _FAIL | error)]


def _clone_of_threads_only(number: int) -> list[bytes]:
    return [
        _line(_EQUAL, number, 0, 4),
        _line(_LOAD, _ARGUMENTS_AT),
        _line(_ANY_BIT, _CLONE_THREAD, 1, 0),
        _line(_RETURN, _FAIL | errno.EPERM),
        _line(_RETURN, _ALLOW),
    ]


def _first_argument_only(number: int, value: int) -> list[bytes]:
    return [
        _line(_EQUAL, number, 0, 4),
        _line(_LOAD, _ARGUMENTS_AT),
        _line(_EQUAL, value, 1, 0),
        _line(_RETURN, _FAIL | errno.EPERM),
        _line(_RETURN, _ALLOW),
    ]


def _no_third_argument(number: int) -> list[bytes]:
    """prlimit64 may look (its new limits are NULL) but not set; both halves of the pointer."""
    third = _ARGUMENTS_AT + 2 * 8
    return [
        _line(_EQUAL, number, 0, 6),
        _line(_LOAD, third),
        _line(_EQUAL, 0, 0, 3),
        _line(_LOAD, third + 4),
        _line(_EQUAL, 0, 0, 1),
        _line(_RETURN, _ALLOW),
        _line(_RETURN, _FAIL | errno.EPERM),
    ]
