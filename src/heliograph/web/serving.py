"""Listens on this machine alone, and serves one case until it is stopped."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import uvicorn

from heliograph.app import Heliograph
from heliograph.web.application import create_app
from heliograph.web.security import OPENING, Keys

LOOPBACK = "127.0.0.1"
NAMES = (LOOPBACK, "localhost")
SECONDS_TO_END = 3


class ReadingRoom:
    """A server that is bound and waits to run."""

    def __init__(self, case: Path, *, by: str, port: int = 0) -> None:
        """Bind to the loopback; port 0 takes a free one.

        Raises `NoCase` and whatever else keeps a case from being opened, before anything listens,
        and OSError where the port is taken.
        """
        with Heliograph.open(case):
            pass
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._socket.bind((LOOPBACK, port))
            # From here on whoever has the address is heard, if not yet answered.
            self._socket.listen()
        except OSError:
            self._socket.close()
            raise
        keys = Keys()
        port = self._socket.getsockname()[1]
        self.root = f"http://{LOOPBACK}:{port}"
        self.address = f"{self.root}{OPENING}{keys.token}"
        """Opens the case once; whoever has it can read all of the case."""
        app = create_app(case, hosts=[f"{name}:{port}" for name in NAMES], keys=keys, by=by)
        self._server = uvicorn.Server(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                server_header=False,
                ws="none",
                lifespan="off",
                http="h11",
                loop="asyncio",
                timeout_graceful_shutdown=SECONDS_TO_END,
            )
        )

    def run(self) -> None:
        """Serve until interrupted."""
        try:
            self._server.run(sockets=[self._socket])
        finally:
            self._socket.close()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Serve from a thread for a block: the socket listens already, so nobody has to wait."""
        thread = Thread(target=self.run, name="reading-room")
        thread.start()
        try:
            yield
        finally:
            self._server.should_exit = True
            thread.join()
