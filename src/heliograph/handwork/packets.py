"""Handing somebody so many minutes of the queue, as a packet of claims that stays as it is."""

from __future__ import annotations

from urllib.parse import urlencode

from msgspec import Struct
from msgspec.structs import replace

from heliograph.app import Heliograph
from heliograph.errors import NothingThere
from heliograph.hand_records import Packet
from heliograph.pipeline.deeds.packets import MOST_TIMES, USUAL_SECONDS, make_packet, pace, size_of
from heliograph.pipeline.recovery import recover
from heliograph.records import ClaimId
from heliograph.store.line_rows import OPEN
from heliograph.store.queue_rows import FACETS, Wanted

USUAL_MINUTES = 20


class Pace(Struct, frozen=True, kw_only=True):
    """How fast claims are reviewed."""

    seconds: float
    """For one claim."""
    measured: bool
    """From reviews of this case; else what is usual."""


def pace_of(opened: Heliograph) -> Pace:
    """Say how fast claims of this case were reviewed of late."""
    seconds = pace(opened.rows.review_times(MOST_TIMES))
    return Pace(seconds=seconds or USUAL_SECONDS, measured=seconds is not None)


def hand_out(opened: Heliograph, wanted: Wanted, *, minutes: int, name: str, by: str) -> Packet:
    """Choose claims that nobody reviewed and no packet has, in the order of the queue; keep them.

    Raises `NothingThere` where none is left.
    """
    tools = opened.tools()
    recover(tools)
    taken = opened.rows.in_packets()
    count = size_of(minutes, pace_of(opened).seconds)
    wanted = replace(wanted, state=OPEN)
    cut = opened.rows.queue_cut(wanted, "", count + len(taken))
    chosen = [ClaimId(one.line.id) for one in cut.shown]
    left = [one for one in chosen if one not in taken][:count]
    if not left:
        hint = "All are reviewed, or in a packet already: `heliograph packet list`."
        raise NothingThere(what="a claim to hand out", hint=hint)
    return make_packet(left, tools, name=name, query=_spelled(wanted), minutes=minutes, by=by)


def _spelled(wanted: Wanted) -> str:
    """Spell what was asked for as an address of the queue does."""
    said = {name: wanted.value(name) for name in FACETS if name != "state"}
    if wanted.sort != Wanted().sort:
        said["sort"] = wanted.sort
    return urlencode({name: value for name, value in said.items() if value})
