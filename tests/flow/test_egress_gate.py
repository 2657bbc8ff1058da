"""The one door out: what is logged, what the host's rules forbid, how long it is left alone."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.answering import Script, Site, answer, serving
from tests.conftest import FrozenClock

from heliograph.egress.gate import Gate
from heliograph.egress.requests import Exchange, Request
from heliograph.watch_records import Host, Manners

RULES = b"User-agent: *\nDisallow: /private\nCrawl-delay: 30\n"


class Remembered:
    """Hosts, for as long as a test."""

    def __init__(self) -> None:
        self.states: dict[str, Host] = {}

    def host(self, origin: str) -> Host:
        return self.states.get(origin, Host(origin=origin))

    def remember(self, state: Host) -> None:
        self.states[state.origin] = state


def ask(gate: Gate, site: Site, path: str = "/", **how: bool) -> Exchange:
    request = Request(url=site.url(path), reason="source tenders: look", allowed=(site.host,))
    return gate.ask(request, io.BytesIO(), **how)


def site_with(rules: bytes, **pages: bytes) -> Script:
    def script(path: str) -> bytes:
        return rules if path == "/robots.txt" else pages.get(path[1:], answer(b"a page"))

    return script


def paths(site: Site) -> list[str]:
    return [request.split(b" ")[1].decode() for request in site.asked]


@pytest.fixture
def gate_at(tmp_path: Path, clock: FrozenClock) -> Callable[..., Gate]:
    def made(memory: Remembered | None = None, **manners: float) -> Gate:
        return Gate(
            tmp_path / "egress.jsonl",
            memory or Remembered(),
            manners=Manners(**{"longest_wait_seconds": 0.0, **manners}),  # type: ignore[arg-type]
            now=clock,
            pause=lambda seconds: clock.forward(seconds=seconds),
        )

    return made


def test_each_request_is_written_down_with_its_reason_before_it_is_made(gate_at, tmp_path):
    def script(path: str) -> bytes:
        logged = (tmp_path / "egress.jsonl").read_text().splitlines()
        assert json.loads(logged[-1])["url"].endswith(path)
        return answer(b"")

    with serving(script) as site:
        ask(gate_at(), site, "/list")
    lines = [json.loads(line) for line in (tmp_path / "egress.jsonl").read_text().splitlines()]
    assert [line["url"] for line in lines] == [site.url("/robots.txt"), site.url("/list")]
    assert lines[1]["reason"] == "source tenders: look"
    assert lines[1]["route"] == "direct"


def test_without_a_log_nothing_is_sent(gate_at, tmp_path):
    (tmp_path / "egress.jsonl").mkdir()
    with serving(lambda path: answer(b"")) as site:
        exchange = ask(gate_at(), site, heed_robots=False)
    assert exchange.failure == "not-sent"
    assert site.asked == []


def test_what_a_host_forbids_is_not_asked_for(gate_at):
    with serving(site_with(answer(RULES))) as site:
        assert ask(gate_at(), site, "/private/list").failure == "robots"
        assert paths(site) == ["/robots.txt"]


def test_a_person_may_decide_not_to_heed_the_rules(gate_at):
    with serving(site_with(answer(RULES))) as site:
        assert ask(gate_at(), site, "/private/list", heed_robots=False).status == 200
        assert paths(site) == ["/private/list"]


@pytest.mark.parametrize(
    ("rules", "failure"),
    [(answer(b"", "404 Not Found"), None), (answer(b"", "503 Busy"), "robots"), (b"", "robots")],
    ids=["no rules", "rules that can't be had now", "no answer"],
)
def test_missing_rules_allow_and_a_broken_host_is_left_alone(gate_at, rules, failure):
    with serving(site_with(rules)) as site:
        assert ask(gate_at(), site).failure == failure


def test_a_redirect_is_held_to_the_rules_too(gate_at):
    moved = answer(b"", "302 Found", Location="/private/list")
    with serving(site_with(answer(RULES), old=moved)) as site:
        exchange = ask(gate_at(), site, "/old")
    assert (exchange.status, exchange.failure) == (302, "robots")
    assert paths(site) == ["/robots.txt", "/old"]


def test_rules_are_asked_for_once_a_day(gate_at, clock):
    gate = gate_at()
    with serving(site_with(answer(b""))) as site:
        for hours in (0, 12, 13):
            clock.forward(hours=hours)
            ask(gate, site)
    assert paths(site).count("/robots.txt") == 2


def test_a_host_is_asked_no_more_often_than_it_wishes(gate_at, clock):
    gate = gate_at()
    with serving(site_with(answer(RULES))) as site:
        assert ask(gate, site).status == 200
        clock.forward(seconds=29)
        assert ask(gate, site).failure == "budget"
        clock.forward(seconds=2)
        assert ask(gate, site).status == 200
    assert paths(site) == ["/robots.txt", "/", "/"]


@pytest.mark.parametrize(
    "wish", ["3600", "Sun, 01 Mar 2026 13:00:00 GMT"], ids=["seconds", "a date"]
)
def test_a_host_that_says_come_back_later_is_left_alone_until_then(gate_at, clock, wish):
    gate = gate_at()
    busy = answer(b"", "429 Too Many Requests", Retry_After=wish)
    with serving(site_with(answer(b""), a=busy)) as site:
        assert ask(gate, site, "/a").status == 429
        clock.forward(minutes=59)
        assert ask(gate, site, "/b").failure == "budget"
        clock.forward(minutes=2)
        assert ask(gate, site, "/b").status == 200


def test_each_failure_doubles_the_pause_and_a_success_ends_it(gate_at, clock):
    memory = Remembered()
    gate = gate_at(memory)
    broken = {"now": True}

    def script(path: str) -> bytes:
        if path == "/robots.txt":
            return answer(b"")
        return answer(b"", "500 Broken") if broken["now"] else answer(b"well again")

    with serving(script) as site:
        pauses = []
        for _ in range(4):
            ask(gate, site)
            state = memory.host(f"http://{site.host}")
            assert state.not_before is not None
            pauses.append((state.not_before - clock()).total_seconds() / 60)
            clock.forward(hours=2)
        broken["now"] = False
        ask(gate, site)
    assert pauses == [1, 2, 4, 8]
    assert memory.host(f"http://{site.host}").failures == 0


def test_a_host_that_does_not_answer_is_asked_less_often(gate_at):
    memory = Remembered()
    with serving(site_with(answer(b""), a=b"")) as site:
        assert ask(gate_at(memory), site, "/a").failure == "not-http"
    assert memory.host(f"http://{site.host}").failures == 1


def test_the_requests_of_a_day_are_counted_and_end(gate_at, clock):
    gate = gate_at(seconds_between=0, requests_a_day=3)
    with serving(site_with(answer(b""))) as site:
        found = [ask(gate, site).failure for _ in range(4)]
        clock.forward(days=1)
        found.append(ask(gate, site).failure)
    assert found == [None, None, "budget", "budget", None]


def test_a_short_wish_is_waited_for(gate_at, clock):
    gate, begun = gate_at(longest_wait_seconds=60), clock()
    with serving(site_with(answer(RULES))) as site:
        assert [ask(gate, site).status for _ in range(3)] == [200, 200, 200]
    assert (clock() - begun).total_seconds() == 60
