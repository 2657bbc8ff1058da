"""Where else a claim's words stand: the same, nearly the same, and in other versions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, Literal

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from rapidfuzz.distance import Levenshtein

from heliograph.language.quoting import spans_of
from heliograph.records import ClaimId, Digest
from heliograph.stages.recur import ALIKE
from heliograph.store.rows import Rows
from heliograph.versions.chains import Chain, chains
from heliograph.versions.telling import Side, told
from heliograph.views import (
    ChangeKind,
    ChangeView,
    ClaimChange,
    ClaimView,
    DocumentRef,
    QuoteView,
)

AT_A_TIME: Final = 4_096
"""Sketches that are compared at once, of half a kilobyte each."""

MOST_PLACES: Final = 50
MOST_CANDIDATES: Final = 24
"""Documents that are looked at as perhaps being versions: each is read whole to tell."""

MOST_VERSIONS: Final = 6
"""Versions that the claim's document is compared with, the nearest in time."""

_TOKEN: Final = re.compile(r"[a-zA-Z0-9]+|[^\W\d_]+?|\s+|.", re.DOTALL)

BY_CAPTURE: Final = "the capture"

Relation = Literal["earlier", "later"]


class Alike(Struct, frozen=True, kw_only=True):
    """A claim in the same words, or nearly."""

    claim: ClaimView
    likeness: float
    """1 for the same words; else the share of what they have in common, estimated."""


class Piece(Struct, frozen=True, kw_only=True):
    """A stretch of a quote, and whether the other version has it otherwise."""

    words: str
    differs: bool


class AtVersion(Struct, frozen=True, kw_only=True):
    """What another version says at the place of a claim."""

    document: DocumentRef
    relation: Relation
    """Of the other version, to the claim's."""
    kind: ChangeKind | Literal["same", "not-told"]
    """`not-told`: the words are not there, and it cannot be told what stands in their place."""
    claim: ClaimChange
    here: list[Piece]
    there: list[Piece]
    """Empty where nothing stands there."""
    page: int | None
    """On which it stands there."""
    ordered_by: str
    """What says which is the earlier."""
    because: tuple[str, ...]
    """What makes the two versions of one."""


class Elsewhere(Struct, frozen=True, kw_only=True):
    """Where else a claim's words stand."""

    claim: ClaimView
    alike: list[Alike]
    versions: list[AtVersion]


def elsewhere(rows: Rows, claim_id: str) -> Elsewhere:
    """Look for the words of a claim in all other claims and in versions of its document.

    Raises `NothingThere`.
    """
    claim = next(rows.claim_views(claim_id=claim_id))
    alike = list(_alike(rows, claim))
    digests = [one.claim.document.digest for one in alike]
    return Elsewhere(claim=claim, alike=alike, versions=list(_versions(rows, claim, digests)))


def _alike(rows: Rows, claim: ClaimView) -> Iterator[Alike]:
    """Yield the claims of which the passage is nearly the same, the likest first."""
    mine = rows.fingerprint_of(ClaimId(claim.id))
    if mine is None:
        return
    shares = {one: 1.0 for one in rows.claims_with_words(mine.exact)}
    if mine.sketch:
        wanted, sketches = np.frombuffer(mine.sketch, dtype="<u4"), rows.sketches()
        while some := list(islice(sketches, AT_A_TIME)):
            held = np.frombuffer(b"".join(sketch for _, sketch in some), dtype="<u4")
            likeness = (held.reshape(-1, len(wanted)) == wanted).mean(axis=1)
            for at in np.flatnonzero(likeness >= ALIKE):
                shares.setdefault(some[int(at)][0], min(float(likeness[at]), 0.99))
    shares.pop(ClaimId(claim.id), None)
    likest = sorted(shares.items(), key=lambda one: (-one[1], one[0]))
    for other, share in likest[:MOST_PLACES]:
        view = next(rows.claim_views(claim_id=other))
        yield Alike(claim=view, likeness=round(share, 2))


