"""Claim → Fingerprint → mark: which claims only repeat a clause that many documents have.

Calls for bids, contracts and laws repeat whole clauses: a price preference, the foot of a licence.
A claim in such a clause says nothing of the document it stands in. It is not taken back: it is
counted with its like and shown once. What decides is nothing but the set of claims, so the order
in which documents came does not matter.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from heliograph.codec import digest_of
from heliograph.language.folding import fold
from heliograph.language.tokens import tokens
from heliograph.records import ClaimId, Container, Digest, Fingerprint
from heliograph.seams import Printed

VERSION: Final = "1"

GENRES: Final = frozenset({"", "other", "tender", "record", "law"})
"""Where clauses are repeated: calls for bids, contracts, laws, and documents of no certain genre.
A vendor who says the same on five pages has said it five times; so has a newspaper."""

ROLES: Final = frozenset({"sentence", "item"})
CONTAINERS: Final = frozenset({"list"})
"""A member of an enum or struct and a row of a table are the thing itself, however often it is
copied."""

SHORTEST: Final = 16
"""Letters and figures below which a passage is a phrase that anybody may write, and no clause."""

ALIKE: Final = 0.7
"""Estimated share of shingles in common from which two passages are one clause. One character in
thirty may differ; with one in ten the share is about a half."""

_SHINGLE: Final = 3
_FEWEST: Final = 20
"""Shingles below which likeness says too little: such passages must be the same in full."""
_PERMUTATIONS: Final = 128
_BANDS: Final = 32
"""Bands of four: at a likeness of 0.7 one pair in six thousand is missed."""
_SEED: Final = 20_260_301

_FIGURES = re.compile(r"\d+")
_SIGNS = re.compile(r"[\W_]+")

SameDocument = Callable[[Collection[Digest]], Mapping[Digest, Digest]]
"""Of some documents, those that are versions of another one, by the one that stands for all."""

Sketch = npt.NDArray[np.uint32]


def fingerprint(
    claim_id: ClaimId, words: str, *, role: str, container: Container | None
) -> Fingerprint:
    """Make the fingerprint of a claim's passage. Figures and what is not a letter do not count."""
    folded = _FIGURES.sub("0", fold(words).text)
    even = _SIGNS.sub("", folded)
    may = role in ROLES and (container is None or container.kind in CONTAINERS)
    counts = may and len(even) >= SHORTEST
    return Fingerprint(
        claim_id=claim_id,
        exact=digest_of(even.encode("utf-8", "surrogatepass")),
        sketch=_sketch(folded) if counts else b"",
        counts=counts,
    )


def _sketch(folded: str) -> bytes:
    found = tokens(folded)
    rows = zip(*(found[at:] for at in range(_SHINGLE)), strict=False)
    shingles = sorted(set(map(" ".join, rows)))
    if len(shingles) < _FEWEST:
        return b""
    made = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    made.update(shingles)
    return np.array(made.digest(), dtype="<u4").tobytes()


def recurring(
    printed: Iterable[Printed], *, least: int, same: SameDocument
) -> dict[ClaimId, tuple[int, str]]:
    """Say of each claim that repeats a clause in how many documents it stands, and which it is.

    `least` is the number of different documents from which it is one. Copies of the same bytes are
    one document, and so are the versions that `same` knows. Claims are of one clause only if they
    say the same: a denial is never one with what it denies.
    """
    clauses = {
        name: some
        for name, some in _clauses([one for one in printed if one.genre in GENRES])
        if len({one.digest for one in some}) >= least
    }
    versions = same(sorted({one.digest for some in clauses.values() for one in some}))
    marks: dict[ClaimId, tuple[int, str]] = {}
    for name, some in clauses.items():
        times = len({versions.get(one.digest, one.digest) for one in some})
        if times >= least:
            marks |= {one.fingerprint.claim_id: (times, name) for one in some}
    return marks


def _clauses(printed: Sequence[Printed]) -> Iterator[tuple[str, list[Printed]]]:
    """Yield the passages that are nearly the same and say the same, by the name of the clause."""
    by_words: defaultdict[tuple[str, str], list[Printed]] = defaultdict(list)
    for one in printed:
        by_words[one.says, one.fingerprint.exact].append(one)
    by_claim: defaultdict[str, list[tuple[str, bytes]]] = defaultdict(list)
    for (says, exact), some in by_words.items():
        by_claim[says].append((exact, some[0].fingerprint.sketch))
    for says, wordings in by_claim.items():
        for alike in _alike(wordings):
            name = digest_of(f"{says}\x1f{min(alike)}".encode("utf-8", "surrogatepass"))
            yield name, [one for exact in alike for one in by_words[says, exact]]


def _alike(wordings: Sequence[tuple[str, bytes]]) -> list[list[str]]:
    """Join wordings that are alike, directly or by way of others."""
    joined = {exact: [exact] for exact, _ in wordings}
    sketched = [(exact, sketch) for exact, sketch in wordings if sketch]
    names = [exact for exact, _ in sketched]
    sketches = np.frombuffer(b"".join(sketch for _, sketch in sketched), dtype="<u4").reshape(
        -1, _PERMUTATIONS
    )
    for bucket in _buckets(sketches):
        for one, other in _near(sketches, bucket):
            mine, others = joined[names[one]], joined[names[other]]
            if mine is not others:
                mine.extend(others)
                for exact in others:
                    joined[exact] = mine
    return list({id(some): some for some in joined.values()}.values())


def _buckets(sketches: Sketch) -> Iterator[tuple[int, ...]]:
    """Yield, once each, the sets of sketches that are the same in some band."""
    width = _PERMUTATIONS // _BANDS
    seen: set[tuple[int, ...]] = set()
    for band in range(_BANDS):
        held: defaultdict[bytes, list[int]] = defaultdict(list)
        for at, part in enumerate(sketches[:, band * width : (band + 1) * width]):
            held[part.tobytes()].append(at)
        for some in held.values():
            bucket = tuple(some)
            if len(bucket) > 1 and bucket not in seen:
                seen.add(bucket)
                yield bucket


def _near(sketches: Sketch, bucket: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of a bucket that are alike enough."""
    some = sketches[list(bucket)]
    for at, one in enumerate(bucket[:-1]):
        share = (some[at + 1 :] == some[at]).mean(axis=1)
        for other in np.flatnonzero(share >= ALIKE):
            yield one, bucket[at + 1 + int(other)]
