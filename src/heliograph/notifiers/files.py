"""Channels that are files: lines of JSON for programs, an Atom feed for whoever reads feeds.

A second attempt changes nothing: what has the key of the message stands there already.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from lxml import etree

from heliograph.codec import canonical, moment
from heliograph.durable import add_line, write_whole
from heliograph.notifiers.message import Declined, Message, Outcome, Taken

_ATOM: Final = "http://www.w3.org/2005/Atom"
_LONGEST: Final = 200
"""Entries that a feed keeps."""


def to_lines(message: Message, path: Path) -> Outcome:
    """Add a line of JSON, unless it is there."""
    line = canonical(
        {
            "key": message.key,
            "at": moment(message.at),
            "kind": message.kind,
            "title": message.title,
            "words": message.words,
            "findings": message.count,
        }
    )
    try:
        before = path.read_bytes() if path.exists() else b""
        if line in before.split(b"\n"):
            return Taken(proof="it was there already")
        # What a killed write left torn ends here, so that this line stands by itself.
        torn = b"\n" if before and not before.endswith(b"\n") else b""
        add_line(path, torn + line)
    except OSError as failed:
        return Declined(reason=str(failed))
    return Taken(proof=f"written at byte {len(before) + len(torn)}")


def to_feed(message: Message, path: Path) -> Outcome:
    """Put an entry on top of the feed, unless it is there; the file is replaced as a whole."""
    try:
        entries = _entries(path)
        own = f"urn:heliograph:alert:{message.key}"
        if any(one.findtext(f"{{{_ATOM}}}id") == own for one in entries):
            return Taken(proof="it was there already")
        kept = [_entry(message, own), *entries][:_LONGEST]
        write_whole(path, _feed(message, kept))
    except (OSError, etree.XMLSyntaxError) as failed:
        return Declined(reason=str(failed))
    return Taken(proof=f"written, {len(kept)} entries")


def _entries(path: Path) -> list[etree._Element]:
    if not path.exists():
        return []
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(path.read_bytes(), parser).findall(f"{{{_ATOM}}}entry")


def _entry(message: Message, own: str) -> etree._Element:
    entry = etree.Element(f"{{{_ATOM}}}entry")
    for name, words in (
        ("id", own), ("title", message.title), ("updated", moment(message.at)),
        ("content", message.words),
    ):  # fmt: skip
        etree.SubElement(entry, f"{{{_ATOM}}}{name}").text = _fit_for_xml(words)
    return entry


def _feed(message: Message, entries: list[etree._Element]) -> bytes:
    feed = etree.fromstring(f'<feed xmlns="{_ATOM}"/>')
    etree.SubElement(feed, f"{{{_ATOM}}}id").text = "urn:heliograph:alerts"
    etree.SubElement(feed, f"{{{_ATOM}}}title").text = "Heliograph"
    etree.SubElement(feed, f"{{{_ATOM}}}updated").text = moment(message.at)
    author = etree.SubElement(feed, f"{{{_ATOM}}}author")
    etree.SubElement(author, f"{{{_ATOM}}}name").text = "Heliograph"
    feed.extend(entries)
    return etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _fit_for_xml(words: str) -> str:
    return "".join(ch if ch.isprintable() or ch == "\n" else " " for ch in words)
