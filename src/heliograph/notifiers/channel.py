"""A channel as a person named it, the kind that its address tells, and its secret put in place."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from msgspec import Struct

from heliograph.config import secret_from
from heliograph.errors import BadChannel

Kind = Literal["jsonl", "atom", "desktop", "webhook", "mail", "service"]

SECRET: Final = "{secret}"
"""Stands in an address where its secret goes, when it is used."""

_KINDS: Final[dict[str, Kind]] = {
    "jsonl": "jsonl", "atom": "atom", "desktop": "desktop",
    "http": "webhook", "https": "webhook", "smtp": "mail", "smtps": "mail",
}  # fmt: skip


class Channel(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A way to tell somebody; kept in `channels.toml` of the case, without its secret."""

    name: str
    address: str
    secret: str = ""
    """Where it is kept: `env:NAME` or `file:PATH`."""
    tell_all: bool = False
    """Whether it is told what was found, where and why; else only that something was."""
    health: bool = True
    """Whether it is told when the watching itself is not well."""
    quiet: tuple[int, int] | None = None
    """Hours of the day, UTC, between which nothing is told."""
    proxy: str = ""

    @property
    def kind(self) -> Kind:
        """How it is reached."""
        return _KINDS.get(self.address.partition(":")[0].lower(), "service")


def whole_address(channel: Channel, folder: Path) -> str:
    """Put the secret where it belongs. Raises `BadSetting` where it cannot be had."""
    if SECRET not in channel.address:
        return channel.address
    return channel.address.replace(SECRET, secret_from(channel.secret, folder))


def check_channel(channel: Channel) -> None:
    """Raise `BadChannel` where nothing could be told this way, or a secret stands in the clear."""
    if not re.fullmatch(r"[\w-]{1,60}", channel.name):
        raise BadChannel(detail=f"{channel.name!r} is no name; letters, digits, - and _ are")
    if re.search(r"[\x00-\x20\x7f]", channel.address) or not _names_a_way(channel.address):
        raise BadChannel(detail=f"{channel.address!r} is no address")
    if (SECRET in channel.address) != bool(channel.secret):
        raise BadChannel(
            detail=f"say where its secret is kept with --secret env:NAME or file:PATH, and "
            f"{SECRET} in the address where it goes"
        )
    if channel.secret and not re.match(r"(?:env:\w|file:.)", channel.secret):
        raise BadChannel(detail=f"{channel.secret!r} is no place of a secret; say env:NAME")
    if channel.proxy and channel.kind != "webhook":
        raise BadChannel(detail="only webhooks can go by a proxy")
    if channel.kind in ("webhook", "mail"):
        _check_parts(channel)


def _names_a_way(address: str) -> bool:
    return address == SECRET or bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", address))


def _check_parts(channel: Channel) -> None:
    try:
        parts = urlsplit(channel.address.replace(SECRET, "secret"))
        in_clear = parts.password is not None and f":{SECRET}@" not in channel.address
        missing = not parts.hostname or (parts.port is not None and parts.port < 1)
    except ValueError as wrong:
        raise BadChannel(detail=str(wrong)) from wrong
    if missing:
        raise BadChannel(detail=f"{channel.address!r} names no host")
    if in_clear:
        raise BadChannel(
            detail=f"its password would be kept in the case; write {SECRET} in its place and say "
            "--secret env:NAME"
        )
    if channel.kind == "mail" and "to=" not in parts.query:
        raise BadChannel(detail="say whom it goes to: smtp://user@host:587/?to=you@example.org")
