"""Takes a message to a channel: one function for every kind, and each way out is written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import assert_never

from heliograph.config import secret_from
from heliograph.egress.exchange import Asker
from heliograph.egress.log import write_down
from heliograph.errors import BadChannel, BadSetting
from heliograph.notifiers.channel import Channel, check_channel, whole_address
from heliograph.notifiers.desktop import to_desktop
from heliograph.notifiers.files import to_feed, to_lines
from heliograph.notifiers.mail import to_mail
from heliograph.notifiers.message import Declined, Message, Outcome, WriteDown
from heliograph.notifiers.services import check_service, to_service
from heliograph.notifiers.webhook import ping, to_webhook


class Courier:
    """Knows the case's folder and its log of requests; the clock and who asks are handed in."""

    def __init__(
        self,
        folder: Path,
        log: Path,
        now: Callable[[], datetime],
        asker: Asker | None = None,
    ) -> None:
        """Name them."""
        self._folder = folder
        self._log = log
        self._now = now
        self._asker = asker or Asker(now=now)

    def take(self, message: Message, channel: Channel) -> Outcome:
        """Try once. Never raises for what the other side does."""
        try:
            address = whole_address(channel, self._folder)
        except BadSetting as missing:
            return Declined(reason=str(missing))
        reason = f"alert {message.key} to {channel.name}"
        log = partial(self._write_down, reason, channel.proxy)
        match channel.kind:
            case "jsonl" | "atom":
                path = self._folder / address.partition(":")[2]
                return (to_lines if channel.kind == "jsonl" else to_feed)(message, path)
            case "desktop":
                return to_desktop(message)
            case "webhook":
                return to_webhook(message, address, channel.proxy, self._asker, log)
            case "mail":
                return to_mail(message, address, log)
            case "service":
                return to_service(message, address, log)
            case _ as never:
                assert_never(never)

    def ping(self, place: str) -> Outcome:
        """Tell a monitor outside that we are alive; `place` may say where its address is kept."""
        try:
            is_kept = place.startswith(("env:", "file:"))
            address = secret_from(place, self._folder) if is_kept else place
        except BadSetting as missing:
            return Declined(reason=str(missing))
        log: WriteDown = partial(self._write_down, "ping: the daemon is alive", "")
        return ping(address, self._asker, log)

    def check(self, channel: Channel) -> None:
        """Raise `BadChannel` where nothing could be told this way. Nobody is asked."""
        check_channel(channel)
        if channel.kind != "service":
            return
        try:
            check_service(whole_address(channel, self._folder), has_secret=bool(channel.secret))
        except BadSetting as missing:
            raise BadChannel(detail=str(missing)) from missing

    def _write_down(self, reason: str, proxy: str, where: str) -> None:
        write_down(self._log, self._now(), where, reason, proxy)
