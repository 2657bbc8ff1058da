"""The outbox of a case: findings → alerts → taken by their receivers, with the proof kept.

An alert is made in one transaction with the mark on its findings, sent, entered in custody, then
marked as sent. Killed anywhere in between, it is sent again with the same key: at least once, and
never as another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec import Struct

from heliograph.app import Heliograph
from heliograph.codec import moment
from heliograph.errors import NothingThere
from heliograph.notifiers.channel import Channel
from heliograph.notifiers.courier import Courier
from heliograph.notifiers.message import Declined, Message, Taken
from heliograph.pipeline.recovery import ALERTS_AGAIN, recover
from heliograph.pipeline.tools import Tools
from heliograph.records import ClaimId
from heliograph.stages.tell import (
    Cadence,
    Told,
    alerts_of,
    digest_due,
    digests_of,
    title_of,
    words_of,
)
from heliograph.store.journal import enter
from heliograph.store.watch_facts import of_alert
from heliograph.watch_records import Alert, AlertState, Finding, FindingId, Watch

LONGEST_PAUSE: Final = timedelta(hours=6)
_FIRST_PAUSE: Final = timedelta(minutes=1)
_CADENCES: Final[tuple[Cadence, ...]] = ("daily", "weekly")

NotChecked = Callable[[Channel | None], str]
"""Says, for a channel, what was not checked."""


class Delivered(Struct, frozen=True, kw_only=True):
    """What one pass over the outbox did."""

    sent: int = 0
    failed: int = 0
    given_up: int = 0


def make_alerts(
    opened: Heliograph, known: Mapping[str, Channel], not_checked: NotChecked
) -> list[Alert]:
    """Make the alerts of all findings that nobody was told of, and the digests that are due."""
    tools = opened.tools()
    now = tools.clock()
    with tools.rows.all_or_nothing():
        untold = tools.rows.untold()
        watches = {one.id: one for one in tools.rows.watches(ended=True)} if untold else {}
        gathered = {one.id for one in watches.values() if one.digest and one.channels}
        made = alerts_of(untold, watches, now, _told_by(_before(tools)))
        told = [one for one in untold if one.watch_id not in gathered]
        digests, more = _digests(untold, known, not_checked, tools)
        tools.rows.keep_watching(made + digests)
        tools.rows.keep_watching(msgspec.structs.replace(one, told=True) for one in told + more)
    return made + digests


def send_due(
    opened: Heliograph,
    courier: Courier,
    known: Mapping[str, Channel],
    stopped: Callable[[], bool] = lambda: False,
) -> Delivered:
    """Try every alert whose time has come. A channel that fails once is left alone for now."""
    tools = opened.tools()
    sent = failed = given_up = 0
    failing: dict[str, datetime] = {}
    for alert in tools.rows.alerts(waiting_at=tools.clock()):
        if stopped():
            break
        again = failing.get(alert.channel) or _after_quiet(known.get(alert.channel), tools.clock())
        if again is not None:
            tools.rows.keep_watching([msgspec.structs.replace(alert, next_at=again)])
            continue
        tried = _tried(alert, courier, known.get(alert.channel), tools)
        sent += tried.state == "sent"
        given_up += tried.state == "given-up"
        if tried.state != "sent":
            failed += 1
            failing[alert.channel] = tools.clock() + _FIRST_PAUSE
    return Delivered(sent=sent, failed=failed, given_up=given_up)


def message_of(alert: Alert, channel: Channel, tools: Tools) -> Message:
    """Write an alert as this channel is to be told of it."""
    watches = {one.id: one for one in tools.rows.watches(ended=True)} if alert.findings else {}
    told = []
    for finding_id in alert.findings:
        finding = tools.rows.finding(finding_id)
        if finding is not None and finding.watch_id in watches:
            told.append(_told(finding, watches[finding.watch_id], channel, tools))
    return Message(
        key=alert.id,
        title=title_of(alert.kind, len(alert.findings)),
        words=words_of(told, alert.words, tell_all=channel.tell_all),
        at=alert.made_at,
        kind=alert.kind,
        count=len(alert.findings),
    )


def outbox(opened: Heliograph, state: AlertState | None = None) -> list[Alert]:
    """List the alerts, oldest first; of one state, if one is named."""
    return [one for one in opened.rows.alerts() if state is None or one.state == state]


def try_again(opened: Heliograph, beginning: str) -> list[Alert]:
    """Have an alert that waits or was given up tried now; `all` means all of them.

    Raises `NothingThere`.
    """
    tools = opened.tools()
    recover(tools)
    found = [
        msgspec.structs.replace(one, state="waiting", made_at=tools.clock(), next_at=tools.clock())
        for one in tools.rows.alerts()
        if one.state != "sent" and (beginning == "all" or one.id.startswith(beginning))
    ]
    if not found and beginning != "all":
        hint = "`heliograph alerts` lists them; what was sent is not sent again."
        raise NothingThere(what=f"alert {beginning} that is not sent", hint=hint)
    tools.rows.keep_watching(found)
    return found


def _before(tools: Tools) -> list[Alert]:
    """The alerts of before the database was lost, as custody has them; none if it never was."""
    return [] if tools.rows.mark(ALERTS_AGAIN) is None else tools.rows.alerts()


def _told_by(alerts: Sequence[Alert]) -> set[tuple[str, FindingId]]:
    return {(one.channel, finding) for one in alerts for finding in one.findings}


def _digests(
    untold: list[Finding], known: Mapping[str, Channel], not_checked: NotChecked, tools: Tools
) -> tuple[list[Alert], list[Finding]]:
    """Make the digests that are due, and say which findings every one of their channels is told."""
    made: list[Alert] = []
    told: list[Finding] = []
    before = _before(tools)
    told_by = _told_by(before)
    digests = {(one.channel, one.made_at) for one in before if one.kind == "digest"}
    waiting = {one.watch_id for one in untold}
    watches = [
        one
        for one in tools.rows.watches(ended=True)
        if one.digest and one.channels and (one.ended_at is None or one.id in waiting)
    ]
    for cadence in _CADENCES:
        ours = {one.id: one for one in watches if one.digest == cadence}
        due = digest_due(cadence, tools.config.watching.digest_hour, tools.clock())
        if not ours or not _is_new(cadence, due, list(ours.values()), tools):
            continue
        due_now = [one for one in untold if one.watch_id in ours and one.found_at < due]
        told += due_now
        for channel in sorted({name for one in ours.values() for name in one.channels}):
            theirs = [
                one
                for one in due_now
                if channel in ours[one.watch_id].channels and (channel, one.id) not in told_by
            ]
            if theirs or (channel, due) not in digests:
                made += digests_of(theirs, channel, cadence, due, not_checked(known.get(channel)))
        tools.rows.set_mark(f"digest {cadence}", moment(due))
    return made, told


def _is_new(cadence: Cadence, due: datetime, watches: list[Watch], tools: Tools) -> bool:
    """Whether a digest is due that was not made; the first comes after the first watch."""
    last = tools.rows.mark(f"digest {cadence}")
    if last is not None:
        return moment(due) > last
    return min(one.made_at for one in watches) < due


def _tried(alert: Alert, courier: Courier, channel: Channel | None, tools: Tools) -> Alert:
    """Try once and keep what came of it: in custody first, where it is the end of it."""
    if channel is None:
        outcome: Taken | Declined = Declined(reason=f"there is no channel {alert.channel}")
    else:
        outcome = courier.take(message_of(alert, channel, tools), channel)
    now = tools.clock()
    attempts = alert.attempts + 1
    if isinstance(outcome, Taken):
        tried = msgspec.structs.replace(
            alert, state="sent", attempts=attempts, proof=outcome.proof, failed=""
        )
    else:
        pause = min(_FIRST_PAUSE * 2 ** min(attempts - 1, 20), LONGEST_PAUSE)
        longest = timedelta(days=tools.config.watching.give_up_days)
        tried = msgspec.structs.replace(
            alert,
            state="given-up" if now - alert.made_at > longest else "waiting",
            attempts=attempts,
            next_at=now + pause,
            failed=outcome.reason,
        )
    _enter(tried, tools)
    return tried


def _enter(tried: Alert, tools: Tools) -> None:
    """Keep what came of it: one that waits is no event yet."""
    told = [] if tried.state == "waiting" else [of_alert(tried)]
    enter(told, tools, lambda: tools.rows.keep_watching([tried]))


def _told(finding: Finding, watch: Watch, channel: Channel, tools: Tools) -> Told:
    places = tools.rows.places(FindingId(finding.id))
    kind = places[0].kind if places else "page"
    why = ""
    if channel.tell_all and kind == "claim":
        found = next(tools.rows.claim_views(claim_id=ClaimId(places[0].about)), None)
        why = f"{found.capability}, {found.stance}, {found.strength}" if found else ""
    return Told(
        id=finding.id,
        number=watch.number,
        watch=watch.name,
        kind=kind,
        quote=finding.quote if channel.tell_all else "",
        where=tuple(tools.rows.where(one) for one in places) if channel.tell_all else (),
        why=why,
    )


def _after_quiet(channel: Channel | None, at: datetime) -> datetime | None:
    """When the quiet hours end that we are in; None outside of them."""
    if channel is None or channel.quiet is None:
        return None
    begins, ends = channel.quiet
    inside = begins <= at.hour < ends if begins < ends else at.hour >= begins or at.hour < ends
    if not inside:
        return None
    then = at.replace(hour=ends % 24, minute=0, second=0, microsecond=0)
    return then if then > at else then + timedelta(days=1)
