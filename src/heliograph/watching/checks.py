"""Looking at what is due: one source, or all of a case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from heliograph.app import Heliograph
from heliograph.egress.exchange import Asker
from heliograph.egress.gate import Gate
from heliograph.pipeline.recovery import recover
from heliograph.pipeline.sources.checking import Checked, check_all
from heliograph.pipeline.tools import Progress, no_progress
from heliograph.records import Source

Pause = Callable[[float], None]


def gate_of(opened: Heliograph, *, asker: Asker | None = None, pause: Pause | None = None) -> Gate:
    """Make the one door out of a case; what it remembers of hosts is kept in the case."""
    tools = opened.tools()
    more = {} if pause is None else {"pause": pause}
    return Gate(
        opened.folder.egress,
        tools.rows,
        manners=tools.config.manners,
        now=tools.clock,
        asker=asker,
        **more,
    )


def check_source(
    opened: Heliograph, source: Source, gate: Gate, progress: Progress = no_progress
) -> Checked:
    """Look at what is due of one source, read it, and say what changed. Raises `BadSource`."""
    return check_sources(opened, [source], gate, progress)[0]


def check_sources(
    opened: Heliograph, sources: Sequence[Source], gate: Gate, progress: Progress = no_progress
) -> list[Checked]:
    """The same of several, read together. Raises `BadSource`."""
    tools = opened.tools()
    recover(tools)
    return check_all(sources, gate, tools, lambda: opened.run(progress), progress)


def due_sources(opened: Heliograph, at: datetime) -> list[Source]:
    """Name the sources that have a link to be looked at by then, and are not paused."""
    schedules = {one.source_id: one for one in opened.rows.schedules() if not one.paused}
    return [
        source
        for source in opened.rows.sources()
        if source.id in schedules and opened.rows.due_links(at, source.id, 1)
    ]
