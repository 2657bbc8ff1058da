"""One candidate and its judge → what speaks for and against it, and what would have changed it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from heliograph.explanation.pieces import (
    Piece,
    container_words,
    cues_of,
    pieces_of,
    without,
)
from heliograph.finders.candidate import Candidate
from heliograph.finders.claims import ClaimFinder
from heliograph.finders.evidence import signs
from heliograph.finders.judgement import WeighingJudge
from heliograph.judgement_views import (
    DecidedView,
    JudgementView,
    PieceView,
    PlaceView,
    TermView,
    WeightView,
    WithoutView,
)
from heliograph.judgement_wording import sign_in_words, weight_in_words
from heliograph.records import Claim

_SIGN = re.compile(r"sign:(?P<name>.+?)(?P<weight>[+\-]\d+(?:\.\d+)?)")
_LEVELS = ("strong", "weak", "pair", "ordinary", "scene", "context", "against")
_LEAST_SHARE = 0.1
_TOLD_BY = 6
_NAMED = 3
"""Parts of `stance:kind:words`."""
_NOTHING = 0.005
"""A weight that rounds to nothing is not shown."""


def judgement_of(finder: ClaimFinder, candidate: Candidate) -> JudgementView:
    """Say how a finder judges a candidate, piece by piece."""
    claim = finder.judged(candidate)
    threshold = finder.judge.threshold
    pieces = pieces_of(candidate, _deciding(claim))
    tried = [_without(finder, candidate, claim, piece) for piece in pieces]
    passage = candidate.passage
    return JudgementView(
        capability=candidate.capability,
        quote=candidate.words,
        start=passage.start,
        end=passage.end,
        claim=claim.score >= threshold,
        score=claim.score,
        threshold=threshold,
        stance=claim.stance,
        strength=claim.strength,
        action=claim.action,
        group=claim.group,
        why=list(claim.why),
        terms=list(_terms(candidate)),
        decided=list(_decided(finder, candidate, claim, tried)),
        place=_place(candidate),
        base_weight=finder.judge.weights.bias if isinstance(finder.judge, WeighingJudge) else 0.0,
        weights=_weights(finder, candidate, claim),
        without=tried,
    )


def _terms(candidate: Candidate) -> Iterator[TermView]:
    base = candidate.passage.start
    for level in _LEVELS:
        for hit in candidate.own(level):
            yield TermView(
                level=level,
                term=hit.term,
                words=candidate.words[hit.start - base : hit.end - base],
                start=hit.start,
                end=hit.end,
            )


def _place(candidate: Candidate) -> PlaceView:
    passage, genre = candidate.passage, candidate.genre
    shares = {name: round(share, 2) for name, share in genre.shares.items()}
    likely = sorted(shares, key=shares.__getitem__, reverse=True)
    return PlaceView(
        role=passage.role,
        heading=passage.heading,
        container=container_words(candidate),
        header=list(passage.container.header) if passage.container else [],
        document={name: shares[name] for name in likely if shares[name] >= _LEAST_SHARE},
        told_by=list(genre.told_by.get(genre.top, ()))[:_TOLD_BY],
    )


def _weights(finder: ClaimFinder, candidate: Candidate, claim: Claim) -> list[WeightView]:
    """Give every weight, the heaviest first; of a judge of another kind, those that it names."""
    if isinstance(finder.judge, WeighingJudge):
        known = finder.judge.weights.signs
        found = {name: value * known.get(name, 0.0) for name, value in signs(candidate).items()}
    else:
        named = [_SIGN.fullmatch(why) for why in claim.why]
        found = {one["name"]: float(one["weight"]) for one in named if one}
    heavy = sorted(found, key=lambda name: (-abs(found[name]), name))
    return [
        WeightView(
            sign=name,
            words=sign_in_words(name),
            weight=round(found[name], 3),
            how=weight_in_words(found[name]),
        )
        for name in heavy
        if abs(found[name]) >= _NOTHING
    ]


def _without(finder: ClaimFinder, candidate: Candidate, as_is: Claim, piece: Piece) -> WithoutView:
    """Judge again without a piece and say what comes out otherwise."""
    view = _view(candidate, piece)
    left, threshold = without(candidate, piece), finder.judge.threshold
    if left is None:
        was = as_is.score >= threshold
        return WithoutView(piece=view, score=0.0, claim=False, changes=["claim"] if was else [])
    other = finder.judged(left)
    return WithoutView(
        piece=view,
        score=other.score,
        claim=other.score >= threshold,
        stance=other.stance,
        strength=other.strength,
        action=other.action,
        changes=_changes(as_is, other, threshold),
    )


def _view(candidate: Candidate, piece: Piece) -> PieceView:
    if piece.kind != "cues":
        return PieceView(kind=piece.kind, words=piece.words)
    base = candidate.passage.start
    said = dict.fromkeys(candidate.words[start - base : end - base] for start, end in piece.places)
    return PieceView(kind="cues", words=", ".join(said), cue=piece.words)


def _changes(one: Claim, other: Claim, threshold: float) -> list[str]:
    """Name what differs between two judgements of one passage."""
    was, now = one.score >= threshold, other.score >= threshold
    changed = ["claim"] if was != now else []
    fields = ("stance", "strength", "action")
    return changed + [name for name in fields if getattr(one, name) != getattr(other, name)]


def _deciding(claim: Claim) -> list[str]:
    """Give the words that the judge itself names for the stance."""
    named = (why.split(":", 2) for why in claim.why if why.startswith("stance:"))
    return [parts[2] for parts in named if len(parts) == _NAMED and parts[1] != "genre"]


def _decided(
    finder: ClaimFinder, candidate: Candidate, claim: Claim, tried: Sequence[WithoutView]
) -> Iterator[DecidedView]:
    """Say of stance, strength and action on which pieces each hangs, one by one or together."""
    for what in ("stance", "strength", "action"):
        alone = [one.piece for one in tried if what in one.changes]
        yield DecidedView(
            what=what,
            value=getattr(claim, what),
            hangs_on=alone,
            together=[] if alone else _together(finder, candidate, claim, what),
        )


def _together(
    finder: ClaimFinder, candidate: Candidate, claim: Claim, what: str
) -> list[PieceView]:
    """Give cues that decide together though none does alone: none of them could be left in."""
    value = getattr(claim, what)

    def differs(pieces: Sequence[Piece]) -> bool:
        left: Candidate | None = candidate
        for piece in pieces:
            left = without(left, piece) if left is not None else None
        return left is not None and getattr(finder.judged(left), what) != value

    needed = list(cues_of(candidate))
    if not differs(needed):
        return []
    for piece in tuple(needed):
        fewer = [one for one in needed if one is not piece]
        if differs(fewer):
            needed = fewer
    return [_view(candidate, one) for one in needed]
