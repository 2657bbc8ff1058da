"""An open case → the material of a dossier: what is to leave, masked, and nothing else."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from msgspec import Struct
from msgspec.structs import replace

from heliograph.app import Heliograph
from heliograph.dossier.choosing import Choice, as_reviewed, chosen
from heliograph.dossier.hiding import boxes_to_cover, covered, hidden_in
from heliograph.dossier.material import Finding, Line, Material, PageText, Quoted
from heliograph.dossier.proofs import Chain, ancestors, prove, read_chain
from heliograph.errors import CaseInconsistent, NothingThere
from heliograph.media import PDF, PICTURES
from heliograph.pictures import pictures_of
from heliograph.pipeline.tools import Progress, no_progress
from heliograph.plugins.finders import definitions
from heliograph.records import Digest, Page
from heliograph.report.page import place_of, title_of, visible
from heliograph.sealing.keys import Unlocking
from heliograph.seams import Drawing
from heliograph.store.leaf_rows import LINE_BREAK, Lines
from heliograph.views import ClaimView, DocumentRef, Original, Surroundings
from heliograph.wording import (
    action_in_words,
    not_shown_in_words,
    stance_in_words,
    strength_in_words,
    whys_in_words,
)

AROUND = 300
"""Characters of the page shown before and after a quote."""
LINES_AROUND = 6
LONGEST_LINE = 240
DRAWERS = 2
"""Documents whose pages are drawn at the same time, each in children of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A claim with what it stands in."""

    found: Surroundings
    page: Page
    original: Original


@dataclass(frozen=True, slots=True, kw_only=True)
class _Quoting:
    """All claims with what they stand in."""

    places: list[_Place]
    pages: dict[str, PageText]
    chain: Chain
    originals: dict[Digest, Original]


def gather(
    opened: Heliograph, choice: Choice, unlocking: Unlocking, progress: Progress = no_progress
) -> Material:
    """Collect it all. Raises `NothingThere`, `NoKey`, `CustodyBroken`.

    Originals of held-back documents, and archives that hold one, never leave, whatever is asked.
    """
    quoting = _quoting(opened, choice)
    documents = _documents(opened, quoting, choice)
    entries = (index for one in documents for index in one.entries)
    proof = prove(opened, quoting.chain, entries, unlocking)
    pictures = _pictures(opened, quoting, progress)
    findings = _findings(opened, quoting, documents, choice, pictures)
    return Material(
        case=opened.custody.case,
        title=visible(choice.title) or f"Dossier of {len(findings)} findings",
        findings=findings,
        pages=tuple(quoting.pages.values()),
        documents=tuple(documents),
        pictures=pictures,
        proof=proof,
        with_originals=choice.with_originals,
        redacted="",
        open=opened.blobs.open,
        foreword=masked_lines(choice.foreword),
        by=choice.by,
    )


class Glance(Struct, frozen=True, kw_only=True):
    """What the reader of a dossier will see, before anything is drawn, proven or signed."""

    title: str
    foreword: str
    findings: tuple[Finding, ...]
    """Without the lines around the quote. Each that has a page to draw names its picture; whether
    it can be drawn is not known yet."""
    pages: tuple[PageText, ...]
    documents: tuple[Quoted, ...]


def glance(opened: Heliograph, choice: Choice) -> Glance:
    """Collect what a dossier would show, with nothing drawn. Raises as `gather` does."""
    quoting = _quoting(opened, choice)
    documents = _documents(opened, quoting, choice)
    named = [_picture_path(one) for one in quoting.places]
    drawn = {_picture_path(one) for one in quoting.places if _can_be_drawn(one)}
    # Lines stand in the place of pictures: named for all, none is cut.
    findings = _findings(opened, quoting, documents, choice, named)
    return Glance(
        title=visible(choice.title),
        foreword=masked_lines(choice.foreword),
        findings=tuple(
            one if one.picture in drawn else replace(one, picture="") for one in findings
        ),
        pages=tuple(quoting.pages.values()),
        documents=tuple(documents),
    )


def draw_ahead(opened: Heliograph, choice: Choice, progress: Progress = no_progress) -> None:
    """Draw what `gather` will want: it is kept, and takes longest, and needs no lock."""
    _pictures(opened, _quoting(opened, choice), progress)


def _quoting(opened: Heliograph, choice: Choice) -> _Quoting:
    originals = {one.digest: one for one in opened.rows.originals()}
    places = _places(opened, chosen(opened.rows, choice), originals)
    return _Quoting(
        places=places, pages=_pages(places), chain=read_chain(opened), originals=originals
    )


def _findings(
    opened: Heliograph,
    quoting: _Quoting,
    documents: Iterable[Quoted],
    choice: Choice,
    pictures: Container[str],
) -> tuple[Finding, ...]:
    known = definitions(opened.folder.taxonomy)
    seconds = {one.digest: one.blake2b for one in documents}
    return tuple(
        replace(
            _finding(
                number, place, quoting.pages[place.page.id],
                known.get(place.found.claim.capability, ""),
                blake2b=seconds[place.page.digest],
                picture=_picture_path(place) if _picture_path(place) in pictures else "",
            ),
            comment=masked_lines(choice.comments.get(place.found.claim.id, "")),
        )
        for number, place in enumerate(quoting.places, start=1)
    )  # fmt: skip


def _places(
    opened: Heliograph, claims: Iterable[ClaimView], originals: dict[Digest, Original]
) -> list[_Place]:
    places, kept = [], dict[Digest, Sequence[Page]]()
    for claim in claims:
        digest = claim.document.digest
        if digest not in originals:
            hint = "It is held back, or was never read. `heliograph ledger --held` lists such."
            raise NothingThere(what=f"a document that may leave for claim {claim.id}", hint=hint)
        if digest not in kept:
            kept = {digest: opened.rows.pages(digest)}
        found = opened.rows.surroundings(claim.id)
        page = next((one for one in kept[digest] if _is_of(one, found)), None)
        if page is None:
            raise CaseInconsistent(detail=f"the page of claim {claim.id} is not there")
        places.append(_Place(found=found, page=page, original=originals[digest]))
    return places


def _is_of(page: Page, found: Surroundings) -> bool:
    claim = found.claim
    same = page.number == claim.page and page.read_by == found.read_by
    return same and page.text[claim.start : claim.end] == claim.quote


def _pages(places: Iterable[_Place]) -> dict[str, PageText]:
    """Mask each page once, with all that is known of the tables that its quotes stand in."""
    windows: dict[str, list[tuple[int, int, Sequence[str]]]] = {}
    pages: dict[str, Page] = {}
    for place in places:
        claim, text = place.found.claim, place.page.text
        pages[place.page.id] = place.page
        around = max(0, claim.start - AROUND), min(len(text), claim.end + AROUND)
        if place.found.header:
            windows.setdefault(place.page.id, []).append((*around, place.found.header))
    made = {}
    for key, page in pages.items():
        text = page.text.encode("utf-8", "replace").decode("utf-8")
        hidden = hidden_in(text, windows.get(key, ()))
        made[key] = PageText(
            digest=page.digest,
            page=page.number,
            label=page.label,
            read_by=page.read_by,
            confinement=page.confinement,
            text=covered(text, hidden),
            boxes=page.boxes,
            masked=hidden,
        )
    return made


def _documents(opened: Heliograph, quoting: _Quoting, choice: Choice) -> list[Quoted]:
    """List what is quoted, and the archives and mails that it came out of."""
    chain, originals = quoting.chain, quoting.originals
    quoted = list(dict.fromkeys(place.page.digest for place in quoting.places))
    stays = opened.rows.staying()
    made = []
    for digest in dict.fromkeys([*quoted, *ancestors(chain, quoted)]):
        entered, original = chain.by_digest[digest], originals.get(digest)
        is_quoted = digest in quoted
        paths = original.paths if original is not None and is_quoted else []
        made.append(
            Quoted(
                digest=digest,
                blake2b=entered.blake2b,
                size=entered.size,
                media_type=original.media_type if original is not None else "",
                paths=[masked(path) for path in paths],
                quoted=is_quoted,
                included=choice.with_originals and is_quoted and digest not in stays,
                entries=list(entered.entries),
            )
        )
    return sorted(made, key=lambda one: one.digest)


def masked(text: str) -> str:
    """Cover what would lead to a person, and show what a browser would obey."""
    return visible(covered(text, hidden_in(text)))


def masked_lines(text: str) -> str:
    """Cover it as `masked` does, line by line."""
    return "\n".join(masked(line) for line in text.splitlines())


def _pictures(opened: Heliograph, quoting: _Quoting, progress: Progress) -> dict[str, bytes]:
    """Draw the page of each claim that has one to draw; what cannot be drawn is left out."""
    wanted: dict[Digest, dict[str, Drawing]] = {}
    for place in quoting.places:
        if _can_be_drawn(place):
            page = quoting.pages[place.page.id]
            wanted.setdefault(page.digest, {})[_picture_path(place)] = Drawing(
                page=page.page,
                boxes=place.found.claim.boxes,
                covers=boxes_to_cover(page.boxes, page.masked),
            )
    made: dict[str, bytes] = {}

    def draw(digest: Digest) -> list[tuple[str, bytes | None]]:
        drawings = wanted[digest]
        drawn = pictures_of(
            digest, list(drawings.values()), case=opened.folder.root, blobs=opened.blobs
        )
        return list(zip(drawings, drawn, strict=True))

    with ThreadPoolExecutor(DRAWERS) as threads:
        for done, some in enumerate(threads.map(draw, wanted), start=1):
            progress("draw", done, len(wanted))
            made |= {path: picture for path, picture in some if picture is not None}
    return made


def _can_be_drawn(place: _Place) -> bool:
    return place.original.media_type in PICTURES | {PDF}


def _picture_path(place: _Place) -> str:
    return f"pictures/{place.found.claim.id}.png"


def _finding(
    number: int, place: _Place, page: PageText, definition: str, *, blake2b: str, picture: str
) -> Finding:
    found = place.found
    claim, reviewed = as_reviewed(found)
    shown = replace(
        claim,
        quote=page.text[claim.start : claim.end],
        document=DocumentRef(path=masked(claim.document.path), digest=claim.document.digest),
        copies=[masked(path) for path in claim.copies],
        group=masked(claim.group) if claim.group else claim.group,
    )
    return Finding(
        number=number,
        claim=shown,
        capability=title_of(claim.capability),
        definition=definition,
        stance=stance_in_words(claim.stance),
        strength=strength_in_words(claim.strength),
        action=action_in_words(claim.action),
        not_shown=not_shown_in_words(claim.stance, claim.strength),
        place=place_of(claim),
        before=page.text[max(0, claim.start - AROUND) : claim.start],
        after=page.text[claim.end : claim.end + AROUND],
        heading=masked(found.heading),
        container=masked(found.container),
        title=masked(found.title),
        held_since=found.collected_at,
        read_by=found.read_by,
        confinement=found.confinement,
        blake2b=blake2b,
        whys=[masked(words) for words in whys_in_words(claim.why)],
        reviewed=reviewed,
        lines=[] if picture else lines_around(place.page, page.text, claim.start, claim.end),
        picture=picture,
    )


def lines_around(page: Page, text: str, start: int, end: int) -> list[Line]:
    """Cut the lines of a page around a quote; long ones are cut to what stands beside it."""
    numbers = Lines(text, page.first_line, page.marks)
    edges: list[tuple[int, int]] = []
    at = 0
    for hit in LINE_BREAK.finditer(text):
        edges.append((at, hit.start()))
        at = hit.end()
    edges.append((at, len(text)))
    first = next(i for i, (_, stop) in enumerate(edges) if stop >= start)
    last = next((i for i, (_, stop) in enumerate(edges) if stop >= end), len(edges) - 1)
    shown = range(max(0, first - LINES_AROUND), min(len(edges), last + 1 + LINES_AROUND))
    return [_line(text, edges[i], (start, end), numbers.at(edges[i][0])) for i in shown]


def _line(text: str, edge: tuple[int, int], quote: tuple[int, int], number: int | None) -> Line:
    left, right = edge
    start, end = (min(max(one, left), right) for one in quote)
    before, after = text[left:start], text[end:right]
    if start == end:
        return Line(number=number, before=_cut(text[left:right]), quote="", after="")
    if len(before) > LONGEST_LINE:
        before = "… " + before[-LONGEST_LINE:]
    return Line(number=number, before=before, quote=text[start:end], after=_cut(after))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_LINE else text[:LONGEST_LINE] + " …"
