"""Who cuts pages into passages and who finds claims and mentions in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.metadata import entry_points
from pathlib import Path

from heliograph.finders import ClaimFinder, MentionFinder
from heliograph.seams import Finder, Segmenter
from heliograph.segmenters import PassageSegmenter
from heliograph.taxonomy import Taxonomy
from heliograph.taxonomy.own import OwnFiles, own_files, taxonomy_with

GROUP = "heliograph.finders"
"""Entry-point group by which another package brings a finder."""


@cache
def load_segmenter() -> Segmenter:
    """Give the one segmenter."""
    return PassageSegmenter()


def load_finders(folder: Path | None = None) -> Sequence[Finder]:
    """Give the finders, in the order in which they read a document.

    `folder` holds a case's own classes and words. Raises `TaxonomyError` where they are wrong.
    """
    return _finders(own_files(folder))


@lru_cache(maxsize=2)
def _finders(own: OwnFiles) -> Sequence[Finder]:
    return tuple(finder for _, finder in named_finders(taxonomy_with(own)))


def named_finders(taxonomy: Taxonomy | None = None) -> Iterator[tuple[str, Finder]]:
    """Yield each finder with where it comes from."""
    yield "built in", ClaimFinder(taxonomy)
    yield "built in", MentionFinder(taxonomy)
    for found in entry_points(group=GROUP):
        yield found.value, found.load()()


def claim_finder(folder: Path | None = None) -> ClaimFinder:
    """Give the built-in finder of claims, which can say how it judges. Raises `TaxonomyError`."""
    return next(one for one in load_finders(folder) if isinstance(one, ClaimFinder))


def load_taxonomy(folder: Path | None = None) -> Taxonomy:
    """Give the taxonomy, with a case's own classes and words. Raises `TaxonomyError`."""
    return taxonomy_with(own_files(folder))


def taxonomy_version(folder: Path | None = None) -> str:
    """Name the taxonomy by its content."""
    return load_taxonomy(folder).version


def definitions(folder: Path | None = None) -> dict[str, str]:
    """Give capability id → its definition, one sentence."""
    return {str(one.id): one.definition for one in load_taxonomy(folder).capabilities}
