"""A web server on the loopback that answers exactly what a test tells it to, byte for byte."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Script = Callable[[str], bytes | list[bytes]]
"""From a path to all that is answered, in pieces; an empty piece waits until the asker hangs up."""


def answer(body: bytes, status: str = "200 OK", **fields: str) -> bytes:
    """Write a plain answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@dataclass
class Site:
    """What a test sees of its server."""

    port: int
    asked: list[bytes] = field(default_factory=list)
    """Every request as received, in order."""

    @property
    def host(self) -> str:
        """Host and port, as a person names them to allow them."""
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/") -> str:
        """The address of a path."""
        return f"http://{self.host}{path}"


@contextmanager
def accepting(serve: Callable[[socket.socket], None], listening: socket.socket) -> Iterator[None]:
    """Serve whoever connects, each from a thread of its own, until the block ends."""
    threads: list[threading.Thread] = []

    def accept() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            one = threading.Thread(target=serve, args=(connection,))
            one.start()
            threads.append(one)

    waiting = threading.Thread(target=accept)
    waiting.start()
    try:
        yield
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        waiting.join()
        for one in threads:
            one.join()


@contextmanager
def serving(script: Script, tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Answer until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        site = Site(port=listening.getsockname()[1])
        with accepting(lambda one: _serve(one, script, site, tls), listening):
            yield site


def _serve(
    connection: socket.socket, script: Script, site: Site, tls: ssl.SSLContext | None
) -> None:
    try:
        with connection if tls is None else tls.wrap_socket(connection, server_side=True) as open_:
            request = b""
            while b"\r\n\r\n" not in request:
                some = open_.recv(65_536)
                if not some:
                    return
                request += some
            site.asked.append(request)
            _say(open_, script(request.split(b" ")[1].decode()))
    except OSError:
        # The asker hung up in the middle, as some tests want it to.
        return


def _say(connection: socket.socket, said: bytes | list[bytes]) -> None:
    if isinstance(said, bytes):
        connection.sendall(said)
        return
    for piece in said:
        if piece:
            connection.sendall(piece)
        else:
            connection.recv(1)
