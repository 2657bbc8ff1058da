"""How far a passage's words carry: its rung on the ladder, its action, the group it names."""

from __future__ import annotations

from heliograph.finders.cues import Cues
from heliograph.finders.evidence import Candidate
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
_PROFILING = frozenset(
    {"identity_profiling", "assembly_dissent", "controlled_places", "platforms_prediction"}
)


def strength_of(candidate: Candidate, stance: Stance) -> Strength:
    """Give the highest rung that the words themselves carry; what is only reported stays at S0."""
    if stance == "reported":
        return "S0"
    cues = Cues(candidate.hits)
    genre = candidate.genre.top
    if candidate.passage.role in _STRUCTURED and genre != "record":
        return "S1"
    if cues.has("test"):
        return "S4"
    carried, needed = _RUNGS.get(genre, _SPOKEN)
    return carried if not needed or cues.has(*needed) else _BELOW.get(genre, "S0")


def action_of(candidate: Candidate, capability: Capability) -> Action:
    """Give what is done: what the words say, else what the capability usually does."""
    cues = Cues(candidate.hits)
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
    groups = Cues(candidate.hits).of("group")
    if not groups:
        return None
    # A constant in capitals repeats what its comment says in the language of the document.
    longest = max(groups, key=lambda hit: (not hit.term.isascii(), hit.end - hit.start))
    return candidate.words[longest.start - base : longest.end - base]
