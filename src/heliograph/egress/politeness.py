"""How often a host is asked: its own rules, its own wishes, and a budget of ours.

What a host said once (robots rules, "come back later") is kept in the case, so that a restart
does not make us forget our manners.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final, Protocol

from protego import Protego

from heliograph.watch_records import Host, Manners

ROBOTS_LIFE: Final = timedelta(hours=24)
"""RFC 9309, 2.4: rules should not be used for longer."""
ROBOTS_BYTES: Final = 500 * 1024
"""RFC 9309, 2.5: what must be understood at least."""
AGENT_NAME: Final = "document-reader"
_OK: Final = 200
_GONE: Final = range(400, 500)
_BUSY: Final = frozenset({429, 500, 502, 503, 504})


class HostMemory(Protocol):
    """Keeps what is remembered of hosts."""

    def host(self, origin: str) -> Host:
        """Give what is known of a host; a new state where nothing is."""
        ...

    def remember(self, state: Host) -> None:
        """Keep it."""
        ...


def seconds_to_wait(state: Host, at: datetime) -> float:
    """How long the host is still to be left alone."""
    return 0.0 if state.not_before is None else (state.not_before - at).total_seconds()


def too_soon(state: Host, manners: Manners, at: datetime) -> str | None:
    """Say why the host is not to be asked now, or None."""
    if state.not_before is not None and at < state.not_before:
        return f"not before {state.not_before:%Y-%m-%d %H:%M:%S} UTC"
    if state.day == _day(at) and state.asked >= manners.requests_a_day:
        return f"{state.asked} requests today, which is all we allow ourselves"
    return None


def asked(state: Host, at: datetime) -> Host:
    """Count one request."""
    count = state.asked + 1 if state.day == _day(at) else 1
    return _changed(state, day=_day(at), asked=count)


def answered(state: Host, status: int, retry_after: str, manners: Manners, at: datetime) -> Host:
    """Decide how long to leave the host alone after an answer (`status` 0: there was none).

    Refusals and silence double the pause each time, from a minute on, as far as the longest.
    """
    longest = timedelta(hours=manners.longest_pause_hours)
    if status not in _BUSY and status != 0:
        pause = timedelta(seconds=max(manners.seconds_between, _wished(state)))
        return _changed(state, failures=0, not_before=at + pause)
    failures = state.failures + 1
    backing_off = timedelta(minutes=2 ** min(failures - 1, 12))
    pause = max(backing_off, _seconds_of(retry_after, at))
    return _changed(state, failures=failures, not_before=at + min(pause, longest))


def rules_from(state: Host, status: int, text: str, at: datetime) -> Host:
    """Take what asking for the rules gave: missing ones allow all, a broken host forbids all."""
    if status == _OK:
        return _changed(state, robots=text, robots_at=at)
    if status in _GONE:
        return _changed(state, robots="", robots_at=at)
    return _changed(state, robots=None, robots_at=at)


def rules_are_known(state: Host, at: datetime) -> bool:
    """Whether the rules were asked for within their life; failing to get them is asked sooner."""
    if state.robots_at is None:
        return False
    life = ROBOTS_LIFE if state.robots is not None else ROBOTS_LIFE / 24
    return at - state.robots_at < life


def forbidden(state: Host, url: str) -> str | None:
    """Say which wish of the host forbids an address, or None."""
    if state.robots is None:
        return "its robots.txt could not be had"
    if Protego.parse(state.robots).can_fetch(url, AGENT_NAME):
        return None
    return "its robots.txt forbids it"


def _wished(state: Host) -> float:
    wished = Protego.parse(state.robots).crawl_delay(AGENT_NAME) if state.robots else None
    return float(wished or 0.0)


def _seconds_of(retry_after: str, at: datetime) -> timedelta:
    """Read the field Retry-After: seconds, or a date (RFC 9110, 10.2.3)."""
    if retry_after.strip().isdigit():
        return timedelta(seconds=int(retry_after.strip()[:9]))
    try:
        return parsedate_to_datetime(retry_after) - at
    except (ValueError, TypeError):
        return timedelta(0)


def _day(at: datetime) -> str:
    return at.strftime("%Y-%m-%d")


def _changed(state: Host, **to: object) -> Host:
    fields = {name: getattr(state, name) for name in state.__struct_fields__}
    return Host(**(fields | to))
