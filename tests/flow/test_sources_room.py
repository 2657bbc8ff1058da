"""Sources in the reading room: how they stand, a look that is asked for, both sides of a change."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.answering import Site, answer, serving
from tests.conftest import FrozenClock
from tests.reading_rooms import Client

from heliograph.app import Heliograph
from heliograph.cli import cli
from heliograph.egress.exchange import Asker
from heliograph.records import SourceId
from heliograph.store.lock import CaseLock
from heliograph.watch_records import Schedule, Watch, WatchId
from heliograph.watching.checks import check_sources, due_sources, gate_of
from heliograph.watching.sources import add_source
from heliograph.watching.watches import add_watch
from heliograph.web import ReadingRoom

PAGE = "<html><head><title>公告</title></head><body><main>{}</main></body></html>"
KEPT = "<p>本项目建设人脸识别比对系统，支持重点人员布控预警。</p><p>投标截止后不接受任何文件。</p>"
GONE = "<p>供应商须具备视频结构化分析能力。</p>"


def page(body: str) -> bytes:
    return answer(PAGE.format(body).encode(), Content_Type="text/html; charset=utf-8")


@dataclass
class Lived:
    """A case whose source lost a clause, and the site that goes on."""

    case: Path
    site: Site
    answers: dict[str, bytes]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    answers = {"/robots.txt": answer(b""), "/notice": page(KEPT + GONE)}
    clock, case = FrozenClock(), tmp_path_factory.mktemp("sources") / "case"
    with (
        serving(lambda path: answers.get(path, answer(b"no", "404 Not Found"))) as site,
        Heliograph.create(case, clock=clock) as opened,
        opened.staying_ready(),
    ):
        how = Schedule(source_id=SourceId(""), allowed=(site.host,), jitter=0.0)
        source = add_source(opened, "page", site.url("/notice"), how)
        asks = {"name": "vanished", "changes": ("clause-gone", "gone")}
        fields = {"id": WatchId(""), "number": 0, "made_at": clock()}
        add_watch(opened, Watch(**fields, **asks))  # type: ignore[arg-type]
        gate = gate_of(
            opened,
            asker=Asker(now=clock, clock=lambda: 0.0),
            pause=lambda seconds: clock.forward(seconds=seconds),
        )
        for turn in range(36):
            if turn == 14:
                answers["/notice"] = page(KEPT)
            if due_sources(opened, clock()):
                check_sources(opened, [source], gate)
            clock.forward(hours=2)
        opened.run()
        settings = case / "heliograph.toml"
        words = settings.read_text(encoding="utf-8")
        quick = re.sub(r"(?m)^#?\s*seconds_between.*$", "seconds_between = 0.0", words)
        assert quick != words
        settings.write_text(quick, encoding="utf-8")
        opened.close()
        yield Lived(case, site, answers)


@pytest.fixture
def client(lived: Lived) -> Iterator[Client]:
    room = ReadingRoom(lived.case, by="R. Reader")
    with room.running():
        yield Client(room).enter()


def token(client: Client, path: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', client.ask(path)[2])
    assert found
    return found[1]


def source_of(client: Client) -> str:
    found = re.search(r'href="(/sources/\w+)"', client.ask("/sources")[2])
    assert found
    return found[1]


def asked(case: Path) -> list[str]:
    lines = (case / "egress.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(one)["url"] for one in lines]


def test_a_finding_of_a_change_shows_both_sides_and_what_is_different(client):
    queue = client.ask("/findings?change=clause-gone")[2]
    assert "words are gone" in queue
    found = re.search(r'href="(/findings/\w+\?[^"]*)" data-open', queue)
    assert found
    shown = client.ask(found[1].replace("&amp;", "&"))[2]
    before = shown[shown.index('id="before"') : shown.index('id="after"')]
    assert "/documents/" in before
    assert re.search(r"<del>[^<]*视频结构化分析能力", shown)
    assert "投标截止" not in shown
    # The same by itself, whether a watch asks or not.
    listed = client.ask("/sources")[2]
    change = re.search(r'href="(/changes/\w+)"', listed)
    assert change
    alone = client.ask(change[1])[2]
    assert re.search(r"<del>[^<]*视频结构化分析能力", alone)
    assert "vanished" in alone


def test_looking_at_the_pages_asks_nobody(client, lived):
    before = asked(lived.case)
    source = source_of(client)
    shown = client.ask(source)[2]
    assert lived.site.url("/notice") in shown
    assert f"Ask {lived.site.host}" in shown
    assert asked(lived.case) == before


def test_a_look_is_made_when_a_person_asks_for_it_and_no_other_time(client, lived):
    source = source_of(client)
    before = asked(lived.case)
    form = {"csrf": token(client, source)}
    status, headers, words = client.ask(f"{source}/look", form)
    assert status == 303, words
    # Its rules were asked for long ago, by the clock of the days before.
    assert asked(lived.case)[len(before) :][-1] == lived.site.url("/notice")
    assert "1 address was looked at." in client.ask(headers["location"])[2]
    assert client.ask(f"{source}/look", {"csrf": "guess"})[0] == 403


def test_a_source_is_paused_and_gone_on_with(client):
    source = source_of(client)
    form = {"csrf": token(client, source)}
    assert client.ask(f"{source}/pause", form | {"paused": "1"})[0] == 303
    assert "Go on looking at it" in client.ask(source)[2]
    assert "paused" in client.ask("/sources")[2]
    assert client.ask(f"{source}/pause", form | {"paused": "0"})[0] == 303
    assert "Look at it no more for now" in client.ask(source)[2]


def test_it_is_said_whether_a_daemon_runs_and_what_was_not_looked_at(client, lived):
    shown = client.ask("/sources")[2]
    assert "No daemon runs:" in shown
    with CaseLock(lived.case / "daemon.lock"):
        assert "The daemon runs." in client.ask("/sources")[2]


def test_the_command_shows_both_sides_of_a_change_too(lived):
    done = CliRunner().invoke(cli, ["changes", "--case", str(lived.case), "--json"])
    (change,) = (json.loads(line)["id"] for line in done.stdout.splitlines())
    shown = CliRunner().invoke(cli, ["changes", change, "--case", str(lived.case)])
    assert shown.exit_code == 0, shown.output
    assert re.search(r"− .*视频结构化分析能力", shown.stdout)
    whole = CliRunner().invoke(cli, ["changes", change, "--case", str(lived.case), "--json"])
    assert json.loads(whole.stdout)["before"]["seen"] == "whole"


def test_a_source_that_is_not_due_is_looked_at_only_when_that_is_said(lived):
    name, case = lived.site.url("/notice"), str(lived.case)

    def looks(*words: str) -> int:
        done = CliRunner().invoke(cli, ["source", "check", name, *words, "--case", case, "--json"])
        assert done.exit_code == 0, done.output
        return int(json.loads(done.stdout.splitlines()[0])["looks"])

    looks()
    assert looks() == 0
    assert looks("--now") == 1
