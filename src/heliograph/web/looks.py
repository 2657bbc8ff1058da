"""Who looked at what → custody: some seconds late and together, so that no page waits for a disk.

A kill loses what was noted since the last write, a few seconds of it; the end of the server does
not. Nothing but looks is entered late.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Lock, Timer
from typing import Final

from heliograph.codec import moment
from heliograph.records import Digest
from heliograph.store import CaseFolder
from heliograph.store.custody import Custody
from heliograph.store.facts import Facts

SECONDS_LATE: Final = 5.0
"""From the first look that is not yet entered."""
MOST_WAITING: Final = 500
"""Looks; from here on they are entered at once."""

_LOG = logging.getLogger(__name__)


class Looks:
    """Notes looks, and enters them from a thread of its own."""

    def __init__(
        self, case: Path, clock: Callable[[], datetime], seconds_late: float = SECONDS_LATE
    ) -> None:
        """Begin with none."""
        self._path = CaseFolder(case).custody
        self._clock = clock
        self._late = seconds_late
        self._lock = Lock()
        self._writing = Lock()
        self._waiting: list[Facts] = []
        self._timer: Timer | None = None

    def note(
        self, by: str, digest: Digest | None, page: int | None, claim: str | None = None
    ) -> None:
        """Note that somebody looked at a claim, a page or a document."""
        at = moment(self._clock())
        facts: Facts = {"digest": digest, "page": page, "claim": claim, "by": by, "at": None}
        with self._lock:
            # The picture on a page is asked for by itself: one look all the same.
            if any(facts == {**one, "at": None} for one in self._waiting):
                return
            self._waiting.append({**facts, "at": at})
            full = len(self._waiting) >= MOST_WAITING
            if self._timer is None:
                self._timer = Timer(self._late, self._in_time)
                self._timer.daemon = True
                self._timer.start()
        if full:
            self.enter()

    def enter(self) -> None:
        """Enter all that waits."""
        with self._writing:
            with self._lock:
                waiting, self._waiting = self._waiting, []
                if self._timer is not None:
                    self._timer.cancel()
                    self._timer = None
            try:
                custody = Custody(self._path, clock=self._clock, actor="heliograph")
                custody.append([("viewed", facts) for facts in waiting])
            except BaseException:
                with self._lock:
                    self._waiting = [*waiting, *self._waiting]
                raise

    def _in_time(self) -> None:
        try:
            self.enter()
        except OSError as wrong:
            # The next look, or the end of the server, tries once more.
            _LOG.warning("looks are not entered in custody yet: %s", wrong)
