"""Kill the daemon at random while it fetches, matches and sends; see that no finding stays untold.

    python -m benchmarks.alert_kills --kills 200

A site, a mail server and a webhook on the loopback fail at random. Afterwards the daemon goes round
in peace until its outbox is empty. Then every finding must have been taken by both receivers, under
one key each, and the chain of custody must hold. Prints the figures; ends with 1 if any is wrong.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import re
import signal
import smtplib
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import ParamSpec, TypeVar

from tests.answering import answer, serving
from tests.receivers import Mood, Receiver, mail_server, webhook

from heliograph.app import Heliograph
from heliograph.egress.exchange import Asker
from heliograph.notifiers.channel import Channel
from heliograph.notifiers.courier import Courier
from heliograph.records import SourceId
from heliograph.store.database import Database
from heliograph.watch_records import Schedule, Watch, WatchId
from heliograph.watching.channels import add_channel
from heliograph.watching.daemon import Daemon
from heliograph.watching.rounds import Rounds
from heliograph.watching.sources import add_source
from heliograph.watching.watches import add_watch

P = ParamSpec("P")
R = TypeVar("R")

FASTER = 3600.0
"""Seconds of the case's clock in one of ours: an hour of back-off is a second."""
_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
_SETTINGS = """[manners]
seconds_between = 0.0
requests_a_day = 1000000
longest_pause_hours = 1.0
"""
_ROUNDS = 400
_LIVES = 3
"""Rounds that a daemon lives whose moment does not come."""
_MOMENTS = 250
_BUSY, _CUT = 0.1, 0.15
"""Shares of answers that are no whole ones."""


@dataclass
class Fast:
    """A clock that goes faster than ours, from the same moment in every process."""

    began: float

    def __call__(self) -> datetime:
        """Read it."""
        return _BEGIN + timedelta(seconds=(time.time() - self.began) * FASTER)

    def elapsed(self) -> float:
        """Seconds since it began."""
        return (self() - _BEGIN).total_seconds()


