"""The nouns of watching, in the order in which they come about: what is looked at, seen, told.

schedule → link → observation → change, and watch → finding → alert.

As in `records`: times are aware and in UTC, digests carry their algorithm, ids come from content.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NewType

from msgspec import Struct

from heliograph.records import (
    CapabilityId,
    Digest,
    Record,
    SourceId,
    Stance,
    Strength,
)

LinkId = NewType("LinkId", str)
ObservationId = NewType("ObservationId", str)
ChangeId = NewType("ChangeId", str)
WatchId = NewType("WatchId", str)
FindingId = NewType("FindingId", str)
DecisionId = NewType("DecisionId", str)
AlertId = NewType("AlertId", str)

Seen = Literal[
    "whole", "same", "gone", "moved", "blocked", "login", "captcha", "emptied", "busy", "cut",
    "forbidden", "unreachable",
]  # fmt: skip
"""What a look at a link met. `same`: the server said so, or the bytes are the last ones.
`forbidden`: its host's rules; nothing was asked. `unreachable`: no whole answer came."""

LinkState = Literal["new", "there", "missing", "gone", "quiet"]
"""`missing`: not there at the last look, to be confirmed; `gone`: confirmed; `quiet`: no answer."""

ChangeKind = Literal[
    "appeared", "replaced", "changed", "reissued", "clause-gone", "gone", "moved", "blocked",
    "login", "captcha", "emptied", "back",
]  # fmt: skip
"""`replaced`: other bytes of a file at the same address; `changed`: other words on a page;
`reissued`: the same bytes or nearly the same words at another address."""

FindingState = Literal["new", "seen", "accepted", "rejected", "escalated"]
AlertState = Literal["waiting", "sent", "given-up"]
AlertKind = Literal["findings", "digest", "health", "test"]
"""`health`: about the watching itself, such as a source that fell silent."""


class Schedule(Record, kw_only=True):
    """How often a source is looked at, and how it is reached."""

    source_id: SourceId
    every_s: int = 86_400
    jitter: float = 0.1
    """Share of `every_s` by which a look may be late, so that looks are not told by their hour."""
    by_frequency: bool = False
    """Whether `every_s` follows how often something new came: between an hour and a week."""
    hours: tuple[int, int] | None = None
    """Hours of the day, UTC, between which to look; None: at any."""
    expected_s: int | None = None
    """When nothing new for so long is suspicious; None: learnt from what came so far."""
    paused: bool = False
    follow: str = ""
    """Regular expression (RE2's syntax) that the addresses of documents match; empty: all that
    stand under the listing's own host and are documents."""
    next_pages: int = 0
    """How many further pages of a listing are looked at."""
    items: str = ""
    """Where the addresses stand in a JSON answer: a JSON Pointer with `*` for every element."""
    proxy: str = ""
    agent: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    cookies: str = ""
    """Name of a file in the case folder, in the format of Netscape."""
    allowed: tuple[str, ...] = ()
    """Hosts that may be reached although they are not public."""
    heed_robots: bool = True


class Link(Record, kw_only=True):
    """An address that a source leads to, and how it stood when it was last looked at."""

    id: LinkId
    source_id: SourceId
    url: str
    found_on: str = ""
    """The address on which it was found; empty for the source's own."""
    words: str = ""
    """The words of the link."""
    found_at: datetime
    state: LinkState = "new"
    looked_at: datetime | None = None
    """When an answer last came."""
    next_look_at: datetime
    unanswered: int = 0
    """Looks in a row that got no whole answer."""
    etag: str = ""
    modified: str = ""
    digest: Digest | None = None
    """Of the last whole body, as it came over the wire."""
    refused: Digest | None = None
    """The same of the last answer that said no, so that it is not kept again and again."""
    is_first: bool = False
    """Found when the page that leads to it was first read: it stood there before us."""
    shown: ObservationId | None = None
    """The last look that brought a body: what a look at the same bytes shows again."""
    base: ObservationId | None = None
    """The look that is taken for what it says."""
    pending: ObservationId | None = None
    """A look that says something else, to be confirmed."""
    absent: str = ""
    """In which way it is missing or gone."""
    before: tuple[str, ...] = ()
    """When each of the last several states began, and the digest of what it says, newest first: a
    page that comes back to one of them flaps and has not changed."""


