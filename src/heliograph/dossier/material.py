"""What a dossier is made of, before it is given any shape; every text in it is masked already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from msgspec import Struct

from heliograph.masking import Kind
from heliograph.records import Digest
from heliograph.views import ClaimView

Hidden = tuple[int, int, Kind]
"""Start, end and kind of a stretch that was masked, as offsets in the page's text."""


class Line(Struct, frozen=True, kw_only=True):
    """A line of the file around a quote: the words before it, its own, the words after."""

    number: int | None
    """None where the file has no lines; the page then has."""
    before: str
    quote: str
    after: str


class Reviewed(Struct, frozen=True, kw_only=True):
    """What a person said of the claim; who it was stays in the case."""

    judgement: str
    """`accepted-by-one` where the case asks for two people and one has accepted it."""
    at: str
    people: int = 1
    """How many said so, with the same corrections."""

    @property
    def words(self) -> str:
        """What was said, and by how many."""
        if self.judgement == "accepted-by-one":
            return "accepted by one person, and not yet by a second, as its case asks"
        whom = "a person" if self.people == 1 else f"{self.people} people"
        return f"{self.judgement} by {whom}"


class Finding(Struct, frozen=True, kw_only=True):
    """One claim with all that is shown of it."""

    number: int
    """Place in the dossier, from 1."""
    claim: ClaimView
    capability: str
    """In words."""
    definition: str
    stance: str
    strength: str
    action: str
    not_shown: str
    place: str
    """Page and lines, in words."""
    before: str
    after: str
    heading: str
    container: str
    title: str
    held_since: str
    read_by: str
    confinement: int
    blake2b: str
    whys: list[str]
    reviewed: Reviewed | None
    lines: list[Line]
    """The lines around the quote, where no picture of its page can be drawn."""
    picture: str
    """Path of the picture in the dossier; empty where there is none."""
    comment: str = ""
    """What the maker of the dossier says of it."""


class PageText(Struct, frozen=True, kw_only=True):
    """The text of one quoted page as it was read, masked stretches covered in their length."""

    digest: Digest
    page: int
    label: str
    read_by: str
    confinement: int
    text: str
    boxes: bytes
    """Packed box of every character; empty without positions."""
    masked: list[Hidden]


class Quoted(Struct, frozen=True, kw_only=True):
    """A document that is quoted, or that contained one."""

    digest: Digest
    blake2b: str
    size: int
    media_type: str
    paths: list[str]
    """Masked."""
    quoted: bool
    """False for archives and mails that quoted documents came out of."""
    included: bool
    """Whether its bytes are in the dossier."""
    entries: list[int]
    """Sequence numbers of its entries in custody."""


class Shown(Struct, frozen=True, kw_only=True):
    """One entry of custody, and what leads from it to the checkpoint's root."""

    index: int
    line: str
    """The entry's bytes, in base64: a shell can hash them then."""
    path: list[str]
    """Hashes in hex, from the leaf upwards."""


class Proof(Struct, frozen=True, kw_only=True):
    """What custody shows about the documents."""

    entries: list[Shown]
    checkpoint: bytes
    """The envelope's file."""
    size: int
    root: str
    at: str
    public: bytes
    """Raw key of the signer."""
    timestamps: dict[str, bytes]
    """By name: tokens (`.tsr`) and the certificates that go with them (`.pem`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """All of it."""

    case: str
    """The case's id; its name stays in the case."""
    title: str
    findings: tuple[Finding, ...]
    pages: tuple[PageText, ...]
    documents: tuple[Quoted, ...]
    pictures: dict[str, bytes]
    """PNG by path in the dossier."""
    proof: Proof
    with_originals: bool
    redacted: str
    """What was taken out of a dossier that this one was made from; empty where nothing was."""
    open: Callable[[Digest], BinaryIO]
    """Opens the bytes of an included document."""
    foreword: str = ""
    """What the maker of the dossier says before the findings."""
    by: str = ""
    """Who made it, as custody names them."""
