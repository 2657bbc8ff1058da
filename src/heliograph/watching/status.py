"""How well the watching goes: what was looked at, what answered, what is quiet, what waits.

Nothing is asked of anyone. What needs a person is a `Complaint`; a source that was never looked at
is one as much as a source that failed, for silence must not look like calm.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise, takewhile
from statistics import median
from typing import Final

from msgspec import Struct

from heliograph.app import Heliograph
from heliograph.codec import id_of, moment
from heliograph.errors import ProofBroken
from heliograph.pipeline.sources.looking import WITHOUT_COOKIES
from heliograph.proof.checkpoints import Checkpoints, read_checkpoint
from heliograph.records import Source
from heliograph.store.lock import is_held
from heliograph.watch_records import Link, LinkId, Schedule, Seen
from heliograph.watching.ticking import jumped, last_round

_SILENT: Final = frozenset[Seen]({"busy", "cut", "forbidden", "unreachable"})
_LOOKS: Final = 60
_LEARNT: Final = 4
"""News after which a source has a rhythm of its own."""
_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)
_MIB: Final = 2**20


class SourceStatus(Struct, frozen=True, kw_only=True):
    """One source: its heartbeat."""

    id: str
    name: str
    kind: str
    paused: bool
    every_s: int
    checked_at: datetime | None
    """The last look, answered or not."""
    answered_at: datetime | None
    news_at: datetime | None
    next_look_at: datetime | None
    not_checked_since: datetime | None = None
    failing_since: datetime | None = None
    failing: str = ""
    without_cookies_since: datetime | None = None
    """Its own address is asked without those of the user since then: they cannot be read."""
    shut: str = ""
    """What stands in its place: gone, blocked, login…"""
    quiet_since: datetime | None = None
    unanswered: int = 0
    """Of the addresses it leads to, those that did not answer."""


class Complaint(Struct, frozen=True, kw_only=True):
    """Something that needs a person."""

    kind: str
    about: str = ""
    """Id of the source, or name of the channel."""
    name: str = ""
    words: str
    """Says no name, so that it may leave the case."""
    since: datetime | None = None
    every_s: int = 86_400

    @property
    def key(self) -> str:
        """The same as long as it lasts."""
        return f"{self.kind} {self.about}".strip()


class Status(Struct, frozen=True, kw_only=True):
    """The watching as a whole."""

    at: datetime
    round_at: datetime | None
    """When the daemon, or a check, last went round."""
    daemon: bool
    """Whether one runs now."""
    sources: tuple[SourceStatus, ...]
    waiting: int
    sent: int
    given_up: int
    waiting_since: datetime | None
    free_mb: int
    behind: int
    unsigned: int
    """Entries of custody after the last checkpoint."""
    checkpoint_at: datetime | None
    complaints: tuple[Complaint, ...]


def status(opened: Heliograph) -> Status:
    """Look at every source, the outbox, the disk, custody and the clock, and say what is amiss."""
    at = opened.clock()
    settings = opened.settings().watching
    sources = tuple(_sources(opened, at))
    counts = opened.rows.outbox_counts()
    size, signed_at = _signed(opened)
    found = Status(
        at=at,
        round_at=last_round(opened),
        daemon=is_held(opened.folder.daemon_lock),
        sources=sources,
        waiting=counts.get("waiting", 0),
        sent=counts.get("sent", 0),
        given_up=counts.get("given-up", 0),
        waiting_since=opened.rows.oldest_waiting(),
        free_mb=shutil.disk_usage(opened.folder.root).free // _MIB,
        behind=opened.rows.behind(),
        unsigned=max(0, opened.custody.count - size),
        checkpoint_at=signed_at,
        complaints=(),
    )
    complaints = [
        *(one for source in sources for one in _of_source(source, at)),
        *_of_case(found, settings.least_free_mb, settings.checkpoint_days),
        *_of_clock(opened, at),
    ]
    return Status(**{**_fields(found), "complaints": tuple(complaints)})  # type: ignore[arg-type]


def not_checked(found: Status, *, with_names: bool) -> str:
    """Say for a digest what was not checked, or did not answer."""
    watched = [one for one in found.sources if not one.paused]
    lines = [in_words(one, with_names=with_names) for one in found.complaints]
    if not lines:
        return f"All {len(watched)} sources were checked, and answered."
    return "Not as it should be:\n" + "\n".join(f"  {line}" for line in lines)


def in_words(one: Complaint, *, with_names: bool) -> str:
    """Say a complaint in a line."""
    subject = f"{one.name if with_names else one.about[:8]}: " if one.about else ""
    since = f" since {one.since:%Y-%m-%d %H:%M}" if one.since else ""
    return f"{subject}{one.words}{since}"


def _fields(found: Status) -> dict[str, object]:
    return {name: getattr(found, name) for name in found.__struct_fields__}


def _sources(opened: Heliograph, at: datetime) -> Iterator[SourceStatus]:
    looks = opened.rows.last_looks()
    schedules = {one.source_id: one for one in opened.rows.schedules()}
    for source in opened.rows.sources():
        schedule = schedules.get(source.id)
        if schedule is not None:
            yield _source(opened, source, schedule, looks.get(source.id), at)


def _source(
    opened: Heliograph, source: Source, schedule: Schedule, looked: datetime | None, at: datetime
) -> SourceStatus:
    links = opened.rows.links(source.id)
    own_id = LinkId(id_of("link", source.id, source.location))
    own = next((one for one in links if not one.found_on), None) or opened.rows.link(own_id)
    news = opened.rows.news(source.id)
    failing_since, failing = _failing(opened, own)
    return SourceStatus(
        id=source.id,
        name=source.name,
        kind=source.kind,
        paused=schedule.paused,
        every_s=schedule.every_s,
        checked_at=looked,
        answered_at=max((one.looked_at for one in links if one.looked_at), default=None),
        news_at=news[-1] if news else None,
        next_look_at=min((one.next_look_at for one in links), default=None),
        not_checked_since=_not_checked(looked or source.added_at, schedule, at),
        failing_since=failing_since,
        failing=failing,
        without_cookies_since=_without_cookies(opened, own, schedule),
        shut=own.absent if own is not None and own.state in ("gone", "quiet") else "",
        quiet_since=_quiet(news, schedule, source.added_at, at),
        unanswered=sum(one.unanswered > 1 for one in links if one.found_on),
    )


def _not_checked(last: datetime, schedule: Schedule, at: datetime) -> datetime | None:
    """Whether a look is overdue by more than one whole turn."""
    late = timedelta(seconds=schedule.every_s * (2 + schedule.jitter)) + _HOUR
    if schedule.hours is not None:
        late += _DAY
    return last if at - last > late and not schedule.paused else None


def _failing(opened: Heliograph, own: Link | None) -> tuple[datetime | None, str]:
    """Since when the source's own address gives no whole answer, and what it gives instead."""
    if own is None or not own.unanswered:
        return None, ""
    first, what = None, ""
    for look in opened.rows.observations(own.id, _LOOKS):
        if look.seen not in _SILENT:
            break
        first, what = look.at, what or f"{look.seen} {look.status or ''}".strip()
    return first, what


