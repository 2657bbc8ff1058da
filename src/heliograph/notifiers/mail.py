"""A mail over SMTP whose Message-ID is the same at each attempt, so that readers fold a second one.

    smtp://user:{secret}@host:587/?to=you@example.org&from=us@example.org
    smtps://…    encrypted from the first byte
    …&tls=no     unencrypted; only for this machine

The reply to the message's data is the proof: with it the server has taken it upon itself (RFC 5321,
4.2.5).
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from msgspec import Struct

from heliograph.notifiers.message import Declined, Message, Outcome, Taken, WriteDown

_SECONDS: Final = 30.0
_PORTS: Final = {"smtp": 587, "smtps": 465}
_OK: Final = 250
_REFUSED: Final = 300

Trust = Callable[[], ssl.SSLContext]


class _Mailbox(Struct, frozen=True, kw_only=True):
    """Where a mail goes, and how."""

    host: str
    port: int
    from_first: bool
    """Encrypted from the first byte."""
    plain: bool
    user: str
    password: str
    sender: str
    to: str


def to_mail(
    message: Message, address: str, write_down: WriteDown, trust: Trust = ssl.create_default_context
) -> Outcome:
    """Send it to one person, and say what the server replied."""
    try:
        box = _mailbox(address)
        written = _written(message, box)
        write_down(f"{'smtps' if box.from_first else 'smtp'}://{box.host}:{box.port}")
        return _sent(written, box, trust)
    except (smtplib.SMTPException, OSError, ValueError, IndexError) as failed:
        return Declined(reason=f"{type(failed).__name__}: {failed}"[:300])


def _mailbox(address: str) -> _Mailbox:
    parts = urlsplit(address)
    said = parse_qs(parts.query)
    host = parts.hostname or "localhost"
    user = unquote(parts.username or "")
    to = said["to"][0] if "to" in said else ""
    sender = said["from"][0] if "from" in said else _own(user, host)
    Address(addr_spec=to), Address(addr_spec=sender)
    return _Mailbox(
        host=host, port=parts.port or _PORTS[parts.scheme], from_first=parts.scheme == "smtps",
        plain=said.get("tls") == ["no"], user=user, password=_password(parts),
        sender=sender, to=to,
    )  # fmt: skip


def _own(user: str, host: str) -> str:
    return user if "@" in user else f"{user or 'heliograph'}@{host}"


def _password(parts: SplitResult) -> str:
    return unquote(parts.password or "")


def _written(message: Message, box: _Mailbox) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = box.sender, box.to
    mail["Subject"] = " ".join(message.title.split())
    mail["Date"] = format_datetime(message.at)
    mail["Message-ID"] = f"<{message.key}@{box.sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.words)
    return mail


def _sent(mail: EmailMessage, box: _Mailbox, trust: Trust) -> Outcome:
    with _connected(box, trust) as server:
        server.ehlo_or_helo_if_needed()
        if box.user and box.password:
            server.login(box.user, box.password)
        server.mail(box.sender)
        code, reply = server.rcpt(box.to)
        if code >= _REFUSED:
            return Declined(reason=f"{code} {reply.decode('utf-8', 'replace')}")
        code, reply = server.data(mail.as_bytes())
        said = f"{code} {reply.decode('utf-8', 'replace')}"[:300]
        return Taken(proof=said) if code == _OK else Declined(reason=said)


def _connected(box: _Mailbox, trust: Trust) -> smtplib.SMTP:
    # Named, so that the machine's own name is told to nobody.
    ours = "localhost"
    if box.from_first:
        return smtplib.SMTP_SSL(box.host, box.port, ours, timeout=_SECONDS, context=trust())
    server = smtplib.SMTP(box.host, box.port, ours, timeout=_SECONDS)
    if not box.plain:
        server.starttls(context=trust())
    return server
