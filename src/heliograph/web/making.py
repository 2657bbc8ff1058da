"""Dossiers that are being made while their makers look at something else, one at a time."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING, Final, Literal

from heliograph.app import Heliograph
from heliograph.drafting.drafts import Draft
from heliograph.durable import disk_refused
from heliograph.errors import HeliographError, UsageError
from heliograph.late import late
from heliograph.sealing.keys import Unlocking
from heliograph.translation import _

if TYPE_CHECKING:
    from heliograph.drafting import publishing
else:
    (publishing,) = late("heliograph.drafting", "publishing")

_LOG = logging.getLogger(__name__)
_BROKEN: Final = _(
    "Something broke that should not. What was written has an unfinished name; the next try "
    "removes it."
)


@dataclass(slots=True)
class Making:
    """One dossier on its way."""

    draft: str
    state: Literal["drawing", "signing", "made", "failed"] = "drawing"
    done: int = 0
    total: int = 0
    """Documents whose pages are drawn, of how many."""
    name: str = ""
    """Of the file, once it is made."""
    wrong: str = ""

    @property
    def runs(self) -> bool:
        """Whether it is not done yet."""
        return self.state in ("drawing", "signing")

    def told(self, step: str, done: int, total: int | None, now: str = "") -> None:
        """Hear how far it is, as commands do."""
        self.done, self.total = done, total or 0


class Makers:
    """What is being made in one room, and what was."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = Lock()
        self._of: dict[str, Making] = {}

    def of(self, draft: str) -> Making | None:
        """Say how far the last dossier of a draft is."""
        return self._of.get(draft)

    def begin(self, case: Path, draft: Draft, by: str, unlocking: Unlocking) -> None:
        """Make a dossier of a draft from now on. Raises `UsageError` while another is made."""
        with self._lock:
            if any(one.runs for one in self._of.values()):
                raise UsageError(detail=_("A dossier is being made. Wait until it is done."))
            making = self._of[draft.name] = Making(draft.name)
        work = _Work(case=case, draft=draft, by=by, unlocking=unlocking, making=making)
        # Its own context: a dossier speaks English, whoever asks for it.
        Thread(target=_told_how_it_ends, args=[work.run, making], daemon=True).start()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    case: Path
    draft: Draft
    by: str
    unlocking: Unlocking
    making: Making

    def run(self) -> None:
        """Draw while others may work on the case; take its lock for the rest."""
        with Heliograph.open(self.case) as looked:
            publishing.draw(looked, self.draft, self.making.told)
        self.making.state = "signing"
        where = publishing.place_for(self.case, self.draft)
        with Heliograph.open_to_work(self.case) as opened:
            publishing.publish(opened, self.draft, where, self.unlocking, self.by, self.making.told)
        self.making.name = where.name
        self.making.state = "made"


def _told_how_it_ends(run: Callable[[], None], making: Making) -> None:
    try:
        run()
    except HeliographError as wrong:
        making.wrong, making.state = str(wrong), "failed"
    except (OSError, sqlite3.Error) as wrong:
        full = disk_refused(wrong)
        if full is None:
            raise
        making.wrong, making.state = str(full), "failed"
    finally:
        if making.runs:
            making.wrong, making.state = _BROKEN, "failed"
            with suppress(ValueError):
                _LOG.error("a dossier of the draft %s could not be made", making.draft)
