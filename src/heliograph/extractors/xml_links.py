"""The addresses in a feed or a site map: RSS 0.9x–2.0, RSS 1.0, Atom, sitemaps.org, by their names.

Each stands once, in the order of the file. Those of a feed's items come before what it says of
itself: newest first, as feeds are written.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import urljoin

from lxml import etree

from heliograph.records import Note

_MOST: Final = 50_000
"""The most addresses that sitemaps.org allows in one file."""
_ITEMS: Final = frozenset({"item", "entry", "url", "sitemap"})
_ROOTS: Final = frozenset({"rss", "feed", "RDF", "urlset", "sitemapindex"})
_BASE: Final = "{http://www.w3.org/XML/1998/namespace}base"
_RELATIONS: Final = frozenset({"", "alternate", "enclosure", "related"})


def links(root: etree._Element) -> Iterator[Note]:
    """Yield the addresses that a feed or site map lists as notes; nothing for other XML."""
    if etree.QName(root).localname not in _ROOTS:
        return
    seen: set[str] = set()
    for item in root.iter("{*}*"):
        if etree.QName(item).localname not in _ITEMS:
            continue
        base = item.get(_BASE) or root.get(_BASE) or ""
        for address in _addresses(item):
            whole = urljoin(base, address.strip())
            if whole and whole not in seen:
                seen.add(whole)
                yield Note(key="link", value=whole)
        if len(seen) >= _MOST:
            yield Note(key="links-left-out", value=f"more than {_MOST}")
            return


def _addresses(item: etree._Element) -> Iterator[str]:
    for child in item.iter("{*}link", "{*}loc", "{*}enclosure"):
        name = etree.QName(child).localname
        if name == "enclosure":
            yield child.get("url") or ""
        elif name == "loc" or not child.get("href"):
            yield child.text or ""
        elif (child.get("rel") or "") in _RELATIONS:
            yield child.get("href") or ""
