"""One document: what became of it, where it came from, its family, what it says of itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from heliograph.app import Heliograph
from heliograph.records import CustodyEntry, Document, Note, Problem, Reading
from heliograph.report.page import visible, when
from heliograph.shelf_views import ClaimOn, Coming, Relative
from heliograph.store.custody_about import entries_about
from heliograph.web.evidence import document_of
from heliograph.web.looking import saw
from heliograph.web.visit import Visit
from heliograph.wording import EVENTS, event_in_words

MOST_CLAIMS = 200
MOST_NOTES = 300
MOST_SHOWN = 2_000
"""Characters of a note."""
MOST_MEMBERS = 200
MOST_COMINGS = 100
MOST_ENTRIES = 60
MOST_PAGES = 500

_HIDDEN: Final = (
    *("hidden-text", "hidden-slide", "hidden-sheet", "deleted-text", "comment", "comments"),
    *("macros", "script", "JavaScript", "annotation", "field", "alternative", "not-run"),
    *("unlisted-members", "unlisted", "outside", "template", "action"),
)
"""Ends of the keys of notes that tell what a reader of the document would not see."""
_UNREAD: Final = ("pages-without-text", "pages-with-bad-text", "pages-with-pictures")
_LINKS: Final = ("link", "links-left-out", "canonical", "external-dtd")
_GROUPS: Final = ("hidden", "links", "reading", "itself")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """Notes of one sort."""

    group: str
    """`hidden`: what does not show when it is opened; `links`; `reading`: how it was read;
    `itself`: author, dates, programs and all else it says of itself."""
    notes: list[Note]
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of custody, in words."""

    sequence: int
    at: str
    event: str
    words: str
    facts: list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPage:
    """What `document.html.j2` may use."""

    document: Document
    reading: Reading | None
    name: str
    """The digest's hexadecimal digits."""
    paths: list[str]
    held_since: str
    notes: list[Notes]
    problems: list[Problem]
    claims: list[ClaimOn]
    more_claims: int
    pages: int
    pages_shown: int
    ancestors: list[tuple[str, Relative]]
    """What it came out of, outermost first; with their own names."""
    members: list[tuple[str, Relative]]
    more_members: int
    members_after: str
    comings: list[Coming]
    entries: list[Entry]
    earlier_entries: bool


def document_page(opened: Heliograph, visit: Visit) -> DocumentPage:
    """Gather what is known of a document. Raises `NothingThere` and `HeldBack`."""
    digest, rows = visit.digest, opened.rows
    document, reading = document_of(opened, digest)
    saw(opened, visit, digest, None)
    comings = rows.comings(digest, MOST_COMINGS)
    claims, claims_total = rows.claims_on(digest, MOST_CLAIMS)
    after = visit.query.get("members", "")
    members, members_total = rows.members(document.id, MOST_MEMBERS, after)
    entries, earlier = entries_about(opened.folder.custody, digest, MOST_ENTRIES)
    pages = len(rows.pages(digest))
    return DocumentPage(
        document=document,
        reading=reading,
        name=digest.removeprefix("sha256:"),
        paths=[visible(one) for one in dict.fromkeys([document.path, *(c.path for c in comings)])],
        held_since=_held_since(comings),
        notes=notes_by_group(rows.notes(digest)),
        problems=list(rows.problems(digest)),
        claims=claims,
        more_claims=claims_total - len(claims),
        pages=pages,
        pages_shown=min(pages, MOST_PAGES),
        ancestors=_named(rows.ancestors(document.parent_id)),
        members=[(_last(one.path, document.path), one) for one in members],
        more_members=members_total - len(members) if len(members) == MOST_MEMBERS else 0,
        members_after=members[-1].path if len(members) == MOST_MEMBERS else "",
        comings=comings,
        entries=[_entry(one) for one in entries],
        earlier_entries=earlier,
    )


def notes_by_group(notes: Iterable[Note]) -> list[Notes]:
    """Sort notes by what they tell; what does not show when the file is opened comes first."""
    groups: dict[str, list[Note]] = {name: [] for name in _GROUPS}
    for one in notes:
        groups[_group(one.key)].append(one)
    return [
        Notes(
            group=name,
            notes=[_bounded(one) for one in some[:MOST_NOTES]],
            left_out=max(0, len(some) - MOST_NOTES),
        )
        for name, some in groups.items()
        if some
    ]


def _group(key: str) -> str:
    name = key.rpartition(":")[2]
    if name in _HIDDEN or name.startswith("text-layer-"):
        return "hidden"
    if name in _LINKS:
        return "links"
    read = key.startswith(("ocr:", "encoding", "nul-", "lost-")) or name in _UNREAD
    return "reading" if read else "itself"


def _bounded(one: Note) -> Note:
    cut = one.value[:MOST_SHOWN] + (" …" if len(one.value) > MOST_SHOWN else "")
    return Note(key=visible(one.key), value=visible(cut), page=one.page)


def _held_since(comings: Iterable[Coming]) -> str:
    ended = [one.finished_at for one in comings if one.finished_at]
    return when(min(ended)) if ended else ""


def _named(ancestors: list[Relative]) -> list[tuple[str, Relative]]:
    above = ["", *(one.path for one in ancestors)]
    return [(_last(one.path, path), one) for path, one in zip(above, ancestors, strict=False)]


def _last(path: str, above: str) -> str:
    """Give the part of a path by which a file is told from its family."""
    inner = path.removeprefix(above).lstrip("!/") if above else path
    return visible(inner or path)


def _entry(one: CustodyEntry) -> Entry:
    facts = [(name, visible(str(value))) for name, value in one.facts.items() if value is not None]
    return Entry(
        sequence=one.sequence,
        at=when(one.at),
        event=visible(one.event),
        words=event_in_words(one.event) if one.event in EVENTS else "",
        facts=[(visible(name), value) for name, value in facts if value],
    )
