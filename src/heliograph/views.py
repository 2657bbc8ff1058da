"""What the faces show: records put together for a reader, and the shapes that `--json` promises."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from heliograph.codec import Box
from heliograph.records import (
    Action,
    Digest,
    Judgement,
    Opinion,
    Outcome,
    Page,
    PassageRole,
    Review,
    Stance,
    Strength,
)

Standing = Judgement | Literal["", "accepted-by-one"]
"""What stands of a claim after all that people said of it; `accepted-by-one` where a case asks for
two people and one has accepted it."""


class DocumentRef(Struct, frozen=True, kw_only=True):
    """Which document: where it stood, and its bytes."""

    path: str
    digest: Digest


class ClaimView(Struct, frozen=True, kw_only=True):
    """One claim as `heliograph claims --json` prints it, one a line. The shape is a promise."""

    id: str
    document: DocumentRef
    page: int
    line: int | None
    """First line of the quote in the file, where the file has lines."""
    last_line: int | None
    start: int
    end: int
    quote: str
    boxes: list[Box]
    language: str
    capability: str
    stance: Stance
    strength: Strength
    action: Action
    group: str | None
    score: float
    why: list[str]
    copies: list[str] = []
    """The other paths at which the same bytes stand."""
    recurs: int = 0
    """In how many documents of the case its clause stands, where that is why it is not listed."""
    review: Standing = ""
    """What a person says of it; empty where nobody did, or took it back."""


class ClaimLine(Struct, frozen=True, kw_only=True):
    """A claim in short: what it is sorted, narrowed and counted by when it waits for a person."""

    id: str
    capability: str
    stance: Stance
    strength: Strength
    language: str
    score: float
    kind: str
    """The family of its media type."""
    path: str
    """The first, where the same bytes stand at several."""
    page: int
    start: int
    clause: str
    """The same for claims that stand in the same words, numbers apart."""
    band: str
    """Of its score, as `score_bands` names it."""
    sources: tuple[str, ...]
    """Ids of those that its document came from, in order; the same bytes may come from several."""
    organisations: tuple[str, ...]
    """Ids of those that its document names, wherever in it, in order."""
    review: Standing = ""


class Label(Struct, frozen=True, kw_only=True):
    """A reviewed claim as `heliograph labels` writes it, to train the judgement on."""

    file: str
    page_or_line: str | int
    """A line of the file, where it has lines; else `p7`, its seventh page."""
    quote: str
    label: str
    """claim, mention_critical, negated or unrelated."""
    capability: str
    taxonomy_id: str
    language: str
    note: str


class SecondReading(Struct, frozen=True, kw_only=True):
    """What came of asking a second reader."""

    model: str
    host: str
    asked: int
    answered: int
    refused: dict[str, int]
    """Why answers were not taken, and how many."""
    left: int
    """Claims that were to be asked about and were not, after too many failures in a row."""


class Surroundings(Struct, frozen=True, kw_only=True):
    """A claim with what stands around it: what `show` and the report print."""

    claim: ClaimView
    before: str
    after: str
    heading: str
    container: str
    """Kind and name of the table, enum or struct it stands in; empty outside one."""
    header: list[str] = []
    """The header cells of that table."""
    title: str
    """What the document calls itself."""
    read_by: str
    confinement: int
    collected_at: str
    reviews: list[Review] = []
    """All that people said of it, the latest last."""
    opinions: list[Opinion] = []
    """All that language models said of it when asked, the latest last."""
    superseded_at: str = ""
    """When a newer reading made it no more; empty while it stands."""


class PageVersion(Struct, frozen=True, kw_only=True):
    """One reading of a page: what stood before is kept beside what stands."""

    version: int
    """From 1, the oldest."""
    page: Page
    retired_at: str
    """When a newer reading took its place; empty of the one that stands."""


class LedgerLine(Struct, frozen=True, kw_only=True):
    """One file in the account of every file."""

    path: str
    digest: Digest | None
    size: int
    media_type: str
    outcome: Outcome | None
    """None while it waits to be read."""
    reason: str
    detail: str
    pages: int
    claims: int
    held: str = ""
    """Why it is held back from index, claims and exports; empty where it is not."""


class Released(Struct, frozen=True, kw_only=True):
    """A document that a person let out of what is held back."""

    path: str
    digest: Digest
    held: str
    """Why it had been held back."""
    reason: str
    """Why it is released, in the person's words."""


class Retried(Struct, frozen=True, kw_only=True):
    """A file that was read once more because a person asked for it."""

    path: str
    digest: Digest
    before: Outcome
    """What had become of it."""
    outcome: Outcome
    reason: str
    pages: int


class LedgerSums(Struct, frozen=True, kw_only=True):
    """The account's bottom line: the outcomes and the waiting add up to the files."""

    files: int
    members: int
    """Of `files`, how many came out of other files."""
    outcomes: dict[str, int]
    waiting: int
    bytes: int
    held: int = 0
    """Of `files`, how many are held back."""


