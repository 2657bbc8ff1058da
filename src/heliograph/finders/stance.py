"""Whether a passage asserts, reports or denies: by its document first, then by its clauses."""

from __future__ import annotations

import re

from heliograph.finders.evidence import Candidate
from heliograph.records import Stance

_REPORTING_SHARE = 0.5
_QUOTED = 2
"""Different reporting words from which a passage in a vendor's document tells of somebody else."""
_MOSTLY = 0.5
_OF_A_RULING = ("report", "critic", "law", "forbid", "negation")
"""Cues by which an authority speaks for itself."""
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
    others, own = candidate.genre.reporting, candidate.genre.speaking
    if others >= _REPORTING_SHARE or others > own:
        described = _description(candidate)
        if described:
            return "asserted", (f"description:{described}",)
        return "reported", (f"genre:{candidate.genre.top}",)
    denied = candidate.denial
    if denied is not None:
        return "negated", (f"{denied.kind}:{denied.words}",)
    cues = candidate.cues
    if cues.distinct("report") >= _QUOTED or (cues.has("report") and cues.has("critic")):
        return "reported", tuple(f"cue:{hit.term}" for hit in cues.of("report")[:2])
    return "asserted", (f"genre:{candidate.genre.top}",)


def _description(candidate: Candidate) -> str:
    """Give the opening of a description of a product that a ruling takes over word for word.

    An authority that quotes what maker or user wrote of a product does so in lists of functions,
    without a subject; in sentences of its own there is somebody who found, held or ordered.
    """
    if candidate.genre.share("ruling") < _MOSTLY or candidate.cues.has(*_OF_A_RULING):
        return ""
    found = _DESCRIBING.match(candidate.words)
    return found[0].strip() if found else ""
