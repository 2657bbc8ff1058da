"""Naming web sources in an open case, pausing them, taking them off, and saying how they stand."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from heliograph.app import Heliograph
from heliograph.codec import id_of
from heliograph.egress.requests import BadAddress, address_of
from heliograph.errors import BadSource, NothingThere
from heliograph.pipeline.collecting.intake import location_of
from heliograph.pipeline.recovery import recover
from heliograph.pipeline.sources.following import pattern_of
from heliograph.records import Source, SourceId, SourceKind
from heliograph.store.document_facts import source_facts
from heliograph.store.journal import enter
from heliograph.watch_records import Schedule

WEB_KINDS: tuple[SourceKind, ...] = ("url", "page", "listing", "feed", "sitemap", "api")
KINDS: tuple[SourceKind, ...] = (*WEB_KINDS, "folder", "git")
"""All that can be looked at by a schedule."""
_PROXY = re.compile(r"(?:socks5h?|socks4a?|http)://[\w.-]+:\d+\Z")


class Standing(Struct, frozen=True, kw_only=True):
    """A web source as people are told of it."""

    id: SourceId
    kind: SourceKind
    name: str
    url: str
    paused: bool
    every_s: int
    links: int
    there: int
    gone: int
    looked_at: datetime | None
    """When it last answered; None: never."""
    next_look_at: datetime | None


def add_source(
    opened: Heliograph, kind: SourceKind, url: str, wanted: Schedule | None = None
) -> Source:
    """Name a web address, a folder or a repository to be watched. Nothing is asked of it yet.

    `url` is the path of a folder; of a repository, its path or its address. `wanted` says how; its
    `source_id` is not looked at. Adding the same again changes how it is looked at. Raises
    `BadSource`.
    """
    tools = opened.tools()
    recover(tools)
    schedule = wanted or Schedule(source_id=SourceId(""))
    location, name = _where(kind, url, schedule, tools.folder)
    _check(schedule, tools.folder)
    source = Source(
        id=SourceId(id_of("source", location)),
        kind=kind,
        name=name,
        location=location,
        added_at=tools.clock(),
    )
    known = next((one for one in tools.rows.sources() if one.id == source.id), None)
    source = known or source
    schedule = msgspec.structs.replace(schedule, source_id=source.id)
    enter([("source-added", source_facts(source, schedule))], tools)
    return source


def _where(kind: SourceKind, url: str, schedule: Schedule, case: Path) -> tuple[str, str]:
    """Say where a source is and what it is called. Raises `BadSource`."""
    if kind == "folder" or (kind == "git" and "://" not in url):
        path = Path(url)
        if not path.is_dir():
            raise BadSource(detail=f"{url} is no folder")
        return location_of(path, case), path.resolve().name
    try:
        address = address_of(url, allowed=schedule.allowed)
    except BadAddress as wrong:
        raise BadSource(detail=f"{url}: {wrong}") from wrong
    place = address.origin.removeprefix(f"{address.scheme}://")
    return address.url, f"{place}{address.target}".rstrip("/")


def pause_source(opened: Heliograph, name: str, *, paused: bool) -> Source:
    """Stop looking at a source for now, or go on. Raises `NothingThere`."""
    tools = opened.tools()
    recover(tools)
    source, schedule = named_source(opened, name)
    stands = msgspec.structs.replace(schedule, paused=paused)
    enter([("source-added", source_facts(source, stands))], tools)
    return source


def remove_source(opened: Heliograph, name: str) -> Source:
    """Stop looking at a source for good; what was kept of it stays. Raises `NothingThere`.

    Adding it again goes on where it was.
    """
    tools = opened.tools()
    recover(tools)
    source, _ = named_source(opened, name)
    enter([("source-removed", {"source": source.id})], tools)
    return source


def named_source(opened: Heliograph, name: str) -> tuple[Source, Schedule]:
    """Find a web source by id, address or name; the start of an id will do.

    Raises `NothingThere`, and `BadSource` where several are called so.
    """
    schedules = {one.source_id: one for one in opened.rows.schedules()}
    watched = [one for one in opened.rows.sources() if one.id in schedules]
    found = [one for one in watched if name in (one.id, one.location)] or [
        one for one in watched if name == one.name or (name and one.id.startswith(name))
    ]
    if not found:
        hint = "`heliograph source list` names the sources that are watched."
        raise NothingThere(what=f"source {name}", hint=hint)
    if len(found) > 1:
        each = ", ".join(f"{one.id[:8]} ({one.location})" for one in found)
        raise BadSource(detail=f"{len(found)} sources are called {name}; say which: {each}")
    return found[0], schedules[found[0].id]


def standings(opened: Heliograph) -> list[Standing]:
    """Say how every web source stands."""
    schedules = {one.source_id: one for one in opened.rows.schedules()}
    return [
        _standing(opened, source, schedules[source.id])
        for source in opened.rows.sources()
        if source.id in schedules
    ]


def _standing(opened: Heliograph, source: Source, schedule: Schedule) -> Standing:
    links = opened.rows.links(source.id)
    return Standing(
        id=source.id,
        kind=source.kind,
        name=source.name,
        url=source.location,
        paused=schedule.paused,
        every_s=schedule.every_s,
        links=len(links),
        there=sum(one.state == "there" for one in links),
        gone=sum(one.state == "gone" for one in links),
        looked_at=max((one.looked_at for one in links if one.looked_at), default=None),
        next_look_at=min((one.next_look_at for one in links), default=None),
    )


def _check(schedule: Schedule, folder: Path) -> None:
    pattern_of(schedule.follow)
    if schedule.every_s < 1 or not 0 <= schedule.jitter <= 1:
        raise BadSource(detail="looks must be at least a second apart, and jitter from 0 to 1")
    if schedule.cookies and not (folder / schedule.cookies).is_file():
        raise BadSource(detail=f"there is no file {schedule.cookies} in the case folder")
    if schedule.proxy and not _PROXY.match(schedule.proxy):
        raise BadSource(detail="its proxy should look like socks5://127.0.0.1:9050")
