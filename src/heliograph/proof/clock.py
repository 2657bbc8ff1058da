"""What the system says of its own clock: whether others hold it right, and how far off it may be.

Asked of the kernel (`adjtimex`, which changes nothing when asked so): the time service that holds
the clock tells it. A clock that says it is synchronised can still be set wrong by its owner.
"""

from __future__ import annotations

import ctypes
from functools import cache

from msgspec import Struct

from heliograph.records import ClockState

_TIME_ERROR = 5
_UNSYNCHRONISED = 0x40
_MICROSECONDS = 1_000


class ClockQuality(Struct, frozen=True, kw_only=True):
    """How good the clock is, by its own account."""

    state: ClockState
    error_ms: int | None = None


UNKNOWN = ClockQuality(state="unknown")


class _Timex(ctypes.Structure):
    """`struct timex` of Linux, up to what we read, with room for all the rest of it."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_byte * 512),
    )


def clock_quality() -> ClockQuality:
    """Ask the kernel. Where it does not answer (no Linux, a strict container): unknown."""
    ask = _adjtimex()
    if ask is None:
        return UNKNOWN
    said = _Timex()
    state = ask(ctypes.byref(said))
    if state < 0:
        return UNKNOWN
    if state == _TIME_ERROR or said.status & _UNSYNCHRONISED:
        return ClockQuality(state="unsynchronised")
    return ClockQuality(state="synchronised", error_ms=-(-said.esterror // _MICROSECONDS))


@cache
def _adjtimex() -> ctypes._NamedFuncPointer | None:
    try:
        return ctypes.CDLL(None, use_errno=True).adjtimex
    except (OSError, AttributeError):
        return None