def _versions(rows: Rows, claim: ClaimView, alike: Iterable[Digest]) -> Iterator[AtVersion]:
    mine = claim.document.digest
    chain = _chain_of(rows, claim, [*rows.perhaps_versions(mine, MOST_CANDIDATES), *alike])
    if chain is None:
        return
    at = next(place for place, one in enumerate(chain.documents) if one.digest == mine)
    own = Side(rows, chain.documents[at])
    places = sorted(range(len(chain.documents)), key=lambda place: abs(place - at))
    for place in sorted(places[1 : MOST_VERSIONS + 1]):
        relation: Relation = "earlier" if place < at else "later"
        other = Side(rows, chain.documents[place])
        yield _at_place(rows, claim, (own, other), relation, chain)


def _chain_of(rows: Rows, claim: ClaimView, perhaps: Iterable[Digest]) -> Chain | None:
    """Find the versions of a claim's document; what was kept of one path is one, whatever else."""
    mine = claim.document.digest
    names = {*list(dict.fromkeys(perhaps))[:MOST_CANDIDATES], mine}
    for chain in chains(rows, among=names) if len(names) > 1 else ():
        if mine in {one.digest for one in chain.documents}:
            return chain
    at_path = {
        one.digest: one
        for one in rows.documents(path=claim.document.path)
        if one.digest is not None and (found := rows.reading(one.digest)) and found.pages
    }
    if mine not in at_path or len(at_path) == 1:
        return None
    return Chain(
        documents=tuple(at_path.values()), ordered_by=BY_CAPTURE, because=("the same path",)
    )


def _at_place(
    rows: Rows, claim: ClaimView, sides: tuple[Side, Side], relation: Relation, chain: Chain
) -> AtVersion:
    own, other = sides
    changes, _ = told(other, own) if relation == "earlier" else told(own, other)
    same = [Piece(words=claim.quote, differs=False)]
    found = AtVersion(
        document=other.ref,
        relation=relation,
        kind="not-told",
        claim="",
        here=same,
        there=[],
        page=None,
        ordered_by=chain.ordered_by,
        because=chain.because,
    )
    for change in changes:
        mine, others = _sides(change, relation)
        if mine is not None and _touches(mine, claim):
            here, there = marked(mine.quote, others.quote if others else "")
            page = others.page if others else None
            kind, what = change.kind, change.claim
            return replace(found, kind=kind, claim=what, here=here, there=there, page=page)
    for one in rows.pages(other.ref.digest):
        if next(spans_of(one.text, claim.quote), None) is not None:
            return replace(found, kind="same", there=same, page=one.number)
    return found


def _sides(change: ChangeView, relation: Relation) -> tuple[QuoteView | None, QuoteView | None]:
    """Give what the change says of the claim's document, and of the other."""
    pair = change.before, change.after
    return pair if relation == "later" else (pair[1], pair[0])


def _touches(quote: QuoteView, claim: ClaimView) -> bool:
    return quote.page == claim.page and quote.start < claim.end and claim.start < quote.end


def marked(mine: str, others: str) -> tuple[list[Piece], list[Piece]]:
    """Cut two quotes into what they have in common and what they have not."""
    left, right = _TOKEN.findall(mine), _TOKEN.findall(others)
    here, there = list[tuple[str, bool]](), list[tuple[str, bool]]()
    for step in Levenshtein.opcodes(left, right):
        differs = step.tag != "equal"
        here.append(("".join(left[step.src_start : step.src_end]), differs))
        there.append(("".join(right[step.dest_start : step.dest_end]), differs))
    return _pieces(here), _pieces(there)


def _pieces(stretches: Sequence[tuple[str, bool]]) -> list[Piece]:
    made: list[Piece] = []
    for words, differs in stretches:
        if words and made and made[-1].differs == differs:
            made[-1] = Piece(words=made[-1].words + words, differs=differs)
        elif words:
            made.append(Piece(words=words, differs=differs))
    return made
