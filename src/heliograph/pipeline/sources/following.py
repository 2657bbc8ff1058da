"""What a look brought, once it was read → the addresses it leads to.

The text of a page was read by a locked-in child; here its notes alone are looked at. An address is
followed when the person's own pattern says so, or, without one, when it looks like a document of
the same place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import urldefrag, urljoin, urlsplit

import msgspec
import re2

from heliograph.errors import BadSource
from heliograph.extractors.warc import name_of
from heliograph.pipeline.collecting.links import lasting, new_link
from heliograph.pipeline.tools import Keeping, Tools
from heliograph.records import Document, Source
from heliograph.stages.preserve import member_path
from heliograph.watch_records import Link, LinkId, Observation, Schedule

LEADING: Final = frozenset({"listing", "feed", "sitemap", "api"})
"""Kinds of source that lead to others."""

_FILES: Final = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|odp|rtf|csv|zip|rar|7z|gz|tgz|xml|json|md|txt|h|hpp|epub)\Z",
    re.IGNORECASE,
)
_PAGES: Final = re.compile(r"(?:\.(?:s?html?|jhtml|aspx?|jsp|php|do)|/[^./]+)\Z", re.IGNORECASE)
_SITE_MAP: Final = re.compile(r"\.xml(?:\.gz)?\Z", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\d+")
_LAST_NUMBER: Final = re.compile(r"\d{1,6}\Z")
_LONGEST: Final = 2_000
_MOST_ITEMS: Final = 50_000


def leads(source: Source, schedule: Schedule, link: Link) -> bool:
    """Whether a link is a list, whose words change with all that appears on it: the source's own
    address, a further page of it, or a site map inside a site map.
    """
    if source.kind not in LEADING:
        return False
    return not link.found_on or _is_further_list(source, link.url, pages_of(source, schedule))


def pages_of(source: Source, schedule: Schedule) -> frozenset[str]:
    """Guess the addresses of a listing's further pages."""
    return frozenset(_next_pages(source.location, schedule.next_pages))


def _is_further_list(source: Source, address: str, pages: frozenset[str]) -> bool:
    if source.kind == "sitemap":
        return _SITE_MAP.search(urlsplit(address).path) is not None
    return address in pages


def read_document(observation: Observation, tools: Keeping) -> Document | None:
    """Find the document that a look brought; None where it brought nothing new."""
    if observation.archive is None:
        return _standing(observation, tools)
    address = name_of(observation.led_to or observation.url)
    for archive in tools.rows.documents(digest=observation.archive):
        inside = member_path(archive.path, address)
        for member in tools.rows.documents(parent_id=archive.id):
            if member.path == inside:
                return member
    return None


def _standing(observation: Observation, tools: Keeping) -> Document | None:
    """The file of a folder, or the release, that a look met."""
    if observation.body is None:
        return None
    theirs = (
        one
        for one in tools.rows.documents(digest=observation.body)
        if (one.source_id, one.path) == (observation.source_id, observation.url)
    )
    return next(theirs, None)


def follow(
    source: Source, schedule: Schedule, observations: Sequence[Observation], tools: Tools
) -> list[Link]:
    """Keep the links to what the looks at a source's own addresses lead to; give the new ones."""
    if source.kind not in LEADING:
        return []
    known = {link.id for link in tools.rows.links(source.id)}
    fresh: dict[LinkId, Link] = {}
    for observation in observations:
        leading = tools.rows.link(observation.link_id)
        if leading is None:
            continue
        showed = shown_by(observation, leading, tools)
        here = showed.led_to or showed.url
        is_first = leading.base is None and (leading.is_first or not leading.found_on)
        for address in led_to(source, schedule, showed, tools):
            link = new_link(source, address, here, tools, is_first=is_first)
            if link.id not in known:
                fresh.setdefault(link.id, link)
    tools.rows.keep_watching(fresh.values())
    return list(fresh.values())


def shown_by(look: Observation, link: Link, tools: Keeping) -> Observation:
    """Give the look whose document a look shows: an earlier one, where this one met the same."""
    if look.seen == "same" and link.shown is not None:
        return tools.rows.observation(link.shown) or look
    return look


def led_to(source: Source, schedule: Schedule, observation: Observation, tools: Tools) -> list[str]:
    """Give the addresses that a look leads to, in the order in which they stand."""
    document = read_document(observation, tools)
    if document is None:
        return []
    here = observation.led_to or observation.url
    wanted = _wanted(source, schedule, here, _addresses(document, schedule, tools))
    return list(dict.fromkeys(wanted))


