"""One connection to one checked address: every byte that passes is counted, and kept by the caller.

Deadlines are total: however slowly bytes drip in, the exchange ends when its time is over.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Sequence
from typing import Final, Protocol

from msgspec import Struct
from python_socks import ProxyError
from python_socks.sync import Proxy

AT_A_TIME: Final = 65_536


class Tls(Struct, frozen=True, kw_only=True):
    """What was agreed on, and what the other side showed on this very connection."""

    version: str
    cipher: str
    chain: tuple[bytes, ...]
    """Certificates in DER, the server's own first. Verified, or there would be no connection."""


class Route(Struct, frozen=True, kw_only=True):
    """How a source is reached: directly, or through a proxy that a person named."""

    proxy: str = ""
    """`socks5://host:port` (names are resolved over there, as Tor needs) or `http://host:port`."""


class Clock(Protocol):
    """A clock that only goes forward, in seconds."""

    def __call__(self) -> float:
        """Read it."""
        ...


class Deadline:
    """The time that one exchange may take, redirects and all."""

    def __init__(self, seconds: float, clock: Clock = time.monotonic) -> None:
        """Begin now."""
        self._clock = clock
        self._until = clock() + seconds

    def left(self) -> float:
        """Seconds left. Raises `TimeoutError` when there are none."""
        left = self._until - self._clock()
        if left <= 0:
            raise TimeoutError
        return left


class Wire:
    """An open connection."""

    def __init__(self, connection: socket.socket, address: str, tls: Tls | None) -> None:
        """Wrap a connected socket; `connect` makes one."""
        self._connection = connection
        self.address = address
        self.tls = tls

    def send(self, content: bytes, deadline: Deadline) -> None:
        """Send all of it."""
        self._connection.settimeout(deadline.left())
        self._connection.sendall(content)

    def receive(self, deadline: Deadline) -> bytes:
        """Wait for some bytes; none when the other side has hung up."""
        self._connection.settimeout(deadline.left())
        return self._connection.recv(AT_A_TIME)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


def trusting_the_system() -> ssl.SSLContext:
    """Make a context that verifies names and certificates against the system's roots."""
    return ssl.create_default_context()


def connect(
    host: str,
    port: int,
    addresses: Sequence[str],
    *,
    route: Route,
    trust: ssl.SSLContext | None,
    deadline: Deadline,
) -> Wire:
    """Connect to the first of the checked addresses that answers, and to no other.

    `trust` is None for plain HTTP. The certificate must be `host`'s. Raises `OSError`, of which
    `ssl.SSLError` and `TimeoutError` are kinds.
    """
    plain = _proxied(host, port, route, deadline) if route.proxy else _direct(
        addresses, port, deadline
    )  # fmt: skip
    try:
        address = "" if route.proxy else str(plain.getpeername()[0])
        if not route.proxy and address not in {each.partition("%")[0] for each in addresses}:
            raise OSError(f"connected to {address}, which was not checked")
        if trust is None:
            return Wire(plain, address, None)
        plain.settimeout(deadline.left())
        secure = trust.wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise
    return Wire(secure, address, _tls(secure))


def _direct(addresses: Sequence[str], port: int, deadline: Deadline) -> socket.socket:
    failed: OSError = OSError("no address")
    for address in addresses:
        try:
            return socket.create_connection((address, port), timeout=deadline.left())
        except TimeoutError:
            raise
        except OSError as refused:
            failed = refused
    raise failed


def _proxied(host: str, port: int, route: Route, deadline: Deadline) -> socket.socket:
    """Let the proxy resolve the name: asking here would tell our own resolver what is read."""
    try:
        proxy = Proxy.from_url(route.proxy, rdns=True)
        return proxy.connect(host, port, timeout=deadline.left())
    except ProxyError as refused:
        raise OSError(f"the proxy refused: {refused}") from refused


def _tls(secure: ssl.SSLSocket) -> Tls:
    cipher = secure.cipher()
    return Tls(
        version=secure.version() or "",
        cipher=cipher[0] if cipher else "",
        chain=tuple(_chain(secure)),
    )


def _chain(secure: ssl.SSLSocket) -> list[bytes]:
    """Every certificate shown; before Python 3.13 the public API gives the first alone."""
    shown = getattr(secure, "get_unverified_chain", None)
    if shown is not None:
        return list(shown())
    # The object behind the socket has known the chain since 3.10.
    behind = getattr(getattr(secure, "_sslobj", None), "get_unverified_chain", None)
    if behind is not None:
        return [ssl.PEM_cert_to_DER_cert(each.public_bytes()) for each in behind()]
    own = secure.getpeercert(binary_form=True)
    return [own] if own else []
