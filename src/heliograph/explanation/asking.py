"""Asks the finder about a kept claim, or about words that a person typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from heliograph.codec import digest_of, id_of
from heliograph.explanation.telling import judgement_of
from heliograph.finders.claims import ClaimFinder
from heliograph.judgement_views import ExplanationView, JudgementView
from heliograph.records import Leaf, Opinion, Page, PageId
from heliograph.seams import Segmenter
from heliograph.views import ClaimView

_SAME_SCORE = 0.005


def explain(
    claim: ClaimView,
    leaves: Sequence[Leaf],
    finder: ClaimFinder,
    opinions: Sequence[Opinion] = (),
) -> ExplanationView:
    """Judge a kept claim's passage again, on the kept pages of its document, and say why.

    `opinions` are handed on as they are: they weigh nothing.

    `live` is None where the finder no longer sees a candidate there.
    """
    pages = {leaf.page.id for leaf in leaves if leaf.page.number == claim.page}
    found = next(
        (
            one
            for one in finder.candidates(leaves)
            if one.capability == claim.capability
            and one.passage.page_id in pages
            and (one.passage.start, one.passage.end) == (claim.start, claim.end)
        ),
        None,
    )
    live = judgement_of(finder, found) if found is not None else None
    return ExplanationView(
        claim=claim,
        live=live,
        differs=list(_differences(claim, live)),
        opinions=list(opinions),
    )


def _differences(claim: ClaimView, live: JudgementView | None) -> Iterator[str]:
    """Name the fields in which the judgement of today differs from the kept one."""
    if live is None or not live.claim:
        yield "claim"
    if live is None:
        return
    for name in ("stance", "strength", "action", "group"):
        if getattr(claim, name) != getattr(live, name):
            yield name
    if abs(claim.score - live.score) > _SAME_SCORE:
        yield "score"


def try_words(words: str, finder: ClaimFinder, segmenter: Segmenter) -> Iterator[JudgementView]:
    """Judge words as if they were a document of their own; yield every candidate in order."""
    digest = digest_of(words.encode("utf-8", "surrogatepass"))
    page = Page(
        id=PageId(id_of("page", digest, "typed", 1)),
        digest=digest,
        number=1,
        text=words,
        read_by="typed",
        confinement=0,
        first_line=1,
    )
    leaf = Leaf(page=page, passages=tuple(segmenter.segment(page)))
    for candidate in finder.candidates([leaf]):
        yield judgement_of(finder, candidate)
