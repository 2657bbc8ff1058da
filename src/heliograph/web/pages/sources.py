"""The web sources and how well the watching goes: what was looked at, and what was not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from heliograph.app import Heliograph
from heliograph.records import Source, SourceId
from heliograph.report.page import visible
from heliograph.watch_records import Change, Link, Schedule
from heliograph.watching.looks import Rules, Wish, rules_of, wish_of
from heliograph.watching.sources import named_source
from heliograph.watching.status import Complaint, SourceStatus, Status, status
from heliograph.web.visit import Visit

MOST_LINKS: Final = 300
MOST_CHANGES: Final = 100
MOST_ASKED: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """One source as it stands."""

    stands: SourceStatus
    rules: Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesPage:
    """What `sources.html.j2` may use."""

    status: Status
    sources: list[Watched]
    changes: list[Change]
    """The latest, newest first."""
    urls: dict[str, str]
    """Of each link that a change is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """How a look went that was just asked for."""

    looks: int
    new: int
    changes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePage:
    """What `source.html.j2` may use."""

    source: Source
    name: str
    schedule: Schedule
    stands: SourceStatus
    rules: Rules
    complaints: list[Complaint]
    wish: Wish
    asked: list[str]
    """The first addresses that a look now would ask for."""
    links: list[Link]
    more_links: int
    changes: list[Change]
    urls: dict[str, str]
    looked: Looked | None


def sources_page(opened: Heliograph, visit: Visit) -> SourcesPage:
    """Gather all sources. Nothing is asked of anyone."""
    found = status(opened)
    sources = {one.id: one for one in opened.rows.sources()}
    schedules = {one.source_id: one for one in opened.rows.schedules()}
    changes = opened.rows.changes()[: -MOST_CHANGES - 1 : -1]
    return SourcesPage(
        status=found,
        sources=[
            Watched(
                stands=one,
                rules=rules_of(opened, sources[SourceId(one.id)], schedules[SourceId(one.id)]),
            )
            for one in found.sources
        ],
        changes=changes,
        urls=_urls(opened, changes),
    )


def source_page(opened: Heliograph, visit: Visit) -> SourcePage:
    """Gather one source, and what looking at it now would ask for. Raises `NothingThere`."""
    source, schedule = named_source(opened, visit.path["source"])
    found = status(opened)
    links = opened.rows.links(source.id)
    changes = opened.rows.changes(source_id=source.id)[: -MOST_CHANGES - 1 : -1]
    wish = wish_of(opened, source, schedule)
    return SourcePage(
        source=source,
        name=visible(source.name),
        schedule=schedule,
        stands=next(one for one in found.sources if one.id == source.id),
        rules=rules_of(opened, source, schedule),
        complaints=[one for one in found.complaints if one.about == source.id],
        wish=wish,
        asked=[visible(one) for one in (*wish.rules, *(each.url for each in wish.links))][
            :MOST_ASKED
        ],
        links=links[:MOST_LINKS],
        more_links=max(0, len(links) - MOST_LINKS),
        changes=changes,
        urls=_urls(opened, changes),
        looked=_looked(visit),
    )


def _urls(opened: Heliograph, changes: Iterable[Change]) -> dict[str, str]:
    links = {one.link_id: opened.rows.link(one.link_id) for one in changes}
    return {name: visible(link.url) for name, link in links.items() if link is not None}


def _looked(visit: Visit) -> Looked | None:
    if "looks" not in visit.query:
        return None
    looks, new, changes = (visit.number(name, 0) for name in ("looks", "new", "changes"))
    return Looked(looks=looks, new=new, changes=changes)
