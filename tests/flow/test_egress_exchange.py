"""One request on a real connection: what is kept, what is refused, and where it ends."""

from __future__ import annotations

import io
import socket
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count

import pytest
import trustme
from tests.answering import Site, answer, serving

from heliograph.egress.exchange import Asker
from heliograph.egress.requests import BadAddress, Bounds, Exchange, Request, address_of
from heliograph.egress.wire import Clock, Route

USUAL = Bounds()
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def yes(*_: object) -> None:
    """Permit everything."""


def ask(
    site: Site, path: str = "/", *, bounds: Bounds = USUAL, clock: Clock = time.monotonic
) -> tuple[Exchange, bytes]:
    received = io.BytesIO()
    request = Request(url=site.url(path), reason="test", allowed=(site.host,), bounds=bounds)
    exchange = Asker(now=lambda: AT, clock=clock).ask(request, received, yes)
    return exchange, received.getvalue()


def test_every_byte_that_comes_is_kept_as_it_came():
    said = answer("<p>车站人脸识别系统</p>".encode(), Content_Type="text/html", ETag='"a"')
    with serving(lambda path: said) as site:
        exchange, received = ask(site, "/notice?id=7")
    assert received == said
    assert (exchange.status, exchange.failure) == (200, None)
    (hop,) = exchange.hops
    assert received[hop.begins : hop.ends].startswith(hop.head)
    assert hop.head.endswith(b"\r\n\r\n")
    assert b"ETag" in hop.head
    assert exchange.header("etag") == '"a"'
    assert hop.request == site.asked[0]
    assert hop.request.startswith(b"GET /notice?id=7 HTTP/1.1\r\nHost: 127.0.0.1:")


def test_a_redirect_is_followed_and_both_answers_are_kept():
    def script(path: str) -> bytes:
        return answer(b"", "302 Found", Location="/new") if path == "/old" else answer(b"here")

    with serving(script) as site:
        exchange, received = ask(site, "/old")
    assert [hop.status for hop in exchange.hops] == [302, 200]
    assert received[exchange.hops[1].begins :].endswith(b"here")


@pytest.mark.parametrize(
    ("to", "failure"),
    [
        ("http://127.0.0.1:9/", "bad-address"),
        ("http://127.0.0.1/", "not-public"),
        ("http://[::1]/", "not-public"),
        ("http://169.254.169.254/latest/meta-data/", "not-public"),
        ("http://0x7f000001/", "not-public"),
        ("http://2130706433/", "not-public"),
        ("file:///etc/hostname", "bad-address"),
        ("http://user:word@127.0.0.1/", "bad-address"),
        ("http://127.0.0.1\\@news.example/", "bad-address"),
    ],
)
def test_a_redirect_to_where_nobody_should_look_is_not_followed(to: str, failure: str):
    with serving(lambda path: answer(b"", "301 Moved", Location=to)) as site:
        exchange, _ = ask(site)
    assert (exchange.status, exchange.failure) == (301, failure)
    assert len(exchange.hops) == 1


def test_redirects_in_a_circle_end():
    with serving(lambda path: answer(b"", "302 Found", Location="/")) as site:
        exchange, _ = ask(site, bounds=Bounds(redirects=3))
    assert exchange.failure == "too-many-redirects"
    assert len(exchange.hops) == 4


def test_a_name_that_changes_its_address_after_the_check_is_connected_to_as_checked():
    answers = iter([["127.0.0.1"], ["169.254.169.254"]])
    with serving(lambda path: answer(b"checked")) as site:
        request = Request(
            url=f"http://rebinding.example:{site.port}/",
            reason="test",
            allowed=(f"rebinding.example:{site.port}",),
        )
        asker = Asker(now=lambda: AT, resolver=lambda host, port: next(answers))
        exchange = asker.ask(request, io.BytesIO(), yes)
    assert exchange.status == 200
    assert exchange.hops[0].address == "127.0.0.1"
    assert next(answers) == ["169.254.169.254"], "the name was resolved a second time"


def test_an_answer_that_drips_ends_at_the_deadline():
    ticks = count()
    drip = [b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"x", b""]
    with serving(lambda path: drip) as site:
        exchange, received = ask(site, bounds=Bounds(seconds=8), clock=lambda: float(next(ticks)))
    assert exchange.failure == "too-slow"
    assert received.startswith(b"HTTP/1.1 200 OK"), "what came before the deadline is kept"
    assert exchange.status == 200


def test_an_answer_without_end_is_cut_and_said_to_be():
    with serving(lambda path: [answer(b"x" * 10_000_000)]) as site:
        exchange, received = ask(site, bounds=Bounds(bytes=100_000))
    assert exchange.failure == "cut"
    assert 100_000 < len(received) < 300_000


