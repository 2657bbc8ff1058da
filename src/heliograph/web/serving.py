"""Listens on this machine alone, and serves one case until it is stopped."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import uvicorn
from starlette.types import ASGIApp

from heliograph.accounts.users import users_of
from heliograph.app import Clock, Heliograph, now
from heliograph.sealing.keys import Unlocking
from heliograph.web.application import create_app
from heliograph.web.desk import Desk
from heliograph.web.entrance import Entrance
from heliograph.web.looks import Looks
from heliograph.web.security import LOGIN, OPENING, Doorman, Keys

LOOPBACK = "127.0.0.1"
NAMES = (LOOPBACK, "localhost")
SECONDS_TO_END = 3


class ReadingRoom:
    """A server that is bound and waits to run."""

    def __init__(
        self,
        case: Path,
        *,
        by: str,
        port: int = 0,
        clock: Clock = now,
        unlocking: Unlocking | None = None,
    ) -> None:
        """Bind to the loopback; port 0 takes a free one.

        In a case with users whoever asks logs in, and things are done in their name; else one
        person is let in by the first address, as `by`. `unlocking` is how the key of the case may
        be had when something is to be signed.

        Raises `NoCase`, `CaseBusy` and whatever else keeps a case from being opened, before
        anything listens, and OSError where the port is taken.
        """
        _line_up(case)
        self._socket = _listening(port)
        port = self._socket.getsockname()[1]
        self.root = f"http://{LOOPBACK}:{port}"
        self.team = bool(users_of(case))
        """Whether whoever comes has to log in."""
        doorman: Doorman
        if self.team:
            doorman = Entrance(case, clock)
            self.address = f"{self.root}{LOGIN}"
        else:
            doorman = keys = Keys(by)
            self.address = f"{self.root}{OPENING}{keys.token}"
        """Where to begin; of one person's case it opens once, and whoever has it can read all."""
        self._looks = Looks(case, clock) if self.team else None
        desk = Desk(looks=self._looks, unlocking=unlocking or Unlocking())
        hosts = [f"{name}:{port}" for name in NAMES]
        self._server = _server_of(create_app(case, hosts=hosts, doorman=doorman, desk=desk))

    def run(self) -> None:
        """Serve until interrupted."""
        try:
            self._server.run(sockets=[self._socket])
        finally:
            self._socket.close()
            if self._looks is not None:
                self._looks.enter()

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


def _line_up(case: Path) -> None:
    """Open the case once; make the lines of claims, where an earlier Heliograph kept none."""
    with Heliograph.open(case) as opened:
        lined_up = opened.rows.lined_up
    if not lined_up:
        Heliograph.open_to_work(case).close()


def _listening(port: int) -> socket.socket:
    """Bind: from here on whoever has the address is heard, if not yet answered."""
    # The protocol by name: asyncio sends at once (TCP_NODELAY) only where it knows that it is TCP,
    # and each answer would wait 40 ms for the browser to acknowledge its head.
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((LOOPBACK, port))
        made.listen()
    except OSError:
        made.close()
        raise
    return made


def _server_of(app: ASGIApp) -> uvicorn.Server:
    return uvicorn.Server(
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
