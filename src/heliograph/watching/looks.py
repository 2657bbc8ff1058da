"""Looking at one source because a person asks for it now, and what that would ask of whom."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Final, Literal

import msgspec
from msgspec import Struct

from heliograph.app import Heliograph
from heliograph.egress.exchange import Asker
from heliograph.egress.politeness import forbidden, rules_are_known
from heliograph.egress.requests import BadAddress, address_of
from heliograph.pipeline.sources.checking import MOST_LOOKS, Checked
from heliograph.pipeline.tools import Progress, no_progress
from heliograph.records import Source
from heliograph.watch_records import Link, Schedule
from heliograph.watching.checks import check_source
from heliograph.watching.rounds import PatientGate
from heliograph.watching.sources import named_source

Rules = Literal["ignored", "not-asked", "unavailable", "allowed", "forbidden"]
"""What a host's rules say of a source: `ignored` where a person said so, `unavailable` where they
could not be had, which forbids."""

SECONDS: Final = 90.0
"""For how long a look that a person waits for may go on asking; what is left is due later."""


class Wish(Struct, frozen=True, kw_only=True):
    """What a look now would ask for."""

    links: list[Link]
    """In the order in which they are asked for; the source's own where nothing is due."""
    is_due: bool
    """Whether they are due by the source's own turn."""
    hosts: list[str]
    rules: list[str]
    """Addresses of rules that would be asked for first."""
    proxy: str


def wish_of(opened: Heliograph, source: Source, schedule: Schedule) -> Wish:
    """Say what a look now would ask for. Nothing is asked."""
    at = opened.clock()
    due = opened.rows.due_links(at, source.id, MOST_LOOKS)
    links = due or [one for one in opened.rows.links(source.id) if not one.found_on][:1]
    origins = _origins((one.url for one in links), schedule)
    unknown = [
        f"{one}/robots.txt"
        for one in origins
        if schedule.heed_robots and not rules_are_known(opened.rows.host(one), at)
    ]
    return Wish(
        links=links,
        is_due=bool(due),
        hosts=[one.partition("://")[2] for one in origins],
        rules=unknown,
        proxy=schedule.proxy,
    )


def bring_forward(opened: Heliograph, wish: Wish) -> None:
    """Have what is wished for be due now, where it is not."""
    if not wish.is_due:
        now = opened.clock()
        brought = [msgspec.structs.replace(one, next_look_at=now) for one in wish.links]
        opened.rows.keep_watching(brought)


def look_now(
    opened: Heliograph,
    name: str,
    progress: Progress = no_progress,
    *,
    seconds: float = SECONDS,
    asker: Asker | None = None,
    pause: Callable[[float], None] = time.sleep,
) -> Checked:
    """Look at what is due of a source, or at its own address if nothing is; read it, judge it.

    Hosts are asked as slowly as always, and not at all where they want to be left alone. Raises
    `NothingThere`.
    """
    source, schedule = named_source(opened, name)
    bring_forward(opened, wish_of(opened, source, schedule))
    tools = opened.tools()
    gate = PatientGate(
        opened.folder.egress,
        tools.rows,
        manners=tools.config.manners,
        now=tools.clock,
        asker=asker,
        pause=pause,
    )
    gate.until = gate.elapsed() + seconds
    return check_source(opened, source, gate, progress)


def rules_of(opened: Heliograph, source: Source, schedule: Schedule) -> Rules:
    """Say what the rules of a source's host say of its own address, as far as they are known."""
    if not schedule.heed_robots:
        return "ignored"
    host = opened.rows.host("".join(_origins([source.location], schedule)))
    if host.robots_at is None:
        return "not-asked"
    if host.robots is None:
        return "unavailable"
    return "forbidden" if forbidden(host, source.location) else "allowed"


def _origins(urls: Iterable[str], schedule: Schedule) -> list[str]:
    """Name the hosts as the gate remembers them; an address that is no address is not asked."""
    found: dict[str, None] = {}
    for url in urls:
        with suppress(BadAddress):
            found[address_of(url, allowed=schedule.allowed).origin] = None
    return list(found)
