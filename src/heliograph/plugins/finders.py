"""Who cuts pages into passages and who finds claims and mentions in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import entry_points

from heliograph.finders import ClaimFinder, MentionFinder
from heliograph.seams import Finder, Segmenter
from heliograph.segmenters import PassageSegmenter
from heliograph.taxonomy import load_taxonomy

GROUP = "heliograph.finders"
"""Entry-point group by which another package brings a finder."""


@cache
def load_segmenter() -> Segmenter:
    """Give the one segmenter."""
    return PassageSegmenter()


@cache
def load_finders() -> Sequence[Finder]:
    """Give the finders, in the order in which they read a document."""
    return tuple(finder for _, finder in named_finders())


def named_finders() -> Iterator[tuple[str, Finder]]:
    """Yield each finder with where it comes from."""
    yield "built in", ClaimFinder()
    yield "built in", MentionFinder()
    for found in entry_points(group=GROUP):
        yield found.value, found.load()()


def taxonomy_version() -> str:
    """Name the taxonomy by its content."""
    return load_taxonomy().version


def definitions() -> dict[str, str]:
    """Give capability id → its definition, one sentence."""
    return {str(one.id): one.definition for one in load_taxonomy().capabilities}
