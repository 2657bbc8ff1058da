"""Goes round and sleeps in between, until it is stopped: one for each case.

The case is opened for each round and closed after it, so that people can work on it meanwhile; a
lock of its own says that there is a daemon. It keeps nothing in memory that a kill could lose.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import Final

from heliograph.app import Clock, Heliograph, now
from heliograph.codec import moment
from heliograph.errors import CannotWrite, CaseBusy, NoCase
from heliograph.store import CaseFolder
from heliograph.store.lock import CaseLock
from heliograph.watching.rounds import Rounds, Stopped, Went

_WHEN_BUSY: Final = 10.0
_WHEN_BROKEN: Final = 60.0


@dataclass(kw_only=True)
class Daemon:
    """Watches one case."""

    folder: Path
    clock: Clock = now
    rounds: Rounds = field(default_factory=Rounds)
    stop: Event = field(default_factory=Event)
    wait: Callable[[float], object] | None = None
    """Sleeps so many seconds, or until it is stopped; None: as `stop` does."""
    told: Callable[[Went], None] = lambda went: None

    def run(self, most: int | None = None) -> int:
        """Go round until stopped, or so many times; say how many rounds were made.

        Raises `NoCase`; `CaseBusy` where the case has its daemon already; and what a case raises
        that is not as it was left: going on could do harm.
        """
        case = CaseFolder(self.folder)
        if not case.database.exists():
            raise NoCase(folder=self.folder)
        self.rounds.stopped = self.stop.is_set
        self.rounds.pause = self._sleep
        made = 0
        with CaseLock(case.daemon_lock):
            while not self.stop.is_set() and (most is None or made < most):
                seconds = self._round()
                made += 1
                if not self.stop.is_set() and (most is None or made < most):
                    self._sleep(seconds)
        return made

    def _round(self) -> float:
        """Go round; say how long to sleep."""
        try:
            with Heliograph.open_to_work(self.folder, clock=self.clock) as opened:
                with opened.staying_ready():
                    went = self.rounds.go(opened)
                self.told(went)
                return self._until(went.next_at)
        except CaseBusy:
            return _WHEN_BUSY
        except Stopped:
            return 0.0
        except (CannotWrite, sqlite3.OperationalError, OSError) as broken:
            # A full disk, most of all: nothing is lost, and it may be better in a minute.
            self.rounds.say(f"{moment(self.clock())} {type(broken).__name__}: {broken}")
            return _WHEN_BROKEN

    def _until(self, then: datetime | None) -> float:
        return max(1.0, (then - self.clock()).total_seconds()) if then else _WHEN_BROKEN

    def _sleep(self, seconds: float) -> None:
        if self.wait is not None:
            self.wait(seconds)
        else:
            self.stop.wait(seconds)
