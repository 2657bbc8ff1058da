"""Whether a passage asserts, reports or denies: what its document is, and who speaks in it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from heliograph.finders.candidate import Candidate
from heliograph.finders.speakers import Spoken, speakers_in
from heliograph.finders.usage import counters
from heliograph.records import Stance

_MOSTLY = 0.5
_REPORTING = 4.0
"""Log-odds that others are spoken of, in a document that does nothing but report."""
_SPEAKING = -4.5
"""The same in one that speaks for itself."""
_UNTOLD = -1.5
"""The same in a document of which nothing tells what it is."""
_QUOTING = 0.7
"""What each different word of reporting adds, up to two."""
_CRITICAL = 1.0
_FORM = {
    "entry": -2.0,
    "field": -2.0,
    "row": -1.5,
    "code": -1.5,
    "comment": -1.0,
    "item": -0.7,
    "heading": -0.3,
}
"""What the form of a passage adds: whoever tells of others does so in sentences."""
_BACKGROUND = 2.5
"""What a heading adds under which a document tells of what there was before it."""
_BEFORE = re.compile(
    r"背景技[术術]|[现現]有技[术術]|技[术術](?:背景|介[绍紹])"
    r"|\b(?:prior art|related (?:work|art)|previous work"
    r"|background of the invention|état de la technique|estado de la técnica|уровень техники)\b",
    re.IGNORECASE,
)
_TOLD = 2
"""Signs that the reasons name."""
_OF_A_RULING = ("report", "critic", "law", "forbid", "negation")
"""Cues by which an authority speaks for itself."""
_COUNTERED = frozenset({"spyware_remote_intrusion", "imsi_catcher"})
"""Capabilities that tools on the other side look for: they speak of what others have."""
_DESCRIBING = re.compile(
    r"^\W*(?:\(?(?:[ivxlc]+|[a-z]|\d+)[.)]\s*)?\W*(?:"
    r"detects|recogni[sz]es|identifies|analy[sz]es|measures|tracks|compares|searches|collects"
    r"|(?:detection|recognition|identification|analysis|tracking|collection|monitoring) of"
    r"|détecte|reconnaît|identifie|analyse|compare|suit|recherche"
    r"|(?:détection|reconnaissance|identification|suivi|collecte) (?:de|du|des|d['’])"
    r"|detecta|reconoce|identifica|analiza|compara|rastrea"
    r"|(?:detección|reconocimiento|identificación|seguimiento) de"
    r"|определяет|распозна[её]т|сравнивает|обнаружение|распознавание"
    r"|(?:可|能)?(?:自动)?(?:识别|检测|比对|检索|采集)"
    r")\b",
    re.IGNORECASE,
)
"""A line that opens with what is done, and has nobody who does it."""


def stance_of(candidate: Candidate) -> tuple[Stance, tuple[str, ...]]:
    """Give the stance of a passage and what made it."""
    spoken = speakers_in(candidate.words)
    genre = f"genre:{candidate.genre.top}"
    denied = candidate.denial
    if denied is not None and candidate.tells_of_itself:
        return "negated", (f"{denied.kind}:{denied.words}",)
    if odds_of_others(candidate, spoken) > 0.0:
        described = _description(candidate)
        if described:
            return "asserted", (f"description:{described}",)
        return "reported", (genre, *_reasons(candidate, spoken, others=True))
    if denied is not None:
        return "negated", (f"{denied.kind}:{denied.words}",)
    if candidate.capability in _COUNTERED and counters(candidate.words):
        return "reported", ("counters",)
    return "asserted", (genre, *_reasons(candidate, spoken, others=False))


def odds_of_others(candidate: Candidate, spoken: tuple[Spoken, ...]) -> float:
    """Give the log-odds that a passage is of what others do or say.

    What kind of document it is comes first, and says the less the less there is that tells it; then
    who speaks in the passage, and its form.
    """
    genre = candidate.genre
    untold = genre.share("other", "encyclopaedia", "list")
    own = genre.speaking - genre.share("other") + genre.share("notice") / 2
    cues = candidate.cues
    return math.fsum(
        (
            _REPORTING * genre.reporting,
            _SPEAKING * own,
            _UNTOLD * untold,
            _FORM.get(candidate.passage.role, 0.0),
            _QUOTING * min(cues.distinct("report"), 2),
            _CRITICAL * cues.has("critic"),
            _BACKGROUND * (_BEFORE.search(candidate.passage.heading) is not None),
            *(one.weight for one in spoken),
        )
    )


def _reasons(candidate: Candidate, spoken: tuple[Spoken, ...], *, others: bool) -> Iterator[str]:
    """Name the words that made it so, the heaviest first."""
    side = [one for one in spoken if (one.weight > 0.0) is others]
    for one in sorted(side, key=lambda one: -abs(one.weight))[:_TOLD]:
        yield f"{one.name}:{one.words}"
    if others and not side:
        yield from (f"cue:{hit.term}" for hit in candidate.cues.of("report")[:_TOLD])


def _description(candidate: Candidate) -> str:
    """Give the opening of a description of a product that a ruling takes over word for word.

    An authority that quotes what maker or user wrote of a product does so in lists of functions,
    without a subject; in sentences of its own there is somebody who found, held or ordered.
    """
    if candidate.genre.share("ruling") < _MOSTLY or candidate.cues.has(*_OF_A_RULING):
        return ""
    found = _DESCRIBING.match(candidate.words)
    return found[0].strip() if found else ""
