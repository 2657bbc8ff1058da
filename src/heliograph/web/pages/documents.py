"""The documents by folder, one document, one of its pages."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from heliograph.app import Heliograph
from heliograph.media import family
from heliograph.records import Document, Note, Problem, Reading
from heliograph.report.page import visible, when
from heliograph.views import ClaimView, LedgerLine
from heliograph.web.evidence import PICTURED, document_of, page_of
from heliograph.web.looking import saw
from heliograph.web.text import Text, text_of
from heliograph.web.visit import Visit

MOST_FILES = 500
MOST_CLAIMS = 200
MOST_NOTES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentsPage:
    """What `documents.html.j2` may use."""

    folder: str
    above: list[tuple[str, str]]
    """The folders in which this one stands: name and path."""
    folders: list[tuple[str, str, int]]
    """Name, path, files in it and below."""
    files: list[tuple[str, LedgerLine]]
    """Name inside this folder, and its line of the ledger."""
    left_out: int
    held: int
    outcomes: list[tuple[str, int]]
    kinds: list[tuple[str, int]]
    outcome: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPage:
    """What `document.html.j2` may use."""

    document: Document
    reading: Reading | None
    name: str
    """The digest's hexadecimal digits."""
    paths: list[str]
    held_since: str
    notes: list[Note]
    problems: list[Problem]
    claims: list[ClaimView]
    more_claims: int
    pages: int
    children: list[tuple[str, str]]
    """Members: path, and the digest's digits where there are bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafPage:
    """What `page.html.j2` may use."""

    name: str
    path: str
    number: int
    pages: int
    label: str
    read_by: str
    confinement: int
    text: Text
    picture: bool
    notes: list[Note]
    claims: list[ClaimView]


def documents_page(opened: Heliograph, visit: Visit) -> DocumentsPage:
    """Gather one folder: what stands in it, and in what stands in it."""
    folder = visit.query.get("folder", "").strip("/")[:4000]
    outcome, kind = visit.query.get("outcome", ""), visit.query.get("kind", "")
    inside, outcomes, kinds = [], Counter[str](), Counter[str]()
    held = 0
    for line in opened.rows.ledger_lines():
        if folder and not line.path.startswith((f"{folder}/", f"{folder}!/")):
            continue
        if line.held:
            held += 1
            continue
        what, of_kind = line.outcome or "waiting", family(line.media_type)
        outcomes[what] += 1
        kinds[of_kind] += 1
        if outcome in ("", what) and kind in ("", of_kind):
            inside.append(line)
    folders, files = _split(folder, inside)
    return DocumentsPage(
        folder=visible(folder),
        above=_above(folder),
        folders=folders,
        files=[(visible(name), line) for name, line in files[:MOST_FILES]],
        left_out=max(0, len(files) - MOST_FILES),
        held=held,
        outcomes=outcomes.most_common(),
        kinds=kinds.most_common(),
        outcome=outcome,
        kind=kind,
    )


def _split(
    folder: str, lines: list[LedgerLine]
) -> tuple[list[tuple[str, str, int]], list[tuple[str, LedgerLine]]]:
    """Part what stands in a folder from what stands in folders and containers below it."""
    below: Counter[str] = Counter()
    files = []
    for line in lines:
        start = _inside(folder, line.path)
        ends = (line.path.find("/", start), line.path.find("!/", start))
        end = min((at for at in ends if at > 0), default=-1)
        if end < 0:
            files.append((line.path[start:], line))
        else:
            below[line.path[:end]] += 1
    start = len(folder) + 1 if folder else 0
    return [
        (visible(path[start:].lstrip("/")), path, count) for path, count in sorted(below.items())
    ], files


def _inside(folder: str, path: str) -> int:
    """Say where in a path the part inside a folder or container begins."""
    if not folder:
        return 0
    return len(folder) + (2 if path[len(folder)] == "!" else 1)


def _above(folder: str) -> list[tuple[str, str]]:
    parts, found = folder.split("/") if folder else [], []
    for at in range(1, len(parts) + 1):
        found.append((visible(parts[at - 1].rstrip("!")), "/".join(parts[:at]).rstrip("!")))
    return found


def document_page(opened: Heliograph, visit: Visit) -> DocumentPage:
    """Gather what is known of a document. Raises `NothingThere` and `HeldBack`."""
    digest = visit.digest
    document, reading = document_of(opened, digest)
    saw(opened, visit, digest, None)
    copies = list(opened.rows.documents(digest=digest))
    captures = {one.id: one.finished_at for one in opened.rows.captures()}
    ended = [at for one in copies if (at := captures.get(one.capture_id)) is not None]
    claims = list(opened.rows.claim_views(path=document.path))
    claims = [one for one in claims if one.document.digest == digest]
    return DocumentPage(
        document=document,
        reading=reading,
        name=digest.removeprefix("sha256:"),
        paths=[visible(one.path) for one in copies],
        held_since=when(min(ended).isoformat()) if ended else "",
        notes=_notes(opened.rows.notes(digest)),
        problems=list(opened.rows.problems(digest)),
        claims=claims[:MOST_CLAIMS],
        more_claims=max(0, len(claims) - MOST_CLAIMS),
        pages=len(opened.rows.pages(digest)),
        children=[
            (visible(one.path), (one.digest or "").removeprefix("sha256:"))
            for one in opened.rows.documents(parent_id=document.id)
        ],
    )


def leaf_page(opened: Heliograph, visit: Visit) -> LeafPage:
    """Gather one page with its text. Raises `NothingThere` and `HeldBack`."""
    digest, number = visit.digest, int(visit.path["number"])
    document, reading = document_of(opened, digest)
    page = page_of(opened, digest, number)
    saw(opened, visit, digest, number)
    claims = [
        one
        for one in opened.rows.claim_views(path=document.path)
        if one.document.digest == digest and one.page == number
    ]
    return LeafPage(
        name=digest.removeprefix("sha256:"),
        path=visible(document.path),
        number=number,
        pages=len(opened.rows.pages(digest)),
        label=visible(page.label),
        read_by=page.read_by,
        confinement=page.confinement,
        text=text_of(page, [(one.start, one.end) for one in claims]),
        picture=reading is not None and reading.media_type in PICTURED,
        notes=_notes([one for one in opened.rows.notes(digest) if one.page == number]),
        claims=claims[:MOST_CLAIMS],
    )


def _notes(notes: list[Note]) -> list[Note]:
    return [
        Note(key=visible(one.key), value=visible(one.value[:2000]), page=one.page)
        for one in notes[:MOST_NOTES]
    ]
