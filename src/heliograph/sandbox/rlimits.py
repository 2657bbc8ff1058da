"""Limits of the kernel on what one reading child may take."""

from __future__ import annotations

import math
import resource
import time

ADDRESS_SPACE = 3 * 2**29
"""1.5 GiB: what the heaviest reader was measured to need on ordinary documents, with room."""

LIMITS: tuple[tuple[str, int, int], ...] = (
    ("core dumps", resource.RLIMIT_CORE, 0),
    ("open files", resource.RLIMIT_NOFILE, 64),
    # Only the file that catches what libraries print can be written at all.
    ("file size", resource.RLIMIT_FSIZE, 64 * 2**10),
    ("locked memory", resource.RLIMIT_MEMLOCK, 0),
    ("message queues", resource.RLIMIT_MSGQUEUE, 0),
)


def restrict(address_space: int = ADDRESS_SPACE) -> str:
    """Lower every limit for good. Raises `OSError` or `ValueError` where one cannot be lowered."""
    limits = (("memory", resource.RLIMIT_AS, address_space), *LIMITS)
    for _, kind, most in limits:
        _lower(kind, most)
    return ", ".join(name for name, _, _ in limits)


def forbid_processes() -> None:
    """Allow no further process. For where seccomp is missing: it forbids threads too."""
    _lower(resource.RLIMIT_NPROC, 0)


def limit_processor_time(pid: int, seconds: float) -> None:
    """Have the kernel end a process by SIGXCPU when it has computed for so long from now on.

    It may be raised again, for the next document. Where the system does not let us, or the process
    is dead, nothing happens: how long it may keep its parent waiting is bounded all the same.
    """
    try:
        used = time.clock_gettime(_clock_of(pid))
        _, hard = resource.prlimit(pid, resource.RLIMIT_CPU)
        resource.prlimit(pid, resource.RLIMIT_CPU, (math.ceil(used + seconds), hard))
    except (OSError, ValueError):
        return


def _clock_of(pid: int) -> int:
    """Name the clock of a process's processor time, as `clock_getcpuclockid` does on Linux."""
    return (~pid << 3) | 2


def _lower(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (allowed, allowed))
