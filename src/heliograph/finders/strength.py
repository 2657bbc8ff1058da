"""How far a passage's words carry: its rung on the ladder, its action, the group it names."""

from __future__ import annotations

import re

from heliograph.finders.candidate import Candidate
from heliograph.finders.cues import Cues
from heliograph.finders.denials import even, failed
from heliograph.records import Action, Stance, Strength
from heliograph.taxonomy import Capability

_STRUCTURED = frozenset({"entry", "field"})
_ACTS: tuple[Action, ...] = ("dispatch", "alarm", "filter", "statistic", "list")
_SPOKEN: tuple[Strength, tuple[str, ...]] = ("S2", ("ability", "doing", "output", "use"))
_RUNGS: dict[str, tuple[Strength, tuple[str, ...]]] = {
    "record": ("S5", ()),
    "tender": ("S3", ("require", "ability", "doing")),
    "interface": ("S2", ("ability", "doing")),
}
"""Genre → the rung its words carry, and the cues one of which must be there for it."""
_BELOW: dict[str, Strength] = {"interface": "S1"}
_PASSED = re.compile(
    r"(?:^|[|\t])\W*(?:测试)?(?:通过|合格|达标|符合|满足|成功|正常|触发)\W*(?:$|[|\t])"
    r"|\bpass(?:ed)?\b|\bconforme\b|\bsuperad[oa]\b|\bréussi\b|\bпройден\w*",
    re.IGNORECASE,
)
"""A cell that says no more than that the test was passed."""
_PROFILING = frozenset(
    {"identity_profiling", "assembly_dissent", "controlled_places", "platforms_prediction"}
)


def strength_of(candidate: Candidate, stance: Stance) -> tuple[Strength, str]:
    """Give the highest rung that the words themselves carry, and the word that carries it.

    What is only reported stays at S0. A test that was passed is S4, whatever the document; one that
    failed shows that the thing was built and offered, not that it works: S2, and it says `failed`.
    """
    if stance == "reported":
        return "S0", ""
    cues = candidate.cues
    genre = candidate.genre.top
    if candidate.passage.role in _STRUCTURED and genre != "record":
        return "S1", candidate.passage.role
    tested = _tested(candidate, cues)
    if tested is not None:
        return tested
    carried, needed = _RUNGS.get(genre, _SPOKEN)
    word = next((hit.term for kind in needed for hit in cues.of(kind)), "")
    if needed and not word:
        return _BELOW.get(genre, "S0"), ""
    return carried, word or genre


def _tested(candidate: Candidate, cues: Cues) -> tuple[Strength, str] | None:
    """Give the rung of a row or a sentence of a test, None where nothing was tested."""
    broken = failed(candidate.words)
    passed = _PASSED.search(even(candidate.words)) if candidate.passage.role == "row" else None
    if broken is not None and (passed or cues.has("test") or candidate.genre.top == "record"):
        return "S2", f"failed {broken}"
    if passed is not None:
        return "S4", passed.group()
    tests = cues.of("test")
    return ("S4", tests[0].term) if tests else None


def action_of(candidate: Candidate, capability: Capability) -> Action:
    """Give what is done: what the words say, else what the capability usually does."""
    cues = candidate.cues
    if candidate.passage.role in _STRUCTURED and capability.action == "attribute":
        return "attribute"
    for action in _ACTS:
        if cues.has(action):
            return action
    return capability.action


def group_of(candidate: Candidate, capability: Capability, base: int) -> str | None:
    """Give the group named, as written, where the capability is about groups."""
    if capability.family not in _PROFILING:
        return None
    groups = candidate.cues.of("group")
    if not groups:
        return None
    # A constant in capitals repeats what its comment says in the language of the document.
    longest = max(groups, key=lambda hit: (not hit.term.isascii(), hit.end - hit.start))
    return candidate.words[longest.start - base : longest.end - base]
