"""The commands of watching, as a person types them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.answering import answer, serving

from heliograph.app import Heliograph
from heliograph.cli import cli
from heliograph.errors import BadSource
from heliograph.records import SourceId
from heliograph.watch_records import Change, ChangeId, LinkId, Schedule
from heliograph.watching.sources import add_source

PAGE = b"<html><title>Face search</title><p>The system finds a face in a million.</p></html>"


def typed(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == code, done.output
    return done.output


def test_a_source_is_added_checked_paused_and_listed(tmp_path: Path):
    case = ["--case", str(tmp_path / "case")]
    typed("init", *case)
    with serving(lambda path: answer(b"" if "robots" in path else PAGE)) as site:
        url = site.url("/product")
        typed("source", "add", "page", url, "--allow", site.host, *case)
        assert site.asked == [], "nothing is asked before a check"
        first, *_ = map(json.loads, typed("source", "check", "--json", *case).splitlines())
    assert (first["looks"], first["seen"]) == (1, {"whole": 1})
    typed("source", "pause", url, *case)
    (standing,) = map(json.loads, typed("source", "list", "--json", *case).splitlines())
    assert (standing["paused"], standing["there"]) == (True, 1)
    assert "finds a face" in typed("search", '"finds a face"', *case)
    lines = (tmp_path / "case/egress.jsonl").read_text(encoding="utf-8").splitlines()
    logged = [json.loads(line)["url"] for line in lines]
    assert logged == [site.url("/robots.txt"), url]
    assert "Nothing is due" in typed("source", "check", *case)
    assert typed("changes", "--json", *case) == ""


def test_sources_on_two_ports_of_one_host_have_two_names(tmp_path: Path):
    case = ["--case", str(tmp_path / "case")]
    typed("init", *case)
    for port in (8001, 8002):
        url = f"http://127.0.0.1:{port}/tenders"
        typed("source", "add", "page", url, "--allow", f"127.0.0.1:{port}", *case)
    listed = [json.loads(line) for line in typed("source", "list", "--json", *case).splitlines()]
    assert [one["name"] for one in listed] == ["127.0.0.1:8001/tenders", "127.0.0.1:8002/tenders"]
    typed("source", "pause", "127.0.0.1:8002/tenders", *case)
    listed = [json.loads(line) for line in typed("source", "list", "--json", *case).splitlines()]
    assert [one["paused"] for one in listed] == [False, True]


def test_a_name_that_several_sources_have_is_not_guessed_at(tmp_path: Path):
    case = ["--case", str(tmp_path / "case")]
    typed("init", *case)
    for place in ("one", "two"):
        (tmp_path / place / "tenders").mkdir(parents=True)
        typed("source", "add", "folder", str(tmp_path / place / "tenders"), *case)
    done = CliRunner().invoke(cli, ["source", "remove", "tenders", *case])
    assert isinstance(done.exception, BadSource)
    assert "2 sources are called tenders" in str(done.exception)
    assert "../one/tenders" in str(done.exception)
    first = json.loads(typed("source", "list", "--json", *case).splitlines()[0])
    typed("source", "remove", first["id"][:8], *case)


def test_a_check_without_cookies_that_cannot_be_read_says_so(tmp_path: Path):
    case = ["--case", str(tmp_path / "case")]
    typed("init", *case)
    cookies = tmp_path / "case/cookies.txt"
    cookies.write_text("# Netscape HTTP Cookie File\n")
    with serving(lambda path: answer(b"" if "robots" in path else PAGE)) as site:
        url = site.url("/product")
        typed("source", "add", "page", url, "--allow", site.host, "--cookies", "cookies.txt", *case)
        assert "cookies" not in typed("source", "check", *case)
        cookies.unlink()
        told = typed("source", "check", url, "--now", *case)
    assert "Looked without cookies: cookies.txt: No such file or directory." in told


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "UTC"])
def test_the_day_from_which_changes_are_told_is_one_of_utc_wherever_it_is_asked(
    tmp_path: Path, zone: str
):
    midnight = datetime(2026, 3, 2, tzinfo=UTC)
    with Heliograph.create(tmp_path / "case") as case:
        url = "https://a.example/p"
        source = add_source(case, "page", url, Schedule(source_id=SourceId("")))
        case.rows.keep_watching(
            Change(
                id=ChangeId(name), source_id=source.id, link_id=LinkId("x"), kind="changed", at=at
            )
            for name, at in (("before", midnight - timedelta(hours=1)), ("after", midnight))
        )
    command = [sys.executable, "-m", "heliograph", "changes", "--since", "2026-03-02", "--json"]
    told = subprocess.run(
        [*command, "--case", tmp_path / "case"],
        env={**os.environ, "TZ": zone},
        capture_output=True,
        text=True,
        check=True,
    )
    assert [json.loads(line)["id"] for line in told.stdout.splitlines()] == ["after"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["page", "ftp://a.example/"], "only http and https"),
        (["page", "https://a.example:22/"], "none of the web's"),
        (["listing", "https://a.example/", "--follow", "(("], "pattern"),
        (["page", "https://a.example/", "--proxy", "tor"], "socks5://"),
        (["page", "https://a.example/", "--header", "nonsense"], "Name: value"),
    ],
)
def test_what_cannot_be_watched_is_said_with_what_to_do(
    tmp_path: Path, words: list[str], sentence: str, monkeypatch, capsys
):
    case = str(tmp_path / "case")
    typed("init", "--case", case)
    done = CliRunner().invoke(cli, ["source", "add", *words, "--case", case])
    assert done.exception is not None
    assert sentence in str(done.exception)


def test_a_length_of_time_is_said_in_words_people_use(tmp_path: Path):
    case = ["--case", str(tmp_path / "case")]
    typed("init", *case)
    out = typed("source", "add", "page", "https://a.example/", "--every", "6h", "--json", *case)
    assert json.loads(out)["every_s"] == 6 * 3600
    typed("source", "add", "page", "https://a.example/", "--every", "soon", *case, code=2)
