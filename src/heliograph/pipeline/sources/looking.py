"""Due links → observations: ask politely, keep every exchange in a web archive, say what was met.

One check of a source is one capture, and its exchanges are one web archive, which then goes the
way of every document: preserved first, entered in custody, read by a locked-in child. What an
answer says is judged later, when it has been read; here only what the exchange itself shows is.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from http.cookiejar import LoadError, MozillaCookieJar
from typing import BinaryIO, Final
from urllib.request import Request as CookieRequest

import msgspec
from msgspec import Struct

from heliograph.codec import digest_of_chunks, id_of, moment
from heliograph.egress.bodies import body
from heliograph.egress.gate import Gate
from heliograph.egress.requests import Exchange, Headers, Request
from heliograph.egress.warc import write_warc
from heliograph.egress.wire import Route
from heliograph.pipeline.collecting.intake import enter_documents, finish
from heliograph.pipeline.sources.left_behind import about_to_keep, archive_of, is_entered, pieces
from heliograph.pipeline.sources.pacing import next_look
from heliograph.pipeline.tools import Progress, Tools, no_progress
from heliograph.records import (
    Capture,
    CaptureId,
    Digest,
    Source,
    SourceId,
)
from heliograph.store.journal import enter
from heliograph.store.watch_facts import of_observation
from heliograph.watch_records import Link, LinkId, Observation, ObservationId, Schedule, Seen

ARCHIVE_LINKS: Final = 25
"""Looks that share one web archive: what a kill may cost, in requests that are made again."""

_WHOLE: Final = 200
_SAME: Final = 304
_BY_STATUS: Final[dict[int, Seen]] = {
    304: "same", 401: "blocked", 403: "blocked", 404: "gone", 410: "gone", 429: "busy",
    451: "blocked", 500: "busy", 502: "busy", 503: "busy", 504: "busy",
}  # fmt: skip
_BY_FAILURE: Final[dict[str, Seen]] = {"robots": "forbidden", "cut": "cut"}
_UNJUDGED: Final = "unjudged "
WITHOUT_COOKIES: Final = "without cookies"
"""What the detail of a look begins with at which those of the user could not be sent."""

_SOONEST: Final = timedelta(minutes=10)
"""After a look that got no whole answer; it doubles with each, up to the schedule's own."""


class Looked(Struct, frozen=True, kw_only=True):
    """One link that was looked at, as it stands now."""

    link: Link
    observation: Observation


def look(
    source: Source,
    schedule: Schedule,
    links: Sequence[Link],
    gate: Gate,
    tools: Tools,
    progress: Progress = no_progress,
) -> list[Looked]:
    """Look at these links, and enter what came. A host that is to be left alone postpones its."""
    now = tools.clock()
    capture = Capture(
        id=CaptureId(id_of("capture", source.id, moment(now))), source_id=source.id, started_at=now
    )
    looked: list[Looked] = []
    for start in range(0, len(links), ARCHIVE_LINKS):
        some = links[start : start + ARCHIVE_LINKS]
        with tempfile.TemporaryFile(dir=tools.folder) as archive:
            asked: list[_Asked] = []
            for link in some:
                progress("look", len(looked) + len(asked), len(links), link.url)
                asked.append(_ask(link, schedule, gate, archive, tools))
            looked += _enter(capture, asked, archive, tools)
    finish(capture, tools)
    return looked


class _Asked(Struct, frozen=True, kw_only=True):
    link: Link
    """As it will stand."""
    at: datetime
    seen: Seen | None
    """None where nothing was asked, and nothing is to be told."""
    exchange: Exchange
    digest: Digest | None
    lacks: str
    """What it was asked without, and why; empty where nothing was missing."""


def _ask(link: Link, schedule: Schedule, gate: Gate, archive: BinaryIO, tools: Tools) -> _Asked:
    """Ask for one link and write the exchange into the archive."""
    at = tools.clock()
    with tempfile.TemporaryFile(dir=tools.folder) as received:
        cookies, lacks = _cookies(link.url, schedule, tools)
        request = _request(link, schedule, cookies)
        exchange = gate.ask(request, received, heed_robots=schedule.heed_robots)
        digest = _body_digest(exchange, received)
        seen = _seen(exchange, link, digest)
        if exchange.hops:
            kept = digest in (link.digest, link.refused) and digest is not None
            write_warc(exchange, received, archive, same_as=_last(link) if kept else "")
    return _Asked(
        link=_stands(link, schedule, seen, exchange, digest, at),
        at=at, seen=seen, exchange=exchange, digest=digest, lacks=lacks,
    )  # fmt: skip


def _request(link: Link, schedule: Schedule, cookies: Headers) -> Request:
    headers: list[tuple[str, str]] = list(schedule.headers)
    if schedule.agent:
        headers.append(("User-Agent", schedule.agent))
    if link.etag:
        headers.append(("If-None-Match", link.etag))
    if link.modified:
        headers.append(("If-Modified-Since", link.modified))
    return Request(
        url=link.url,
        reason=f"source {link.source_id}: look",
        headers=(*headers, *cookies),
        allowed=schedule.allowed,
        route=Route(proxy=schedule.proxy),
    )


def _cookies(url: str, schedule: Schedule, tools: Tools) -> tuple[Headers, str]:
    """Read the user's own cookies for an address, or say why they cannot be read; what a server
    sets is never sent back.
    """
    if not schedule.cookies:
        return (), ""
    jar = MozillaCookieJar()
    try:
        jar.load(str(tools.folder / schedule.cookies), ignore_discard=True)
    except LoadError:
        return (), f"{WITHOUT_COOKIES}: {schedule.cookies} is no Netscape file of cookies"
    except OSError as wrong:
        # Its own words name the whole path, which a case never holds.
        return (), f"{WITHOUT_COOKIES}: {schedule.cookies}: {wrong.strerror}"
    asking = CookieRequest(url)
    jar.add_cookie_header(asking)
    cookie = asking.get_header("Cookie")
    return ((("Cookie", cookie),) if cookie else ()), ""


