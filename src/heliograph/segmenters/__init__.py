"""Page → passages: sentences, rows, items, entries and headings, each with what it stands under.

Read `passages` first; `layout` infers the structure that a page's format does not tell.
"""

from heliograph.segmenters.outline import carry_headings
from heliograph.segmenters.passages import PassageSegmenter

__all__ = ["PassageSegmenter", "carry_headings"]
