"""Claims and pages of one document, and watches → findings: which question is answered where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import datetime

from msgspec import Struct

from heliograph.codec import digest_of, id_of
from heliograph.language.folding import fold
from heliograph.records import Claim, PageId, SourceId
from heliograph.watch_records import Change, Finding, FindingId, Place, Watch

Answer = tuple[Finding, Place]


class Asking(Struct, frozen=True, kw_only=True):
    """One document, as watches look at it."""

    claims: Sequence[tuple[Claim, str]]
    """Each with its quote."""
    pages: Mapping[PageId, str]
    """The texts of the pages that answer some query."""
    entities: Set[str]
    """Ids of whom it names."""
    sources: Set[SourceId]
    """Where it stands."""
    at: datetime


def findings(watch: Watch, asking: Asking, pages: Set[str]) -> Iterator[Answer]:
    """Yield what of a document answers a watch. `pages` are those that its query finds.

    A watch that asks for nothing of a claim is answered by pages; else by claims, on those pages
    if it has a query.
    """
    if watch.changes or not _is_theirs(watch, asking):
        return
    if _asks_claims(watch):
        for claim, quote in asking.claims:
            if _fits(watch, claim) and (not watch.query or claim.page_id in pages):
                key = digest_of(f"{claim.capability} {claim.stance} {_as_said(quote)}".encode())
                yield _found(watch, key, quote, "claim", claim.id, asking.at)
    elif watch.query:
        for page_id in sorted(pages & asking.pages.keys()):
            text = asking.pages[PageId(page_id)]
            key = digest_of(_as_said(text).encode())
            yield _found(watch, key, "", "page", page_id, asking.at)


def finding_of_change(watch: Watch, change: Change) -> Answer | None:
    """Say whether a change answers a watch."""
    is_asked = change.kind in watch.changes
    if not is_asked or (watch.sources and change.source_id not in watch.sources):
        return None
    return _found(watch, change.id, change.detail, "change", change.id, change.at)


def _asks_claims(watch: Watch) -> bool:
    return bool(
        watch.capabilities or watch.stances or watch.least_strength or watch.least_score
    ) or not (watch.query or watch.entities)


def _is_theirs(watch: Watch, asking: Asking) -> bool:
    named = not watch.entities or bool(asking.entities & set(watch.entities))
    return named and (not watch.sources or bool(asking.sources & set(watch.sources)))


def _fits(watch: Watch, claim: Claim) -> bool:
    return (
        (not watch.capabilities or claim.capability in watch.capabilities)
        and (not watch.stances or claim.stance in watch.stances)
        and (watch.least_strength is None or claim.strength >= watch.least_strength)
        and claim.score >= watch.least_score
    )


def _as_said(words: str) -> str:
    """What makes two copies the same: the letters, whatever the width, script and layout."""
    return "".join(ch for ch in fold(words).text if ch.isalnum())


def _found(watch: Watch, key: str, quote: str, kind: str, about: str, at: datetime) -> Answer:
    finding = Finding(
        id=FindingId(id_of("finding", watch.id, key)),
        watch_id=watch.id,
        key=key,
        found_at=at,
        quote=quote,
    )
    match kind:
        case "claim":
            return finding, Place(finding_id=finding.id, kind="claim", about=about, at=at)
        case "page":
            return finding, Place(finding_id=finding.id, kind="page", about=about, at=at)
    return finding, Place(finding_id=finding.id, kind="change", about=about, at=at)
