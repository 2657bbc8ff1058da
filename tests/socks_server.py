"""A SOCKS5 proxy on the loopback (RFC 1928) that says what it was asked for, and leads every name
to one port of this machine.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.answering import accepting

NAME, IPV4 = 3, 1


@dataclass
class Proxy:
    """What a test sees of its proxy."""

    port: int
    asked: list[tuple[int, str, int]] = field(default_factory=list)
    """Form of the address, host as written, port."""


@contextmanager
def socks(leads_to: int) -> Iterator[Proxy]:
    """Serve until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        proxy = Proxy(port=listening.getsockname()[1])
        with accepting(lambda one: _serve(one, leads_to, proxy), listening):
            yield proxy


def _serve(connection: socket.socket, leads_to: int, proxy: Proxy) -> None:
    with connection, suppress(OSError):
        _, methods = _exactly(connection, 2)
        _exactly(connection, methods)
        connection.sendall(b"\x05\x00")
        _, _, _, form = _exactly(connection, 4)
        length = _exactly(connection, 1)[0] if form == NAME else {IPV4: 4}.get(form, 16)
        host = _exactly(connection, length)
        (port,) = struct.unpack("!H", _exactly(connection, 2))
        proxy.asked.append((form, host.decode("latin-1") if form == NAME else host.hex(), port))
        with socket.create_connection(("127.0.0.1", leads_to)) as onward:
            connection.sendall(b"\x05\x00\x00\x01" + bytes(6))
            question = connection.recv(65_536)
            onward.sendall(question)
            while some := onward.recv(65_536):
                connection.sendall(some)


def _exactly(connection: socket.socket, count: int) -> bytes:
    got = b""
    while len(got) < count:
        some = connection.recv(count - len(got))
        if not some:
            raise OSError("hung up")
        got += some
    return got
