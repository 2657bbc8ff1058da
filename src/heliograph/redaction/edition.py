"""The full dossier's material → what the redacted edition shows: plain data, every string masked.

Nothing is carried over by default: each field that is shown is named here. Digests, sizes, ids that
were made from content, times of capture and offsets of the page as it was are not among them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from msgspec import Struct

from heliograph.codec import Box, boxes_of
from heliograph.dossier.gathering import AROUND
from heliograph.dossier.material import Finding, PageText, Quoted
from heliograph.records import Digest
from heliograph.redaction.blackening import Blackened, Blackener, Hit, whole
from heliograph.redaction.plan import Plan, Region

Draw = Callable[[Digest, int, Sequence[Box], Sequence[Box]], bytes | None]
"""Digest, page, boxes to frame, boxes to paint over → a new picture, or None."""

WITHHELD = "withheld"

AROUND_INK = 0.6
"""Of the height of a line, painted over above and below it."""

LEAST_HIGH = 0.008
"""Of the page: a line's height where its font says less, about 6 points on A4."""


class MaskLine(Struct, frozen=True, kw_only=True):
    """One mask as the edition and custody tell of it; never what it hides."""

    mask: int
    """Place in the plan, from 1; 0 for persons that the rules of the dossier cover."""
    kind: str
    """words, person, region, source, picture."""
    document: int
    """0 where it is about the whole edition."""
    page: int
    reason: str


class ShownFinding(Struct, frozen=True, kw_only=True):
    """One claim as the redacted edition has it."""

    number: int
    document: int
    path: str
    page: int
    line: int | None
    start: int
    end: int
    """Offsets in the redacted text of the page."""
    text: str
    """The file with that text."""
    capability: str
    capability_words: str
    definition: str
    stance: str
    stance_words: str
    strength: str
    strength_words: str
    not_shown: str
    action: str
    group: str
    before: str
    quote: str
    after: str
    heading: str
    container: str
    title: str
    language: str
    score: float
    whys: list[str]
    read_by: str
    held_since: str
    judgement: str
    picture: str
    comment: str = ""


class Edition(Struct, frozen=True, kw_only=True):
    """All that is shown."""

    title: str
    findings: list[ShownFinding]
    texts: dict[str, str]
    pictures: dict[str, bytes]
    documents: dict[Digest, int]
    masks: list[MaskLine]
    idle: list[int]
    """Masks of the plan that hide nothing: no such words, no picture of that page."""
    foreword: str = ""


class Readable(Protocol):
    """What an edition is made of: the material of a dossier, or a glance at what it would be."""

    @property
    def title(self) -> str:
        """What it calls itself."""
        ...

    @property
    def foreword(self) -> str:
        """What its maker says before the findings."""
        ...

    @property
    def findings(self) -> Sequence[Finding]:
        """The claims with all that is shown of each."""
        ...

    @property
    def pages(self) -> Sequence[PageText]:
        """The pages that are quoted."""
        ...

    @property
    def documents(self) -> Sequence[Quoted]:
        """What is quoted, and what it came out of."""
        ...


