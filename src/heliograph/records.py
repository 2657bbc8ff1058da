"""Every noun of Heliograph, in the order in which evidence meets it. Start reading here.

source → capture → document → page → passage → claim, with what was met on the way: container,
block, mark and doubt on a page, mention and entity, note, problem, reading, custody entry, job.

All times are aware and in UTC. All offsets count code points of `Page.text`, from 0, end excluded.
All page and line numbers count from 1. Digests carry their algorithm: `sha256:<64 hex digits>`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NewType, dataclass_transform

from msgspec import Struct

from heliograph import events

Digest = NewType("Digest", str)
SourceId = NewType("SourceId", str)
CaptureId = NewType("CaptureId", str)
DocumentId = NewType("DocumentId", str)
PageId = NewType("PageId", str)
PassageId = NewType("PassageId", str)
ClaimId = NewType("ClaimId", str)
MentionId = NewType("MentionId", str)
EntityId = NewType("EntityId", str)
CapabilityId = NewType("CapabilityId", str)
JobId = NewType("JobId", str)
ReviewId = NewType("ReviewId", str)
OpinionId = NewType("OpinionId", str)

Outcome = Literal[
    "read", "empty", "encrypted", "unsupported", "damaged", "timed-out", "cut", "unreachable",
    "deleted",
]  # fmt: skip
"""What the ledger says of a file that is done with. `unreachable`: it stood in the folder, but its
bytes could not be had (no permission, gone while we walked). `deleted`: a person removed it."""

SourceKind = Literal["folder", "file", "url", "page", "listing", "feed", "sitemap", "git", "api"]
"""`url`: one file; `page`: one page whose words are watched; `listing`: a page of links to
documents; `api`: an answer in JSON that holds their addresses."""

Stance = Literal["asserted", "reported", "negated"]
Strength = Literal["S0", "S1", "S2", "S3", "S4", "S5", "S6"]
Action = Literal["attribute", "filter", "statistic", "list", "alarm", "dispatch"]

Judgement = Literal["accepted", "rejected", "unsure", "withdrawn"]
"""What a person says of a claim; `withdrawn` takes back what they said before."""

Answer = Literal["yes", "no", "unsure"]

Event = events.Event

ClockState = Literal["synchronised", "unsynchronised", "unknown"]
"""What the system says of its own clock; `unknown` where it does not say."""

BlockRole = Literal["heading", "paragraph", "item", "row", "entry", "field", "code", "comment"]
PassageRole = Literal["heading", "sentence", "item", "row", "entry", "field", "code", "comment"]
ContainerKind = Literal["table", "list", "enum", "struct", "defines"]


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Record(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag=True):
    """Anything a case keeps: it cannot change, and has named fields and no others.

    msgspec hands down all of these but `kw_only`, which each record therefore says itself.
    """


class Source(Record, kw_only=True):
    """Somewhere evidence comes from: a folder, a file or a web address that a person named."""

    id: SourceId
    kind: SourceKind
    name: str
    """The last part of its path, or its host and path, for people to recognise it by."""
    location: str
    """Its web address; or where it stood, as a path relative to the case folder: a case never holds
    an absolute one."""
    added_at: datetime


class Capture(Record, kw_only=True):
    """One dated act of fetching a source."""

    id: CaptureId
    source_id: SourceId
    started_at: datetime
    finished_at: datetime | None = None
    """None while files may still be missing: the next run goes on where it stopped."""


class Document(Record, kw_only=True):
    """One file inside a capture, at the path where it stood; a member has a parent document."""

    id: DocumentId
    capture_id: CaptureId
    source_id: SourceId
    path: str
    """Inside the source, `/` between parts; `outer.zip!/inner.pdf` for a member."""
    raw_name: bytes | None = None
    """The name's own bytes where they are not the UTF-8 of `path`'s last part."""
    digest: Digest | None
    """None where the bytes could not be had or kept; `refusal` then says why."""
    size: int
    modified_at: datetime | None = None
    parent_id: DocumentId | None = None
    depth: int = 0
    refusal: Problem | None = None


class Container(Record, kw_only=True):
    """What a passage stands in and takes its meaning from: a table, a list, an enum, a struct."""

    kind: ContainerKind
    name: str = ""
    """Caption or type name, as written."""
    header: tuple[str, ...] = ()
    """The header cells of a table, left to right."""
    about: str = ""
    """The comment that stands before it and belongs to it."""


class Block(Record, kw_only=True):
    """A stretch of a page whose role its format tells; blocks are in order and do not overlap."""

    start: int
    end: int
    role: BlockRole
    level: int = 0
    """For headings: 1 is the highest. For list items: how deep, from 1."""
    container: int | None = None
    """Index into the page's `containers`."""
    main: bool = True
    """False for navigation, footers and whatever else is not the text proper."""
    hidden: str = ""
    """By what its document keeps it from being shown, where it stands: a hidden row, a style."""


