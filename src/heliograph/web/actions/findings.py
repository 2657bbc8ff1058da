"""What can be done with a finding."""

from __future__ import annotations

from pathlib import Path
from typing import Final, cast, get_args
from urllib.parse import parse_qsl, urlencode

from heliograph.app import Heliograph
from heliograph.errors import NothingThere
from heliograph.watch_records import FindingState
from heliograph.watching.watches import named_finding, set_state
from heliograph.web.visit import Visit
from heliograph.web.walks import WITHIN, address_of, findings_asked, findings_query

MOST_NOTE: Final = 10_000


def decide_finding(case: Path, by: str, visit: Visit) -> str:
    """Keep what a person says became of a finding; go to the next one, or back to where it was."""
    state = visit.form.get("state", "")
    if state not in get_args(FindingState):
        raise NothingThere(what=f"state {state[:40]}", hint=", ".join(get_args(FindingState)))
    note = visit.form.get("note", "").strip()[:MOST_NOTE]
    said = dict(parse_qsl(visit.form.get("query", "")))
    asked = findings_asked(said)
    with Heliograph.open_to_work(case) as opened:
        finding = named_finding(opened, visit.path["finding"])
        # Before it is decided, for by that it moves.
        _, later, _ = opened.rows.findings_around(asked, finding)
        set_state(opened, finding.id, cast("FindingState", state), by, note)
        if visit.form.get("undo"):
            return address_of(opened, finding, asked)
        told = {"set": state, "of": finding.id, "before": finding.state}
        if WITHIN in visit.form:
            within = dict(parse_qsl(visit.form[WITHIN])).get(WITHIN, "")
            place, _ = opened.rows.main_places([finding])[finding.id]
            return f"/claims/{place.about}?{urlencode({WITHIN: within})}"
        if visit.form.get("then") == "next" and state != "new" and later:
            to = address_of(opened, later, asked)
            return f"{to}{'' if to.endswith('?') else '&'}{urlencode(told)}"
    return f"/findings?{findings_query(asked, after=said.get('after', '')[:100], **told)}"
