"""Whether a passage asserts, reports or denies: by its document first, then by its clauses."""

from __future__ import annotations

from heliograph.finders.cues import Cues
from heliograph.finders.evidence import REPORTING, SPEAKING, Candidate
from heliograph.finders.scope import taken_back
from heliograph.records import Stance

_REPORTING_SHARE = 0.5
_QUOTED = 2
"""Different reporting words from which a passage in a vendor's document tells of somebody else."""


def stance_of(candidate: Candidate) -> tuple[Stance, tuple[str, ...]]:
    """Give the stance of a passage and what made it."""
    others = candidate.genre.share(*REPORTING)
    own = candidate.genre.share(*SPEAKING)
    if others >= _REPORTING_SHARE or others > own:
        return "reported", (f"genre:{candidate.genre.top}",)
    terms = [hit for level in ("strong", "weak", "pair") for hit in candidate.own(level)]
    denied = taken_back(candidate.passage, candidate.words, terms)
    if denied is not None:
        return "negated", (f"{denied.kind}:{denied.words}",)
    cues = Cues(candidate.hits)
    if cues.distinct("report") >= _QUOTED or (cues.has("report") and cues.has("critic")):
        return "reported", tuple(f"cue:{hit.term}" for hit in cues.of("report")[:2])
    return "asserted", (f"genre:{candidate.genre.top}",)
