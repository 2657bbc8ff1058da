"""The one door out: nothing is asked of anyone but through here, and each request is written down.

The log is a file of JSON lines in the case, one before each request: when, where, why, and by
which route. A line that could not be written means a request that is not made.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from heliograph.egress.bodies import body
from heliograph.egress.exchange import Asker, Refusal
from heliograph.egress.log import write_down
from heliograph.egress.politeness import (
    ROBOTS_BYTES,
    HostMemory,
    answered,
    asked,
    forbidden,
    rules_are_known,
    rules_from,
    seconds_to_wait,
    too_soon,
)
from heliograph.egress.requests import Address, Bounds, Exchange, Request
from heliograph.watch_records import Manners

_ROBOTS: Final = Bounds(seconds=30.0, bytes=ROBOTS_BYTES, redirects=5)


class Gate:
    """Asks politely."""

    def __init__(
        self,
        log: Path,
        memory: HostMemory,
        *,
        manners: Manners,
        now: Callable[[], datetime],
        asker: Asker | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Name the log, what remembers hosts, our manners, the clock, who asks and how to wait."""
        self._log = log
        self._memory = memory
        self._manners = manners
        self._now = now
        self._pause = pause
        self._asker = asker or Asker(now=now)

    def ask(self, request: Request, received: BinaryIO, *, heed_robots: bool = True) -> Exchange:
        """Ask, if the host wants to be asked now. What came stands in `received` afterwards.

        `robots` and `budget` as failure mean that nothing was sent for the hop that failed.
        """
        exchange = self._asker.ask(
            request, received, self._permit_by_rules if heed_robots else self._permit
        )
        self._part(exchange)
        return exchange

    def _permit_by_rules(self, address: Address, request: Request) -> Refusal | None:
        """Look at the rules of each hop's host before all else."""
        soon = self._too_soon(address)
        if soon is not None:
            return soon
        self._learn_rules(address, request)
        why = forbidden(self._memory.host(address.origin), address.url)
        return ("robots", why) if why is not None else self._write_down(address, request)

    def _permit(self, address: Address, request: Request) -> Refusal | None:
        return self._too_soon(address) or self._write_down(address, request)

    def _too_soon(self, address: Address) -> Refusal | None:
        """Wait a little where a little is enough; else say that it is too soon."""
        wait = seconds_to_wait(self._memory.host(address.origin), self._now())
        if 0 < wait <= self._manners.longest_wait_seconds:
            self._pause(wait)
        why = too_soon(self._memory.host(address.origin), self._manners, self._now())
        return None if why is None else ("budget", why)

    def _write_down(self, address: Address, request: Request) -> Refusal | None:
        at = self._now()
        try:
            write_down(self._log, at, address.url, request.reason, request.route.proxy)
        except OSError as failed:
            return "not-sent", f"the log of requests cannot be written: {failed}"
        self._memory.remember(asked(self._memory.host(address.origin), at))
        return None

    def _learn_rules(self, address: Address, request: Request) -> None:
        if rules_are_known(self._memory.host(address.origin), self._now()):
            return
        received = io.BytesIO()
        about = Request(
            url=f"{address.origin}/robots.txt",
            reason=f"{request.reason}: the rules of its host",
            allowed=request.allowed,
            route=request.route,
            bounds=_ROBOTS,
        )
        exchange = self._asker.ask(about, received, self._write_down)
        text = ""
        if exchange.hops:
            text = b"".join(body(exchange.hops[-1], received)).decode("utf-8", "replace")
        status = exchange.status if exchange.failure in (None, "cut") else 0
        state = self._memory.host(address.origin)
        self._memory.remember(rules_from(state, status, text, self._now()))

    def _part(self, exchange: Exchange) -> None:
        """Remember how each host took it, and when it may be asked again."""
        for hop in exchange.hops:
            wish = next((value for name, value in hop.headers if name == "retry-after"), "")
            self._leave(hop.origin, hop.status, wish)
        if exchange.silent:
            self._leave(exchange.silent, 0, "")

    def _leave(self, origin: str, status: int, retry_after: str) -> None:
        state = self._memory.host(origin)
        self._memory.remember(answered(state, status, retry_after, self._manners, self._now()))
