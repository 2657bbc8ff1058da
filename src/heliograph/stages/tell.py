"""Findings of watches → alerts, and alerts → the words that leave the case.

By default the words say that something was found, by which watch (its number) and where to look:
nothing of what, for a mail or a chat is read by more than whom it is for. A channel that is told
all gets quotes and places with personal data masked, like everything that leaves a case.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import datetime, timedelta
from typing import Final, Literal

from msgspec import Struct

from heliograph.codec import id_of, moment
from heliograph.masking import mask
from heliograph.watch_records import Alert, AlertId, AlertKind, Finding, FindingId, Watch, WatchId

MOST: Final = 50
"""Findings in one alert; more are more alerts."""
_LONGEST: Final = 600
_SHOWN: Final = 8
"""Digits of an id that people are shown."""

Cadence = Literal["daily", "weekly"]


class Told(Struct, frozen=True, kw_only=True):
    """A finding as an alert may tell of it."""

    id: FindingId
    number: int
    """Of its watch."""
    watch: str
    kind: str
    quote: str
    where: tuple[tuple[str, int | None], ...]
    """Paths and pages; addresses of changes."""
    why: str = ""


def alerts_of(
    findings: Sequence[Finding],
    watches: Mapping[WatchId, Watch],
    at: datetime,
    before: Set[tuple[str, FindingId]] = frozenset(),
) -> list[Alert]:
    """Make an alert for each channel of each watch that tells at once, and has findings here.

    What a channel was told `before` it is not told again.
    """
    made = []
    for watch_id, ours in _by_watch(findings).items():
        watch = watches.get(watch_id)
        if watch is None or watch.digest:
            continue
        for channel in watch.channels:
            for some in _parted([one for one in ours if (channel, one) not in before]):
                made.append(
                    Alert(
                        id=AlertId(id_of("alert", channel, watch_id, *some)),
                        channel=channel,
                        findings=some,
                        made_at=at,
                        next_at=at,
                    )
                )
    return made


def digests_of(
    findings: Sequence[Finding], channel: str, cadence: Cadence, due: datetime, words: str
) -> list[Alert]:
    """Make the digest of a channel that was due; also where nothing was found: silence is no news.

    `words` say what was not checked.
    """
    parts = _parted([one.id for one in findings]) or [()]
    return [
        Alert(
            id=AlertId(id_of("alert", channel, cadence, moment(due), *some)),
            channel=channel,
            kind="digest",
            findings=some,
            words=words,
            made_at=due,
            next_at=due,
        )
        for some in parts
    ]


def digest_due(cadence: Cadence, hour: int, at: datetime) -> datetime:
    """The last time, by then, at which a digest was due; weekly ones on Mondays."""
    due = at.replace(hour=hour, minute=0, second=0, microsecond=0)
    if due > at:
        due -= timedelta(days=1)
    return due - timedelta(days=due.weekday()) if cadence == "weekly" else due


def title_of(kind: AlertKind, count: int) -> str:
    """Say in a line what an alert is about; nothing of what it says."""
    match kind:
        case "health":
            return "Heliograph: the watching needs a person"
        case "test":
            return "Heliograph: a test"
        case "digest":
            return f"Heliograph: digest, {_findings(count)}"
    return f"Heliograph: {_findings(count)}"


def words_of(told: Sequence[Told], words: str, *, tell_all: bool) -> str:
    """Write the lines of an alert."""
    lines = [words] if words else []
    by_watch: dict[int, list[Told]] = {}
    for one in told:
        by_watch.setdefault(one.number, []).append(one)
    for number, ours in sorted(by_watch.items()):
        kinds = ", ".join(f"{count} {kind}" for kind, count in _kinds(ours))
        name = f" ({ours[0].watch})" if tell_all else ""
        lines.append(f"Watch {number}{name}: {_findings(len(ours))} ({kinds})")
        for one in ours:
            lines.append(f"  heliograph finding {one.id[:_SHOWN]}")
            lines += _all_of(one) if tell_all else []
    if told:
        lines.append(f"All of them: heliograph findings --watch {told[0].number}")
    return _masked("\n".join(lines))


def _all_of(one: Told) -> Iterator[str]:
    if one.quote:
        quote = one.quote[:_LONGEST]
        yield f"    {one.kind}: {' '.join(quote.split())}"
    for path, page in one.where[:3]:
        yield f"    in {path}" + (f", page {page}" if page else "")
    if len(one.where) > len(one.where[:3]):
        yield f"    and {len(one.where) - 3} other places"
    if one.why:
        yield f"    because {one.why[:_LONGEST]}"


def _masked(words: str) -> str:
    return mask(words)[0]


def _findings(count: int) -> str:
    return "1 finding" if count == 1 else f"{count or 'no'} findings"


def _kinds(told: Sequence[Told]) -> list[tuple[str, int]]:
    return sorted(Counter(one.kind for one in told).items())


def _by_watch(findings: Sequence[Finding]) -> dict[WatchId, list[FindingId]]:
    found: dict[WatchId, list[FindingId]] = {}
    for one in findings:
        found.setdefault(one.watch_id, []).append(one.id)
    return found


def _parted(ids: Sequence[FindingId]) -> list[tuple[FindingId, ...]]:
    return [tuple(ids[start : start + MOST]) for start in range(0, len(ids), MOST)]
