"""The watches: what stays asked, in words, and a form to ask more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, get_args

from heliograph.app import Heliograph
from heliograph.errors import BadSetting
from heliograph.plugins.finders import definitions
from heliograph.records import Stance, Strength
from heliograph.report.page import visible
from heliograph.store.finding_rows import NONE_FOUND, FindingCounts
from heliograph.watch_records import ChangeKind, Watch
from heliograph.watching.channels import channels
from heliograph.web.visit import Visit

MOST_NAMES: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    """One watch as it stands."""

    watch: Watch
    name: str
    entities: list[str]
    sources: list[str]
    counts: FindingCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchesPage:
    """What `watches.html.j2` may use."""

    asks: list[Asks]
    ended: bool
    """Whether those that have ended are listed, too."""
    made: Asks | None
    """The one that was just made."""
    query: str
    """What the form begins with."""
    capabilities: list[str]
    stances: tuple[str, ...]
    strengths: tuple[str, ...]
    changes: tuple[str, ...]
    names: list[str]
    sources: list[tuple[str, str]]
    """Id and name of each web source."""
    channels: list[str]


def watches_page(opened: Heliograph, visit: Visit) -> WatchesPage:
    """Gather the watches, the newest first."""
    ended = visit.query.get("ended", "") == "1"
    counts = opened.rows.finding_counts()
    sources: dict[str, str] = {one.id: visible(one.name) for one in opened.rows.sources()}
    names: dict[str, str] = {one.id: visible(one.name) for one in opened.rows.entities()}
    asks = [
        _asks(one, counts.get(one.id, NONE_FOUND), names, sources)
        for one in reversed(opened.rows.watches(ended=True))
    ]
    watched = [one.source_id for one in opened.rows.schedules()]
    return WatchesPage(
        asks=[one for one in asks if ended or one.watch.ended_at is None],
        ended=ended,
        made=next((one for one in asks if one.watch.id == visit.query.get("made")), None),
        query=visit.query.get("q", "")[:1000],
        capabilities=sorted(definitions(opened.folder.taxonomy)),
        stances=get_args(Stance),
        strengths=get_args(Strength),
        changes=get_args(ChangeKind),
        names=sorted(set(names.values()))[:MOST_NAMES],
        sources=[(one, sources[one]) for one in watched if one in sources],
        channels=_channels(opened),
    )


def _asks(
    watch: Watch, counts: FindingCounts, names: Mapping[str, str], sources: Mapping[str, str]
) -> Asks:
    return Asks(
        watch=watch,
        name=visible(watch.name),
        entities=[names.get(one, one) for one in watch.entities],
        sources=[sources.get(one, one) for one in watch.sources],
        counts=counts,
    )


def _channels(opened: Heliograph) -> list[str]:
    try:
        return sorted(channels(opened))
    except BadSetting:
        # Said by `heliograph status`; a watch can be made all the same.
        return []
