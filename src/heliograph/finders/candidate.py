"""A passage that may claim a capability, with all that is known of it when it is judged."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from heliograph.finders.cues import Cues
from heliograph.finders.denials import Denial, even
from heliograph.finders.genre import GenreShares
from heliograph.finders.scope import taken_back
from heliograph.finders.structure import Setting
from heliograph.finders.terms import Hit
from heliograph.records import CapabilityId, Passage

CLAIMING = ("strong", "weak", "pair", "scene", "ordinary")
"""Levels of hits that may be taken back."""
_SET_UP = re.compile(
    r"\W*(?:(?:ce|cet|cette|le|la|l’|ledit|ladite|présente?) ?)+(?:traitement|système|application"
    r"|dispositif|téléservice|fichier|logiciel)\b[^.;]{0,60}?\b(?:ne |n’)\w+(?: \w+)? (?:pas|aucun)"
    r"|\W*(?:the|this) (?:system|processing|application|software|device|register|database)\b"
    r"[^.;]{0,40}\b(?:does|do|is|are|has|contains?|includes?) (?:not|no)\b(?! appl)"
    r"|\W*(?:el|este) (?:sistema|tratamiento|fichero|dispositivo)\b[^.;]{0,40}\bno \w+"
    r"|\W*(?:эта |данная |указанная |информационная )*система\b[^.;]{0,40}"
    r"\bне \w+(?:ет|ит)(?:ся)?\b"
    r"|\W*[本该此](?:系统|平台|软件|应用|装置)[^，。；]{0,8}(?:不(?![得应可准许能])|没有|未)",
    re.IGNORECASE,
)
"""A sentence whose subject is the system itself, in the indicative."""


@dataclass(frozen=True)
class Candidate:
    """A passage that may claim a capability. What its signs ask for again is worked out once."""

    passage: Passage
    words: str
    capability: CapabilityId
    hits: Sequence[Hit]
    """All hits of the passage."""
    setting: Setting
    genre: GenreShares
    topic: int
    """Passages of the document that have a strong term of this capability."""
    passages: int
    """Passages of the document."""
    opens: bool = False
    """Whether the document's title or first lines name this capability outright."""

    def own(self, level: str) -> list[Hit]:
        """Give the hits of this capability on one level; a weak one inside a strong one is none."""
        return self._by_level.get(level, [])

    @cached_property
    def _by_level(self) -> Mapping[str, list[Hit]]:
        found: dict[str, list[Hit]] = {}
        for hit in self.hits:
            level, of = hit.key
            if of == self.capability:
                found.setdefault(level, []).append(hit)
        if "strong" in found and "weak" in found:
            found["weak"] = [
                hit
                for hit in found["weak"]
                if not any(one.start <= hit.start and hit.end <= one.end for one in found["strong"])
            ]
        return found

    @property
    def topic_share(self) -> float:
        """How much of the document is of this capability: 1 where a fifth of its passages is."""
        return min(1.0, 5 * self.topic / max(self.passages, 1))

    @cached_property
    def cues(self) -> Cues:
        """The cues of the passage."""
        return Cues(self.hits)

    @cached_property
    def denial(self) -> Denial | None:
        """What takes back every one of its terms, None where one stands."""
        if self.complains:
            return None
        terms = [hit for level in CLAIMING for hit in self.own(level)]
        return taken_back(self.passage, self.words, terms)

    @property
    def complains(self) -> bool:
        """Whether it stands under a heading or a line that promises what goes wrong today.

        `Nobody can be followed` in a list of troubles is what the product is sold against.
        """
        above = self.setting.heading | self.setting.lead
        return ("cue", "pain") in above and ("cue", "offering") not in above

    @cached_property
    def tells_of_itself(self) -> bool:
        """Whether a decree says what the system that it sets up does not do: that is no ban."""
        denied = self.denial
        if denied is None or denied.kind != "negation" or self.genre.top != "law":
            return False
        return _SET_UP.match(even(self.words)) is not None

    def key_in(self, keys: frozenset[tuple[str, str]], level: str) -> bool:
        """Say whether what surrounds the passage speaks of this capability."""
        return (level, self.capability) in keys