def pattern_of(follow_pattern: str) -> re2._Regexp | None:
    """Compile a person's pattern. Raises `BadSource` where it is none.

    RE2 takes time linear in the address, whatever the pattern.
    """
    if not follow_pattern:
        return None
    try:
        return re2.compile(follow_pattern)
    except re2.error as wrong:
        raise BadSource(detail=f"its pattern cannot be understood: {wrong}") from wrong


def _addresses(document: Document, schedule: Schedule, tools: Tools) -> Iterator[str]:
    if document.digest is None:
        return
    if schedule.items:
        for page in tools.rows.pages(document.digest):
            yield from _items(page.text, schedule.items)
    for note in tools.rows.notes(document.digest):
        if note.key == "link":
            yield note.value
    # A site map is often packed: what leads on is in the member.
    for member in tools.rows.documents(parent_id=document.id):
        yield from _addresses(member, schedule, tools)


def _items(text: str, pointer: str) -> Iterator[str]:
    """Yield the strings at a JSON Pointer (RFC 6901) in which `*` stands for every element."""
    try:
        found: list[object] = [msgspec.json.decode(text)]
    except (msgspec.DecodeError, RecursionError):
        return
    for part in pointer.strip("/").split("/"):
        found = [inner for one in found for inner in _inside(one, part)][:_MOST_ITEMS]
    yield from (one for one in found if isinstance(one, str))


def _inside(value: object, part: str) -> list[object]:
    name = part.replace("~1", "/").replace("~0", "~")
    match value:
        case dict():
            return list(value.values()) if part == "*" else [value[name]] if name in value else []
        case list():
            if part == "*":
                return value
            return value[int(name) :][:1] if name.isdigit() else []
    return []


def _wanted(
    source: Source, schedule: Schedule, here: str, addresses: Iterator[str]
) -> Iterator[str]:
    pattern = pattern_of(schedule.follow)
    pages = pages_of(source, schedule)
    for address in addresses:
        whole = urldefrag(urljoin(here, address)).url
        if len(whole) > _LONGEST or urlsplit(whole).scheme not in ("http", "https"):
            continue
        bare = lasting(whole)
        is_wanted = pattern.search(bare) if pattern else _is_document(source, here, bare)
        if is_wanted or _is_further_list(source, whole, pages):
            yield whole


def _is_document(source: Source, here: str, address: str) -> bool:
    """Whether an address looks like a document of the place, and not like its furniture.

    Feeds and site maps list nothing else; of a page, files count wherever they stand on its host,
    and pages only below its own folder, for what stands beside and above is mostly navigation.
    """
    ours, theirs = urlsplit(lasting(here)), urlsplit(address)
    if source.kind != "listing":
        return True
    if theirs.hostname != ours.hostname or address == here:
        return False
    if _FILES.search(theirs.path):
        return True
    folder = ours.path.rpartition("/")[0] + "/"
    return bool(
        theirs.path.startswith(folder)
        and theirs.path != ours.path
        and _PAGES.search(theirs.path)
        and _shape(theirs.path) != _shape(ours.path)
        and not _is_page_of(ours.path, theirs.path)
    )


def _shape(path: str) -> str:
    return _NUMBER.sub("#", path)


def _is_page_of(listing: str, path: str) -> bool:
    """Whether a path is a further page of a listing: `index.html` and `index_2.html`."""
    stem, dot, ending = listing.rpartition(".")
    own = _NUMBER.sub("", stem if dot else listing).rstrip("_-/")
    theirs = path.removesuffix(f".{ending}") if dot else path
    return _NUMBER.sub("", theirs).rstrip("_-/") == own


def _next_pages(listing: str, count: int) -> Iterator[str]:
    """Guess the addresses of a listing's next pages, in the ways that portals write them."""
    parts = urlsplit(listing)
    for number in range(1, count + 2) if count else ():
        for path in _paths_of_page(parts.path, number):
            yield parts._replace(path=path).geturl()
        for name in ("page", "p", "pageNo", "pageIndex", "pageNum", "pn"):
            query = f"{parts.query}&" if parts.query else ""
            yield parts._replace(query=f"{query}{name}={number}").geturl()


def _paths_of_page(path: str, number: int) -> Iterator[str]:
    folder, _, name = path.rpartition("/")
    stem, dot, ending = name.rpartition(".")
    if not dot:
        for joint in ("page/", "p"):
            yield f"{path.rstrip('/')}/{joint}{number}"
            yield f"{path.rstrip('/')}/{joint}{number}/"
        return
    for joint in ("_", "-"):
        yield f"{folder}/{stem}{joint}{number}.{ending}"
    yield f"{folder}/{number}/{name}"
    if own := _LAST_NUMBER.search(stem):
        yield f"{folder}/{stem[: own.start()]}{int(own[0]) + number}.{ending}"
