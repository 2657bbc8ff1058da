"""One change at a source, with what stood there before and what stands there now."""

from __future__ import annotations

from dataclasses import dataclass

from heliograph.app import Heliograph
from heliograph.report.page import visible
from heliograph.watch_records import Finding
from heliograph.watching.differences import Different, difference
from heliograph.web.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePage:
    """What `change.html.j2` may use."""

    difference: Different
    findings: list[tuple[Finding, str]]
    """As what it answers watches, with their names."""


def change_page(opened: Heliograph, visit: Visit) -> ChangePage:
    """Gather a change. Raises `NothingThere`."""
    shown = difference(opened, visit.path["change"])
    names = {one.id: visible(one.name) for one in opened.rows.watches(ended=True)}
    found = opened.rows.findings_at(shown.change.id)
    return ChangePage(
        difference=shown, findings=[(one, names.get(one.watch_id, "")) for one in found]
    )
