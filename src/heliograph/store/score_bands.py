"""The bands of a claim's calibrated score, from the surest down, as people narrow by them."""

from __future__ import annotations

from typing import Final

BY_HAND: Final = "by-hand"
"""The band of claims that a person added: their score, 1, says nothing."""

# Of a hundred claims with such a score, at least so many are right.
_LEAST: Final = (("sure", 0.95), ("likely", 0.85), ("fair", 0.7), ("doubtful", 0.0))
BANDS: Final = (*(name for name, _ in _LEAST), BY_HAND)


def band_of(score: float, *, by_hand: bool) -> str:
    """Name the band of a score from 0 to 1."""
    if by_hand:
        return BY_HAND
    return next(name for name, least in _LEAST if score >= least)
