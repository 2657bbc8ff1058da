"""Document → Page: what a confined child read becomes pages, members, notes and one outcome."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import overload

from msgspec import Struct
from msgspec.structs import replace

from heliograph.codec import page_id_of
from heliograph.records import (
    Block,
    Container,
    Digest,
    Note,
    Outcome,
    Page,
    PageId,
    Problem,
    Reading,
)
from heliograph.seams import BESIDE, UNSEEN_PAGE, Sheet, TakenMember, Title

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

_KEPT_FROM_SIGHT = {"hidden-text": "hidden text", "deleted-text": "deleted text"}
"""Ends of the keys of notes that say such words, and the names of the lists they stand in."""

_UNSEEN = ("hidden-sheet", "hidden-slide")
"""Ends of the keys of notes that name such pages."""


class Extraction(Struct, frozen=True, kw_only=True):
    """Everything that reading one blob gave."""

    reading: Reading
    pages: Sequence[Page]
    characters: int
    """Of all pages together."""
    members: tuple[TakenMember, ...]
    notes: tuple[Note, ...]
    problems: tuple[Problem, ...]


def extract(
    digest: Digest, values: Iterable[Value], *, media_type: str, read_by: str, confinement: int
) -> Extraction:
    """Give pages their ids and the blob its outcome. Nothing a child said is dropped.

    Where `values` are a sequence that does not hold them all, nor do the pages. What notes tell of
    words that are in the file and not shown, stands on a page of its own as well, to be searched
    and judged; a page that is not shown says so in its label.
    """

    def page(sheet: Sheet) -> Page:
        return _page(digest, sheet, read_by=read_by, confinement=confinement)

    if not isinstance(values, Sequence):
        values = tuple(values)
    told = _Told()
    for at, value in enumerate(values):
        told.hear(at, value)
    outcome, reason = _outcome(media_type, told)
    pages: Sequence[Page] = _Pages(values, told, page)
    reading = Reading(
        digest=digest,
        media_type=media_type,
        outcome=outcome,
        reason=reason,
        title=told.title[:500],
        pages=len(pages),
        read_by=read_by,
        confinement=confinement,
        steps=(f"extract:{read_by}",),
    )
    return Extraction(
        reading=reading,
        pages=tuple(pages) if isinstance(values, tuple | list) else pages,
        characters=told.characters,
        members=tuple(told.members),
        notes=tuple(told.notes),
        problems=tuple(told.problems),
    )


class _Told:
    """What a child said, by kind; of the sheets only where they stand."""

    def __init__(self) -> None:
        self.sheets = array("Q")
        self.last = 0
        self.unseen: set[int] = set()
        self.beside: list[tuple[str, str]] = []
        self.characters = 0
        self.says = False
        self.title = ""
        self.members: list[TakenMember] = []
        self.notes: list[Note] = []
        self.problems: list[Problem] = []

    def hear(self, at: int, value: Value) -> None:
        match value:
            case Sheet(text=text):
                self.sheets.append(at)
                self.last = max(self.last, value.number)
                self.characters += len(text)
                self.says = self.says or not (not text or text.isspace())
            case TakenMember():
                self.members.append(value)
            case Note():
                self.notes.append(value)
                self._hear_of_sight(value)
            case Problem():
                self.problems.append(value)
            case Title(text=text):
                self.title = self.title or text.strip()

    def _hear_of_sight(self, note: Note) -> None:
        """Keep what a note says of words or pages that are not shown."""
        about = note.key.rpartition(":")[2]
        if about in _UNSEEN and note.page is not None:
            self.unseen.add(note.page)
        elif about in _KEPT_FROM_SIGHT and note.value.strip():
            self.beside.append((_KEPT_FROM_SIGHT[about], note.value.strip()))
            self.characters += len(note.value)

    def sheet_beside(self) -> Sheet | None:
        """Make the page of what is not shown; None where there is nothing such."""
        if not self.beside or not self.sheets:
            return None
        names = list(dict.fromkeys(name for name, _ in self.beside))
        lines: list[str] = []
        blocks: list[Block] = []
        at = 0
        for number, name in enumerate(names):
            for words in (words for kind, words in self.beside if kind == name):
                end = at + len(words)
                blocks.append(
                    Block(start=at, end=end, role="paragraph", container=number, main=False)
                )
                lines.append(words)
                at = end + 1
        return Sheet(
            number=self.last + 1,
            label=BESIDE,
            text="\n".join(lines),
            containers=tuple(Container(kind="list", name=name) for name in names),
            blocks=tuple(blocks),
        )


class _Pages(Sequence[Page]):
    """The pages that sheets become, made when they are asked for."""

    def __init__(self, values: Sequence[Value], told: _Told, make: Callable[[Sheet], Page]) -> None:
        self._values = values
        self._sheets = told.sheets
        self._unseen = told.unseen
        self._beside = told.sheet_beside()
        self._make = make

    def __len__(self) -> int:
        return len(self._sheets) + (self._beside is not None)

    def __iter__(self) -> Iterator[Page]:
        for value in self._values:
            if isinstance(value, Sheet):
                yield self._made(value)
        if self._beside is not None:
            yield self._make(self._beside)

    @overload
    def __getitem__(self, at: int) -> Page: ...

    @overload
    def __getitem__(self, at: slice) -> list[Page]: ...

    def __getitem__(self, at: int | slice) -> Page | list[Page]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        place = range(len(self))[at]
        if place == len(self._sheets) and self._beside is not None:
            return self._make(self._beside)
        value = self._values[self._sheets[place]]
        if not isinstance(value, Sheet):
            raise TypeError(f"no sheet at {at}")
        return self._made(value)

    def _made(self, sheet: Sheet) -> Page:
        if sheet.number in self._unseen:
            sheet = replace(sheet, label=f"{sheet.label}{UNSEEN_PAGE}".strip())
        return self._make(sheet)


def _page(digest: Digest, sheet: Sheet, *, read_by: str, confinement: int) -> Page:
    return Page(
        id=PageId(page_id_of(digest, read_by, sheet.number, sheet.text)),
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


def _outcome(media_type: str, told: _Told) -> tuple[Outcome, str]:
    for outcome in GRAVITY:
        for problem in told.problems:
            if problem.outcome == outcome:
                return outcome, problem.reason
    if told.says:
        return "read", ""
    if told.members:
        # A container has no text of its own; each member has its own outcome.
        return "read", ""
    return "empty", "no-bytes" if media_type == "application/x-empty" else "no-text"
