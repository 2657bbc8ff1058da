"""Claims and pages of one document, and watches → findings: which question is answered where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import datetime
from typing import Final

from msgspec import Struct, field

from heliograph.codec import digest_of, id_of
from heliograph.language.folding import fold
from heliograph.records import Claim, PageId, SourceId
from heliograph.watch_records import Change, Finding, FindingId, Place, Watch

Answer = tuple[Finding, Place]

_ANY: Final = ""
"""Stands for every capability."""


class Asking(Struct, frozen=True, kw_only=True):
    """One document, as watches look at it."""

    claims: Sequence[tuple[Claim, str]]
    """Each with its quote."""
    pages: Mapping[PageId, str]
    """The texts of the pages that answer some query."""
    entities: Mapping[str, Set[PageId]]
    """Ids of whom it names, each with the pages that do."""
    sources: Set[SourceId]
    """Where it stands."""
    at: datetime
    keys: dict[str, str] = field(default_factory=dict)
    """Of each claim and page, once it was asked for, what makes two answers the same."""


class Watches:
    """Many watches, so laid out that a document meets only those that it may answer."""

    def __init__(self, watches: Sequence[Watch]) -> None:
        """Lay them out: by query, else by capability, else by whom they ask for."""
        self._by_query: defaultdict[str, list[Watch]] = defaultdict(list)
        self._by_capability: defaultdict[str, list[Watch]] = defaultdict(list)
        self._by_entity: defaultdict[str, list[Watch]] = defaultdict(list)
        for watch in watches:
            if watch.changes:
                continue
            if watch.query:
                self._by_query[watch.query].append(watch)
            elif _asks_claims(watch):
                for capability in dict.fromkeys(watch.capabilities or (_ANY,)):
                    self._by_capability[capability].append(watch)
            else:
                for entity in dict.fromkeys(watch.entities):
                    self._by_entity[entity].append(watch)

    def answered(
        self, asking: Asking, found: Mapping[str, Set[str]], above: int = 0
    ) -> Iterator[Answer]:
        """Yield what of a document answers a watch of a number above this one.

        `found` are the queries that some page of it answers, each with the pages, which may be
        other documents' as well.
        """
        for watch, pages in self._met(asking, found):
            if watch.number > above:
                yield from findings(watch, asking, pages)

    def _met(
        self, asking: Asking, found: Mapping[str, Set[str]]
    ) -> Iterator[tuple[Watch, Set[str]]]:
        """Yield each watch that the document may answer once, with the pages its query finds."""
        for query, pages in found.items():
            yield from ((watch, pages) for watch in self._by_query[query])
        named = dict.fromkeys((_ANY, *(claim.capability for claim, _ in asking.claims)))
        lists = [self._by_capability.get(name, ()) for name in named] if asking.claims else []
        lists += [self._by_entity.get(entity, ()) for entity in asking.entities]
        once = {watch.id: watch for some in lists for watch in some}
        yield from ((watch, frozenset()) for watch in once.values())


def findings(watch: Watch, asking: Asking, pages: Set[str]) -> Iterator[Answer]:
    """Yield what of a document answers a watch. `pages` are those that its query finds.

    A watch that asks for something of a claim is answered by claims, on those pages if it has a
    query; any other by those pages, or, without a query, by the pages that name whom it asks for.
    """
    if watch.changes or not _is_theirs(watch, asking):
        return
    if _asks_claims(watch):
        for claim, quote in asking.claims:
            if _fits(watch, claim) and (not watch.query or claim.page_id in pages):
                key = _key(asking, claim.id, quote, f"{claim.capability} {claim.stance} ")
                yield _found(watch, key, quote, "claim", claim.id, asking.at)
        return
    asked = pages if watch.query else _naming(watch, asking)
    for page_id in sorted(asked & asking.pages.keys()):
        key = _key(asking, page_id, asking.pages[PageId(page_id)])
        yield _found(watch, key, "", "page", page_id, asking.at)


def _naming(watch: Watch, asking: Asking) -> Set[str]:
    named = (asking.entities.get(entity, frozenset()) for entity in watch.entities)
    return {page_id for pages in named for page_id in pages}


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
    named = not watch.entities or bool(asking.entities.keys() & set(watch.entities))
    return named and (not watch.sources or bool(asking.sources & set(watch.sources)))


def _fits(watch: Watch, claim: Claim) -> bool:
    return (
        (not watch.capabilities or claim.capability in watch.capabilities)
        and (not watch.stances or claim.stance in watch.stances)
        and (watch.least_strength is None or claim.strength >= watch.least_strength)
        and claim.score >= watch.least_score
    )


def _key(asking: Asking, about: str, words: str, kind: str = "") -> str:
    key = asking.keys.get(about)
    if key is None:
        key = asking.keys[about] = digest_of(f"{kind}{_as_said(words)}".encode())
    return key


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
