"""Sixty virtual days in minutes: what is missed, what is told falsely, what is asked of the site.

    python -m benchmarks.sixty_days [--days N] [--parts N] [--rivals]

The clock is virtual; the server, the connections, the files and the database are real. In parts,
each process has a site and a case of its own and some of the sources: the days are the same, and
the rules of the host are asked for by each.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.sixty_days.rivals import urlwatch
from benchmarks.sixty_days.site import DAYS, SOURCES, Event, Living, events
from tests.answering import Site, serving

from heliograph.app import Heliograph
from heliograph.egress.exchange import Asker
from heliograph.records import SourceId
from heliograph.watch_records import Schedule
from heliograph.watching.checks import check_sources, due_sources, gate_of
from heliograph.watching.sources import add_source

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
LATE = 4
"""Days after which a change that was told counts as missed."""


class Virtual:
    """A clock that moves when it is told to; a drip of bytes costs it time, too."""

    def __init__(self) -> None:
        """Begin at the beginning."""
        self.at = BEGIN

    def __call__(self) -> datetime:
        """Read it."""
        return self.at

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self.at += timedelta(seconds=seconds)

    def ticking(self) -> float:
        """A clock for deadlines: each look at it costs a second, so that a drip ends."""
        self.forward(1)
        return self.at.timestamp()

    @property
    def day(self) -> int:
        """Days since it began."""
        return (self.at - BEGIN).days


@dataclass(frozen=True)
class Told:
    """One change that a watcher told."""

    day: int
    path: str
    kind: str


@dataclass
class Watched:
    """What came of watching the site for some days."""

    told: list[Told]
    by_day: Counter[int]
    """Requests of each day."""
    by_source: dict[str, int]
    """Requests to each source's links, rules apart."""


def watch_in_parts(days: int, parts: int) -> Watched:
    """Have the sources watched by so many processes."""
    with ProcessPoolExecutor(parts) as pool:
        each = list(pool.map(watch, [days] * parts, range(parts), [parts] * parts))
    return Watched(
        told=sorted((one for part in each for one in part.told), key=lambda one: one.day),
        by_day=sum((part.by_day for part in each), Counter[int]()),
        by_source={name: count for part in each for name, count in part.by_source.items()},
    )


def watch(days: int, part: int = 0, parts: int = 1) -> Watched:
    """Have Heliograph watch the site: every source, or one of so many parts of them."""
    clock = Virtual()
    living = Living(day=lambda: clock.day)
    told: list[Told] = []
    with (
        tempfile.TemporaryDirectory(prefix="heliograph-days-") as folder,
        serving(living) as site,
        Heliograph.create(Path(folder) / "case", clock=clock) as case,
        case.staying_ready(),
    ):
        for kind, path, how in SOURCES[part::parts]:
            schedule = Schedule(source_id=SourceId(""), allowed=(site.host,), **how)  # type: ignore[arg-type]
            add_source(case, kind, site.url(path), schedule)  # type: ignore[arg-type]
        asker = Asker(now=clock, clock=clock.ticking)
        gate = gate_of(case, asker=asker, pause=clock.forward)
        while clock.day < days:
            due = due_sources(case, clock())
            for checked in check_sources(case, due, gate) if due else ():
                for one in checked.changes:
                    link = case.rows.link(one.link_id)
                    told.append(Told(clock.day, _path(link.url if link else "", site), one.kind))
            clock.forward(3600)
        names = {one.id: _path(one.location, site) for one in case.rows.sources()}
        logged = map(json.loads, case.folder.egress.read_text(encoding="utf-8").splitlines())
        reasons = Counter(line["reason"] for line in logged)
        by_source = {name: reasons[f"source {id_}: look"] for id_, name in names.items()}
    return Watched(told, Counter(living.by_day), by_source)


def score(told: Sequence[Told], days: int) -> tuple[list[Event], list[Told]]:
    """Pair what was told with what happened: give the events missed, and what is left over.

    What happened in the last days may still be told: it is not counted as missed.
    """
    left = list(told)
    missed = []
    for event in events():
        found = next(
            (
                one
                for one in left
                if one.path == event.path
                and one.kind in event.kinds
                and event.day <= one.day <= event.day + LATE
            ),
            None,
        )
        if found is not None:
            left.remove(found)
        elif event.day <= days - LATE:
            missed.append(event)
    return missed, left


def _path(url: str, site: Site) -> str:
    return url.removeprefix(site.url("")).partition(";")[0].partition("?")[0]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--parts", type=int, default=1, help="processes that share the sources")
    parser.add_argument("--rivals", action="store_true", help="urlwatch beside us")
    options = parser.parse_args()
    days = options.days
    watched = watch_in_parts(days, options.parts) if options.parts > 1 else watch(days)
    told = watched.told
    missed, false = score(told, days)
    happened = [one for one in events() if one.day <= days - LATE]
    out = sys.stdout.write
    out(f"events {len(happened)}, told {len(told)}, missed {len(missed)}, false {len(false)}\n")
    for event in missed:
        out(f"  missed: day {event.day} {event.path} {'/'.join(sorted(event.kinds))}\n")
    for one in false:
        out(f"  false: day {one.day} {one.path} {one.kind}\n")
    asked = sum(watched.by_day.values())
    most = max(watched.by_day.values(), default=0)
    out(f"requests {asked}, a day {asked / days:.1f}, at most {most}\n")
    out("requests a day, by source:\n")
    for path, count in sorted(watched.by_source.items(), key=lambda one: -one[1]):
        out(f"  {count / days:6.2f}  {path}\n")
    if options.rivals:
        rival = urlwatch(days, LATE)
        out(
            f"{rival.name}: told {rival.told}, missed {rival.missed}, false {rival.false}, "
            f"requests {rival.requests}\n"
        )


if __name__ == "__main__":
    main()