class Mark(Record, kw_only=True):
    """From this offset on, the text stands on this line of the file."""

    start: int
    line: int


class Doubt(Record, kw_only=True):
    """A stretch of a page's text that its reader is not sure of: kept, searchable, and marked."""

    start: int
    end: int
    confidence: float
    """0 to 1, as the reader gives it: by its own scale, not a probability of being right."""
    others: tuple[str, ...] = ()
    """What it may say instead, likeliest first."""


class Corrected(Record, kw_only=True):
    """A stretch of a page's text that a person read otherwise than its reader did."""

    start: int
    end: int
    was: str
    """What the reader had read there."""


class Page(Record, kw_only=True):
    """The text of one page, sheet, slide, message or file, exactly as read, with positions."""

    id: PageId
    digest: Digest
    """Of the document whose page it is: pages belong to bytes, not to paths."""
    number: int
    label: str = ""
    """Name of the sheet, title of the slide: what the format itself calls this page."""
    text: str
    read_by: str
    """Name and version of the extractor, `pdf/1`."""
    confinement: int
    """Level at which the reading child was locked in: 3 as 2, in a bubble of its own,
    2 Landlock and seccomp, 1 limits only."""
    first_line: int | None = None
    """Line of the file on which `text` begins, where the breaks of `text` are the file's own."""
    marks: tuple[Mark, ...] = ()
    """Where text is not the file's own (HTML, XML): which line each stretch came from."""
    boxes: bytes = b""
    """Packed box of every character, see `heliograph.codec.boxes_of`; empty without positions."""
    containers: tuple[Container, ...] = ()
    blocks: tuple[Block, ...] = ()
    """Empty where the format tells no structure: the text alone must then be segmented."""
    doubts: tuple[Doubt, ...] = ()
    """Stretches that were read from a picture and may be wrong, in order, without overlap."""
    corrected: tuple[Corrected, ...] = ()
    as_read: PageId | None = None
    """Where words were corrected by a person: the page as it was read, kept beside this one."""


class Passage(Record, kw_only=True):
    """A run of a page's text short enough to quote, and what it stands under."""

    id: PassageId
    page_id: PageId
    number: int
    """Place on the page, from 0."""
    start: int
    end: int
    role: PassageRole
    language: str
    """ISO 639-1 code (`zh-Hant` for traditional script), `zxx` where nothing is language."""
    heading: str = ""
    """The headings above it, outermost first, joined by ` › `."""
    container: Container | None = None
    position: int = 0
    """Place among the passages of its role in its container, from 0."""
    siblings: int = 0
    """How many passages of its role its container holds, itself included: the values of an enum
    are counted without the comments between them."""
    main: bool = True


class Leaf(Record, kw_only=True):
    """A page with its passages: what finders read."""

    page: Page
    passages: tuple[Passage, ...]

    def words(self, passage: Passage) -> str:
        """The passage's text exactly as it stands on the page."""
        return self.page.text[passage.start : passage.end]


