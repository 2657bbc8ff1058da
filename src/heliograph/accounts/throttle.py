"""How long whoever tries passwords has to wait: by name, and all together.

Through a tunnel everybody comes from this machine, so there is no address to go by. Who tries the
name of another makes that person wait, too; whoever is logged in stays so.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil
from threading import Lock
from typing import Final

FREE: Final = 5
"""Tries of one name before anybody has to wait."""
FIRST_WAIT: Final = timedelta(seconds=15)
"""After the last free one; doubled by each that follows."""
LONGEST_WAIT: Final = timedelta(minutes=15)
FORGOTTEN: Final = timedelta(hours=6)
MOST_NAMES: Final = 4_096
A_MINUTE: Final = timedelta(minutes=1)
MOST_A_MINUTE: Final = 20
"""Of all names together: each costs 64 MiB for a moment."""


class Throttle:
    """Counts tries. One that succeeds takes back what was counted of its name."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        """Begin with none."""
        self._clock = clock
        self._lock = Lock()
        self._names: OrderedDict[bytes, tuple[int, datetime]] = OrderedDict()
        self._recent: list[datetime] = []

    def attempt(self, name: str) -> int:
        """Count a try before it is made; or say for how many seconds none may be made."""
        now, key = self._clock(), _key(name)
        with self._lock:
            self._recent = [at for at in self._recent if now - at < A_MINUTE]
            count, last = self._names.get(key, (0, now))
            if now - last > FORGOTTEN:
                count = 0
            waits = [last + _wait(count) - now] if count >= FREE else []
            if len(self._recent) >= MOST_A_MINUTE:
                waits.append(self._recent[0] + A_MINUTE - now)
            longest = max(waits, default=timedelta())
            if longest > timedelta():
                return ceil(longest.total_seconds())
            self._recent.append(now)
            self._names[key] = (count + 1, now)
            self._names.move_to_end(key)
            while len(self._names) > MOST_NAMES:
                self._names.popitem(last=False)
            return 0

    def succeeded(self, name: str) -> None:
        """Forget what was counted of a name: it was its bearer."""
        with self._lock:
            self._names.pop(_key(name), None)


def _wait(count: int) -> timedelta:
    doubled: int = 1 << min(count - FREE, 10)
    return min(LONGEST_WAIT, FIRST_WAIT * doubled)


def _key(name: str) -> bytes:
    words = " ".join(name.split()).casefold()
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest()
