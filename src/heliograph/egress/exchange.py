"""One request with its redirects, bounded in time and bytes, every received byte kept as it came.

Nothing of the body is decoded here: that is a parser's work, and parsers are locked in. HTTP's own
framing is told by h11, which is strict.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from datetime import datetime
from typing import BinaryIO, Final
from urllib.parse import urljoin

import h11
import msgspec
from msgspec import Struct

from heliograph.codec import moment
from heliograph.egress.addresses import (
    Refused,
    Resolver,
    reachable,
    resolve,
    why_not_by_proxy,
)
from heliograph.egress.requests import (
    Address,
    BadAddress,
    Bounds,
    Exchange,
    Failure,
    Headers,
    Hop,
    Request,
    address_of,
)
from heliograph.egress.wire import Clock, Deadline, Wire, connect, trusting_the_system

_MOVED: Final = frozenset({301, 302, 303, 307, 308})
AGENT: Final = "Mozilla/5.0 (compatible; document reader)"
"""Says no more than it must: whoever watches is often at risk."""
_FOR_ANYONE: Final = frozenset(
    {"user-agent", "accept", "accept-language", "if-none-match", "if-modified-since"}
)
"""What a person had sent that goes with a redirect to another origin; cookies and keys do not."""
_USUAL: Final = (
    ("User-Agent", AGENT),
    ("Accept", "*/*"),
    # What is sent compressed must be unpacked by a locked-in child; plain is simpler to prove.
    ("Accept-Encoding", "identity"),
)

Refusal = tuple[Failure, str]
Permit = Callable[[Address, Request], Refusal | None]
"""Asked before each hop; says why it may not be, or None."""


class _Failed(Exception):
    def __init__(self, failure: Failure, detail: str = "", silent: str = "") -> None:
        super().__init__(detail)
        self.failure = failure
        self.detail = detail
        self.silent = silent


class _Answer(Struct, frozen=True, kw_only=True):
    status: int
    headers: Headers
    head: bytes


class _Going(Struct, frozen=True, kw_only=True):
    """A hop that may be made."""

    address: Address
    addresses: list[str]
    request: Request
    sent: bytes


class Asker:
    """Asks; everything that touches the world is handed in."""

    def __init__(
        self,
        *,
        now: Callable[[], datetime],
        clock: Clock = time.monotonic,
        resolver: Resolver = resolve,
        trust: Callable[[], ssl.SSLContext] = trusting_the_system,
    ) -> None:
        """Name the clocks, the resolver and the roots that are trusted."""
        self._now = now
        self._clock = clock
        self._resolver = resolver
        self._trust = trust

    def ask(self, request: Request, received: BinaryIO, permit: Permit) -> Exchange:
        """Ask, follow redirects, and write all that is received, heads too, into `received`.

        `permit` is asked before each hop.

        Never raises for what the other side does: what failed is said in the exchange, beside
        the hops that were made.
        """
        hops: list[Hop] = []
        deadline = Deadline(request.bounds.seconds, self._clock)
        url = request.url
        try:
            while True:
                hop = self._hop(self._permitted(url, request, permit), received, deadline, hops)
                onward = _onward(hop)
                if hop.status not in _MOVED or not onward or request.content is not None:
                    # What was sent is for this address, and goes nowhere else.
                    return Exchange(url=request.url, hops=tuple(hops))
                if len(hops) > request.bounds.redirects:
                    raise _Failed("too-many-redirects", onward)
                if url.startswith("https:") and not onward.startswith("https:"):
                    raise _Failed("downgraded", onward)
                request = _onward_request(request, hop, onward)
                url = onward
        except _Failed as failed:
            return Exchange(
                url=request.url,
                hops=tuple(hops),
                failure=failed.failure,
                detail=failed.detail,
                silent=failed.silent,
            )

    def _permitted(self, url: str, request: Request, permit: Permit) -> _Going:
        address, addresses = self._checked(url, request)
        sent = _question(address, request)
        refused = permit(address, request)
        if refused is not None:
            raise _Failed(*refused)
        return _Going(address=address, addresses=addresses, request=request, sent=sent)

    def _hop(self, going: _Going, received: BinaryIO, deadline: Deadline, hops: list[Hop]) -> Hop:
        """Make one hop and add it to the others, even where its answer is cut short."""
        started, at = self._clock(), moment(self._now())
        begins = received.tell()
        wire = self._connected(going, deadline)
        hearing = _Hearing(received, going.request.bounds, deadline)
        failed: _Failed | None = None
        try:
            hearing.hear(wire, going.sent)
        except _Failed as why:
            failed = why
        finally:
            wire.close()
        if hearing.answer is None:
            ended = failed or _Failed("not-http", "no answer")
            raise _Failed(ended.failure, ended.detail, going.address.origin)
        hop = Hop(
            url=going.address.url,
            origin=going.address.origin,
            address=wire.address,
            started_at=at,
            seconds=round(self._clock() - started, 3),
            request=going.sent,
            head=hearing.answer.head,
            status=hearing.answer.status,
            headers=hearing.answer.headers,
            begins=begins,
            ends=received.tell(),
            tls=wire.tls,
        )
        hops.append(hop)
        if failed is not None:
            raise failed
        return hop

    def _checked(self, url: str, request: Request) -> tuple[Address, list[str]]:
        try:
            address = address_of(url, allowed=request.allowed)
            found = self._found(address, request)
        except BadAddress as wrong:
            raise _Failed("bad-address", str(wrong)) from wrong
        except (OSError, UnicodeError) as unknown:
            raise _Failed("no-name", str(unknown)) from unknown
        if isinstance(found, Refused):
            raise _Failed("not-public", f"{found.host} is {found.address}: {found.what}")
        return address, found

    def _found(self, address: Address, request: Request) -> list[str] | Refused:
        """Check where an address leads; behind a proxy only what can be told without asking."""
        host, port, allowed = address.host, address.port, request.allowed
        if request.route.proxy:
            return why_not_by_proxy(host, port, allowed=allowed) or []
        return reachable(host, port, allowed=allowed, resolver=self._resolver)

    def _connected(self, going: _Going, deadline: Deadline) -> Wire:
        address = going.address
        try:
            return connect(
                address.host,
                address.port,
                going.addresses,
                route=going.request.route,
                trust=self._trust() if address.scheme == "https" else None,
                deadline=deadline,
            )
        except ssl.SSLError as untrusted:
            raise _Failed("tls", str(untrusted), address.origin) from untrusted
        except TimeoutError as slow:
            raise _Failed("too-slow", silent=address.origin) from slow
        except OSError as failed:
            raise _Failed("no-connection", str(failed), address.origin) from failed


class _Hearing:
    """Listens to one answer, and keeps what comes."""

    def __init__(self, received: BinaryIO, bounds: Bounds, deadline: Deadline) -> None:
        self._received = received
        self._bounds = bounds
        self._deadline = deadline
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=bounds.head_bytes)
        self._before_body = bytearray()
        self._count = 0
        self.answer: _Answer | None = None

    def hear(self, wire: Wire, sent: bytes) -> None:
        """Send the question and listen to the end of the answer. Raises `_Failed`."""
        try:
            wire.send(sent, self._deadline)
            self._expect(sent)
            self._listen(wire)
        except TimeoutError as slow:
            raise _Failed("too-slow") from slow
        except h11.RemoteProtocolError as wrong:
            raise _Failed("not-http", str(wrong)) from wrong
        except OSError as failed:
            raise _Failed("no-connection", str(failed)) from failed

    def _expect(self, sent: bytes) -> None:
        """Tell the parser what was sent, for what an answer means depends on it."""
        method, target, _ = sent.split(b"\r\n", 1)[0].split(b" ")
        self._http.send(h11.Request(method=method, target=target, headers=[("Host", "sent")]))
        self._http.send(h11.EndOfMessage())

    def _listen(self, wire: Wire) -> None:
        while True:
            event = self._http.next_event()
            if event is h11.NEED_DATA:
                self._more(wire)
            elif isinstance(event, h11.Response):
                self._begin(event)
            elif isinstance(event, h11.EndOfMessage | h11.ConnectionClosed):
                return

    def _more(self, wire: Wire) -> None:
        some = wire.receive(self._deadline)
        if self.answer is None:
            self._before_body += some
        self._received.write(some)
        self._count += len(some)
        self._http.receive_data(some)
        if self._count > self._bounds.bytes:
            raise _Failed("cut", f"more than {self._bounds.bytes:,} bytes")

    def _begin(self, response: h11.Response) -> None:
        headers = tuple(
            (name.decode("ascii"), value.decode("latin-1")) for name, value in response.headers
        )
        rest = self._http.trailing_data[0]
        head = bytes(self._before_body)[: len(self._before_body) - len(rest)]
        self.answer = _Answer(status=response.status_code, headers=headers, head=head)


def _question(address: Address, request: Request) -> bytes:
    given = {name.lower() for name, _ in request.headers}
    host = address.origin.partition("://")[2]
    fields = [("Host", host)]
    fields += [(name, value) for name, value in _USUAL if name.lower() not in given]
    fields += request.headers
    if request.content is not None:
        fields.append(("Content-Length", str(len(request.content))))
    fields.append(("Connection", "close"))
    method = "GET" if request.content is None else "POST"
    lines = [f"{method} {address.target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields)]
    if any("\r" in line or "\n" in line for line in lines):
        raise _Failed("bad-address", "a header field holds a line break")
    head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")
    return head + (request.content or b"")


def _onward_request(request: Request, hop: Hop, onward: str) -> Request:
    """Leave out of a request what a person meant for the host that now sends elsewhere."""
    if onward.startswith(f"{hop.origin}/"):
        return request
    kept = tuple(one for one in request.headers if one[0].lower() in _FOR_ANYONE)
    return msgspec.structs.replace(request, headers=kept)


def _onward(hop: Hop) -> str:
    to = next((value for name, value in hop.headers if name == "location"), "")
    try:
        return urljoin(hop.url, to.strip()) if to else ""
    except ValueError:
        # No address at all: it is refused as one when it would be asked.
        return to.strip()
