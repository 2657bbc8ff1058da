"""One look at one link, and what is known of it: what it says, what it said, what was told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Final

from heliograph.codec import moment
from heliograph.pipeline.collecting.links import lasting
from heliograph.pipeline.sources.following import leads, led_to, read_document
from heliograph.pipeline.sources.stock import PLACES
from heliograph.pipeline.tools import Tools
from heliograph.records import Digest, Document, Source
from heliograph.versions.barriers import barrier_of, sent_home
from heliograph.versions.said import Said, digest_of_said, said
from heliograph.watch_records import (
    Change,
    ChangeKind,
    Link,
    Observation,
    ObservationId,
    Schedule,
)

SETTLED: Final = timedelta(days=3)
"""After which going back to a former state is a change of its own."""
UNSTEADY: Final = timedelta(days=14)
"""What was told of a link in this time is counted, so that what comes and goes is told twice."""
UNSEEN: Final = timedelta(days=1)
"""For so long an absence is not told while addresses that were just found were not looked at."""
_TRIED_ENOUGH: Final = 2
"""Looks without an answer, after which an address is waited for no more."""
_WORDS_ENOUGH: Final = 2
"""Passages from which the same words are the same document."""
_MOST_PAGES: Final = 2_000
_FIRST_PAGES: Final = 3
_WEB_PAGES: Final = frozenset({"text/html", "application/xml", "application/json"})
"""Read for their words alone; of anything else, other bytes are a change, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A look at a link, and what it showed."""

    source: Source
    schedule: Schedule
    link: Link
    look: Observation
    """The look that is judged."""
    showed: Observation
    """The look whose document is judged: an earlier one, where this one met the same."""
    tools: Tools

    @property
    def leads(self) -> bool:
        """Whether it is a list, whose words change with all that appears on it."""
        return leads(self.source, self.schedule, self.link)

    def document(self) -> Document | None:
        """What the look showed."""
        return read_document(self.showed, self.tools)

    def says(self) -> Said:
        """What it says now."""
        return self._said(self.showed)

    def said(self) -> Said:
        """What the link was last taken to say; nothing where it never said anything."""
        base = self.observed(self.link.base)
        return frozenset() if base is None else self._said(base)

    def said_pending(self) -> Said | None:
        """What the look said that is to be confirmed."""
        pending = self.observed(self.link.pending)
        return None if pending is None else self._said(pending)

    def observed(self, observation_id: ObservationId | None) -> Observation | None:
        """Fetch another look."""
        return None if observation_id is None else self.tools.rows.observation(observation_id)

    @property
    def is_place(self) -> bool:
        """Whether it is a folder or repository itself, which holds no words."""
        return self.source.kind in PLACES and not self.link.found_on

    def is_file(self) -> bool:
        """Whether it is kept for its bytes, and not for its words alone."""
        if self.source.kind in PLACES:
            return True
        document = self.document()
        reading = self.tools.rows.reading(document.digest) if document and document.digest else None
        return reading is not None and reading.media_type not in _WEB_PAGES

    def has_other_bytes(self) -> bool:
        """Whether its bytes are others than those of the look it is held against."""
        base = self.observed(self.link.base)
        return base is not None and base.body != self.showed.body

    def barrier(self) -> ChangeKind | None:
        """What stands in the place of the page, if anything does."""
        document = self.document()
        if self.source.kind in PLACES:
            return None
        if document is None or document.digest is None:
            return "emptied" if self.link.base is not None else None
        if self.leads and self.link.base is not None:
            if self._still_leads():
                return None
            return self._page_barrier(document.digest) or "emptied"
        return None if self.is_file() else self._page_barrier(document.digest)

    def leads_as_before(self) -> bool:
        """Whether a list leads to the addresses to which it led when it was last settled."""
        base = self.observed(self.link.base)
        return base is not None and self._addresses(base) == self._addresses(self.showed)

    def flaps(self, digest: Digest) -> bool:
        """Whether this is a state the link had not long ago."""
        recent = moment(self.look.at - SETTLED)
        before = self.link.before
        return any(
            state.endswith(digest) and _left_at(at, before) >= recent
            for at, state in enumerate(before)
        )

    def times_told(self, kind: ChangeKind) -> int:
        """How often this was told of the link lately."""
        return sum(one.link_id == self.link.id for one in self._lately(kind))

    def told_of_source(self, kind: ChangeKind) -> bool:
        """Whether this was told of another link of the source, and holds: a site that shuts its
        door shuts it for all its pages, which is one thing to tell.
        """
        told = {one.link_id for one in self._lately(kind)}
        return any(
            one.state == "gone" and one.absent == kind and one.id in told
            for one in self.tools.rows.links(self.source.id)
            if one.id != self.link.id
        )

    def same_bytes_at(self) -> str:
        """Where the same bytes stood before, if they did."""
        document = self.document()
        if document is None or document.digest is None:
            return ""
        for other in self.tools.rows.documents(digest=document.digest):
            if other.id != document.id:
                return other.path
        return ""

    def same_words_at(self) -> str:
        """At which other address of the source the same was said last, dates and the like apart."""
        now = self.says()
        if len(now) < _WORDS_ENOUGH:
            return ""
        digest = digest_of_said(now)
        return next((one.url for one in self._others() if _says(one, digest)), "")

    def moved_to(self) -> str:
        """A younger address of the source that holds the bytes or the words that were here."""
        base = self.observed(self.link.base)
        if base is None or base.body is None:
            return ""
        words = digest_of_said(self.said()) if len(self.said()) >= _WORDS_ENOUGH else None
        for other in self._others():
            is_younger = other.state == "there" and other.found_at > self.link.found_at
            if is_younger and (other.digest == base.body or _says(other, words)):
                return other.url
        return ""

    def may_be_elsewhere(self) -> bool:
        """Whether the source led to addresses of late that were not looked at yet: what is gone
        here may stand at one of them.
        """
        return any(
            one.looked_at is None
            and one.unanswered < _TRIED_ENOUGH
            and self.look.at - one.found_at < UNSEEN
            for one in self._others()
        )

    def lists(self) -> list[Link]:
        """The other links of the source that lead on."""
        return [one for one in self._others() if leads(self.source, self.schedule, one)]

    def _others(self) -> list[Link]:
        return [one for one in self.tools.rows.links(self.source.id) if one.id != self.link.id]

    def _lately(self, kind: ChangeKind) -> list[Change]:
        since = self.look.at - UNSTEADY
        changes = self.tools.rows.changes(since=since, source_id=self.source.id)
        return [one for one in changes if one.kind == kind]

    def _said(self, look: Observation) -> Said:
        document = read_document(look, self.tools)
        if document is None or document.digest is None:
            return frozenset()
        leaves = islice(self.tools.rows.leaves(document.digest), _MOST_PAGES)
        return said(leaves, whole=self.leads)

    def _page_barrier(self, digest: Digest) -> ChangeKind | None:
        reading = self.tools.rows.reading(digest)
        pages = islice(self.tools.rows.pages(digest), _FIRST_PAGES)
        return barrier_of(
            "\n".join(page.text for page in pages),
            reading.title if reading else "",
            self.look.led_to,
            self.said(),
            self.says(),
            is_home=sent_home(self.link.url, self.look.led_to, self.source.location),
        )

    def _addresses(self, look: Observation) -> set[str]:
        return set(map(lasting, led_to(self.source, self.schedule, look, self.tools)))

    def _still_leads(self) -> bool:
        return bool(led_to(self.source, self.schedule, self.showed, self.tools)) or not any(
            one.found_on for one in self.tools.rows.links(self.source.id)
        )


def _says(link: Link, digest: Digest | None) -> bool:
    return digest is not None and bool(link.before) and link.before[0].endswith(digest)


def _left_at(at: int, before: Sequence[str]) -> str:
    """When a former state ended: when the one after it began; the newest has not."""
    return before[at - 1].partition(" ")[0] if at else "9999"
