"""Whether a passage asserts, reports or denies: by its clauses first, then by its document."""

from __future__ import annotations

import re

from heliograph.finders.cues import Cues, clause_around, lists_values
from heliograph.finders.denials import Denial, denial_before, even, status_of
from heliograph.finders.evidence import REPORTING, SPEAKING, Candidate
from heliograph.finders.terms import Hit
from heliograph.records import Stance

_REPORTING_SHARE = 0.5
_STRUCTURED = frozenset({"row", "entry", "field", "item"})
_FIELDS = frozenset({"entry", "field"})
_NEXT = re.compile(r"[,，:：(（\[【\s–—-]{1,4}([^。；;.!?，,]{2,40})")
_AT_ONCE = 3
"""Characters into the next clause by which it must have said that it takes something back."""
_AFTER_COLON = 20
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
    words = even(candidate.words)
    structured = candidate.passage.role in _STRUCTURED
    if structured and lists_values(candidate.words):
        return None
    if structured:
        status = status_of(words)
        if status is not None:
            return status.kind, status.words
    found: tuple[str, str] | None = None
    for hit in [hit for level in ("strong", "weak", "pair") for hit in candidate.own(level)]:
        word = _taken_back(candidate, words, hit)
        if word is None:
            return None
        found = word
    return found


def _taken_back(candidate: Candidate, words: str, hit: Hit) -> tuple[str, str] | None:
    """Give what denies or forbids in the clause around one term."""
    base = candidate.passage.start
    whole = (0, len(words))
    term = (hit.start - base, hit.end - base)
    clause = clause_around(words, *term, whole)
    if candidate.passage.role in _FIELDS:
        clause = whole
    # Between an act and its object a denial may stand; inside a word it is part of it.
    inner = (term[1], term[1]) if hit.key[0] == "pair" else term
    denied = denial_before(words, clause, inner)
    if denied is None:
        denied = _said_after(words, clause, term)
    return (denied.kind, denied.words) if denied else None


def _said_after(words: str, clause: tuple[int, int], term: tuple[int, int]) -> Denial | None:
    """Give what the next clause takes back, where it has no subject: `…, not implemented`."""
    after = _NEXT.match(words, clause[1])
    if after is None:
        return None
    denied = denial_before(words, after.span(1), term)
    if denied is None or denied.kind == "negation":
        return None
    # After a colon comes what is said of the term; after a comma another thing may.
    room = _AFTER_COLON if words[clause[1]] in ":：" else _AT_ONCE
    return denied if denied.start - after.start(1) <= room else None
