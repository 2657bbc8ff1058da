"""What the exchangeable parts must be: nothing to inherit, only promises to keep.

Each seam has a conformance suite in `tests/` that any other implementation can be run through.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol, runtime_checkable

from msgspec import Struct

from heliograph.records import (
    Answer,
    Block,
    Claim,
    Container,
    Digest,
    Doubt,
    Entity,
    Fingerprint,
    Job,
    Leaf,
    Mark,
    Mention,
    Note,
    Page,
    Passage,
    Problem,
)

# --- what a walk finds --------------------------------------------------------------------------


class Found(Struct, frozen=True, kw_only=True):
    """A file that stands in a source."""

    file: Path
    """Where to open it: never kept."""
    path: str
    """Inside the source, `/` between parts."""
    raw_name: bytes | None
    size: int
    modified_at: datetime | None
    refusal: Problem | None = None


# --- what a confined extractor says -------------------------------------------------------------


class Sheet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag=True):
    """One page as an extractor gives it, before the house gives it an id. Fields as in `Page`."""

    number: int
    text: str
    label: str = ""
    first_line: int | None = None
    marks: tuple[Mark, ...] = ()
    boxes: bytes = b""
    containers: tuple[Container, ...] = ()
    blocks: tuple[Block, ...] = ()
    doubts: tuple[Doubt, ...] = ()


UNSEEN_PAGE = " (hidden)"
"""What the label of a page ends with that its document keeps from being shown."""

BESIDE = "not shown"
"""Label of the page of words that a document holds and does not show, after its others."""


class Title(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag=True):
    """What the file calls itself."""

    text: str


class Member(Struct, frozen=True, kw_only=True):
    """A file inside a file. `chunks` must be consumed before the next value is asked for."""

    name: str
    """Decoded, `/` between parts, as the container has it: never used as a path."""
    raw_name: bytes | None
    """The bytes the container has, where `name` is a guess at their encoding."""
    packed_size: int | None
    """Bytes it takes in the container, for the ratio; None where that says nothing."""
    chunks: Iterator[bytes]
    refusal: Problem | None = None
    """Why its bytes cannot be had; `chunks` is then empty, and the ledger names it all the same."""


Extracted = Sheet | Title | Note | Problem | Member


class TakenMember(Struct, frozen=True, kw_only=True, tag=True):
    """A member whose bytes were taken out and kept, or the reason why they were not."""

    name: str
    raw_name: bytes | None
    kept: Kept | None
    problem: Problem | None


class Drawing(Struct, frozen=True, kw_only=True):
    """One page to be drawn for people to look at."""

    page: int
    """From 1."""
    boxes: list[tuple[float, float, float, float]]
    """Framed; fractions of the page."""
    covers: list[tuple[float, float, float, float]] = []
    """Painted over, so that it cannot be read."""


class Limits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far one reading may go. A cut is an outcome, so each limit ends in a `Problem`."""

    depth: int = 8
    """Containers inside containers."""
    members: int = 10_000
    """Members of one tree of containers, all levels together."""
    member_bytes: int = 512 * 2**20
    """Bytes of one member, unpacked."""
    tree_bytes: int = 2 * 2**30
    """Bytes unpacked of one tree of containers, all levels together."""
    ratio: int = 200
    """Unpacked bytes for each packed byte, once `ratio_floor` bytes have come out."""
    ratio_floor: int = 16 * 2**20
    text_chars: int = 64_000_000
    """Characters of one document."""
    pages: int = 20_000
    """Pages of one document."""


class Extractor(Protocol):
    """Reads some media types. Runs in a confined child, so it may trust nothing and reach nothing.

    `read` yields what it finds in reading order. What it cannot read it yields as a `Problem`;
    what it raises becomes one (`damaged`, `not-what-it-seems`). It must not keep state between
    files, and must stream: nothing larger than a page or a chunk of a member is to be held.
    """

    @property
    def name(self) -> str:
        """One word, for records and people."""
        ...

    @property
    def version(self) -> str:
        """Changes whenever the same bytes would be read differently."""
        ...

    @property
    def media_types(self) -> frozenset[str]:
        """What it reads."""
        ...

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        """Yield the sheets, members, notes and problems of one file."""
        ...


# --- the rest of the flow -----------------------------------------------------------------------


class Segmenter(Protocol):
    """Cuts a page into passages."""

    @property
    def name(self) -> str:
        """One word, for records and people."""
        ...

    @property
    def version(self) -> str:
        """Changes whenever the same input would give different output."""
        ...

    def segment(self, page: Page) -> Iterator[Passage]:
        """Yield the passages of a page in order; they do not overlap."""
        ...


class Finder(Protocol):
    """Reads a whole document and says what it claims and whom it names.

    It is given text and structure, never a path: what a file is called is not evidence.
    """

    @property
    def name(self) -> str:
        """One word, for records and people."""
        ...

    @property
    def version(self) -> str:
        """Changes whenever the same input would give different output."""
        ...

    def find(self, leaves: Sequence[Leaf]) -> Iterator[Claim | Mention]:
        """Yield the claims and mentions of one document, in order of page and offset."""
        ...


