"""When sources of the living site fall silent, is a person told within their cadence?

    python -m benchmarks.sixty_days.silence

Two days before and after each silence are lived hour by hour with the daemon's own rounds, on a
virtual clock, beside a source that stays well; server, files, database and the channel are real.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from benchmarks.sixty_days.__main__ import BEGIN, Virtual
from benchmarks.sixty_days.site import SILENT, SOURCES, Living
from tests.answering import serving

from heliograph.app import Heliograph
from heliograph.egress.exchange import Asker
from heliograph.notifiers.channel import Channel
from heliograph.records import SourceId
from heliograph.watch_records import Schedule
from heliograph.watching.channels import add_channel
from heliograph.watching.rounds import Rounds
from heliograph.watching.sources import add_source

_DAY = 86_400.0
_CADENCE = 24.0
_PATIENCE = 8.0
"""Hours for which a fault may last before it is told."""
_AROUND = 2
_WELL = "/unchanged"


@dataclass(frozen=True)
class Raised:
    """One line of a health alert."""

    at: float
    """Days since it began."""
    path: str
    words: str


def watch(first: int, last: int, watched: set[str]) -> list[Raised]:
    """Live from day to day with these sources, and say what was raised."""
    clock = Virtual()
    clock.forward(first * _DAY)
    with (
        tempfile.TemporaryDirectory(prefix="heliograph-silence-") as folder,
        serving(Living(day=lambda: clock.day)) as site,
        Heliograph.create(Path(folder) / "case", clock=clock) as case,
        case.staying_ready(),
    ):
        add_channel(case, Channel(name="told", address="jsonl:told.jsonl", tell_all=True))
        for kind, path, how in (one for one in SOURCES if one[1] in watched):
            schedule = Schedule(source_id=SourceId(""), allowed=(site.host,), **how)  # type: ignore[arg-type]
            add_source(case, kind, site.url(path), schedule)  # type: ignore[arg-type]
        rounds = Rounds(
            elapsed=lambda: clock().timestamp(),
            since_boot=lambda: clock().timestamp(),
            pause=clock.forward,
            asker=Asker(now=clock, clock=clock.ticking),
        )
        while clock.day < last:
            rounds.go(case)
            clock.forward(3600)
        return list(_raised(case.folder.root / "told.jsonl", "127.0.0.1"))


def _raised(told: Path, host: str) -> Iterator[Raised]:
    for line in told.read_text("utf-8").splitlines() if told.exists() else []:
        said = json.loads(line)
        at = (datetime.fromisoformat(said["at"]) - BEGIN).total_seconds() / _DAY
        for words in str(said["words"]).splitlines():
            if words.startswith(f"{host}/"):
                path, _, rest = words.removeprefix(host).partition(": ")
                yield Raised(at, path, rest)


def main() -> int:
    """Print when each silent source was told of; ends with 1 if one was late."""
    wrong = 0
    for path, day in SILENT.items():
        raised = watch(day - _AROUND, day + _AROUND, {path, _WELL})
        found = next((one for one in raised if one.path == path and one.at >= day), None)
        hours = (found.at - day) * 24 if found else float("inf")
        said = f"{hours:.1f} hours later ({found.words})" if found else "never"
        # It is told again after a day, for it lasts; of the other source nothing is to be told.
        others = [one for one in raised if one.path != path]
        sys.stdout.write(f"{path} silent from day {day}: told {said}; told besides {others}\n")
        # The look that can see it comes within the cadence of a day and its tenth of jitter.
        wrong += hours > _CADENCE * 1.1 + _PATIENCE or bool(others)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
