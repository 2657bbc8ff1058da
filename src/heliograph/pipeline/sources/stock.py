"""What stands in a folder or a repository → looks: at what is new, other than before, or not there.

Such a place is walked as a whole. What stands there as it stood needs no look of its own; the place
itself is looked at each time, so that it is known when it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec
from msgspec import Struct

from heliograph.codec import id_of, moment
from heliograph.pipeline.sources.looking import Looked, enter_looks
from heliograph.pipeline.sources.pacing import next_look
from heliograph.pipeline.tools import Tools
from heliograph.records import Digest, Source
from heliograph.watch_records import Link, LinkId, Observation, ObservationId, Schedule, Seen

PLACES: Final = frozenset({"folder", "git"})
"""Kinds of source that are walked as a whole."""

_NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""A file is looked at with its place, or when a look is to be confirmed."""
_SOONEST: Final = timedelta(minutes=10)


class Stood(Struct, frozen=True, kw_only=True):
    """One file, or one release."""

    digest: Digest
    stamp: str = ""
    """What tells without reading it that it is the same."""


class Stock(Struct, frozen=True, kw_only=True):
    """What stood in a place, by path or name."""

    files: Mapping[str, Stood]
    hidden: tuple[str, ...] = ()
    """Paths at and below which nothing could be seen: what stood there is not gone for that."""
    away: str = ""
    """Why nothing at all could be seen; empty where it could."""


def look_through(
    source: Source, schedule: Schedule, due: Sequence[Link], stock: Stock, tools: Tools
) -> list[Looked]:
    """Make the looks that the stock of a place asks for, and enter them."""
    now = tools.clock()
    links = tools.rows.links(source.id)
    own = next(one for one in links if not one.found_on)
    files = [] if stock.away else list(_looks(source, links, due, stock, now))
    is_emptied = not stock.files and any(one.found_on and one.state == "there" for one in links)
    if stock.away:
        place = _unseen(own, schedule, stock.away, now)
    elif is_emptied:
        place = _looked(_again(own, schedule, now), "emptied", None, now, "nothing stands there")
        files = []
    else:
        seen: Seen = "whole" if files or own.looked_at is None else "same"
        place = _looked(_again(own, schedule, now), seen, None, now)
    looked = [place, *files]
    enter_looks(source.id, looked, [one.link for one in looked], tools)
    return looked


def _looks(
    source: Source, links: Sequence[Link], due: Sequence[Link], stock: Stock, now: datetime
) -> Iterator[Looked]:
    known = {one.url: one for one in links if one.found_on}
    is_first = any(not one.found_on and one.looked_at is None for one in links)
    wanted = {one.id for one in due}
    for path, stood in stock.files.items():
        link = known.get(path) or _new(source, path, now, is_first=is_first)
        if link.digest != stood.digest:
            fresh = msgspec.structs.replace(link, digest=stood.digest, etag=stood.stamp)
            yield _looked(fresh, "whole", stood.digest, now)
        elif link.id in wanted or link.state != "there":
            yield _looked(link, "same", stood.digest, now)
    for path, link in known.items():
        is_told = link.state == "gone" or (link.state == "missing" and link.id not in wanted)
        if path not in stock.files and not is_told and not _is_hidden(path, stock):
            yield _looked(link, "gone", None, now, "it stands there no more")


def _is_hidden(path: str, stock: Stock) -> bool:
    return any(path == one or path.startswith(f"{one}/") for one in stock.hidden)


def _new(source: Source, path: str, now: datetime, *, is_first: bool) -> Link:
    return Link(
        id=LinkId(id_of("link", source.id, "file", path)),
        source_id=source.id,
        url=path,
        found_on=source.location,
        is_first=is_first,
        found_at=now,
        next_look_at=_NEVER,
    )


def _looked(link: Link, seen: Seen, body: Digest | None, now: datetime, detail: str = "") -> Looked:
    observation = Observation(
        id=ObservationId(id_of("observation", link.id, moment(now))),
        source_id=link.source_id,
        link_id=link.id,
        url=link.url,
        at=now,
        seen=seen,
        detail=detail,
        body=body,
    )
    then = _NEVER if link.found_on else link.next_look_at
    stands = msgspec.structs.replace(link, looked_at=now, unanswered=0, next_look_at=then)
    return Looked(link=stands, observation=observation)


def _again(own: Link, schedule: Schedule, now: datetime) -> Link:
    return msgspec.structs.replace(own, next_look_at=next_look(own, schedule, now))


def _unseen(own: Link, schedule: Schedule, why: str, now: datetime) -> Looked:
    """It may be a disk that is not plugged in, or a host that does not answer: no absence."""
    looked = _looked(own, "unreachable", None, now, why)
    pause = min(_SOONEST * 2 ** min(own.unanswered, 10), timedelta(seconds=schedule.every_s))
    stands = msgspec.structs.replace(own, unanswered=own.unanswered + 1, next_look_at=now + pause)
    return Looked(link=stands, observation=looked.observation)
