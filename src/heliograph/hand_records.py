"""What is done by hand: words put right, claims that a person adds, claims that are handed out."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NewType

from heliograph.records import Action, CapabilityId, ClaimId, Digest, Record, Stance, Strength

CorrectionId = NewType("CorrectionId", str)
PacketId = NewType("PacketId", str)

PERSON: Final = "person"
"""Who judged an added claim, and the kind of its first reason."""


class Correction(Record, kw_only=True):
    """What a person says that a misread word is. Both readings are kept."""

    id: CorrectionId
    entry: int
    """Its entry in custody: a later one that touches the same words stands above it."""
    digest: Digest
    page: int
    begins: int
    ends: int
    """Of the words, in the text of the page as it was read when this was said."""
    words: str
    """As they were read."""
    instead: str
    before: str
    """What stands before them there, to find the words again where the page is read anew."""
    after: str
    by: str
    """Who, as they name themselves."""
    at: datetime
    note: str = ""
    withdrawn_by: str = ""
    withdrawn_at: datetime | None = None


class Packet(Record, kw_only=True):
    """So many claims as somebody reviews in so many minutes: chosen once, then fixed."""

    id: PacketId
    number: int
    """From 1, for people to call it by."""
    name: str
    """For whom, or what for."""
    query: str
    """What the queue was narrowed to, as an address spells it."""
    minutes: int
    claims: tuple[ClaimId, ...]
    """In the order in which they are gone through."""
    by: str
    at: datetime


class Addition(Record, kw_only=True):
    """Words of a page that a person marked as a claim, and what they say it claims."""

    id: ClaimId
    """The claim's own: it stays the same when the page is read or judged anew."""
    digest: Digest
    page: int
    begins: int
    ends: int
    """In the text of the page as it stood."""
    quote: str
    before: str
    """What stands before the quote there, to find it again where the page is read anew."""
    after: str
    capability: CapabilityId
    stance: Stance
    strength: Strength
    action: Action
    group_words: str | None = None
    """The group named, as written; SQL reserves the shorter word."""
    language: str
    by: str
    """Who, as they name themselves."""
    at: datetime
    note: str = ""
    withdrawn_by: str = ""
    withdrawn_at: datetime | None = None