@pytest.mark.parametrize(
    "said",
    [b"SSH-2.0-OpenSSH_9.2\r\n", b"", b"HTTP/1.1 200 OK\r\n" + b"A: " + b"b" * 100_000],
    ids=["another protocol", "nothing", "a head without end"],
)
def test_what_is_not_http_is_said_not_to_be(said: bytes):
    with serving(lambda path: said) as site:
        exchange, _ = ask(site)
    assert exchange.failure == "not-http"
    assert exchange.hops == ()


def test_a_port_where_nobody_listens_is_no_connection():
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    exchange, received = ask(Site(port=port))
    assert exchange.failure == "no-connection"
    assert received == b""


def test_an_unknown_name_is_no_name():
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror("no such host")

    asker = Asker(now=lambda: AT, resolver=unknown)
    exchange = asker.ask(Request(url="https://gone.example/", reason="test"), io.BytesIO(), yes)
    assert exchange.failure == "no-name"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def secure(authority: trustme.CA) -> Iterator[Site]:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("news.example").configure_cert(tls)
    with serving(lambda path: answer(b"secret"), tls) as site:
        yield site


def over_tls(site: Site, name: str, trust: ssl.SSLContext) -> Exchange:
    asker = Asker(now=lambda: AT, resolver=lambda host, port: ["127.0.0.1"], trust=lambda: trust)
    host = f"{name}:{site.port}"
    return asker.ask(
        Request(url=f"https://{host}/", reason="test", allowed=(host,)), io.BytesIO(), yes
    )


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def test_the_certificates_of_this_very_connection_are_kept(secure: Site, authority: trustme.CA):
    exchange = over_tls(secure, "news.example", trusting(authority))
    assert (exchange.status, exchange.failure) == (200, None)
    tls = exchange.hops[0].tls
    assert tls is not None
    assert tls.version.startswith("TLSv1.")
    assert b"news.example" in tls.chain[0]


@pytest.mark.parametrize("name", ["other.example", "news.example"])
def test_a_certificate_of_another_name_or_authority_is_a_failure(
    secure: Site, authority: trustme.CA, name: str
):
    trust = trusting(authority) if name == "other.example" else ssl.create_default_context()
    exchange = over_tls(secure, name, trust)
    assert exchange.failure == "tls"
    assert "certificate verify failed" in exchange.detail


def test_what_is_not_permitted_is_not_even_connected_to():
    with serving(lambda path: answer(b"")) as site:
        exchange, _ = ask(site)
        asker = Asker(now=lambda: AT)
        refused = asker.ask(
            Request(url=site.url("/private"), reason="t", allowed=(site.host,)),
            io.BytesIO(),
            lambda *_: ("robots", "/private"),
        )
    assert exchange.status == 200
    assert (refused.failure, refused.hops) == ("robots", ())
    assert len(site.asked) == 1


def test_a_proxy_is_asked_to_resolve_the_name_itself():
    asked: list[bytes] = []

    def resolver(host: str, port: int) -> list[str]:
        raise AssertionError(f"{host} was looked up on this machine")

    def proxy(path: str) -> bytes:
        asked.append(path.encode())
        return b"HTTP/1.1 403 Forbidden\r\n\r\n"

    with serving(proxy) as site:
        asker = Asker(now=lambda: AT, resolver=resolver)
        route = Route(proxy=f"http://{site.host}")
        exchange = asker.ask(
            Request(url="http://hidden.example/", reason="test", route=route), io.BytesIO(), yes
        )
    assert exchange.failure == "no-connection"
    assert asked == [b"hidden.example:80"]


def test_a_header_with_a_line_break_is_never_sent():
    with serving(lambda path: answer(b"")) as site:
        request = Request(
            url=site.url(), reason="t", allowed=(site.host,), headers=(("X", "a\r\nHost: b"),)
        )
        exchange = Asker(now=lambda: AT).ask(request, io.BytesIO(), yes)
    assert exchange.failure == "bad-address"
    assert site.asked == []


def test_addresses_are_written_as_servers_want_them():
    found = address_of("https://政府采购.example/公告?页=1&x=%20")
    assert found.host.startswith("xn--")
    assert found.target == "/%E5%85%AC%E5%91%8A?%E9%A1%B5=1&x=%20"


@pytest.mark.parametrize("url", ["ftp://a.example/", "http:///x", "http://a b/", "http://a:99999/",
                                 "http://a.example:22/", "javascript:alert(1)"])  # fmt: skip
def test_what_is_no_web_address_is_refused(url: str):
    with pytest.raises(BadAddress):
        address_of(url)
