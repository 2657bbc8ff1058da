"""What can be done: each act does one thing, then leads to the page where it shows.

One module a noun; the table below says which address does what.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from starlette.responses import Response

from heliograph.web.actions import charts, claims, findings, watches
from heliograph.web.visit import Visit

Action = Callable[[Path, str, Visit], str | Response]
"""Case, who acts, what was sent → where to go, or a file that is handed out. Takes the case's lock
for as long as it works."""

ACTIONS: tuple[tuple[str, Action], ...] = (
    ("/claims/{claim}/review", claims.review_claim),
    ("/findings/{finding}/state", findings.decide_finding),
    ("/charts/{chart}/export", charts.export_chart),
    ("/watches", watches.make_watch),
    ("/watches/{watch}/end", watches.stop_watch),
)
