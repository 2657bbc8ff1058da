"""What the faces show: records put together for a reader, and the shapes that `--json` promises."""

from __future__ import annotations

from msgspec import Struct

from heliograph.codec import Box
from heliograph.records import Action, Digest, Outcome, Stance, Strength


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


class LedgerSums(Struct, frozen=True, kw_only=True):
    """The account's bottom line: the outcomes and the waiting add up to the files."""

    files: int
    members: int
    """Of `files`, how many came out of other files."""
    outcomes: dict[str, int]
    waiting: int
    bytes: int


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
