"""Document → Page: what a confined child read becomes pages, members, notes and one outcome."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from heliograph.codec import id_of
from heliograph.records import Digest, Note, Outcome, Page, PageId, Problem, Reading
from heliograph.seams import Sheet, TakenMember, Title

GRAVITY: tuple[Outcome, ...] = (
    "timed-out",
    "damaged",
    "cut",
    "encrypted",
    "unsupported",
    "empty",
)
"""Where several things went wrong, the ledger names the first of these: what loses most comes
first. Pages that were read all the same are kept and searchable."""


Value = Sheet | Title | Note | Problem | TakenMember


class Extraction(Struct, frozen=True, kw_only=True):
    """Everything that reading one blob gave."""

    reading: Reading
    pages: tuple[Page, ...]
    members: tuple[TakenMember, ...]
    notes: tuple[Note, ...]
    problems: tuple[Problem, ...]


def extract(
    digest: Digest, values: Iterable[Value], *, media_type: str, read_by: str, confinement: int
) -> Extraction:
    """Give pages their ids and the blob its outcome. Nothing a child said is dropped."""
    pages: list[Page] = []
    members: list[TakenMember] = []
    notes: list[Note] = []
    problems: list[Problem] = []
    title = ""
    for value in values:
        match value:
            case Sheet():
                pages.append(_page(digest, value, read_by=read_by, confinement=confinement))
            case TakenMember():
                members.append(value)
            case Note():
                notes.append(value)
            case Problem():
                problems.append(value)
            case Title():
                title = title or value.text.strip()
    outcome, reason = _outcome(media_type, pages, members, problems)
    reading = Reading(
        digest=digest,
        media_type=media_type,
        outcome=outcome,
        reason=reason,
        title=title[:500],
        pages=len(pages),
        read_by=read_by,
        confinement=confinement,
        steps=(f"extract:{read_by}",),
    )
    return Extraction(
        reading=reading,
        pages=tuple(pages),
        members=tuple(members),
        notes=tuple(notes),
        problems=tuple(problems),
    )


def _page(digest: Digest, sheet: Sheet, *, read_by: str, confinement: int) -> Page:
    return Page(
        id=PageId(id_of("page", digest, read_by, sheet.number)),
        digest=digest,
        number=sheet.number,
        label=sheet.label,
        text=sheet.text,
        read_by=read_by,
        confinement=confinement,
        first_line=sheet.first_line,
        marks=sheet.marks,
        boxes=sheet.boxes,
        containers=sheet.containers,
        blocks=sheet.blocks,
        doubts=sheet.doubts,
    )


def _outcome(
    media_type: str,
    pages: Sequence[Page],
    members: Sequence[TakenMember],
    problems: Sequence[Problem],
) -> tuple[Outcome, str]:
    for outcome in GRAVITY:
        for problem in problems:
            if problem.outcome == outcome:
                return outcome, problem.reason
    if any(not page.text.isspace() and page.text for page in pages):
        return "read", ""
    if members:
        # A container has no text of its own; each member has its own outcome.
        return "read", ""
    return "empty", "no-bytes" if media_type == "application/x-empty" else "no-text"
