"""Why a claim was judged so, asked of the judge again, and what would have changed it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast, get_args

from heliograph.app import Heliograph
from heliograph.explanation import explain
from heliograph.judgement_views import ExplanationView
from heliograph.judgement_wording import (
    decided_in_words,
    difference_in_words,
    level_in_words,
    part_in_words,
    piece_in_words,
)
from heliograph.plugins.finders import claim_finder
from heliograph.records import Action, ClaimId, Stance, Strength
from heliograph.report.page import visible
from heliograph.translation import _, in_figures
from heliograph.web.evidence import document_of
from heliograph.web.text import in_lines
from heliograph.web.visit import Visit
from heliograph.wording import action_in_words, stance_in_short, strength_in_short

MOST_WEIGHTS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyPage:
    """What `why.html.j2` may use."""

    told: ExplanationView
    quote: str
    differs: list[str]
    terms: list[tuple[str, str]]
    """Words of the passage, and what they are to the class."""
    decided: list[tuple[str, str, str]]
    """Stance, strength or action; its value; on what it hangs."""
    weights: list[tuple[str, str]]
    """A sign with how it weighs, and its weight."""
    turning: list[tuple[str, str]]
    """A piece of evidence, and what the judgement would be without it."""
    queue: str


def why_page(opened: Heliograph, visit: Visit) -> WhyPage:
    """Judge a claim's passage again. Raises `NothingThere` and `HeldBack`."""
    claim = next(opened.rows.claim_views(claim_id=visit.path["claim"]))
    document_of(opened, claim.document.digest)
    leaves = opened.rows.leaves(claim.document.digest)
    opinions = opened.rows.opinions(ClaimId(claim.id))
    told = explain(claim, leaves, claim_finder(opened.folder.taxonomy), opinions)
    return WhyPage(
        told=told,
        quote=visible(in_lines(claim.quote)),
        differs=[
            visible(difference_in_words(one, getattr(claim, one, None), _now(told, one)))
            for one in told.differs
        ],
        terms=_terms(told),
        decided=_decided(told),
        weights=_weights(told),
        turning=_turning(told),
        queue=visit.query.get("queue", "")[:2000],
    )


def _now(told: ExplanationView, what: str) -> object:
    return getattr(told.live, what, None) if told.live is not None else None


def _terms(told: ExplanationView) -> list[tuple[str, str]]:
    live = told.live
    said = dict.fromkeys((one.words, one.level) for one in live.terms) if live else {}
    return [(visible(in_lines(words)), level_in_words(level)) for words, level in said]


def _decided(told: ExplanationView) -> list[tuple[str, str, str]]:
    found = []
    for one in told.live.decided if told.live else ():
        alone = [piece_in_words(piece.kind, piece.words) for piece in one.hangs_on]
        together = [piece_in_words(piece.kind, piece.words) for piece in one.together]
        hangs = visible(decided_in_words(one.what, alone, together))
        found.append((part_in_words(one.what), _value(one.what, one.value), hangs))
    return found


def _value(what: str, value: str) -> str:
    """Say the value of a part of a judgement; one of a later version is given as it stands."""
    if what == "stance" and value in get_args(Stance):
        return stance_in_short(cast("Stance", value))
    if what == "strength" and value in get_args(Strength):
        rung = cast("Strength", value)
        return f"{rung} {strength_in_short(rung)}"
    if what == "action" and value in get_args(Action):
        return action_in_words(cast("Action", value))
    return visible(value)


def _weights(told: ExplanationView) -> list[tuple[str, str]]:
    heavy = told.live.weights[:MOST_WEIGHTS] if told.live else []
    return [
        (
            visible(_("%(sign)s: %(how)s", sign=one.words, how=one.how)),
            ("+" if one.weight >= 0 else "−") + in_figures(abs(one.weight), 2),
        )
        for one in heavy
    ]


def _turning(told: ExplanationView) -> list[tuple[str, str]]:
    found = []
    for one in told.live.without if told.live else ():
        if "claim" in one.changes:
            becomes = _("a claim") if one.claim else _("no claim")
        elif "stance" in one.changes and one.stance:
            becomes = stance_in_short(one.stance)
        else:
            continue
        found.append((visible(piece_in_words(one.piece.kind, one.piece.words)), becomes))
    return found