class LedgerAccount(Struct, frozen=True, kw_only=True):
    """The sums, why files were not read whole, and a stretch of those by path."""

    sums: LedgerSums
    reasons: dict[str, int]
    """`held` for what is held back, `waiting` for what waits, where nothing else is said."""
    unread: list[LedgerLine]
    left_out: int
    """Files that were not read whole either and come after those listed."""


class SearchHit(Struct, frozen=True, kw_only=True):
    """One page that answers a search, with the stretches that do."""

    document: DocumentRef
    page: int
    page_id: str
    line: int | None
    score: float
    snippet: str
    marks: list[tuple[int, int]]
    """Stretches of `snippet` that answer, as offsets in it."""


class SearchResult(Struct, frozen=True, kw_only=True):
    """The answer to one search."""

    query: str
    total: int
    hits: list[SearchHit]
    facets: dict[str, dict[str, int]]


class NameSum(Struct, frozen=True, kw_only=True):
    """A known name of an organisation, product or programme, and how often it is met."""

    name: str
    kind: str
    mentions: int
    documents: int
    """Different bytes that name it."""


class NameBeside(Struct, frozen=True, kw_only=True):
    """A known name on the page of a claim."""

    id: str
    """Of what it stands for."""
    name: str
    kind: str
    in_words: bool
    """Whether it stands in the claim's own words."""


class MentionView(Struct, frozen=True, kw_only=True):
    """One place where a known name stands, as `heliograph export jsonl --what mentions` has it."""

    id: str
    document: DocumentRef
    page: int
    start: int
    end: int
    words: str
    entity: str
    """Id of what the name stands for."""


class Original(Struct, frozen=True, kw_only=True):
    """The bytes of a document that was read, with every path at which they stand."""

    digest: Digest
    size: int
    media_type: str
    outcome: Outcome
    title: str
    paths: list[str]
    held_since: str
    """When the first capture that brought them was done; empty while it is not."""


class CaseSummary(Struct, frozen=True, kw_only=True):
    """What a case holds."""

    name: str
    made_at: str
    sources: int
    documents: int
    pages: int
    passages: int
    claims: int
    mentions: int
    custody_entries: int
    custody_head: str
    taxonomy: str
    finder: str
    recurring: int = 0
    """Of `claims`, those whose clause stands in many documents: counted, not listed."""
    clauses: int = 0
    """How many such clauses there are."""


ChangeKind = Literal[
    "vanished", "renamed-to-reserved", "comment-blanked", "reworded", "renamed", "appeared"
]
"""How two versions of a document differ at one place.

renamed-to-reserved: a field's name became one that only holds its place (`byRes2`), in the same
position; comment-blanked: its name stays and what was said of it is gone; renamed: it has another
name of its own in the same position. Both quotes are there but for vanished and appeared.
"""

ClaimChange = Literal["", "vanished", "changed", "appeared", "kept"]
"""What became of the claims at a place that changed; empty where none stood on either side."""


class QuoteView(Struct, frozen=True, kw_only=True):
    """Exact words, and where they stand."""

    document: DocumentRef
    page: int
    line: int | None
    last_line: int | None
    start: int
    end: int
    quote: str
    language: str


class ClaimRef(Struct, frozen=True, kw_only=True):
    """A claim in short: `heliograph show ID` has the rest."""

    id: str
    capability: str
    stance: Stance
    strength: Strength


class ChangeView(Struct, frozen=True, kw_only=True, tag="change"):
    """One change as `heliograph compare --json` prints it, one a line. The shape is a promise."""

    older: DocumentRef
    newer: DocumentRef
    kind: ChangeKind
    claim: ClaimChange
    role: PassageRole
    container: str
    """Kind and name of the enum, struct or table it stands in, or the headings above it."""
    name: str
    """Of a field, entry or row, as the older version has it; empty for running text."""
    before: QuoteView | None
    after: QuoteView | None
    claims_before: list[ClaimRef]
    claims_after: list[ClaimRef]
    translated: bool
    """The two quotes are in different scripts, so what changed besides cannot be told."""
    detail: str
    """What changed, in words, where the quotes do not show it at once."""


class ComparisonView(Struct, frozen=True, kw_only=True, tag="comparison"):
    """The sum of one comparison, printed after its changes."""

    older: DocumentRef
    newer: DocumentRef
    changes: dict[str, int]
    """How many of each kind."""
    claims_vanished: int
    """Changes with which a claim went."""
    claims_appeared: int
    same: int
    """Passages of the older version that still stand in the newer."""
    not_shown: list[QuoteView]
    """Passages past the edge of an excerpt or a cut on the other side: not known to be absent."""
    other_language: int
    """Passages of text left uncompared because the two documents are in different languages."""
    unreadable: int
    """Passages left uncompared because characters in them were lost before they came to us."""
    ordered_by: str
    """What says which is the older: the user, a date in the title, path or text, the capture."""
