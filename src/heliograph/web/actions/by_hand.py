"""What can be done with the words of a page: correct what was misread, add a claim, take back."""

from __future__ import annotations

from pathlib import Path
from typing import Final, cast, get_args

from heliograph.app import Heliograph
from heliograph.errors import UsageError
from heliograph.handwork.additions import Says, add_to_page, take_claim_back
from heliograph.handwork.corrections import Corrector, correct_word, take_correction_back
from heliograph.handwork.places import Pointed
from heliograph.records import Action, Stance, Strength
from heliograph.translation import _
from heliograph.web.visit import Visit

MOST_NOTE: Final = 10_000
MOST_WORDS: Final = 10_000


def correct(case: Path, by: str, visit: Visit) -> str:
    """Correct words of a page; go back to it."""
    who = Corrector(by=by, note=_note(visit))
    with Heliograph.open_to_work(case) as opened:
        correct_word(opened, _pointed(visit), visit.form.get("instead", ""), who)
    return f"/documents/{visit.path['digest']}/pages/{visit.path['number']}#corrections"


def withdraw_correction(case: Path, by: str, visit: Visit) -> str:
    """Take a correction back; go to its page."""
    who = Corrector(by=by, note=_note(visit))
    with Heliograph.open_to_work(case) as opened:
        made = take_correction_back(opened, visit.path["correction"], who)
    return f"/documents/{made.digest.removeprefix('sha256:')}/pages/{made.page}#corrections"


def add_claim(case: Path, by: str, visit: Visit) -> str:
    """Add a claim to words of a page; go to it."""
    form = visit.form
    stance, strength = form.get("stance", "asserted"), form.get("strength", "S0")
    action = form.get("action", "")
    if stance not in get_args(Stance) or strength not in get_args(Strength):
        raise UsageError(detail=_("Choose a stance and a strength."))
    says = Says(
        capability=form.get("capability", ""),
        by=by,
        stance=cast("Stance", stance),
        strength=cast("Strength", strength),
        action=cast("Action", action) if action in get_args(Action) else None,
        group=form.get("group", "")[:200],
        note=_note(visit),
    )
    with Heliograph.open_to_work(case) as opened:
        made = add_to_page(opened, _pointed(visit), says)
    return f"/claims/{made.id}"


def withdraw_claim(case: Path, by: str, visit: Visit) -> str:
    """Take back a claim that a person added; go to the page it stood on."""
    with Heliograph.open_to_work(case) as opened:
        found = next(opened.rows.claim_views(claim_id=visit.path["claim"]))
        take_claim_back(opened, found.id, by, _note(visit))
    return f"/documents/{found.document.digest.removeprefix('sha256:')}/pages/{found.page}"


def _pointed(visit: Visit) -> Pointed:
    return Pointed(
        document=visit.digest,
        page=int(visit.path["number"]),
        words=visit.form.get("words", "")[:MOST_WORDS],
        line=_number(visit, "line"),
        start=_number(visit, "start"),
    )


def _number(visit: Visit, name: str) -> int | None:
    words = visit.form.get(name, "").strip()[:9]
    return int(words) if words.isascii() and words.isdigit() else None


def _note(visit: Visit) -> str:
    return visit.form.get("note", "").strip()[:MOST_NOTE]
