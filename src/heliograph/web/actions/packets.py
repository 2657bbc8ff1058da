"""What can be done with packets: hand out so many minutes of the queue."""

from __future__ import annotations

from pathlib import Path

from heliograph.app import Heliograph
from heliograph.errors import NothingThere
from heliograph.handwork.packets import hand_out
from heliograph.web.queue import Asked
from heliograph.web.visit import Visit

MOST_NAME = 80
MOST_MINUTES = 480


def make_packet(case: Path, by: str, visit: Visit) -> str:
    """Choose the claims and keep them; lead to the packet."""
    said = visit.form.get("minutes", "")
    minutes = int(said) if said.isascii() and said.isdigit() else 0
    if not 0 < minutes <= MOST_MINUTES:
        raise NothingThere(what=f"{said[:20]} minutes", hint=f"Say 1 to {MOST_MINUTES}.")
    asked = Asked.of({**visit.form, "after": ""})
    name = visit.form.get("for", "").strip()[:MOST_NAME]
    with Heliograph.open_to_work(case) as opened:
        made = hand_out(opened, asked, minutes=minutes, name=name, by=by)
    return f"/packets/{made.number}"
