"""Kill `source check` at random moments, go on, and see that nothing is lost or told twice.

    python -m benchmarks.watch_kills --kills 50

A list on the loopback gets new documents before each killed check. Ends with 1 if any kill left a
difference.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.answering import Site, answer, serving

from heliograph.app import Heliograph
from heliograph.records import SourceId
from heliograph.watch_records import Schedule
from heliograph.watching.checks import check_sources, due_sources, gate_of
from heliograph.watching.sources import add_source

_AT_ONCE = "[manners]\nseconds_between = 0\n"


@dataclass
class Growing:
    """A list to which documents are added."""

    names: list[str] = field(default_factory=list)

    def __call__(self, path: str) -> bytes:
        """Answer as of now."""
        if path == "/list":
            links = "".join(f"<li><a href='/docs/{name}'>{name}</a></li>" for name in self.names)
            return _page(f"<ul>{links}</ul>")
        name = path.removeprefix("/docs/")
        if name not in self.names:
            return answer(b"", "404 Not Found")
        return _page(f"<p>Notice {name}: the platform compares faces with a list.</p>")


def _page(body: str) -> bytes:
    return answer(f"<html><body>{body}</body></html>".encode(), Content_Type="text/html")


@contextmanager
def watched(case: Path) -> Iterator[tuple[Growing, Site]]:
    """Have a case watch a list that was looked at once."""
    growing = Growing([f"old{n}.html" for n in range(3)])
    with serving(growing) as site:
        with Heliograph.create(case) as opened:
            (case / "heliograph.toml").write_text(_AT_ONCE)
            how = Schedule(source_id=SourceId(""), allowed=(site.host,), every_s=1, jitter=0.0)
            add_source(opened, "listing", site.url("/list"), how)
            check_sources(opened, due_sources(opened, opened.clock()), gate_of(opened))
        yield growing, site


def check_and_kill(case: Path, after: float) -> bool:
    """Start a check and kill it and its children; say whether it was still at work."""
    check = subprocess.Popen(
        [sys.executable, "-m", "heliograph", "source", "check", "--case", str(case)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        check.wait(timeout=after)
    except subprocess.TimeoutExpired:
        os.killpg(check.pid, signal.SIGKILL)
        check.wait()
        return True
    return False


def go_on(case: Path, growing: Growing, site: Site) -> str:
    """Check again; say what is lost, told twice, or does not hold."""
    wrong: list[str] = []
    with Heliograph.open_to_work(case) as opened:
        time.sleep(1)
        source = opened.rows.sources()[0]
        check_sources(opened, [source], gate_of(opened))
        entries = list(opened.custody.entries())
        wrong += [f"{one.name}: {one.detail}" for one in opened.verify() if one.fails]
        for one in entries:
            about = str(one.facts.get("observation"))
            if one.event == "observed" and opened.rows.observation(about) is None:  # type: ignore[arg-type]
                wrong.append(f"the database lost look {about}")
        addresses = {link.id: link.url for link in opened.rows.links(source.id)}
        told = Counter((one.kind, addresses[one.link_id]) for one in opened.rows.changes())
        entered = sum(one.event == "changed" for one in entries)
    new = {("appeared", site.url(f"/docs/{one}")) for one in growing.names if "new" in one}
    wrong += [f"not told: {one}" for one in new - set(told)]
    wrong += [f"told though nothing was: {one}" for one in set(told) - new]
    wrong += [f"told {count} times: {one}" for one, count in told.items() if count > 1]
    if entered != sum(told.values()):
        wrong.append(f"custody names {entered} changes, the database {sum(told.values())}")
    return "; ".join(wrong)


def main() -> int:
    """Run the trial and print its figures."""
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--kills", type=int, default=50)
    args.add_argument("--seed", type=int, default=1)
    options = args.parse_args()
    chance = random.Random(options.seed)
    bad = killed = 0
    with tempfile.TemporaryDirectory(prefix="heliograph-kills-") as folder:
        case = Path(folder) / "case"
        with watched(case) as (growing, site):
            growing.names.append("new-first.html")
            began = time.monotonic()
            check_and_kill(case, after=600)
            lasted = time.monotonic() - began
            for number in range(options.kills):
                growing.names[:0] = [f"new{number}-{n}.html" for n in range(2)]
                killed += check_and_kill(case, after=chance.uniform(0.3, 1.0) * lasted)
                difference = go_on(case, growing, site)
                if difference:
                    bad += 1
                    sys.stdout.write(f"kill {number}: {difference}\n")
    sys.stdout.write(f"{killed} of {options.kills} checks killed, {bad} left a difference\n")
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
