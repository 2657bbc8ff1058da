"""What a web page says about itself: title, date, author, address, language, links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urldefrag, urljoin

from lxml import etree

from heliograph.records import Note
from heliograph.seams import Title

_MOST_LINKS: Final = 500
_LONGEST_VALUE: Final = 2_000
_LINK_TARGETS: Final = (("a", "href"), ("area", "href"), ("iframe", "src"), ("frame", "src"))
_WEB: Final = re.compile(r"https?://", re.IGNORECASE)
_RELATIVE: Final = re.compile(r"(?![a-z][a-z0-9+.-]*:|#|\s*$)", re.IGNORECASE)
_PUBLISHED: Final = re.compile(r'"datePublished"\s*:\s*"([^"]{4,40})"')

_TITLES: Final = ("og:title", "twitter:title", "dc.title", "dcterms.title")
_NOTED: Final = {
    "author": "author",
    "article:author": "author",
    "dc.creator": "author",
    "description": "description",
    "og:description": "description",
    "keywords": "keywords",
    "generator": "generator",
    "article:published_time": "published",
    "article:modified_time": "modified",
    "og:updated_time": "modified",
    "date": "published",
    "pubdate": "published",
    "publishdate": "published",
    "dc.date": "published",
    "dcterms.created": "published",
    "dc.date.issued": "published",
    "last-modified": "modified",
    "og:site_name": "site",
    "og:url": "canonical",
}


def facts(root: etree._Element) -> Iterator[Title | Note]:
    """Yield the title and the notes of a parsed page; each key's first value, links apart."""
    metas = list(_metas(root))
    title = _words(root.find(".//title")) or next(
        (value for name in _TITLES for key, value in metas if key == name and value), ""
    )
    if title:
        yield Title(text=title)
    seen: set[str] = set()
    for key, value in _keyed(root, metas):
        words = " ".join(value.split())[:_LONGEST_VALUE]
        if words and key not in seen:
            seen.add(key)
            yield Note(key=key, value=words)
    yield from _links(root, _address(root, metas))


def _metas(root: etree._Element) -> Iterator[tuple[str, str]]:
    for meta in root.iter("meta"):
        name = meta.get("name") or meta.get("property") or meta.get("itemprop") or ""
        content = meta.get("content")
        if name and content:
            yield name.strip().lower(), content.strip()


def _keyed(root: etree._Element, metas: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for name, value in metas:
        if name in _NOTED:
            yield _NOTED[name], value
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    if language:
        yield "language", language
    for link in root.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and link.get("href"):
            yield "canonical", link.get("href", "")
    yield from _dates(root)


def _dates(root: etree._Element) -> Iterator[tuple[str, str]]:
    for time in root.iter("time"):
        yield "published", time.get("datetime") or _words(time)
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            found = _PUBLISHED.search(script.text or "")
            if found:
                yield "published", found[1]


def _address(root: etree._Element, metas: list[tuple[str, str]]) -> str:
    """Give the page's own address, by which relative links are made whole."""
    base = root.find(".//base[@href]")
    if base is not None and _WEB.match(base.get("href", "")):
        return base.get("href", "")
    return next((value for key, value in _keyed(root, metas) if key == "canonical"), "")


def _links(root: etree._Element, address: str) -> Iterator[Note]:
    """Yield the addresses that the page points to, without the ones of people (mail, telephone)."""
    seen: set[str] = set()
    for tag, attribute in _LINK_TARGETS:
        for element in root.iter(tag):
            target = _whole(element.get(attribute) or "", address)
            if target and target not in seen:
                seen.add(target)
                yield Note(key="link", value=target)
            if len(seen) >= _MOST_LINKS:
                yield Note(key="links-left-out", value=f"more than {_MOST_LINKS}")
                return


def _whole(target: str, address: str) -> str:
    target = target.strip()
    if not _WEB.match(target) and not _RELATIVE.match(target):
        return ""
    try:
        whole = urldefrag(urljoin(address, target))[0]
    except ValueError:
        return target[:_LONGEST_VALUE]
    return "" if whole == urldefrag(address)[0] else whole[:_LONGEST_VALUE]


def _words(element: etree._Element | None) -> str:
    if element is None:
        return ""
    return " ".join("".join(str(piece) for piece in element.itertext()).split())
