"""Reads a document's passages and says what they claim and whom they name."""

from heliograph.finders.claims import ClaimFinder
from heliograph.finders.mentions import MentionFinder

__all__ = ["ClaimFinder", "MentionFinder"]
