"""What the faces show of judgements and classes: the shapes behind `explain` and `taxonomy`."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from heliograph.records import Action, Opinion, PassageRole, Stance, Strength
from heliograph.views import ClaimView

PieceKind = Literal[
    "words", "cues", "heading", "container", "neighbours", "form", "document", "topic"
]
"""What a judgement rests on: words of the passage, all its cues of one kind, the headings above it,
the table or enum it stands in, the passages around it, its form as a row or field, the kind of
document, the rest of the document."""


class PieceView(Struct, frozen=True, kw_only=True):
    """One piece of evidence."""

    kind: PieceKind
    words: str
    """As written; of a document its kind, of a topic how many passages."""
    cue: str = ""
    """Of cues: their kind."""


class TermView(Struct, frozen=True, kw_only=True):
    """Words of a passage that are a term of the class."""

    level: str
    """`strong`, `weak`, `pair` (an act and its object), `ordinary`, `scene` (parts of
    one sentence), `context` or `against`."""
    term: str
    """As the taxonomy has it."""
    words: str
    """As the page has it."""
    start: int
    end: int


class WeightView(Struct, frozen=True, kw_only=True):
    """One sign, and how much it speaks for (above 0) or against a claim, in log-odds."""

    sign: str
    words: str
    weight: float
    how: str


class PlaceView(Struct, frozen=True, kw_only=True):
    """Where a passage stands."""

    role: PassageRole
    heading: str
    container: str
    header: list[str]
    document: dict[str, float]
    """Kinds of document, the likeliest first, with their shares."""
    told_by: list[str]
    """Words that told the likeliest kind."""


class DecidedView(Struct, frozen=True, kw_only=True):
    """On what one part of a judgement hangs: each piece without which it would be another."""

    what: str
    """`stance`, `strength` or `action`."""
    value: str
    hangs_on: list[PieceView]
    """Empty where no single piece decides."""
    together: list[PieceView]
    """Then: pieces that decide together. Empty where it is so without any."""


class WithoutView(Struct, frozen=True, kw_only=True):
    """The judgement as it would be without one piece of evidence."""

    piece: PieceView
    score: float
    claim: bool
    stance: Stance | None = None
    strength: Strength | None = None
    action: Action | None = None
    """None of the three where nothing would be left to judge."""
    changes: list[str]
    """Which of `claim`, `stance`, `strength` and `action` would be different."""


class JudgementView(Struct, frozen=True, kw_only=True, tag="judgement"):
    """How one passage is judged for one class: what `taxonomy --test --json` prints, one a line."""

    capability: str
    quote: str
    start: int
    end: int
    claim: bool
    """Whether the score reaches the threshold."""
    score: float
    threshold: float
    stance: Stance
    strength: Strength
    action: Action
    group: str | None
    why: list[str]
    terms: list[TermView]
    decided: list[DecidedView]
    place: PlaceView
    base_weight: float
    """Log-odds from which the weights are added up."""
    weights: list[WeightView]
    without: list[WithoutView]


class ExplanationView(Struct, frozen=True, kw_only=True, tag="explanation"):
    """A kept claim and how it is judged today: what `heliograph explain --json` prints."""

    claim: ClaimView
    live: JudgementView | None
    """None where the finder no longer sees anything there."""
    differs: list[str]
    """In what today's judgement differs from the kept one: `claim`, `stance`, `score`…"""
    opinions: list[Opinion] = []
    """What language models said of the claim when asked, oldest first; no part of the judgement."""


class ClassView(Struct, frozen=True, kw_only=True, tag="class"):
    """One class of the taxonomy as `heliograph taxonomy --json` prints it."""

    id: str
    family: str
    definition: str
    action: Action
    origin: str
    """`shipped`, or the file of the case that brings it."""
    terms: dict[str, int]
    """Language → how many terms, strong and weak together."""
    strong: dict[str, list[str]]
    weak: dict[str, list[str]]
    acts: list[str]
    objects: list[str]
    context: list[str]
    against: list[str]
    """Words beside which it is likely something else."""
    traps: list[str]
    """Phrases that hold a term and never mean it."""
    examples: list[str]
    not_examples: list[str]


class TaxonomyCheck(Struct, frozen=True, kw_only=True, tag="taxonomy-check"):
    """What `heliograph taxonomy --check` found in order."""

    version: str
    classes: int
    families: int
    own_files: list[str]
    own_classes: list[str]
    unlike: list[str]
    """Examples of the case's own classes that the finder judges otherwise, `class: example`."""
