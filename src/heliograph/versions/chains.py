"""Documents of a case → chains of versions, oldest first."""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from rapidfuzz import fuzz

from heliograph.records import Digest, Document, Leaf
from heliograph.store.rows import Rows
from heliograph.versions.dates import HEAD, Ages, oldest_first
from heliograph.versions.likeness import Likeness
from heliograph.versions.units import type_names
from heliograph.versions.words import key_of, same_language

TYPES_ALIKE: Final = 0.5
"""Share of all type names that two interfaces have in common, to be versions of one."""

TITLED_ALIKE: Final = 0.2
"""Likeness from which documents of one title are versions: a title alone may be `Introduction`."""

ENTITLED_ALIKE: Final = 80.0
"""Likeness, of 100, from which two titles are one, with a word more or less."""

_FEWEST_NAMED: Final = 2
"""Members from which a type tells anything."""

_SHORTEST_TITLE: Final = 3
_ADDRESSES: Final = frozenset({"canonical", "og:url", "url", "address"})
_NUMBERS: Final = re.compile(r"[vV]?\d[\d.\-_/年月日]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Versions of one document, oldest first."""

    documents: tuple[Document, ...]
    ordered_by: str
    because: tuple[str, ...]
    """What makes them versions of each other."""


@dataclass(slots=True, kw_only=True)
class _Known:
    """What is known of one document to tell its versions by."""

    document: Document
    ages: Ages
    language: str
    titles: frozenset[str]
    """What it is called, as it is compared; at most one, none where that says too little."""
    addresses: frozenset[str]
    types: set[str] = field(default_factory=set)


def chains(rows: Rows, *, among: Collection[Digest] | None = None) -> list[Chain]:
    """Find the chains of a case, or of some of its documents.

    The same bytes at several paths are one version.
    """
    likeness: Likeness[Digest] = Likeness()
    known: dict[Digest, _Known] = {}
    for document in list(rows.documents()):
        if document.digest is None or document.digest in known:
            continue
        if among is not None and document.digest not in among:
            continue
        found = _known(rows, document, document.digest, likeness)
        if found is not None:
            known[document.digest] = found
    sets = _Sets(known)
    for one, other, why in _versions(known, likeness):
        sets.join(one, other, why)
    return [_chain([known[digest] for digest in some], why) for some, why in sets.found()]


def _known(
    rows: Rows, document: Document, digest: Digest, likeness: Likeness[Digest]
) -> _Known | None:
    leaves = rows.leaves(digest)
    text = "\n".join(leaf.page.text for leaf in leaves)
    if not text.strip():
        return None
    likeness.add(digest, text)
    reading = rows.reading(digest)
    passages = [passage for leaf in leaves for passage in leaf.passages]
    title = (reading.title if reading else "") or _first_heading(leaves)
    notes = rows.notes(digest)
    return _Known(
        document=document,
        ages=Ages(document, title=title, head=text[:HEAD], notes=notes),
        language=_most(passage.language for passage in passages if passage.main),
        titles=frozenset(filter(None, [_title_key(title)])),
        addresses=frozenset(_address(note.value) for note in notes if note.key in _ADDRESSES),
        types={
            name
            for passage in passages
            if passage.role in ("entry", "field") and passage.siblings >= _FEWEST_NAMED
            for name in type_names(passage.container)
        },
    )


def _first_heading(leaves: Sequence[Leaf]) -> str:
    headings = (
        leaf.words(passage)
        for leaf in leaves[:1]
        for passage in leaf.passages
        if passage.role == "heading"
    )
    return next(headings, "")


def _most(values: Iterable[str]) -> str:
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return max(counts, key=lambda one: (counts[one], one)) if counts else ""


def _title_key(title: str) -> str:
    key = key_of(_NUMBERS.sub(" ", title))
    return key if len(key) >= _SHORTEST_TITLE else ""


def _address(url: str) -> str:
    """Give what of an address names the page: not how it is fetched, nor which place in it."""
    parts = urlsplit(url.strip())
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}"


def _versions(
    known: dict[Digest, _Known], likeness: Likeness[Digest]
) -> Iterator[tuple[Digest, Digest, str]]:
    """Yield pairs that are versions of each other, and why."""
    for one, other, _ in likeness.pairs():
        if _may_be_versions(known[one], known[other]):
            yield one, other, "nearly the same text"
    for one, other in _sharing({digest: each.addresses for digest, each in known.items()}):
        yield one, other, "the same address"
    for one, other in _sharing({digest: each.titles for digest, each in known.items()}):
        if likeness.between(one, other) >= TITLED_ALIKE:
            yield one, other, "the same title"
    for one, other in _sharing({digest: frozenset(each.types) for digest, each in known.items()}):
        mine, others = known[one].types, known[other].types
        if len(mine & others) >= TYPES_ALIKE * len(mine | others):
            yield one, other, "the same types"


def _may_be_versions(one: _Known, other: _Known) -> bool:
    """Whether nothing in language or title speaks against it: pages of one template are alike."""
    if not same_language(one.language, other.language):
        return False
    pairs = [(mine, others) for mine in one.titles for others in other.titles]
    return not pairs or any(
        mine in others or others in mine or fuzz.ratio(mine, others) >= ENTITLED_ALIKE
        for mine, others in pairs
    )


def _sharing(
    marks: dict[Digest, frozenset[str]],
) -> Iterator[tuple[Digest, Digest]]:
    """Yield each pair of documents that have a mark in common, once."""
    holders: dict[Hashable, list[Digest]] = {}
    for digest, some in marks.items():
        for mark in some:
            holders.setdefault(mark, []).append(digest)
    seen: set[tuple[Digest, Digest]] = set()
    for some_digests in holders.values():
        for place, one in enumerate(some_digests):
            for other in some_digests[place + 1 :]:
                if (one, other) not in seen:
                    seen.add((one, other))
                    yield one, other


class _Sets:
    """Documents joined into sets, in the order in which they were kept."""

    def __init__(self, digests: Iterable[Digest]) -> None:
        self._set_of = {digest: [digest] for digest in digests}
        self._place = {digest: place for place, digest in enumerate(self._set_of)}
        self._why: dict[Digest, set[str]] = {digest: set() for digest in self._set_of}

    def join(self, one: Digest, other: Digest, why: str) -> None:
        """Put two documents into one set."""
        self._why[one].add(why)
        mine, others = self._set_of[one], self._set_of[other]
        if mine is others:
            return
        mine.extend(others)
        for digest in others:
            self._set_of[digest] = mine

    def found(self) -> Iterator[tuple[list[Digest], tuple[str, ...]]]:
        """Yield the sets of two and more, with why."""
        for digest, some in self._set_of.items():
            ordered = sorted(some, key=self._place.__getitem__)
            if len(some) > 1 and digest == ordered[0]:
                yield ordered, tuple(sorted({why for each in some for why in self._why[each]}))


def _chain(some: list[_Known], because: tuple[str, ...]) -> Chain:
    order, by = oldest_first([one.ages for one in some])
    return Chain(
        documents=tuple(some[place].document for place in order), ordered_by=by, because=because
    )
