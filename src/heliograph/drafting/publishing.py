"""A draft → a dossier or a redacted edition, by the same functions as make those from commands."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path
from typing import Final

from heliograph.app import Heliograph
from heliograph.dossier.choosing import Choice
from heliograph.dossier.gathering import draw_ahead
from heliograph.dossier.making import Dossier, make_dossier
from heliograph.drafting.drafts import Draft
from heliograph.drafting.editing import hides_something
from heliograph.errors import BadSetting, NothingThere
from heliograph.pipeline.tools import Progress, no_progress
from heliograph.redaction.making import Redacted, redact
from heliograph.sealing.keys import Unlocking

FOLDER: Final = "dossiers"
"""Below the case folder: what was made of drafts where no other place was named."""
_REDACTED: Final = ".redacted"
"""In names, where no draft's name has a point."""


def choice_of(draft: Draft, by: str = "") -> Choice:
    """Say what the dossier is to hold. Raises `NothingThere` where nothing is chosen."""
    if not draft.findings:
        hint = f"Choose some: heliograph draft add {draft.name} CLAIM"
        raise NothingThere(what=f"a claim in the draft {draft.name}", hint=hint)
    return Choice(
        claims=draft.claims,
        with_originals=draft.originals and not draft.redacted,
        title=draft.title,
        in_order=True,
        foreword=draft.foreword,
        comments={one.claim: one.comment for one in draft.findings if one.comment},
        by=by,
    )


def publish(
    opened: Heliograph,
    draft: Draft,
    where: Path,
    unlocking: Unlocking,
    by: str = "",
    progress: Progress = no_progress,
) -> Dossier | Redacted:
    """Make what a draft asks for.

    Raises what `make_dossier` and `redact` raise, and `BadSetting` where an edition is to be
    redacted and nothing is to be hidden.
    """
    choice = choice_of(draft, by)
    if not draft.redacted:
        return make_dossier(opened, choice, where, unlocking, progress)
    if not hides_something(draft.plan):
        raise BadSetting(detail=f"the draft {draft.name} is to be redacted and hides nothing")
    return redact(opened, choice, draft.plan, where, unlocking=unlocking, progress=progress)


def draw(opened: Heliograph, draft: Draft, progress: Progress = no_progress) -> None:
    """Draw the pages that it will show, while others may still work on the case."""
    draw_ahead(opened, choice_of(draft), progress)


def place_for(case: Path, draft: Draft) -> Path:
    """Find a free name for what is made of a draft."""
    kind = _REDACTED if draft.redacted else ""
    names = (f"{draft.name}{kind}-{number}.zip" for number in count(1))
    return next(place for name in names if not (place := case / FOLDER / name).exists())


def made_of(case: Path, draft: Draft) -> list[Path]:
    """List what was made of a draft and still stands in the case, the latest first."""
    own = re.compile(rf"{re.escape(draft.name)}({re.escape(_REDACTED)})?-\d+\.zip")
    found = [one for one in (case / FOLDER).glob("*.zip") if own.fullmatch(one.name)]
    return sorted(found, key=lambda one: one.stat().st_mtime_ns, reverse=True)


def is_redacted(made: Path) -> bool:
    """Say whether what was made is a redacted edition, by its name."""
    return f"{_REDACTED}-" in made.name