class Claim(Record, kw_only=True):
    """What a passage says that a product, contract or programme does to people."""

    id: ClaimId
    page_id: PageId
    start: int
    end: int
    capability: CapabilityId
    stance: Stance
    strength: Strength
    action: Action
    group: str | None = None
    """The group named, as written."""
    language: str
    score: float
    why: tuple[str, ...]
    """The rules, cues and weights that made it, each `kind:detail`."""
    judged_by: str
    """Name and version of the finder."""


class Fingerprint(Record, kw_only=True):
    """What the passage of a claim is recognised by where it stands again in nearly its words."""

    claim_id: ClaimId
    exact: str
    """Digest of the passage as folded, numbers apart; the same for the same words."""
    sketch: bytes = b""
    """MinHash of its shingles, 32-bit numbers in little-endian order; empty for short passages."""
    counts: bool
    """False where a repeat says nothing: in tables and code, and where nobody repeats clauses."""


class Review(Record, kw_only=True):
    """What a person says of a claim. Never changed nor erased: a later one stands above it."""

    id: ReviewId
    claim_id: ClaimId
    judgement: Judgement
    by: str
    """Who, as they name themselves."""
    at: datetime
    note: str = ""
    stance: Stance | None = None
    """What its stance should be, where the person says so."""
    capability: CapabilityId | None = None
    """What its capability should be, where the person says so."""
    digest: Digest
    page: int
    start: int
    end: int
    quote: str
    """The words that were judged: the claim may be gone one day, the review stays."""


class Opinion(Record, kw_only=True):
    """What a language model says of a claim when asked: beside the score, never instead of it."""

    id: OpinionId
    claim_id: ClaimId
    answer: Answer
    sentence: str
    model: str
    """As the user named it."""
    host: str
    """Where it was asked: host and port."""
    prompt: str
    """Version of the question."""
    at: datetime


class Mention(Record, kw_only=True):
    """A name in a page's text that stands for a known organisation, product or component."""

    id: MentionId
    page_id: PageId
    start: int
    end: int
    words: str
    entity_id: EntityId


class Entity(Record, kw_only=True):
    """An organisation, product, component, programme or public body; never a private person."""

    id: EntityId
    name: str
    kind: str
    names: tuple[str, ...]
    note: str = ""


class Note(Record, kw_only=True):
    """A piece of metadata that a file carries: shown, never executed, never fetched."""

    key: str
    value: str
    page: int | None = None


class Problem(Record, kw_only=True):
    """What went wrong with one piece of evidence, kept with it."""

    outcome: Outcome
    reason: str
    """A stable word of `heliograph.errors.REASONS`."""
    detail: str = ""
    page: int | None = None


class Reading(Record, kw_only=True):
    """What became of one blob when it was read, by which versions."""

    digest: Digest
    media_type: str
    outcome: Outcome
    reason: str = ""
    title: str = ""
    pages: int = 0
    read_by: str = ""
    confinement: int = 0
    steps: tuple[str, ...] = ()
    """The steps done on it, `name/version`, in order."""
    held: str = ""
    """Why it is held back from index, claims and exports, in numbers; empty where it is not."""


class CustodyEntry(Record, kw_only=True, tag=False):
    """Who did what to which bytes, when; each entry names the digest of the one before."""

    sequence: int
    previous: Digest
    at: str
    """UTC, ISO 8601 with milliseconds and `Z`, by the machine's own clock."""
    clock: ClockState = "unknown"
    """Whether that clock was held to others when this was written."""
    clock_error_ms: int | None = None
    """By how much the system thought it might be wrong; None where it did not say."""
    actor: str
    event: str
    """One of `Event`, or of a later version's."""
    facts: dict[str, str | int | None]


class Job(Record, kw_only=True):
    """One piece of work in the queue; leased, never owned."""

    id: JobId
    kind: str
    about: str
    """What it works on: a digest, a source id."""
    attempts: int = 0
