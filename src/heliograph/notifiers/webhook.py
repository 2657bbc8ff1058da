"""A POST of JSON to an address that a person named, with a key that stays the same.

The field `Idempotency-Key` is that of the IETF's draft: a receiver that was sent one key twice can
drop the second.
"""

from __future__ import annotations

import io
from typing import Final
from urllib.parse import urlsplit

from heliograph.codec import canonical, moment
from heliograph.egress.exchange import Asker, Refusal
from heliograph.egress.requests import Address, BadAddress, Bounds, Request, address_of
from heliograph.egress.wire import Route
from heliograph.notifiers.message import Declined, Message, Outcome, Taken, WriteDown

_BOUNDS: Final = Bounds(seconds=30.0, bytes=64 * 1024, redirects=0)
_TAKEN: Final = range(200, 300)


def to_webhook(
    message: Message, address: str, proxy: str, asker: Asker, write_down: WriteDown
) -> Outcome:
    """Send it. Redirects are not followed: what is told goes to whom it was meant for.

    The host is the user's own choice, and may be on this machine or the network around it.
    """
    try:
        allowed = _allowed(address)
    except (BadAddress, ValueError) as wrong:
        return Declined(reason=str(wrong))
    asked = Request(
        url=address,
        reason=f"alert {message.key}",
        headers=(
            ("Content-Type", "application/json"),
            ("Idempotency-Key", f'"{message.key}"'),
        ),
        allowed=allowed,
        route=Route(proxy=proxy),
        bounds=_BOUNDS,
        content=_content(message),
    )
    exchange = asker.ask(asked, io.BytesIO(), _Permit(write_down))
    if exchange.failure is not None:
        return Declined(reason=f"{exchange.failure} {exchange.detail}".strip())
    if exchange.status not in _TAKEN:
        return Declined(reason=f"status {exchange.status}")
    return Taken(proof=f"status {exchange.status}")


def ping(address: str, asker: Asker, write_down: WriteDown) -> Outcome:
    """Ask for an address, so that a monitor outside knows that we are alive."""
    try:
        allowed = _allowed(address)
    except (BadAddress, ValueError) as wrong:
        return Declined(reason=str(wrong))
    asked = Request(url=address, reason="ping", allowed=allowed, bounds=_BOUNDS)
    exchange = asker.ask(asked, io.BytesIO(), _Permit(write_down))
    if exchange.failure is not None or exchange.status not in _TAKEN:
        return Declined(reason=exchange.failure or f"status {exchange.status}")
    return Taken(proof=f"status {exchange.status}")


class _Permit:
    """Writes down where something goes: not its path, which often is the secret."""

    def __init__(self, write_down: WriteDown) -> None:
        self._write_down = write_down

    def __call__(self, address: Address, request: Request) -> Refusal | None:
        try:
            self._write_down(address.origin)
        except OSError as failed:
            return "not-sent", f"the log of requests cannot be written: {failed}"
        return None


def _allowed(address: str) -> tuple[str, ...]:
    """Name the host as one that a person named, whatever its port and network."""
    host, port = _host_of(address)
    named = f"{host}:{port}"
    return (named, address_of(address, allowed=(named,)).host)


def _host_of(address: str) -> tuple[str, int | None]:
    parts = urlsplit(address)
    return (parts.hostname or ""), parts.port


def _content(message: Message) -> bytes:
    return canonical(
        {
            "key": message.key,
            "at": moment(message.at),
            "kind": message.kind,
            "title": message.title,
            "words": message.words,
            "findings": message.count,
        }
    )