@dataclass
class World:
    """What is outside: documents that appear, and servers with moods."""

    chance: random.Random
    documents: int = 1
    calm: bool = False

    def mood(self) -> Mood:
        """How a receiver feels."""
        if self.calm:
            return "take"
        return self.chance.choices(["take", "refuse", "take and hang up"], [6, 3, 1])[0]  # type: ignore[return-value]

    def site(self, path: str) -> bytes | list[bytes]:
        """Answer, mostly."""
        if path == "/robots.txt":
            return answer(b"")
        luck = 1.0 if self.calm else self.chance.random()
        if luck < _BUSY:
            return answer(b"", "503 Service Unavailable")
        if luck < _CUT:
            return [b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n<html>"]
        if path == "/list/":
            links = "".join(f'<a href="/list/{n}.html">{n}</a>' for n in range(self.documents))
            body = f"<title>List</title><p>{links}</p>"
        else:
            number = path.removeprefix("/list/").removesuffix(".html")
            body = f"<title>{number}</title><p>Notice {number}: 系统支持维族告警。</p>"
        return answer(f"<html>{body}</html>".encode(), Content_Type="text/html; charset=utf-8")


@dataclass
class Trial:
    """What came of it."""

    kills: int = 0
    documents: int = 0
    findings: int = 0
    untold: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    unsound: list[str] = field(default_factory=list)
    taken: int = 0
    between: int = 0
    """Of these, before the peace."""
    keys: int = 0

    @property
    def holds(self) -> bool:
        """Whether all is as promised."""
        complete = self.findings >= self.documents
        return complete and not (self.untold or self.twice or self.unsound)


def prepare(case: Path, began: float, site: str, mail: Receiver, hook: Receiver) -> None:
    """Make a case that watches the site and tells both receivers."""
    clock = Fast(began)
    with Heliograph.create(case, clock=clock) as opened:
        (case / "heliograph.toml").write_text(_SETTINGS)
        for channel in (
            Channel(name="mail", address=f"smtp://127.0.0.1:{mail.port}/?to=a@b.example&tls=no"),
            Channel(name="hook", address=f"http://127.0.0.1:{hook.port}/alerts"),
        ):
            add_channel(opened, channel)
        asked = {"query": "Notice", "name": "notices", "channels": ("mail", "hook")}
        add_watch(opened, Watch(id=WatchId(""), number=0, made_at=clock(), **asked))  # type: ignore[arg-type]
        wanted = Schedule(source_id=SourceId(""), every_s=3600, jitter=0.0, allowed=(site,))
        add_source(opened, "listing", f"http://{site}/list/", wanted)


def daemon(case: Path, began: float) -> Daemon:
    """Make a daemon on the fast clock."""
    clock = Fast(began)
    return Daemon(
        folder=case,
        clock=clock,
        rounds=Rounds(elapsed=clock.elapsed, since_boot=clock.elapsed),
        wait=lambda seconds: time.sleep(min(seconds, 3600) / FASTER),
        stop=Event(),
    )


def arm(moment: int) -> None:
    """Have this process killed at a moment: before or after something is kept, asked or sent."""
    count = itertools.count(1)

    def killing(call: Callable[P, R]) -> Callable[P, R]:
        def killed(*values: P.args, **named: P.kwargs) -> R:
            if next(count) == moment:
                os.kill(os.getpid(), signal.SIGKILL)
            done = call(*values, **named)
            if next(count) == moment:
                os.kill(os.getpid(), signal.SIGKILL)
            return done

        return killed

    os.fsync = killing(os.fsync)
    for kind, name in (
        (Database, "run_many"), (Asker, "ask"), (smtplib.SMTP, "data"), (Courier, "take"),
    ):  # fmt: skip
        setattr(kind, name, killing(getattr(kind, name)))


def launch(case: Path, began: float) -> None:
    """Fork a daemon for each number on standard input; it dies at that moment of its life."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            arm(int(line))
            daemon(case, began).run(_LIVES)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print("killed" if os.WIFSIGNALED(status) else "lived", flush=True)


def trial(kills: int, seed: int, folder: Path) -> Trial:
    """Run it in `folder`."""
    world = World(random.Random(seed))
    began = time.time()
    case = folder / "case"
    with (
        serving(world.site) as site,
        mail_server(world.mood) as mail,
        webhook(world.mood) as hook,
    ):
        prepare(case, began, site.host, mail, hook)
        killed = _kill(case, began, kills, world)
        before = len(mail.taken) + len(hook.taken)
        world.calm = True
        for _ in range(_ROUNDS):
            daemon(case, began).run(1)
            time.sleep(0.5)
            with Heliograph.open(case) as opened:
                counts = opened.rows.outbox_counts()
                if len(opened.rows.findings()) >= world.documents and not counts.get("waiting"):
                    break
        found = _judged(case, world.documents, {"mail": mail, "hook": hook}, killed)
        found.between = before
        return found


def _kill(case: Path, began: float, kills: int, world: World) -> int:
    """Kill it so often; say how often it was still alive to be killed."""
    killed = 0
    words = [sys.executable, "-m", "benchmarks.alert_kills", "--launch", str(case), str(began)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as by:
        assert by.stdin
        assert by.stdout
        for number in range(kills):
            by.stdin.write(f"{1 + int(_MOMENTS ** world.chance.random())}\n")
            by.stdin.flush()
            if not (said := by.stdout.readline()):
                raise RuntimeError("the daemon could not be started")
            killed += said == "killed\n"
            world.documents = 1 + (number + 1) // 3
        by.stdin.close()
    return killed


def _judged(case: Path, documents: int, receivers: dict[str, Receiver], kills: int) -> Trial:
    found = Trial(kills=kills, documents=documents)
    with Heliograph.open_to_work(case) as opened:
        ids = {one.id[:8]: one.id for one in opened.rows.findings()}
        found.findings = len(ids)
        found.unsound = [f"{one.name}: {one.detail}" for one in opened.verify() if one.fails]
        entered: defaultdict[str, int] = defaultdict(int)
        for entry in opened.custody.entries():
            if entry.event == "alerted":
                entered[str(entry.facts["alert"])] += 1
        found.unsound += [f"alert {one} entered {n} times" for one, n in entered.items() if n > 1]
        found.unsound += _told_wrongly(opened)
    for name, receiver in receivers.items():
        keys: defaultdict[str, set[str]] = defaultdict(set)
        for one in receiver.taken:
            for finding in re.findall(r"heliograph finding ([0-9a-f]{8})", one.words):
                keys[finding].add(one.key)
        found.untold += [f"{name} {one}" for one in ids if not keys[one]]
        found.twice += [f"{name} {one}" for one, theirs in keys.items() if len(theirs) > 1]
        found.taken += len(receiver.taken)
        found.keys += len({one.key for one in receiver.taken})
    return found


def _told_wrongly(opened: Heliograph) -> list[str]:
    """Say which changes were told twice, not at all, or only to one of custody and database."""
    told = Counter((one.kind, one.link_id) for one in opened.rows.changes())
    twice = [one for one, count in told.items() if count > 1]
    wrong = [f"{kind} of {link} was told twice" for kind, link in twice]
    entered = sum(one.event == "changed" for one in opened.custody.entries())
    if entered != sum(told.values()):
        wrong.append(f"custody has {entered} changes, the database {sum(told.values())}")
    links = [one for source in opened.rows.sources() for one in opened.rows.links(source.id)]
    new = {one.id for one in links if one.found_on and not one.is_first and one.state == "there"}
    untold = new - {link for kind, link in told if kind == "appeared"}
    return [*wrong, *(f"{one} appeared and was not told" for one in untold)]


def main() -> int:
    """Run the trial and print its figures."""
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--kills", type=int, default=200)
    args.add_argument("--seed", type=int, default=1)
    args.add_argument("--launch", nargs=2, help=argparse.SUPPRESS)
    options = args.parse_args()
    if options.launch:
        launch(Path(options.launch[0]), float(options.launch[1]))
        return 0
    with tempfile.TemporaryDirectory(prefix="heliograph-alerts-") as folder:
        found = trial(options.kills, options.seed, Path(folder))
    print(
        f"{found.kills} kills, {found.documents} documents, {found.findings} findings for two "
        f"channels: {len(found.untold)} untold, {len(found.twice)} under two keys; "
        f"{found.taken} deliveries of {found.keys} alerts, {found.between} amid the kills; custody "
        f"{'; '.join(found.unsound) if found.unsound else 'holds'}"
    )
    return 0 if found.holds else 1


if __name__ == "__main__":
    sys.exit(main())
