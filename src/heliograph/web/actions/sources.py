"""What can be done with a source: pause it, go on, look now because a person asks for it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

from heliograph.app import Heliograph
from heliograph.watching.looks import look_now
from heliograph.watching.sources import pause_source
from heliograph.web.visit import Visit


def set_paused(case: Path, by: str, visit: Visit) -> str:
    """Stop looking at a source for now, or go on."""
    with Heliograph.open_to_work(case) as opened:
        paused = visit.form.get("paused", "") == "1"
        source = pause_source(opened, visit.path["source"], paused=paused)
    return f"/sources/{source.id}"


def look(case: Path, by: str, visit: Visit) -> str:
    """Look at a source now: the one deed of the room that asks anything of anybody else."""
    with Heliograph.open_to_work(case) as opened, opened.staying_ready():
        checked = look_now(opened, visit.path["source"])
    told = {
        "looks": len(checked.observations),
        "new": checked.new_links,
        "changes": len(checked.changes),
    }
    return f"/sources/{checked.source.id}?{urlencode(told)}"
