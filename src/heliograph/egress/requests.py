"""What is asked of whom, within which bounds, and how it went: the nouns of the way out."""

from __future__ import annotations

import re
from typing import Final, Literal
from urllib.parse import quote, urlsplit, urlunsplit

import idna
from msgspec import Struct

from heliograph.egress.wire import Route, Tls

Headers = tuple[tuple[str, str], ...]

Failure = Literal[
    "bad-address", "not-public", "no-name", "no-connection", "tls", "too-slow", "cut", "not-http",
    "too-many-redirects", "downgraded", "robots", "budget", "not-sent",
]  # fmt: skip
"""Why there is no whole answer. `robots` and `budget`: nothing was sent, as politeness asks."""

USUAL_PORTS: Final = {"http": 80, "https": 443}
_PORTS: Final = frozenset({80, 443, 8000, 8080, 8443, 8888})
_SAFE_IN_PATHS: Final = "/:@!$&'()*+,;=-._~%"
_SAFE_IN_QUERIES: Final = _SAFE_IN_PATHS + "?"


class Bounds(Struct, frozen=True, kw_only=True):
    """How much one exchange may cost."""

    seconds: float = 120.0
    """In all, redirects included."""
    bytes: int = 256 * 2**20
    """Of one answer, as they come over the wire."""
    head_bytes: int = 64 * 1024
    redirects: int = 8


class Address(Struct, frozen=True, kw_only=True):
    """A web address taken apart, as it will be asked for: ASCII only."""

    scheme: Literal["http", "https"]
    host: str
    port: int
    target: str
    """Path and query."""

    @property
    def origin(self) -> str:
        """Scheme, host and port, the port left out where it is the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + (
            "" if USUAL_PORTS[self.scheme] == self.port else f":{self.port}"
        )

    @property
    def url(self) -> str:
        """The whole address."""
        return self.origin + self.target


class BadAddress(ValueError):
    """An address that will not be asked for."""


class Request(Struct, frozen=True, kw_only=True):
    """One thing to ask for, and why."""

    url: str
    reason: str
    """In words that a person who reads the log understands: "source tenders: look"."""
    headers: Headers = ()
    allowed: tuple[str, ...] = ()
    """Hosts, or hosts with ports, that the user named although they are not public."""
    route: Route = Route()
    bounds: Bounds = Bounds()
    content: bytes | None = None
    """What is sent, by POST; None asks by GET."""


class Hop(Struct, frozen=True, kw_only=True):
    """One question and its answer; a redirect makes another."""

    url: str
    origin: str
    address: str
    """The numeric address that was connected to; empty behind a proxy."""
    started_at: str
    seconds: float
    request: bytes
    """As sent."""
    head: bytes
    """Status line and header fields as received, with the empty line that ends them."""
    status: int
    headers: Headers
    """Names in small letters, in order."""
    begins: int
    """Where its head begins in the bytes received."""
    ends: int
    tls: Tls | None


class Exchange(Struct, frozen=True, kw_only=True):
    """How asking went: every hop, and what failed, if anything did."""

    url: str
    hops: tuple[Hop, ...]
    failure: Failure | None = None
    detail: str = ""
    silent: str = ""
    """Origin of the host that was asked last and gave no answer."""

    @property
    def status(self) -> int:
        """Of the last answer; 0 where there was none."""
        return self.hops[-1].status if self.hops else 0

    def header(self, name: str) -> str:
        """A field of the last answer, empty where it is missing."""
        fields = self.hops[-1].headers if self.hops else ()
        return next((value for key, value in fields if key == name.lower()), "")


def address_of(url: str, *, allowed: tuple[str, ...] = ()) -> Address:
    """Take an address apart and write it as servers want it. Raises `BadAddress`.

    Parsers disagree about backslashes, spaces and control characters, and a check made by one
    parser must not be undone by another: such addresses are refused.
    """
    if re.search(r"[\x00-\x20\x7f\\]", url):
        raise BadAddress("it holds spaces, control characters or backslashes")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as wrong:
        raise BadAddress(str(wrong)) from wrong
    if parts.scheme not in ("http", "https"):
        raise BadAddress("only http and https are asked")
    if parts.username is not None or parts.password is not None:
        raise BadAddress("it holds a user name or password")
    host = _host(parts.hostname or "")
    scheme: Literal["http", "https"] = "https" if parts.scheme == "https" else "http"
    port = USUAL_PORTS[scheme] if port is None else port
    if port not in _PORTS and f"{host}:{port}" not in allowed:
        raise BadAddress(
            f"port {port} is none of the web's; --allow {host}:{port} lets it be asked"
        )
    path = quote(parts.path or "/", safe=_SAFE_IN_PATHS)
    query = quote(parts.query, safe=_SAFE_IN_QUERIES)
    return Address(
        scheme=scheme, host=host, port=port, target=urlunsplit(("", "", path, query, ""))
    )


def _host(host: str) -> str:
    if not host:
        raise BadAddress("it names no host")
    if ":" in host or re.fullmatch(r"[0-9a-zA-Z._-]+", host):
        return host.lower().rstrip(".")
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError as wrong:
        raise BadAddress(f"its host is no name ({wrong})") from wrong
