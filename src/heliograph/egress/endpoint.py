"""One question to one endpoint that the user named, and nothing more: bounded, never redirected.

What answers is not trusted: it has so long and so many bytes, may send nobody elsewhere, and must
say exactly what was asked for. The standard library's proxy settings are not looked at.
"""

from __future__ import annotations

import http.client
import io
import ipaddress
import re
import socket
import ssl
import time
from typing import Final, cast
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from heliograph.errors import BadEndpoint

SECONDS: Final = 120.0
"""From the first byte sent to the last one received, however slowly they come."""
MOST_BYTES: Final = 262_144
_AT_A_TIME: Final = 65_536
_OK: Final = 200
_REDIRECTS: Final = range(300, 400)


class Endpoint(Struct, frozen=True, kw_only=True):
    """Where to ask."""

    secure: bool
    host: str
    port: int
    path: str
    asks: str = "application/json"
    """Media type of what is sent."""
    answers: str = "application/json"
    """Media type of what is wanted."""

    @property
    def name(self) -> str:
        """Host and port, as it is logged."""
        return f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """The whole address, as the log of requests has it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http{'s' if self.secure else ''}://{host}:{self.port}{self.path}"


class Refused(Struct, frozen=True, kw_only=True):
    """Why an answer was not taken."""

    reason: str


def endpoint_of(url: str, *, beyond_this_machine: bool = False) -> Endpoint:
    """Read an address such as `http://127.0.0.1:8080/v1`. Raises `BadEndpoint`.

    Only the loopback, unless the user says otherwise.
    """
    named = address_of(url)
    if not beyond_this_machine and not _is_loopback(named.host):
        raise BadEndpoint(
            detail=f"{named.host} is not this machine. If words of the case may leave it, say "
            "--beyond-this-machine"
        )
    return replace(named, path=f"{named.path.rstrip('/')}/chat/completions")


def address_of(url: str) -> Endpoint:
    """Read an address as a person wrote it. Raises `BadEndpoint`.

    `localhost` is taken as 127.0.0.1: what a name stands for is for others to say.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as wrong:
        raise BadEndpoint(detail=f"{wrong}") from wrong
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadEndpoint(detail="it should look like http://127.0.0.1:8080/v1")
    if not re.fullmatch(r"[!-~]*", parts.path + parts.hostname):
        raise BadEndpoint(detail="it holds spaces or letters that no address has")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise BadEndpoint(detail="it may hold no user, password, query or fragment")
    host = "127.0.0.1" if parts.hostname == "localhost" else parts.hostname
    secure = parts.scheme == "https"
    return Endpoint(
        secure=secure,
        host=host,
        port=port or (443 if secure else 80),
        path=parts.path or "/",
    )


def post(endpoint: Endpoint, body: bytes, *, seconds: float = SECONDS) -> bytes | Refused:
    """Send one request and give the body of the answer, or say why it was not taken."""
    until = time.monotonic() + seconds
    try:
        with _connected(endpoint, until) as connection:
            connection.sendall(_request(endpoint, body))
            received = _received(connection, until)
    except TimeoutError:
        return Refused(reason="too slow")
    except (OSError, ValueError) as failed:
        return Refused(reason=f"no connection: {failed}")
    return received if isinstance(received, Refused) else _body(received)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _connected(endpoint: Endpoint, until: float) -> socket.socket:
    plain = socket.create_connection((endpoint.host, endpoint.port), timeout=_left(until))
    if not endpoint.secure:
        return plain
    return ssl.create_default_context().wrap_socket(plain, server_hostname=endpoint.host)


def _request(endpoint: Endpoint, body: bytes) -> bytes:
    host = f"[{endpoint.host}]" if ":" in endpoint.host else endpoint.host
    head = (
        f"POST {endpoint.path} HTTP/1.1\r\nHost: {host}:{endpoint.port}\r\n"
        f"Content-Type: {endpoint.asks}\r\nAccept: {endpoint.answers}\r\n"
        f"Accept-Encoding: identity\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode("ascii") + body


def _received(connection: socket.socket, until: float) -> bytes | Refused:
    """Read until the other side is done, or is too much."""
    received = bytearray()
    while not _is_whole(received):
        connection.settimeout(_left(until))
        some = connection.recv(_AT_A_TIME)
        if not some:
            break
        received += some
        if len(received) > MOST_BYTES:
            return Refused(reason="too long")
    return bytes(received)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _is_whole(received: bytearray) -> bool:
    """Whether a length was announced, and is there: some servers do not hang up."""
    head, end, rest = bytes(received).partition(b"\r\n\r\n")
    if not end:
        return False
    for line in head.lower().split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name == b"content-length" and value.strip().isdigit():
            return len(rest) >= int(value)
    return False


class _Heard:
    """What was received, as the parser of the standard library wants it."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def makefile(self, mode: str) -> io.BytesIO:
        """Open it."""
        return io.BytesIO(self._content)


def _body(received: bytes) -> bytes | Refused:
    answer = http.client.HTTPResponse(cast("socket.socket", _Heard(received)), method="POST")
    try:
        answer.begin()
        if answer.status in _REDIRECTS:
            return Refused(reason="it sends elsewhere")
        if answer.status != _OK:
            return Refused(reason=f"status {answer.status}")
        return answer.read()
    except (http.client.HTTPException, ValueError, OSError) as broken:
        return Refused(reason=f"not HTTP: {type(broken).__name__}")