def _body_digest(exchange: Exchange, received: BinaryIO) -> Digest | None:
    if not exchange.hops or exchange.failure is not None:
        return None
    return digest_of_chunks(body(exchange.hops[-1], received))


def _seen(exchange: Exchange, link: Link, digest: Digest | None) -> Seen | None:
    if exchange.failure is not None:
        if exchange.failure == "budget":
            return None
        return _BY_FAILURE.get(exchange.failure, "unreachable")
    if exchange.status == _WHOLE:
        return "same" if digest == link.digest else "whole"
    return _BY_STATUS.get(exchange.status, "unreachable")


def _stands(
    link: Link,
    schedule: Schedule,
    seen: Seen | None,
    exchange: Exchange,
    digest: Digest | None,
    at: datetime,
) -> Link:
    """Say how the link stands after the look, and when it is looked at again."""
    if seen is None:
        return msgspec.structs.replace(link, next_look_at=at + _SOONEST)
    if seen in ("whole", "same"):
        fresh = exchange.status != _SAME
        return msgspec.structs.replace(
            link,
            looked_at=at,
            unanswered=0,
            next_look_at=next_look(link, schedule, at),
            etag=exchange.header("etag") if fresh else link.etag,
            modified=exchange.header("last-modified") if fresh else link.modified,
            digest=digest if fresh else link.digest,
        )
    if seen in ("gone", "blocked"):
        return msgspec.structs.replace(
            link, looked_at=at, unanswered=0, refused=digest,
            next_look_at=next_look(link, schedule, at),
        )  # fmt: skip
    pause = min(_SOONEST * 2 ** min(link.unanswered, 10), timedelta(seconds=schedule.every_s))
    return msgspec.structs.replace(link, unanswered=link.unanswered + 1, next_look_at=at + pause)


def _last(link: Link) -> str:
    return moment(link.looked_at) if link.looked_at is not None else ""


def _enter(
    capture: Capture, asked: Sequence[_Asked], archive: BinaryIO, tools: Tools
) -> list[Looked]:
    """Preserve the archive, then say in custody and database what each look met."""
    digest = _preserve(capture, archive, tools)
    looked = [
        Looked(link=one.link, observation=_observation(one, one.seen, digest))
        for one in asked
        if one.seen is not None
    ]
    enter_looks(capture.source_id, looked, [one.link for one in asked], tools)
    return looked


def enter_looks(
    source_id: SourceId, looked: Sequence[Looked], links: Sequence[Link], tools: Tools
) -> None:
    """Say in custody and database what each look met, how it left the links, and that it is to be
    judged.
    """
    shown = {one.link.id: one.observation.id for one in looked if one.observation.seen == "whole"}

    def also() -> None:
        tools.rows.keep_watching([_showing(one, shown) for one in links])
        _to_be_judged(source_id, looked, tools)

    enter([of_observation(one.observation) for one in looked], tools, also)


def _showing(link: Link, shown: Mapping[LinkId, ObservationId]) -> Link:
    return msgspec.structs.replace(link, shown=shown.get(link.id, link.shown))


def unjudged(source: Source, tools: Tools) -> list[Observation]:
    """Fetch the looks at a source that were entered and not judged: a kill came between."""
    named = (tools.rows.mark(_UNJUDGED + source.id) or "").split()
    found = (tools.rows.observation(ObservationId(one)) for one in named)
    return [one for one in found if one is not None]


def judged(look: Observation, tools: Tools) -> None:
    """Mark a look as judged; in the transaction that keeps what came of it."""
    mark = _UNJUDGED + look.source_id
    named = (tools.rows.mark(mark) or "").split()
    tools.rows.set_mark(mark, " ".join(one for one in named if one != look.id))


def _to_be_judged(source_id: SourceId, looked: Sequence[Looked], tools: Tools) -> None:
    mark = _UNJUDGED + source_id
    named = (tools.rows.mark(mark) or "").split()
    tools.rows.set_mark(mark, " ".join((*named, *(one.observation.id for one in looked))))


def _preserve(capture: Capture, archive: BinaryIO, tools: Tools) -> Digest | None:
    size = archive.seek(0, 2)
    if size == 0:
        return None
    about_to_keep(capture, digest_of_chunks(pieces(archive)), tools)
    kept = tools.blobs.put(pieces(archive))
    enter_documents([(archive_of(capture, kept.digest, kept.size), kept)], [capture], tools)
    is_entered(tools)
    return kept.digest


def _observation(asked: _Asked, seen: Seen, archive: Digest | None) -> Observation:
    link, exchange = asked.link, asked.exchange
    last = exchange.hops[-1].url if exchange.hops else link.url
    failed = " ".join(part for part in (exchange.failure or "", exchange.detail) if part)
    detail = "; ".join(part for part in (asked.lacks, failed) if part)
    return Observation(
        id=ObservationId(id_of("observation", link.id, moment(asked.at))),
        source_id=link.source_id,
        link_id=link.id,
        url=link.url,
        at=asked.at,
        seen=seen,
        status=exchange.status,
        detail=detail,
        led_to=last if last != link.url else "",
        archive=archive if exchange.hops else None,
        body=asked.digest,
    )
