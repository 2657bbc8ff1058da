"""What needs a person beside sources: disk, files that wait; the note on a screen; outside eyes."""

from __future__ import annotations

import configparser
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.answering import answer, serving
from tests.conftest import FrozenClock
from tests.reading_rooms import Client

from heliograph.app import Heliograph
from heliograph.cli import cli
from heliograph.egress.exchange import Asker
from heliograph.notifiers.channel import Channel
from heliograph.notifiers.message import Declined, Taken
from heliograph.records import SourceId
from heliograph.watch_records import Schedule
from heliograph.watching.channels import add_channel, try_channel
from heliograph.watching.rounds import Rounds
from heliograph.watching.sources import add_source
from heliograph.watching.status import Complaint, status
from heliograph.web import ReadingRoom

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def case(tmp_path: Path, clock: FrozenClock) -> Iterator[Heliograph]:
    with Heliograph.create(tmp_path / "case", clock=clock) as opened:
        yield opened


def settings(case: Heliograph, words: str) -> None:
    case.folder.settings.write_text(f"[watching]\n{words}\n")


def rounds(clock: FrozenClock) -> Rounds:
    return Rounds(
        elapsed=lambda: clock().timestamp(),
        since_boot=lambda: clock().timestamp(),
        asker=Asker(now=clock, clock=lambda: 0.0),
    )


def complaints(case: Heliograph) -> dict[str, Complaint]:
    return {one.kind: one for one in status(case).complaints}


def test_a_disk_that_is_nearly_full_is_told_by_alert_and_status(case: Heliograph, clock):
    assert "disk" not in complaints(case)
    settings(case, f"least_free_mb = {10**9}")
    add_channel(case, Channel(name="lines", address="jsonl:told.jsonl"))
    rounds(clock).go(case)
    assert "disk" in complaints(case)
    (told,) = map(json.loads, (case.folder.root / "told.jsonl").read_text().splitlines())
    assert told["kind"] == "health"
    assert "MB left" in told["words"]


def test_files_that_wait_for_a_day_are_told(case: Heliograph, clock, tmp_path: Path):
    rounds(clock).go(case)
    (tmp_path / "a.txt").write_text("系统支持人脸识别。")
    case.add(tmp_path / "a.txt")
    assert "behind" not in complaints(case)
    clock.forward(days=1.5)
    assert complaints(case)["behind"].words.startswith("1 files wait")
    case.run()
    assert "behind" not in complaints(case)


@pytest.fixture
def screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A double of `notify-send`: it keeps what it is told, or fails as it is told to."""
    double = tmp_path / "bin" / "notify-send"
    double.parent.mkdir()
    double.write_text(
        '#!/bin/sh\n[ -e "$0.fails" ] && { echo "no session bus" >&2; exit 1; }\n'
        'for one in "$@"; do printf "%s\\n" "$one" >> "$0.told"; done\n'
    )
    double.chmod(0o755)
    monkeypatch.setenv("PATH", f"{double.parent}:{os.environ['PATH']}")
    return double


def test_a_note_stands_on_the_screen_or_says_why_not(case: Heliograph, screen: Path, monkeypatch):
    add_channel(case, Channel(name="screen", address="desktop:"))
    assert try_channel(case, "screen") == Taken(proof="shown")
    told = screen.with_name("notify-send.told").read_text().splitlines()
    assert told[:3] == ["--app-name=Heliograph", "--", "Heliograph: a test"]
    screen.with_name("notify-send.fails").touch()
    assert try_channel(case, "screen") == Declined(reason="notify-send: no session bus")
    monkeypatch.setenv("PATH", str(screen.parent.parent))
    outcome = try_channel(case, "screen")
    assert isinstance(outcome, Declined)
    assert "not installed" in outcome.reason


def test_a_source_that_was_never_looked_at_is_not_called_well(tmp_path: Path):
    case = tmp_path / "case"
    with Heliograph.create(case) as opened:
        how = Schedule(source_id=SourceId(""))
        source = add_source(opened, "page", "https://shop.example/a", how)
    told = CliRunner().invoke(cli, ["status", "--case", str(case)])
    assert "not looked at yet" in told.output
    assert "well" not in told.output
    room = ReadingRoom(case, by="R. Reader")
    with room.running():
        client = Client(room).enter()
        for path in ("/sources", f"/sources/{source.id}"):
            assert '<span class="soft">not looked at yet</span>' in client.ask(path)[2]


def test_each_round_shows_outside_eyes_that_it_was_made(case: Heliograph, clock):
    with serving(lambda path: answer(b"ok")) as site:
        settings(case, f'heartbeat_file = "alive.json"\nping = "{site.url("/secret-path")}"')
        rounds(clock).go(case)
        first = json.loads((case.folder.root / "alive.json").read_bytes())
        clock.forward(hours=1)
        rounds(clock).go(case)
    second = json.loads((case.folder.root / "alive.json").read_bytes())
    assert second["at"] > first["at"]
    assert sum(b"/secret-path" in one for one in site.asked) == 2
    assert "secret-path" not in case.folder.egress.read_text(), "where it goes is enough"


def test_a_ping_that_is_not_answered_stops_nothing(case: Heliograph, clock):
    said: list[str] = []
    with serving(lambda path: answer(b"", "503 Busy")) as site:
        settings(case, f'heartbeat_file = "no/such/folder"\nping = "{site.url("/p")}"')
        going = rounds(clock)
        going.say = said.append
        going.go(case)
    assert [one.partition(":")[0] for one in said] == ["heartbeat", "ping"]


def test_the_unit_in_the_docs_runs_a_daemon_that_there_is():
    words = (ROOT / "docs" / "how-to" / "alerts.md").read_text(encoding="utf-8")
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read_string(words.partition("```ini\n")[2].partition("```")[0])
    assert {"Unit", "Service", "Install"} <= set(unit.sections())
    _, command, *options = unit["Service"]["ExecStart"].split()
    assert unit["Service"]["Restart"] == "always"
    shown = CliRunner().invoke(cli, [command, "--help"]).output
    assert command == "daemon"
    assert all(one in shown for one in options if one.startswith("--"))
