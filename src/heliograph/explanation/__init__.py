"""Why a passage was judged so, and what would have changed it: the judge asked again and again."""

from heliograph.explanation.asking import explain, try_words
from heliograph.explanation.telling import judgement_of

__all__ = ["explain", "judgement_of", "try_words"]