class Redactor:
    """Makes an edition of material."""

    def __init__(self, material: Readable, plan: Plan, draw: Draw) -> None:
        """Number the documents in the order in which they are quoted."""
        self._material, self._plan, self._draw = material, plan, draw
        self._black = Blackener([one.text for one in plan.words])
        digests = dict.fromkeys(one.claim.document.digest for one in material.findings)
        rest = dict.fromkeys(one.digest for one in material.documents)
        self.documents = {one: at for at, one in enumerate({**digests, **rest}, start=1)}
        self._masks: dict[MaskLine, None] = {}
        self._pages = {(one.digest, one.page, one.read_by): one for one in material.pages}

    def edition(self) -> Edition:
        """Make it."""
        if self._plan.source:
            self._note(0, "source", 0, 0, self._plan.source)
        texts: dict[str, str] = {}
        pictures: dict[str, bytes] = {}
        findings = []
        for finding in self._material.findings:
            shown, text, picture = self._finding(finding)
            findings.append(shown)
            texts[shown.text] = text
            if picture:
                pictures[shown.picture] = picture
        title = self._black.words(self._material.title)
        foreword = self._black.blackened(self._material.foreword)
        self._note_hits(foreword.hits, 0, 0)
        return Edition(
            title=title if not self._plan.source else "A redacted dossier",
            findings=findings,
            texts=texts,
            pictures=pictures,
            documents=self.documents,
            masks=sorted(self._masks, key=lambda one: (one.document, one.page, one.mask)),
            idle=sorted(self._asked - {one.mask for one in self._masks}),
            foreword=foreword.text,
        )

    @property
    def _asked(self) -> set[int]:
        return set(range(1, len(self._plan.words) + len(self._plan.regions) + 1))

    def _finding(self, one: Finding) -> tuple[ShownFinding, str, bytes]:
        claim, number = one.claim, self.documents[one.claim.document.digest]
        page = self._pages[claim.document.digest, claim.page, one.read_by]
        black = self._black.blackened(page.text)
        self._note_hits(black.hits, number, claim.page)
        start, end = black.moved(claim.start), black.moved(claim.end, end=True)
        picture = self._picture(one, page, black)
        hidden = bool(self._plan.source)

        def words(text: str) -> str:
            """Hide what stands beside the quote, and note it as on its page."""
            found = self._black.blackened(text)
            self._note_hits(found.hits, number, claim.page)
            return found.text

        again = sum(key[:2] == (page.digest, page.page) for key in self._pages) > 1
        reader = f"-{one.read_by.partition('/')[0]}" if again else ""
        return (
            ShownFinding(
                number=one.number,
                document=number,
                path=WITHHELD if hidden else words(claim.document.path),
                page=claim.page,
                line=claim.line,
                start=start,
                end=end,
                text=f"texts/document-{number}-page-{claim.page}{reader}.txt",
                capability=claim.capability,
                capability_words=one.capability,
                definition=words(one.definition),
                stance=claim.stance,
                stance_words=one.stance,
                strength=claim.strength,
                strength_words=one.strength,
                not_shown=one.not_shown,
                action=one.action,
                group=words(claim.group or ""),
                before=whole(black.text[max(0, start - AROUND) : start]),
                quote=black.text[start:end],
                after=whole(black.text[end : end + AROUND]),
                heading=words(one.heading),
                container=words(one.container),
                title=WITHHELD if hidden else words(one.title),
                language=claim.language,
                score=claim.score,
                whys=[words(why) for why in one.whys],
                read_by=one.read_by,
                held_since=WITHHELD if hidden else one.held_since,
                judgement=one.reviewed.judgement if one.reviewed else "",
                picture=f"pictures/finding-{one.number}.png" if picture else "",
                comment=words(one.comment),
            ),
            black.text,
            picture,
        )

    def _picture(self, one: Finding, page: PageText, black: Blackened) -> bytes:
        """Draw the page anew with all that is hidden painted over, or not at all."""
        if not one.picture or not self._plan.pictures:
            return b""
        digest, number = one.claim.document.digest, self.documents[one.claim.document.digest]
        covers = [box for box in map(_strip, self._boxes(page, black.hits)) if box]
        if len(covers) != len(black.hits):
            self._note(0, "picture", number, page.page, "what is hidden has no place on it")
            return b""
        for region in self._regions(digest, page.page):
            covers.append([region.place])
            mask = len(self._plan.words) + 1 + self._plan.regions.index(region)
            self._note(mask, "region", number, page.page, region.reason)
        inside = any(hit.start < one.claim.end and one.claim.start < hit.end for hit in black.hits)
        frames = [] if inside else one.claim.boxes
        flat = [box for boxes in covers for box in boxes]
        return self._draw(digest, page.page, frames, flat) or b""

    def _boxes(self, page: PageText, hits: Iterable[Hit]) -> Iterable[list[Box]]:
        for hit in hits:
            yield boxes_of(page.boxes, hit.start, hit.end) if page.boxes else []

    def _regions(self, digest: Digest, page: int) -> Iterable[Region]:
        paths = {
            path for one in self._material.documents if one.digest == digest for path in one.paths
        }
        for region in self._plan.regions:
            if region.page == page and region.document in {digest, *paths}:
                yield region

    def _note_hits(self, hits: Iterable[Hit], document: int, page: int) -> None:
        for number, count in sorted(Counter(hit.number for hit in hits).items()):
            if number < 0:
                self._note(0, "person", document, page, "covered by the dossier's own rules")
            elif count:
                words = self._plan.words[number]
                self._note(number + 1, words.kind, document, page, words.reason)

    def _note(self, mask: int, kind: str, document: int, page: int, reason: str) -> None:
        line = MaskLine(mask=mask, kind=kind, document=document, page=page, reason=reason)
        self._masks[line] = None


def _strip(boxes: list[Box]) -> list[Box]:
    """Widen what is painted over to the whole line: how long a word was must not be seen.

    It is made higher, too: the box that a font gives a letter is often smaller than its ink.
    """
    made = []
    for _, top, _, bottom in boxes:
        more = max(bottom - top, LEAST_HIGH) * AROUND_INK
        made.append((0.0, max(0.0, top - more), 1.0, min(1.0, bottom + more)))
    return made
