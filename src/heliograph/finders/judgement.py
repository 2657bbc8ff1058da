"""A candidate's signs → how likely it is a claim; behind a protocol, so that it can be replaced."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Literal, Protocol

import msgspec
from msgspec import Struct

from heliograph.errors import TaxonomyError
from heliograph.finders.candidate import Candidate
from heliograph.finders.evidence import LATER, later_signs, sooner_signs

WEIGHTS = "weights.json"

_ROUNDING = 1e-9
"""What a sum may be off by, added in another order."""
_TELLING = 6
"""Signs that `why` names, the heaviest first."""


class Verdict(Struct, frozen=True, kw_only=True):
    """What a judge says of one candidate."""

    score: float
    """0 to 1: how likely the passage says something of the capability at all."""
    why: tuple[str, ...]
    """The signs that weighed most, each `sign:name+0.83`."""


class Judge(Protocol):
    """Says how likely a passage says something of a capability. Must be deterministic."""

    version: str
    threshold: float
    """Score from which a candidate becomes a claim."""

    def judge(self, candidate: Candidate, *, least: float = 0.0) -> Verdict:
        """Weigh one candidate.

        One that stays below `least` may be told so before all is weighed: the score is then the
        most that it can reach.
        """
        ...


class Weights(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Log-odds by sign, and the odds where no sign is seen."""

    version: Literal[2]
    bias: float
    threshold: float
    """Score from which a candidate becomes a claim."""
    signs: dict[str, float]


class WeighingJudge:
    """Adds the weights of the signs that are there: a sum that a person can follow."""

    def __init__(self, weights: Weights) -> None:
        """Take the weights."""
        self.weights = weights
        content = hashlib.sha256(msgspec.json.encode(weights)).hexdigest()
        self.version = f"w{content[:8]}"
        self.threshold = weights.threshold
        later = (weight for name, weight in weights.signs.items() if name.startswith(LATER))
        self._most_later = math.fsum(weight for weight in later if weight > 0.0)

    def judge(self, candidate: Candidate, *, least: float = 0.0) -> Verdict:
        """Weigh one candidate; one that cannot reach `least` only as far as that shows."""
        found = sooner_signs(candidate)
        if least > 0.0:
            weights = self.weights.signs
            sooner = math.fsum(value * weights.get(name, 0.0) for name, value in found.items())
            most = _chance(self.weights.bias + sooner + self._most_later)
            if most < least - _ROUNDING:
                return Verdict(score=most, why=())
        return self.weigh({**found, **later_signs(candidate)})

    def weigh(self, found: Mapping[str, float]) -> Verdict:
        """Weigh signs."""
        parts = {name: value * self.weights.signs.get(name, 0.0) for name, value in found.items()}
        total = self.weights.bias + math.fsum(parts.values())
        heavy = sorted(parts, key=lambda name: (-abs(parts[name]), name))[:_TELLING]
        return Verdict(
            score=_chance(total),
            why=tuple(f"sign:{name}{parts[name]:+.2f}" for name in heavy if parts[name]),
        )


def _chance(odds: float) -> float:
    """Give the chance that log-odds stand for."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))


@lru_cache(maxsize=1)
def shipped_weights() -> Weights:
    """Read the weights that ship with Heliograph. Raises `TaxonomyError`."""
    content = (files("heliograph.finders") / WEIGHTS).read_bytes()
    try:
        return msgspec.json.decode(content, type=Weights)
    except msgspec.DecodeError as broken:
        raise TaxonomyError(file=WEIGHTS, detail=str(broken)) from broken
