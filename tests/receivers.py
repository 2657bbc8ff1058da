"""Receivers of alerts on the loopback, a mail server and a webhook, which fail as they are told.

What they took is what a person would have: it is written down when they answer that they took it,
and also where they took it and hung up before they said so.
"""

from __future__ import annotations

import email
import json
from asyncio import Server, Transport
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

Mood = Literal["take", "refuse", "take and hang up"]
Moods = Callable[[], Mood]


@dataclass(frozen=True)
class Received:
    """One alert that was taken."""

    key: str
    words: str


@dataclass
class Receiver:
    """What a test sees of it."""

    port: int
    moods: Moods
    taken: list[Received] = field(default_factory=list)
    tried: int = 0

    def decide(self, key: str, words: str) -> Mood:
        """Count it, and keep it unless it is refused."""
        self.tried += 1
        mood = self.moods()
        if mood != "refuse":
            self.taken.append(Received(key, words))
        return mood


@contextmanager
def mail_server(moods: Moods = lambda: "take") -> Iterator[Receiver]:
    """Take mails until the block ends."""
    receiver = Receiver(port=0, moods=moods)
    controller = _AnyPort(_Mails(receiver), hostname="127.0.0.1", port=0)
    controller.start()
    try:
        receiver.port = controller.port
        yield receiver
    finally:
        controller.stop()


class _AnyPort(Controller):
    """Takes the port that the system gives it."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class _Mails:
    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        mail = email.message_from_bytes(content, policy=default)
        assert isinstance(mail, EmailMessage)
        key = str(mail["Message-ID"]).strip("<>").partition("@")[0]
        mood = self._receiver.decide(key, f"{mail['Subject']}\n{mail.get_content()}")
        if mood == "take and hang up":
            assert isinstance(server.transport, Transport)
            server.transport.abort()
        return "451 4.3.0 come back later" if mood == "refuse" else "250 2.0.0 taken as 17"


@contextmanager
def webhook(moods: Moods = lambda: "take") -> Iterator[Receiver]:
    """Take posts until the block ends."""
    receiver = Receiver(port=0, moods=moods)

    class Posts(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            key = self.headers["Idempotency-Key"].strip('"')
            assert key == body["key"]
            mood = receiver.decide(key, f"{body['title']}\n{body['words']}")
            if mood == "take and hang up":
                self.close_connection = True
                return
            self.send_response(503 if mood == "refuse" else 202)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Posts) as server:
        receiver.port = server.server_address[1]
        serving = Thread(target=server.serve_forever)
        serving.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            serving.join()
