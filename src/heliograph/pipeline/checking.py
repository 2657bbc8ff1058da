"""One check of a web source: look at what is due, read it, follow it, until nothing more is due.

The order of one round can be read off `check`; the rounds end because each link that was looked at
is due later, and a check has a bound on looks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec import Struct

from heliograph.egress.gate import Gate
from heliograph.errors import BadSource
from heliograph.pipeline.changing import tell_changes
from heliograph.pipeline.following import follow
from heliograph.pipeline.looking import look
from heliograph.pipeline.tools import Progress, Tools, no_progress
from heliograph.records import Source
from heliograph.watch_records import Change, Observation

MOST_LOOKS: Final = 500
"""In one check of one source; what is left over is due at the next."""


class Checked(Struct, frozen=True, kw_only=True):
    """How one check of one source went."""

    source: Source
    observations: tuple[Observation, ...]
    new_links: int
    changes: tuple[Change, ...]


def check(
    source: Source,
    gate: Gate,
    tools: Tools,
    read: Callable[[], object],
    progress: Progress = no_progress,
) -> Checked:
    """Look at the links of a source that are due. `read` has everything read that waits."""
    schedule = tools.rows.schedule(source.id)
    if schedule is None:
        raise BadSource(detail=f"{source.name} is a {source.kind}: `heliograph add` looks at it")
    seen: list[Observation] = []
    changes: list[Change] = []
    found = 0
    while len(seen) < MOST_LOOKS:
        due = tools.rows.due_links(tools.clock(), source.id, MOST_LOOKS - len(seen))
        looked = look(source, schedule, due, gate, tools, progress)
        if not looked:
            break
        read()
        observations = [one.observation for one in looked]
        found += len(follow(source, schedule, observations, tools))
        changes += tell_changes(source, schedule, observations, tools)
        seen += observations
    return Checked(source=source, observations=tuple(seen), new_links=found, changes=tuple(changes))
