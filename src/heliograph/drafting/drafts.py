"""Drafts of dossiers, one file each in the folder `drafts` of a case."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from heliograph.durable import make_folder, write_whole
from heliograph.errors import AlreadyThere, CaseInconsistent, NothingThere
from heliograph.redaction.plan import Plan

FOLDER: Final = "drafts"
"""Below the case folder."""

NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,59}\Z")


class Chosen(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One claim in a draft."""

    claim: str
    """Its id."""
    comment: str = ""


class Draft(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A dossier as somebody wants it."""

    name: str
    title: str = ""
    foreword: str = ""
    findings: tuple[Chosen, ...] = ()
    """In the order in which the reader meets them."""
    originals: bool = True
    """Whether the documents go with it, or their digests alone."""
    redacted: bool = False
    """Whether it is to be a redacted edition, made by the plan."""
    plan: Plan = Plan()
    changed_by: str = ""
    changed_at: str = ""

    @property
    def claims(self) -> tuple[str, ...]:
        """The ids of its claims, in order."""
        return tuple(one.claim for one in self.findings)


class Drafts:
    """The drafts of one case. They need no lock on the case: a file is replaced whole."""

    def __init__(self, case: Path) -> None:
        """Name the case folder; nothing is made before a draft is."""
        self._folder = case / FOLDER

    def names(self) -> list[str]:
        """List the drafts."""
        return sorted(one.stem for one in self._folder.glob("*.json") if NAME.match(one.stem))

    def read(self, name: str) -> Draft:
        """Fetch one. Raises `NothingThere`, and `CaseInconsistent` where the file is none."""
        if not NAME.match(name):
            raise NothingThere(what=f"a draft called {name[:80]!r}", hint=self._hint())
        try:
            return msgspec.json.decode((self._folder / f"{name}.json").read_bytes(), type=Draft)
        except FileNotFoundError as missing:
            raise NothingThere(what=f"a draft called {name}", hint=self._hint()) from missing
        except msgspec.DecodeError as wrong:
            raise CaseInconsistent(detail=f"the draft {name} cannot be read ({wrong})") from wrong

    def begin(self, draft: Draft) -> Draft:
        """Keep a new one. Raises `AlreadyThere`, and `NothingThere` for a name that is none."""
        if not NAME.match(draft.name):
            hint = "A name has letters from a to z, digits and hyphens, 60 at most."
            raise NothingThere(what=f"a draft called {draft.name[:80]!r}", hint=hint)
        with self._alone():
            if draft.name in self.names():
                raise AlreadyThere(where=f"a draft called {draft.name}")
            self._write(draft)
        return draft

    def change(self, name: str, edit: Callable[[Draft], Draft], by: str, at: str) -> Draft:
        """Replace one by what `edit` makes of it, in the name of `by`. Raises as `read` does."""
        with self._alone():
            before = self.read(name)
            after = edit(before)
            if after != before:
                self._write(after := replace(after, changed_by=by, changed_at=at))
        return after

    def remove(self, name: str) -> None:
        """Remove one; what was made of it stays. Raises `NothingThere`."""
        with self._alone():
            self.read(name)
            (self._folder / f"{name}.json").unlink()

    def _hint(self) -> str:
        names = ", ".join(self.names()[:20])
        return f"There are: {names}." if names else "There is none: heliograph draft new NAME"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Two that change a draft at once would each lose what the other did."""
        make_folder(self._folder)
        handle = os.open(self._folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _write(self, draft: Draft) -> None:
        content = msgspec.json.format(msgspec.json.encode(draft), indent=1) + b"\n"
        write_whole(self._folder / f"{draft.name}.json", content)


def name_of(title: str, taken: list[str]) -> str:
    """Make a name out of a title: one that is not taken."""
    plain = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:50].strip("-") or "dossier"
    names = (plain if at == 1 else f"{plain}-{at}" for at in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)
