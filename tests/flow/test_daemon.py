"""The daemon by virtual hours and real signals, and the status that says when it needs a person."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from benchmarks.alert_kills import trial
from tests.answering import Site, answer, serving
from tests.conftest import FrozenClock

from heliograph.app import Heliograph
from heliograph.egress.exchange import Asker
from heliograph.errors import CaseBusy
from heliograph.notifiers.channel import Channel
from heliograph.records import Source, SourceId
from heliograph.store.lock import CaseLock
from heliograph.watch_records import Schedule, Watch, WatchId
from heliograph.watching.channels import add_channel
from heliograph.watching.checks import check_source
from heliograph.watching.daemon import Daemon
from heliograph.watching.rounds import Rounds, Went
from heliograph.watching.sources import add_source
from heliograph.watching.status import Status, not_checked, status
from heliograph.watching.watches import add_watch

ROOT = Path(__file__).resolve().parents[2]
PAGE = "<html><title>公告</title><p>系统支持维族告警，编号 {n}。</p></html>"


def page(n: int = 1) -> bytes:
    return answer(PAGE.format(n=n).encode(), Content_Type="text/html; charset=utf-8")


@dataclass
class Watched:
    """A case whose daemon goes round by virtual time."""

    folder: Path
    site: Site
    answers: dict[str, bytes]
    clock: FrozenClock
    slept: list[float] = field(default_factory=list)
    went: list[Went] = field(default_factory=list)
    since_boot: float = 0.0

    def add(self, path: str, **how: object) -> Source:
        wanted = Schedule(source_id=SourceId(""), allowed=(self.site.host,), jitter=0.0, **how)  # type: ignore[arg-type]
        with Heliograph.open_to_work(self.folder, clock=self.clock) as opened:
            return add_source(opened, "page", self.site.url(path), wanted)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock.forward(seconds=seconds)
        self.since_boot += seconds

    def elapsed(self) -> float:
        return self.clock.at.timestamp()

    def hours(self, count: float) -> None:
        """Let the daemon live so long."""
        daemon, end = self.daemon(), self.clock.at + timedelta(hours=count)

        def sleep(seconds: float) -> None:
            self.sleep(seconds)
            if self.clock.at >= end:
                daemon.stop.set()

        daemon.wait = sleep
        daemon.run()

    def daemon(self) -> Daemon:
        asker = Asker(now=self.clock, clock=lambda: 0.0)
        rounds = Rounds(
            elapsed=self.elapsed,
            since_boot=lambda: self.since_boot,
            asker=asker,
        )
        return Daemon(
            folder=self.folder,
            clock=self.clock,
            rounds=rounds,
            wait=self.sleep,
            told=self.went.append,
        )

    def rounds(self, count: int) -> None:
        self.daemon().run(count)

    def status(self) -> Status:
        with Heliograph.open(self.folder, clock=self.clock) as opened:
            return status(opened)

    def told(self) -> list[dict[str, str]]:
        path = self.folder / "told.jsonl"
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        return [json.loads(one) for one in lines]


@pytest.fixture
def watched(tmp_path: Path, clock: FrozenClock) -> Iterator[Watched]:
    answers = {"/robots.txt": answer(b"")}
    with serving(lambda path: answers.get(path, answer(b"", "500 Broken"))) as site:
        folder = tmp_path / "case"
        with Heliograph.create(folder, clock=clock) as opened:
            (folder / "heliograph.toml").write_text(
                '[manners]\nseconds_between = 0.0\n[watching]\nminutes_a_round = 180\n'
                'heartbeat_file = "alive.json"\n'
            )  # fmt: skip
            add_channel(opened, Channel(name="told", address="jsonl:told.jsonl"))
            wanted = Watch(
                id=WatchId(""), number=0, name="w", query="维族", channels=("told",),
                made_at=clock(),
            )  # fmt: skip
            add_watch(opened, wanted)
        yield Watched(folder, site, answers, clock)


def test_a_round_looks_reads_asks_tells_and_sleeps_until_the_next_is_due(watched: Watched):
    watched.answers["/a"] = page()
    watched.add("/a", every_s=2 * 3600)
    watched.rounds(2)
    (alert,) = watched.told()
    assert alert["title"] == "Heliograph: 1 finding"
    assert watched.slept == [pytest.approx(2 * 3600, abs=60)]
    assert json.loads((watched.folder / "alive.json").read_bytes())["complaints"] == 0
    assert watched.status().complaints == ()


def test_a_source_that_breaks_or_hangs_does_not_stop_the_others(watched: Watched, monkeypatch):
    watched.answers["/good"] = page()
    bad = watched.add("/bad")
    watched.add("/good")
    check = check_source

    def breaking(opened, source, gate, progress):
        if source.id == bad.id:
            raise RuntimeError("a page that nobody thought of")
        return check(opened, source, gate, progress)

    monkeypatch.setattr("heliograph.watching.rounds.check_source", breaking)
    watched.rounds(1)
    assert watched.went[0].failed == [bad.id]
    assert len(watched.told()) == 1


def test_a_silent_source_is_told_once_a_spell_and_when_it_is_over(watched: Watched):
    watched.answers["/a"] = page()
    source = watched.add("/a", every_s=86_400)
    watched.rounds(1)
    before = len(watched.told())
    gone = watched.answers.pop("/a")
    watched.hours(34)
    health = watched.told()[before:]
    assert [one["kind"] for one in health] == ["health"]
    assert "no whole answer (busy 500)" in health[0]["words"]
    assert source.name not in health[0]["words"], "which site is watched is nobody's business"
    (complaint,) = watched.status().complaints
    assert (complaint.kind, complaint.about) == ("failing", source.id)
    watched.hours(25)
    assert len(watched.told()) == before + 2, "it lasts: again after a day"
    watched.answers["/a"] = gone
    watched.hours(25)
    assert "well again" in watched.told()[-1]["words"]
    assert watched.status().complaints == ()


def test_a_source_that_was_not_looked_at_is_named_in_status_and_digest(watched: Watched):
    watched.answers["/a"] = page()
    source = watched.add("/a", every_s=3600)
    watched.rounds(1)
    watched.clock.forward(hours=6)
    found = watched.status()
    assert [(one.kind, one.about) for one in found.complaints] == [("not-checked", source.id)]
    assert source.name in not_checked(found, with_names=True)
    assert source.name not in not_checked(found, with_names=False)


def test_a_source_that_is_quieter_than_expected_is_suspicious(watched: Watched):
    watched.answers["/a"] = page()
    watched.add("/a", every_s=3600, expected_s=86_400)
    watched.hours(25)
    kinds = {one.kind for one in watched.status().complaints}
    assert kinds == {"quiet"}


@pytest.mark.parametrize("seconds", [-7200.0, 86_400.0 * 400])
def test_a_clock_that_jumps_is_told_and_nothing_waits_for_years(watched: Watched, seconds: float):
    watched.answers["/a"] = page()
    watched.add("/a", every_s=3600)
    watched.rounds(1)
    watched.clock.forward(seconds=seconds)
    watched.rounds(1)
    assert "clock" in {one.kind for one in watched.status().complaints}


def test_after_a_step_back_sources_are_looked_at_in_their_rhythm(watched: Watched):
    watched.answers["/a"] = page()
    watched.add("/a", every_s=3600)
    watched.clock.forward(days=500)
    watched.rounds(1)
    watched.clock.forward(days=-500)
    asked = len(watched.site.asked)
    watched.rounds(1)
    assert len(watched.site.asked) > asked


def test_a_case_has_one_daemon_and_people_can_work_while_it_sleeps(watched: Watched):
    with CaseLock(watched.folder / "daemon.lock"):
        with pytest.raises(CaseBusy):
            watched.rounds(1)
        Heliograph.open_to_work(watched.folder).close()


def test_the_daemon_ends_when_it_is_asked_to(watched: Watched):
    words = [sys.executable, "-m", "heliograph", "daemon", "--json", "--case", str(watched.folder)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, cwd=ROOT) as running:
        assert running.stdout
        assert json.loads(running.stdout.readline())["complaints"] == 0
        begun = time.monotonic()
        os.kill(running.pid, signal.SIGTERM)
        assert running.wait(20) == 0
    assert time.monotonic() - begun < 20


def test_killed_at_random_it_tells_every_finding_under_one_key(tmp_path: Path):
    found = trial(4, 7, tmp_path)
    assert found.holds, found
    assert found.keys >= 2
