"""No page, redirect, name or proxy leads a request to this machine or its house: the table."""

from __future__ import annotations

import io
import socket
from datetime import UTC, datetime

import pytest
from tests.answering import answer, serving

from heliograph.egress.exchange import Asker
from heliograph.egress.requests import Exchange, Request
from heliograph.egress.wire import Route

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
REFUSED = {"not-public", "bad-address", "no-name"}
"""`no-name`: a system whose resolver does not take old forms knows no such host."""

PRIVATE = (
    "127.0.0.1", "127.1", "0177.0.0.1", "2130706433", "0x7f000001", "0x7f.1", "0", "0.0.0.0",
    "10.0.0.8", "172.16.0.1", "192.168.1.1", "192.88.99.1", "100.64.0.1", "169.254.169.254",
    "224.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1",
    "[::1]", "[::]", "[::127.0.0.1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[64:ff9b::7f00:1]", "[64:ff9b:1::a00:8]", "[2002:7f00:1::]", "[2001:0:7f00:1::]",
    "[fe80::1]", "[fd00::1]", "[fec0::1]", "[ff02::1]", "[3fff::1]", "[100::1]",
    "localhost", "LOCALHOST", "localhost.", "１２７.0.0.1", "①②⑦.0.0.1",
)  # fmt: skip

NOT_THE_WEB = (
    "file:///etc/hostname", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "javascript:0",
    "http://127.0.0.1:22/", "http://news.example:6379/", "http://user:key@news.example/",
    "http://news.example\\@127.0.0.1/", "http://news.example#@127.0.0.1:22/\\", "//127.0.0.1/",
    "http://[::1", "http:///latest", "data:text/html,x",
)  # fmt: skip


def public(host: str, port: int) -> list[str]:
    """Stand for the system's resolver, which must not be asked about names here."""
    if host.endswith(".example"):
        return ["1.1.1.1"]
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    return [str(one[4][0]) for one in found]


def on_this_machine(host: str, port: int) -> list[str]:
    return ["127.0.0.1"] if "localhost" in host else public(host, port)


def ask(url: str, allowed: tuple[str, ...] = (), proxy: str = "") -> Exchange:
    request = Request(url=url, reason="test", allowed=allowed, route=Route(proxy=proxy))
    asker = Asker(now=lambda: AT, resolver=on_this_machine)
    return asker.ask(request, io.BytesIO(), lambda *_: None)


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every address that is connected to; none answers."""
    tried: list[object] = []

    def refuse(address: object, *_: object, **__: object) -> socket.socket:
        tried.append(address)
        raise OSError("nobody is there")

    monkeypatch.setattr(socket, "create_connection", refuse)
    return tried


@pytest.mark.parametrize("host", PRIVATE)
def test_an_address_of_this_machine_or_its_house_is_never_connected_to(
    host: str, reached: list[object]
):
    assert ask(f"http://{host}/").failure in REFUSED
    assert reached == []


@pytest.mark.parametrize("url", NOT_THE_WEB)
def test_what_is_not_the_web_is_not_asked(url: str, reached: list[object]):
    assert ask(url).failure in REFUSED
    assert reached == []


@pytest.mark.parametrize(
    "onward", [*(f"http://{host}/latest/meta-data/" for host in PRIVATE), *NOT_THE_WEB]
)
def test_no_redirect_leads_there(onward: str):
    location = onward.encode("utf-8").decode("latin-1")
    with serving(lambda path: answer(b"", "302 Found").replace(
        b"\r\n\r\n", b"\r\nLocation: " + location.encode("latin-1") + b"\r\n\r\n", 1
    )) as site:  # fmt: skip
        exchange = ask(site.url("/go"), allowed=(site.host,))
    if exchange.failure is None:
        # What it wrote is a path of the same host, as browsers take it.
        pytest.fail(f"{onward} was taken for {exchange.hops[-1].url}")
    assert exchange.failure in REFUSED | {"too-many-redirects"}


@pytest.mark.parametrize("host", [host for host in PRIVATE])
def test_no_proxy_is_asked_for_its_own_machine(host: str):
    with serving(lambda path: answer(b"mine")) as proxy:
        exchange = ask(f"http://{host}/", proxy=f"http://{proxy.host}")
    assert exchange.failure in REFUSED
    assert proxy.asked == []


def test_a_page_cannot_send_anyone_to_the_proxy_itself(reached: list[object]):
    assert ask("http://127.0.0.1:8080/", proxy="socks5://127.0.0.1:8080").failure in REFUSED
    assert ask("http://127.0.0.1:8080/").failure in REFUSED


def test_a_name_that_changes_its_answer_is_asked_once_and_held_to_it(reached: list[object]):
    answers = iter([["1.1.1.1"], ["127.0.0.1"], ["127.0.0.1"]])
    asker = Asker(now=lambda: AT, resolver=lambda host, port: next(answers))
    request = Request(url="http://news.example/", reason="test")
    assert asker.ask(request, io.BytesIO(), lambda *_: None).failure == "no-connection"
    assert reached == [("1.1.1.1", 80)]
    assert asker.ask(request, io.BytesIO(), lambda *_: None).failure == "not-public"
    assert reached == [("1.1.1.1", 80)]


def test_a_connection_that_ends_up_elsewhere_is_sent_nothing(monkeypatch: pytest.MonkeyPatch):
    connect = socket.create_connection
    with serving(lambda path: answer(b"mine")) as trap:
        monkeypatch.setattr(
            socket, "create_connection", lambda *_, **__: connect(("127.0.0.1", trap.port))
        )
        asker = Asker(now=lambda: AT, resolver=lambda host, port: ["1.1.1.1"])
        exchange = asker.ask(
            Request(url="http://news.example/", reason="test"), io.BytesIO(), lambda *_: None
        )
    assert exchange.failure == "no-connection"
    assert "not checked" in exchange.detail
    assert trap.asked == []


def test_cookies_and_keys_do_not_follow_a_redirect_to_another_host():
    with serving(lambda path: answer(b"here")) as other:
        moved = answer(b"", "302 Found", Location=other.url("/there"))
        with serving(lambda path: moved) as site:
            request = Request(
                url=site.url(), reason="test", allowed=(site.host, other.host),
                headers=(("Cookie", "id=7"), ("Authorization", "Bearer k"), ("User-Agent", "x")),
            )  # fmt: skip
            exchange = Asker(now=lambda: AT).ask(request, io.BytesIO(), lambda *_: None)
    assert exchange.status == 200
    assert b"Cookie: id=7" in site.asked[0]
    assert b"Cookie" not in other.asked[0]
    assert b"Authorization" not in other.asked[0]
    assert b"User-Agent: x" in other.asked[0]


def test_what_is_posted_goes_to_nobody_else():
    with serving(lambda path: answer(b"here")) as other:
        moved = answer(b"", "307 Temporary Redirect", Location=other.url("/there"))
        with serving(lambda path: moved) as site:
            request = Request(
                url=site.url(), reason="test", allowed=(site.host, other.host), content=b"words"
            )
            exchange = Asker(now=lambda: AT).ask(request, io.BytesIO(), lambda *_: None)
    assert exchange.status == 307
    assert other.asked == []
