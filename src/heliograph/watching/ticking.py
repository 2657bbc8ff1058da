"""What is remembered of the clock from round to round, so that a jump of it is seen.

Beside the wall clock stands one that only goes forward and counts sleep (CLOCK_BOOTTIME): where the
two disagree within one boot, somebody set the wall clock. After a boot only a step back is seen.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from heliograph.app import Heliograph
from heliograph.watching.alerts import LONGEST_PAUSE

_MARK: Final = "tick"
_JUMP: Final = "clock jump"
_MOST: Final = 120.0
"""Seconds by which the two may disagree: time services pull a clock right in small steps."""
_TOLD: Final = timedelta(days=1)
_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")


class Jump(Struct, frozen=True, kw_only=True):
    """The clock was set."""

    at: datetime
    seconds: float
    """Forward, or back where below 0."""


class _Tick(Struct, frozen=True, kw_only=True):
    at: datetime
    elapsed: float
    boot: str


def since_boot() -> float:
    """Seconds since the machine started, sleep included."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def tick(opened: Heliograph, elapsed: float) -> Jump | None:
    """Remember the time; say whether the clock jumped since the last time, and see to what waits.

    After a step back, what was to be done at a time that is now far away is done now.
    """
    last = _last(opened)
    now = _Tick(at=opened.clock(), elapsed=elapsed, boot=_boot())
    jump = _between(last, now)
    with opened.rows.all_or_nothing():
        opened.rows.set_mark(_MARK, msgspec.json.encode(now).decode())
        if jump is not None:
            opened.rows.set_mark(_JUMP, msgspec.json.encode(jump).decode())
    if jump is not None and jump.seconds < 0:
        _bring_forward(opened, now.at)
    return jump


def jumped(opened: Heliograph, at: datetime) -> Jump | None:
    """The last jump of the clock, for a day."""
    said = opened.rows.mark(_JUMP)
    jump = msgspec.json.decode(said, type=Jump) if said else None
    return jump if jump is not None and abs(at - jump.at) < _TOLD else None


def last_round(opened: Heliograph) -> datetime | None:
    """When the last round was."""
    last = _last(opened)
    return last.at if last else None


def _last(opened: Heliograph) -> _Tick | None:
    said = opened.rows.mark(_MARK)
    return msgspec.json.decode(said, type=_Tick) if said else None


def _between(last: _Tick | None, now: _Tick) -> Jump | None:
    if last is None:
        return None
    wall = (now.at - last.at).total_seconds()
    seconds = wall - (now.elapsed - last.elapsed) if now.boot == last.boot else min(wall, 0.0)
    return Jump(at=now.at, seconds=seconds) if abs(seconds) > _MOST else None


def _bring_forward(opened: Heliograph, at: datetime) -> None:
    for schedule in opened.rows.schedules():
        turn = timedelta(seconds=schedule.every_s * (1 + schedule.jitter)) + timedelta(days=1)
        opened.rows.bring_forward(schedule.source_id, at, at + turn)
    opened.rows.forget_hosts_after(at + timedelta(days=2))
    opened.rows.bring_alerts_forward(at, at + LONGEST_PAUSE + timedelta(days=1))


def _boot() -> str:
    try:
        return _BOOT.read_text("ascii").strip()
    except OSError:
        return ""
