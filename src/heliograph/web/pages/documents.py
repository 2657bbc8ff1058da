"""The documents: by folder, by source, by kind, or found by a part of their path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, get_args
from urllib.parse import urlencode

from heliograph.app import Heliograph
from heliograph.media import FAMILIES, family
from heliograph.records import Outcome
from heliograph.report.page import visible
from heliograph.shelf_views import FileView, FolderView, ShelfAsked, SourceCount
from heliograph.web.visit import Visit

BYS: Final = ("folder", "source", "kind")
OUTCOMES: Final = (*get_args(Outcome), "waiting")
LONGEST: Final = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One file, as its row shows it."""

    file: FileView
    name: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentsPage:
    """What `documents.html.j2` may use."""

    by: str
    bys: tuple[str, ...]
    asked: ShelfAsked
    above: list[tuple[str, str]]
    """The folders in which this one stands: name and path."""
    folders: list[tuple[str, FolderView]]
    """With their names."""
    files: list[Listed]
    held: int
    sources: list[SourceCount]
    kinds: list[tuple[str, int]]
    """Families of files, each with how many there are."""
    families: tuple[str, ...]
    outcomes: tuple[str, ...]
    beginning: str
    """Query of the first stretch."""
    later: str
    """Query of the next stretch; empty on the last."""

    def narrowed(self, **instead: str) -> str:
        """Spell a query with these parts as given; it begins at the beginning."""
        return query_of(self.asked, by=self.by, **{"after": "", **instead})


def documents_page(opened: Heliograph, visit: Visit) -> DocumentsPage:
    """Gather one stretch: of a folder, or of what was narrowed to."""
    asked = asked_of(visit)
    by = visit.query.get("by", "")
    by = by if by in BYS else BYS[0]
    # Sources and kinds are counted only where they are what one chooses from.
    choosing = not asked.narrowed and not asked.folder
    shelf = opened.rows.shelf(asked) if by == BYS[0] or not choosing else None
    sources = opened.rows.sources_by_files() if by == "source" or asked.source else []
    kinds = _kinds(opened) if by == "kind" and choosing else []
    return DocumentsPage(
        by=by,
        bys=BYS,
        asked=asked,
        above=_above(asked.folder),
        folders=[(visible(one.name), one) for one in shelf.folders] if shelf else [],
        files=[
            Listed(file=one, name=visible(one.name), kind=family(one.media_type))
            for one in (shelf.files if shelf else [])
        ],
        held=shelf.held if shelf else 0,
        sources=sources,
        kinds=kinds,
        families=FAMILIES,
        outcomes=OUTCOMES,
        beginning=query_of(asked, by=by, after=""),
        later=query_of(asked, by=by, after=shelf.later) if shelf and shelf.later else "",
    )


def asked_of(visit: Visit) -> ShelfAsked:
    """Take what is known from an address; the rest of it is ignored."""
    said = {name: visit.query.get(name, "")[:LONGEST] for name in ShelfAsked.__struct_fields__}
    said["folder"] = said["folder"].strip("/")
    if said["kind"] not in FAMILIES:
        said["kind"] = ""
    if said["outcome"] not in OUTCOMES:
        said["outcome"] = ""
    return ShelfAsked(**said)


def query_of(asked: ShelfAsked, **instead: str) -> str:
    """Spell what is asked for an address."""
    parts = {name: str(getattr(asked, name)) for name in ShelfAsked.__struct_fields__} | instead
    return urlencode(
        {name: one for name, one in parts.items() if one and (name, one) != ("by", BYS[0])}
    )


def _kinds(opened: Heliograph) -> list[tuple[str, int]]:
    counts = dict.fromkeys(FAMILIES, 0)
    for media_type, _, files in opened.rows.ledger_by("kind"):
        if media_type:
            counts[family(media_type)] += files
    return [(name, count) for name, count in counts.items() if count]


def _above(folder: str) -> list[tuple[str, str]]:
    parts = folder.split("/") if folder else []
    return [
        (visible(parts[at].removesuffix("!")), "/".join(parts[: at + 1]))
        for at in range(len(parts))
    ]
