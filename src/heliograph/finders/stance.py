"""Whether a passage asserts, reports or denies: by its clauses first, then by its document."""

from __future__ import annotations

from heliograph.finders.cues import Cues, clause_around, denial, inside
from heliograph.finders.evidence import REPORTING, SPEAKING, Candidate
from heliograph.finders.terms import Hit
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
    denied = _denied(candidate)
    if denied is not None:
        kind, word = denied
        return "negated", (f"{kind}:{word}",)
    cues = Cues(candidate.hits)
    if cues.distinct("report") >= _QUOTED or (cues.has("report") and cues.has("critic")):
        return "reported", tuple(f"cue:{hit.term}" for hit in cues.of("report")[:2])
    return "asserted", (f"genre:{candidate.genre.top}",)


def _denied(candidate: Candidate) -> tuple[str, str] | None:
    """Give what takes each term of the capability back; None where one still stands."""
    passage = candidate.passage
    base = passage.start
    cues = Cues(candidate.hits)
    reserved = cues.of("reserved")
    if reserved:
        return "reserved", reserved[0].term
    found: tuple[str, str] | None = None
    for hit in [hit for level in ("strong", "weak", "pair") for hit in candidate.own(level)]:
        word = _taken_back(candidate, hit, base)
        if word is None:
            return None
        found = word
    return found


def _taken_back(candidate: Candidate, hit: Hit, base: int) -> tuple[str, str] | None:
    """Give what denies or forbids in the clause around one term."""
    words = candidate.words
    local = (0, len(words))
    first, last = clause_around(words, hit.start - base, hit.end - base, local)
    clause = (first + base, last + base)
    negation = denial(words, candidate.hits, clause)
    if negation is not None and not hit.start <= negation.start < hit.end:
        return "negation", negation.term
    forbidden = Cues(inside(candidate.hits, *clause)).of("forbid")
    return ("forbid", forbidden[0].term) if forbidden else None