@runtime_checkable
class NamesEntities(Protocol):
    """A finder of mentions: it knows what each name stands for."""

    @property
    def name(self) -> str:
        """One word, for records and people."""
        ...

    @property
    def version(self) -> str:
        """Changes whenever the entities do."""
        ...

    def entities(self) -> Sequence[Entity]:
        """Give everything that a mention of this finder can stand for. Never a person."""
        ...


# --- what keeps -----------------------------------------------------------------------------------


class Kept(Struct, frozen=True, kw_only=True):
    """What a blob store says of bytes it has taken in."""

    digest: Digest
    second: str
    """`blake2b:<64 hex digits>` (32-byte BLAKE2b): another family, against a broken SHA-2."""
    size: int
    new: bool


class Blobs(Protocol):
    """Bytes by digest, written once."""

    def put(self, chunks: Iterable[bytes]) -> Kept:
        """Take bytes in. They are durable only after `settle`."""
        ...

    def settle(self) -> None:
        """Return when everything put so far would survive a power cut."""
        ...

    def open(self, digest: Digest) -> BinaryIO:
        """Open for reading. Raises `BlobDamaged` where it is missing."""
        ...

    def remove(self, digest: Digest) -> None:
        """Remove a blob, durably; one that is not there is no error."""
        ...

    def digests(self) -> Iterator[Digest]:
        """Every blob that is kept, in any order."""
        ...


class Queue(Protocol):
    """Jobs that survive their workers. Putting and leasing are idempotent."""

    def put(self, jobs: Iterable[Job]) -> None:
        """Add jobs; one that is already there, done or not, stays as it is."""
        ...

    def lease(self, worker: str, limit: int) -> list[Job]:
        """Take up to `limit` jobs that nobody holds, oldest first; each counts an attempt."""
        ...

    def extend(self, worker: str) -> None:
        """Say that the worker still lives: its leases run anew."""
        ...

    def finish(self, jobs: Iterable[Job]) -> None:
        """Mark as done, in the caller's transaction."""
        ...

    def release(self, worker: str) -> None:
        """Give back all that the worker holds, without counting the attempt."""
        ...

    def reclaim(self) -> None:
        """Take back every lease: for whoever knows that all their holders are gone."""
        ...

    def dead(self) -> list[Job]:
        """Jobs that were given up after too many attempts, until they are finished."""
        ...

    def waiting(self) -> int:
        """How many jobs are neither done nor dead."""
        ...


class Hit(Struct, frozen=True, kw_only=True):
    """One page that answers a search."""

    page_id: str
    score: float


class Hits(Struct, frozen=True, kw_only=True):
    """What a search returns: how many in all, the asked-for stretch, counts by facet."""

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Mapping[str, int]]


class IndexEntry(Struct, frozen=True, kw_only=True):
    """A page as the index takes it."""

    page_id: str
    digest: str
    text: str
    capability: tuple[str, ...] = ()
    stance: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    kind: str = ""
    folder: tuple[str, ...] = ()
    """Every folder in which a copy of the document stands, and their parents."""


class Printed(Struct, frozen=True, kw_only=True):
    """A fingerprint that counts, with what must be the same for two to be of one clause."""

    fingerprint: Fingerprint
    says: str
    """Capability, stance and group of its claim."""
    digest: Digest
    genre: str
    """What its document is, as its stance's reasons name it; empty where they do not."""


class Heard(Struct, frozen=True, kw_only=True):
    """What a second reader answered."""

    answer: Answer
    sentence: str
    model: str
    host: str
    prompt: str
    """Version of the question."""


class TextIndex(Protocol):
    """Full-text search over pages. A cache: it can always be made anew from the records."""

    def add(self, entries: Iterable[IndexEntry]) -> None:
        """Add pages; a page of the same id is replaced."""
        ...

    def remove(self, page_ids: Iterable[str]) -> None:
        """Take pages out; one that is not there is no error."""
        ...

    def commit(self) -> None:
        """Make what was added findable and durable."""
        ...

    def empty(self) -> None:
        """Take every page out, and leave nothing of them in its files, as `remove` may."""
        ...

    def search(self, query: str, *, limit: int = 20, offset: int = 0) -> Hits:
        """Find pages. Raises `BadQuery`."""
        ...


# --- what says words in another language ---------------------------------------------------------


class MachineTranslator(Protocol):
    """Says words in another language, on this machine alone: it reaches nothing and keeps nothing.

    What it makes is no evidence: fluent and wrong look the same.
    """

    @property
    def engine(self) -> str:
        """Name and version of the program, for records and people; empty where there is none."""
        ...

    @property
    def model(self) -> str:
        """Changes whenever the same words could become another text; empty where there is none."""
        ...

    @property
    def confinement(self) -> int:
        """The level at which it was locked in when it last translated; 0 before."""
        ...

    def translate(self, texts: Sequence[str]) -> list[str | Problem]:
        """Give each in the other language, in order, or why there is none. No text breaks it."""
        ...
