"""What can be done with drafts of dossiers. They need no lock on the case."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from heliograph.app import Heliograph
from heliograph.codec import moment
from heliograph.drafting import editing
from heliograph.drafting.drafts import Draft, Drafts, name_of
from heliograph.errors import NothingThere, UsageError
from heliograph.redaction.plan import Words
from heliograph.translation import _
from heliograph.web.visit import Visit

MOST_IDS: Final = 500
EDGES: Final = ("left", "top", "right", "bottom")


def begin_draft(case: Path, by: str, visit: Visit) -> str:
    """Begin a draft; with all that counts as accepted, where that is asked for."""
    drafts = Drafts(case)
    title = visit.form.get("title", "")
    with Heliograph.open(case) as opened:
        at = moment(opened.clock())
        name = name_of(title, drafts.names())
        made = editing.worded(Draft(name=name, changed_by=by, changed_at=at), title=title)
        if "accepted" in visit.form:
            chosen = opened.rows.ids_in_state("accepted", editing.MOST_FINDINGS)
            made = editing.with_claims(made, chosen)
    drafts.begin(made)
    return f"/dossiers/{name}"


def save_draft(case: Path, by: str, visit: Visit) -> str:
    """Keep all that the form says, then do what its button asks: move a finding, take it out."""
    form = visit.form
    shown = [one for one in form.get("shown", "").split() if one]
    places = {one: int(words) for one in shown if (words := form.get(f"place-{one}", "")).isdigit()}
    comments = {one: form.get(f"comment-{one}", "") for one in shown}
    what, _, claim = form.get("do", "").partition(":")

    def edit(draft: Draft) -> Draft:
        draft = editing.worded(draft, form.get("title", ""), form.get("foreword", ""))
        draft = editing.carrying(draft, originals="originals" in form)
        draft = editing.commented(draft, comments)
        draft = editing.placed(draft, places)
        return _BUTTONS[what](draft, claim) if what in _BUTTONS else draft

    _change(case, by, visit, edit)
    stays = f"#claim-{claim}" if what in ("up", "down") and claim.isalnum() else ""
    return f"/dossiers/{visit.path['draft']}?said=saved{stays}"


_BUTTONS: Final[Mapping[str, Callable[[Draft, str], Draft]]] = {
    "up": lambda draft, claim: editing.moved_by(draft, claim, -1),
    "down": lambda draft, claim: editing.moved_by(draft, claim, 1),
    "remove": editing.without_claim,
}


def choose_claims(case: Path, by: str, visit: Visit) -> str:
    """Put claims into a draft: those that are ticked, those that are named, or all accepted."""
    with Heliograph.open(case) as opened:
        if "all" in visit.form:
            ids = opened.rows.ids_in_state("accepted", editing.MOST_FINDINGS)
        else:
            ids = [next(opened.rows.claim_views(claim_id=one)).id for one in _named(visit.form)]
    _change(case, by, visit, lambda draft: editing.with_claims(draft, ids))
    told = urlencode({"said": "added", "state": visit.form.get("state", "")})
    return f"/dossiers/{visit.path['draft']}?{told}#choose"


def choose_claim(case: Path, by: str, visit: Visit) -> str:
    """Put one claim into a draft that is named with it: from the claim's own page."""
    name = visit.form.get("draft", "")
    with Heliograph.open(case) as opened:
        claim = next(opened.rows.claim_views(claim_id=visit.path["claim"])).id
        at = moment(opened.clock())
    drafts = Drafts(case)
    drafts.change(name, lambda draft: editing.with_claims(draft, [claim]), by, at)
    return f"/dossiers/{name}?said=added#claim-{claim}"


def hide(case: Path, by: str, visit: Visit) -> str:
    """Hide words, a part of a page, or what leads to the source; or show something again."""
    form = visit.form
    what, _, mask = form.get("do", "").partition(":")
    if what not in _MASKS:
        raise NothingThere(what=f"something to hide called {what[:40]}", hint=", ".join(_MASKS))
    _change(case, by, visit, lambda draft: _MASKS[what](draft, form, mask))
    return f"/dossiers/{visit.path['draft']}?said=saved#hide"


def drop_draft(case: Path, by: str, visit: Visit) -> str:
    """Remove a draft; what was made of it stays."""
    Drafts(case).remove(visit.path["draft"])
    return "/dossiers"


def make_dossier(case: Path, by: str, visit: Visit) -> str:
    """Begin to make what a draft asks for."""
    draft = Drafts(case).read(visit.path["draft"])
    visit.desk.makers.begin(case, draft, by, visit.desk.unlocking)
    return f"/dossiers/{draft.name}/making"


def _words(draft: Draft, form: Mapping[str, str], _mask: str) -> Draft:
    said = Words(
        text=form.get("text", "").strip(),
        kind="person" if form.get("kind") == "person" else "words",
        reason=_reason(form),
    )
    return editing.with_words_hidden(draft, said)


def _region(draft: Draft, form: Mapping[str, str], _mask: str) -> Draft:
    said = {
        "document": form.get("document", ""),
        "page": form.get("page", ""),
        "box": tuple(form.get(edge, "") for edge in EDGES),
        "reason": _reason(form),
    }
    return editing.with_region_hidden(draft, editing.region_of(said))


def _reason(form: Mapping[str, str]) -> str:
    reason = form.get("reason", "").strip()
    if not reason:
        raise UsageError(detail=_("Say why it is hidden: the reader is shown the reason."))
    return reason[:1_000]


_MASKS: Final[Mapping[str, Callable[[Draft, Mapping[str, str], str], Draft]]] = {
    "words": _words,
    "region": _region,
    "source": lambda draft, form, _: editing.with_source_hidden(draft, _reason(form)),
    "show-source": lambda draft, _form, _: editing.with_source_hidden(draft, ""),
    "pictures": lambda draft, form, _: editing.with_pictures(draft, travel="pictures" in form),
    "show": lambda draft, _form, mask: editing.without_mask(
        draft, int(mask) if mask.isdigit() else 0
    ),
    "whole": lambda draft, _form, _: editing.carrying(draft, whole=True),
    "redacted": lambda draft, _form, _: editing.carrying(draft, plan=draft.plan),
}


def _named(form: Mapping[str, str]) -> Iterator[str]:
    ticked = [name.removeprefix("pick-") for name in form if name.startswith("pick-")]
    written = re.findall(r"[0-9a-f]{6,64}", form.get("claims", "").lower())
    yield from [*ticked, *written][:MOST_IDS]


def _change(case: Path, by: str, visit: Visit, edit: Callable[[Draft], Draft]) -> None:
    with Heliograph.open(case) as opened:
        at = moment(opened.clock())
    Drafts(case).change(visit.path["draft"], edit, by, at)