class Manners(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What we hold ourselves to with every host."""

    seconds_between: float = 5.0
    """From the end of one answer to the next question; a longer wish of the host's counts."""
    requests_a_day: int = 2_000
    longest_wait_seconds: float = 60.0
    """What is waited for before a request; what takes longer is put off to a later check."""
    longest_pause_hours: float = 24.0
    """However long a host asks us to stay away, we look again after this."""


class Host(Record, kw_only=True):
    """What is remembered of a host, so that a restart does not make us forget our manners."""

    origin: str
    """Scheme, host and port."""
    not_before: datetime | None = None
    failures: int = 0
    """Answers in a row that said no, or did not come."""
    day: str = ""
    asked: int = 0
    """Requests on that day."""
    robots: str | None = None
    """Its rules as they stand; None where they could not be had, which forbids."""
    robots_at: datetime | None = None


class Observation(Record, kw_only=True):
    """One look at one link: what was asked, what came, and where it is kept."""

    id: ObservationId
    source_id: SourceId
    link_id: LinkId
    url: str
    at: datetime
    seen: Seen
    status: int = 0
    detail: str = ""
    led_to: str = ""
    """The address that answered, where it is another one."""
    archive: Digest | None = None
    """The blob that holds the exchange as a web archive; None where nothing was received."""
    body: Digest | None = None
    """Of the last answer's body as it came; the file inside the archive has it too."""


class Change(Record, kw_only=True):
    """What is different from before at one link, confirmed where it is an absence."""

    id: ChangeId
    source_id: SourceId
    link_id: LinkId
    kind: ChangeKind
    at: datetime
    before: ObservationId | None = None
    after: ObservationId | None = None
    detail: str = ""
    """In a sentence: which rows, which clause, to where."""


class Watch(Record, kw_only=True):
    """A question that stays asked. A claim or page answers it when every part that is set fits."""

    id: WatchId
    number: int
    """Rises with each watch that is made: a document remembers up to which it was asked."""
    name: str
    query: str = ""
    """In the words of `heliograph search`."""
    capabilities: tuple[CapabilityId, ...] = ()
    stances: tuple[Stance, ...] = ()
    least_strength: Strength | None = None
    least_score: float = 0.0
    entities: tuple[str, ...] = ()
    """Ids of organisations or products that the page must name."""
    sources: tuple[SourceId, ...] = ()
    changes: tuple[ChangeKind, ...] = ()
    channels: tuple[str, ...] = ()
    """Names of the channels that tell of it."""
    digest: Literal["", "daily", "weekly"] = ""
    """Told at once, or gathered."""
    made_at: datetime
    ended_at: datetime | None = None


class Cursor(Record, kw_only=True):
    """Up to which watch a document was asked, and as what it was read then."""

    digest: Digest
    """Of the document; of a change, its id."""
    number: int
    steps: str
    """The steps that had been done on it: read or judged anew, it is asked anew."""


class Place(Record, kw_only=True):
    """Where a finding stands: the same claim in ten copies is one finding with ten places."""

    finding_id: FindingId
    kind: Literal["claim", "page", "change"]
    about: str
    """Id of the claim, page or change."""
    at: datetime


class Finding(Record, kw_only=True):
    """A claim, page or change that answers a watch, as a piece of work for a person."""

    id: FindingId
    watch_id: WatchId
    key: str
    """What makes two answers the same: the claim's capability, stance and words as folded, a
    page's words, or a change."""
    found_at: datetime
    state: FindingState = "new"
    quote: str = ""
    told: bool = False
    """Whether the alerts that tell of it are made: they are made together with this, or not."""


class Decision(Record, kw_only=True):
    """What a person says became of a finding: never erased, a later one stands above it."""

    id: DecisionId
    finding_id: FindingId
    state: FindingState
    by: str
    at: datetime
    note: str = ""


class Alert(Record, kw_only=True):
    """One delivery of findings by one channel; kept until it is known to have been taken."""

    id: AlertId
    """Also the key by which a receiver can tell that it was sent a second time."""
    channel: str
    kind: AlertKind = "findings"
    findings: tuple[FindingId, ...] = ()
    words: str = ""
    """What it says beside its findings: of a digest and of health, as it stood when it was made."""
    made_at: datetime
    state: AlertState = "waiting"
    attempts: int = 0
    next_at: datetime
    proof: str = ""
    """What the receiver said when it took it."""
    failed: str = ""
    """What went wrong at the last attempt."""
