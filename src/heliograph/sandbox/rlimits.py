"""Limits of the kernel on what one reading child may take."""

from __future__ import annotations

import resource

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


def _lower(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (allowed, allowed))
