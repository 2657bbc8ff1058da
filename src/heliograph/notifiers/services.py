"""Chat, push, text messages and the rest: whatever the library apprise speaks, where it is there.

It opens its own connections and says yes or no, nothing more: the host is written down before. A
second attempt is told from a first by the key in the words; where the service is one that lets a
caller set headers (`json`, `xml`, `form`, `apprise`…), also by the header.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING
from warnings import catch_warnings, simplefilter

from heliograph.errors import BadChannel
from heliograph.notifiers.message import Declined, Message, Outcome, Taken, WriteDown

if TYPE_CHECKING:
    from apprise import NotifyBase

_MISSING = "it needs the library apprise: pip install 'heliograph[alerts]'"


def to_service(message: Message, address: str, write_down: WriteDown) -> Outcome:
    """Have it sent."""
    try:
        service = _service(address)
        write_down(_where(service, address))
    except (BadChannel, OSError) as wrong:
        return Declined(reason=str(wrong))
    _put_key(service, message.key)
    words = f"{message.words}\n\n({message.key})"
    try:
        taken = bool(service.notify(body=words, title=message.title))
    except (OSError, TypeError, ValueError) as failed:
        return Declined(reason=f"{type(failed).__name__}")
    return Taken(proof="the service took it") if taken else Declined(reason="it was not taken")


def _put_key(service: NotifyBase, key: str) -> None:
    """Send the key along as a header, for the few services that let a caller set some."""
    headers = getattr(service, "headers", None)
    if isinstance(headers, dict):
        headers["Idempotency-Key"] = key


def check_service(address: str, *, has_secret: bool) -> None:
    """Raise `BadChannel` where apprise cannot read it, or it holds a secret in the clear."""
    service = _service(address)
    # apprise leaves this one without types.
    shown: Callable[..., str] = service.url
    if not has_secret and shown(privacy=True) != shown(privacy=False):
        raise BadChannel(
            detail="its secret would be kept in the case; write {secret} in its place, or for the "
            "whole of it, and say --secret env:NAME or file:PATH"
        )


def _service(address: str) -> NotifyBase:
    try:
        apprise = import_module("apprise")
    except ImportError as missing:
        raise BadChannel(detail=_MISSING) from missing
    asset = apprise.AppriseAsset(app_id="Heliograph", async_mode=False, secure_logging=True)
    with catch_warnings():
        # Its parts are imported now, and warn of their own past; nobody here can mend that.
        simplefilter("ignore")
        made = apprise.Apprise.instantiate(address, asset=asset, suppress_exceptions=True)
    if not isinstance(made, apprise.NotifyBase):
        raise BadChannel(detail="no service is reached by such an address")
    service: NotifyBase = made
    return service


def _where(service: NotifyBase, address: str) -> str:
    host = getattr(service, "host", "") or ""
    return f"{address.partition(':')[0]}://{host}"