def _without_cookies(opened: Heliograph, own: Link | None, schedule: Schedule) -> datetime | None:
    """Since when the source's own address was asked without the user's cookies."""
    looks = opened.rows.observations(own.id, _LOOKS) if own and schedule.cookies else []
    lacking = takewhile(lambda one: one.detail.startswith(WITHOUT_COOKIES), looks)
    return min((one.at for one in lacking), default=None)


def _quiet(
    news: Sequence[datetime], schedule: Schedule, added: datetime, at: datetime
) -> datetime | None:
    """Whether nothing new came for much longer than it was used to, or than a person expects."""
    since = news[-1] if news else added
    if schedule.paused:
        return None
    if schedule.expected_s is not None:
        return since if at - since > timedelta(seconds=schedule.expected_s) else None
    if len(news) < _LEARNT:
        return None
    gaps = [(two - one).total_seconds() for one, two in pairwise(news)]
    longest = max(3 * median(gaps), 2 * max(gaps), 3 * schedule.every_s)
    return since if (at - since).total_seconds() > longest else None


def _of_source(one: SourceStatus, at: datetime) -> Iterator[Complaint]:
    if one.paused:
        return
    patience = min(timedelta(seconds=one.every_s / 4), 6 * _HOUR)
    if one.not_checked_since is not None:
        yield _about(one, "not-checked", "not checked", one.not_checked_since)
    if one.failing_since is not None and at - one.failing_since >= patience:
        yield _about(one, "failing", f"no whole answer ({one.failing})", one.failing_since)
    if one.without_cookies_since is not None:
        words = "looked at without its cookies, which cannot be read"
        yield _about(one, "without-cookies", words, one.without_cookies_since)
    if one.shut:
        yield _about(one, "shut", f"in its place stands: {one.shut}", None)
    if one.quiet_since is not None:
        words = "nothing new for much longer than usual; it may be silent"
        yield _about(one, "quiet", words, one.quiet_since)


def _about(one: SourceStatus, kind: str, words: str, since: datetime | None) -> Complaint:
    return Complaint(
        kind=kind, about=one.id, name=one.name, words=words, since=since, every_s=one.every_s
    )


def _of_case(found: Status, least_free_mb: int, checkpoint_days: float) -> Iterator[Complaint]:
    if found.given_up:
        words = f"{found.given_up} alerts were given up: heliograph alerts --state given-up"
        yield Complaint(kind="given-up", words=words)
    if found.waiting_since is not None and found.at - found.waiting_since > _DAY:
        words = f"{found.waiting} alerts wait: heliograph alerts --state waiting"
        yield Complaint(kind="outbox", words=words, since=found.waiting_since)
    if found.free_mb < least_free_mb:
        yield Complaint(kind="disk", words=f"the disk has {found.free_mb:,} MB left")
    if found.behind and found.round_at is not None and found.at - found.round_at > _DAY:
        yield Complaint(kind="behind", words=f"{found.behind} files wait: heliograph run")
    old = timedelta(days=checkpoint_days)
    if found.unsigned and found.checkpoint_at is not None and found.at - found.checkpoint_at > old:
        words = f"{found.unsigned} entries of custody are not signed: heliograph seal; signed last"
        yield Complaint(kind="checkpoint", words=words, since=found.checkpoint_at)


def _of_clock(opened: Heliograph, at: datetime) -> Iterator[Complaint]:
    last = opened.custody.last()
    if last is not None and moment(at) < last.at:
        words = f"the clock of this machine is before the last entry of custody ({last.at})"
        yield Complaint(kind="clock", words=words)
        return
    jump = jumped(opened, at)
    if jump is not None:
        words = f"the clock of this machine jumped by {jump.seconds:+,.0f} seconds"
        yield Complaint(kind="clock", words=words, since=jump.at)


def _signed(opened: Heliograph) -> tuple[int, datetime | None]:
    last = Checkpoints(opened.folder.checkpoints).last()
    if last is None:
        return opened.custody.count, None
    try:
        _, said = read_checkpoint(last.content)
    except ProofBroken:
        return 0, None
    return last.size, datetime.fromisoformat(said.at)
