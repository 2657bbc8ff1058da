"""One round over an open case: look at what is due, ask the watches, tell, and look after itself.

The order can be read off `Rounds.go`. One source that hangs or fails takes its share of time and no
more; alerts are sent between sources, so that a long check holds none back.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import BinaryIO, Final

from heliograph.app import Heliograph
from heliograph.codec import canonical, moment
from heliograph.egress.exchange import Asker
from heliograph.egress.gate import Gate
from heliograph.egress.requests import Exchange, Request
from heliograph.errors import BadSetting, CannotWrite, CaseError
from heliograph.notifiers.channel import Channel
from heliograph.notifiers.courier import Courier
from heliograph.notifiers.message import Declined
from heliograph.pipeline.recovery import recover
from heliograph.pipeline.steps.answering import answer_watches
from heliograph.records import Source
from heliograph.stages.tell import digest_due
from heliograph.watch_records import Change
from heliograph.watching.alerts import Delivered, make_alerts, send_due
from heliograph.watching.channels import channels, courier_of
from heliograph.watching.checks import check_source, due_sources
from heliograph.watching.health import raise_alerts
from heliograph.watching.status import not_checked, status
from heliograph.watching.ticking import since_boot, tick

_PUT_OFF: Final = timedelta(minutes=10)
_SOONEST: Final = 1.0

Say = Callable[[str], None]


class Stopped(Exception):
    """A person or the system wants it to end; what is at hand is left where it is."""


class PatientGate(Gate):
    """A gate that gives one source so long and no longer; what is left is asked another time."""

    until: float | None = None
    elapsed: Callable[[], float] = staticmethod(time.monotonic)
    stopped: Callable[[], bool] = staticmethod(lambda: False)

    def ask(self, request: Request, received: BinaryIO, *, heed_robots: bool = True) -> Exchange:
        """Ask, unless the source has had its share of this round."""
        over = self.until is not None and self.elapsed() > self.until
        if over or self.stopped():
            detail = "the source has had its share of this round"
            return Exchange(url=request.url, hops=(), failure="budget", detail=detail)
        return super().ask(request, received, heed_robots=heed_robots)


@dataclass(kw_only=True)
class Went:
    """What a round did."""

    checked: int = 0
    changes: list[Change] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    sent: int = 0
    complaints: int = 0
    next_at: datetime | None = None


@dataclass(kw_only=True)
class Rounds:
    """Goes round; the clocks and the way out are handed in, so that virtual days can pass."""

    elapsed: Callable[[], float] = time.monotonic
    since_boot: Callable[[], float] = since_boot
    pause: Callable[[float], None] = time.sleep
    stopped: Callable[[], bool] = lambda: False
    asker: Asker | None = None
    say: Say = lambda words: None

    def go(self, opened: Heliograph) -> Went:
        """Go round once. Raises `Stopped`, and `CaseError` where the case is not as it was left."""
        went = Went()
        tools = opened.tools()
        recover(tools)
        tick(opened, self.since_boot())
        opened.run(self._progress)
        known = self._channels(opened, went)
        courier = courier_of(opened, self.asker)
        self._tell(opened, courier, known, went)
        gate = self._gate(opened)
        for source in _longest_waiting_first(opened):
            if self.stopped():
                break
            self._check(opened, source, gate, went)
            self._tell(opened, courier, known, went)
        self._look_after(opened, courier, known, went)
        went.next_at = _next(opened)
        return went

    def _gate(self, opened: Heliograph) -> PatientGate:
        tools = opened.tools()
        gate = PatientGate(
            opened.folder.egress,
            tools.rows,
            manners=tools.config.manners,
            now=tools.clock,
            asker=self.asker,
            pause=self.pause,
        )
        gate.elapsed, gate.stopped = self.elapsed, self.stopped
        return gate

    def _check(self, opened: Heliograph, source: Source, gate: PatientGate, went: Went) -> None:
        gate.until = self.elapsed() + opened.settings().watching.seconds_a_source
        try:
            checked = check_source(opened, source, gate, self._progress)
            went.changes += checked.changes
        except (Stopped, CannotWrite, CaseError):
            # A full disk is none of the source's faults, and the others would fill nothing either.
            raise
        except Exception as broken:  # noqa: BLE001 - whatever one source does, the others go on
            self.say(f"{source.name}: {type(broken).__name__}: {broken}")
            went.failed.append(source.id)
            opened.rows.put_off(source.id, opened.clock(), opened.clock() + _PUT_OFF)
        went.checked += 1

    def _tell(
        self, opened: Heliograph, courier: Courier, known: dict[str, Channel], went: Went
    ) -> None:
        answer_watches(opened.tools(), self._progress)
        make_alerts(opened, known, lambda channel: _not_checked(opened, channel))
        self._send(opened, courier, known, went)

    def _send(
        self, opened: Heliograph, courier: Courier, known: dict[str, Channel], went: Went
    ) -> None:
        delivered: Delivered = send_due(opened, courier, known, self.stopped)
        went.sent += delivered.sent

    def _look_after(
        self, opened: Heliograph, courier: Courier, known: dict[str, Channel], went: Went
    ) -> None:
        found = status(opened)
        went.complaints = len(found.complaints)
        if raise_alerts(opened, found, known):
            self._send(opened, courier, known, went)
        self._heartbeat(opened, courier, went)

    def _heartbeat(self, opened: Heliograph, courier: Courier, went: Went) -> None:
        """Show a monitor outside that this round was made."""
        wanted = opened.settings().watching
        if wanted.heartbeat_file:
            said = {"at": moment(opened.clock()), "complaints": went.complaints}
            try:
                path = opened.folder.root / wanted.heartbeat_file
                path.write_bytes(canonical(said) + b"\n")
            except OSError as failed:
                self.say(f"heartbeat: {failed}")
        if wanted.ping:
            outcome = courier.ping(wanted.ping)
            if isinstance(outcome, Declined):
                self.say(f"ping: {outcome.reason}")

    def _channels(self, opened: Heliograph, went: Went) -> dict[str, Channel]:
        try:
            return channels(opened)
        except BadSetting as wrong:
            # Alerts wait; what is looked at is looked at all the same.
            self.say(str(wrong))
            went.failed.append("channels")
            return {}

    def _progress(self, step: str, done: int, total: int | None, now: str = "") -> None:
        """Leave long work when asked to; a look at hand ends by itself, by the gate."""
        if step != "look" and self.stopped():
            raise Stopped


def _not_checked(opened: Heliograph, channel: Channel | None) -> str:
    return not_checked(status(opened), with_names=channel is not None and channel.tell_all)


def _longest_waiting_first(opened: Heliograph) -> list[Source]:
    at = opened.clock()
    waiting = {
        one.id: opened.rows.due_links(at, one.id, 1)[0].next_look_at
        for one in due_sources(opened, at)
    }
    return sorted(
        (one for one in opened.rows.sources() if one.id in waiting),
        key=lambda one: (waiting[one.id], one.id),
    )


def _next(opened: Heliograph) -> datetime:
    """When there is something to do again; never later than the settings say."""
    settings = opened.settings().watching
    at = opened.clock()
    times = [at + timedelta(minutes=settings.minutes_a_round)]
    times += [one for one in (opened.rows.next_look(), opened.rows.next_alert()) if one]
    times.append(digest_due("daily", settings.digest_hour, at) + timedelta(days=1))
    return max(min(times), at + timedelta(seconds=_SOONEST))
