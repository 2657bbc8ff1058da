"""Who is logged in, and until when. In memory alone: when the server ends, all are logged out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_urlsafe
from threading import Lock
from typing import Final

IDLE: Final = timedelta(hours=1)
"""Without a request."""
WHOLE: Final = timedelta(hours=12)
"""From the log-in on, whatever is done."""
MOST_OF_ONE: Final = 8
"""Sessions of one user: whoever opens another ends the eldest."""


@dataclass(slots=True)
class Session:
    """One log-in."""

    name: str
    stamp: str
    """Of the user as they logged in."""
    begun_at: datetime
    seen_at: datetime
    form: str = field(default_factory=lambda: token_urlsafe(32))
    """What every form of it carries."""


class Sessions:
    """All log-ins of one server."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        """Begin with none."""
        self._clock = clock
        self._lock = Lock()
        # By the digest of the key: to find it, no part of a guess is compared with a key.
        self._open: dict[bytes, Session] = {}

    def begin(self, name: str, stamp: str) -> str:
        """Log somebody in; give the key that their browser is to hold."""
        key, now = token_urlsafe(32), self._clock()
        with self._lock:
            self._sweep(now)
            own = [at for at, one in self._open.items() if one.name == name]
            for eldest in own[: max(0, len(own) - MOST_OF_ONE + 1)]:
                del self._open[eldest]
            self._open[_digest(key)] = Session(name, stamp, now, now)
        return key

    def of(self, key: str) -> Session | None:
        """Find whose key it is, and note that they are there; None where it is expired."""
        now = self._clock()
        with self._lock:
            self._sweep(now)
            found = self._open.get(_digest(key))
            if found is not None:
                found.seen_at = now
            return found

    def end(self, key: str) -> None:
        """Log somebody out."""
        with self._lock:
            self._open.pop(_digest(key), None)

    def _sweep(self, now: datetime) -> None:
        gone = [
            at
            for at, one in self._open.items()
            if now - one.seen_at > IDLE or now - one.begun_at > WHOLE
        ]
        for at in gone:
            del self._open[at]


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
