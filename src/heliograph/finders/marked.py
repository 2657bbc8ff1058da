"""A leaf with where its terms stand: which passages are worth a look, and their hits."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import NamedTuple

import numpy as np

from heliograph.finders.lexicon import Lexicon
from heliograph.finders.ordinary import OrdinaryPage, ordinary_terms
from heliograph.finders.pairs import pairs_of
from heliograph.finders.places import Places
from heliograph.finders.scenes import ScenePage, Scenes, scene_terms
from heliograph.finders.terms import Chosen, Hit, Key, Term, terms_of
from heliograph.finders.wordings import worded
from heliograph.records import Leaf
from heliograph.taxonomy import Taxonomy

INHERITING = frozenset({"entry"})
"""Roles of passages that may have a capability from the list they stand in."""
_COLOURING = frozenset({("cue", "form"), ("cue", "benign"), ("cue", "group")})
"""Cues that a passage has from its neighbours, too."""


class Look(NamedTuple):
    """A passage that is worth a look, by its number, and for what."""

    at: int
    named: tuple[str, ...]
    """The capabilities that it may speak of in the words of the taxonomy."""
    ordinary: tuple[str, ...]
    """Those that it may speak of in ordinary words."""
    staged: bool
    deniable: bool


class Marker:
    """Marks leaves with the terms of a taxonomy and the ordinary words beside them."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        """Take the taxonomy."""
        words = chain(terms_of(taxonomy), worded())
        self.lexicon = Lexicon(words, ordinary_terms(taxonomy), scene_terms())

    @cached_property
    def scenes(self) -> Scenes:
        """The scenes that pages are searched for."""
        return Scenes(self.lexicon.spellings[2])

    @cached_property
    def genre(self) -> Chosen:
        """The cues of what kind of document it is."""
        return self.lexicon.spellings[0].chosen(lambda key: key[0] == "genre")

    @cached_property
    def voices(self) -> Chosen:
        """The words that tell of a genre where they stand thick."""
        return self.lexicon.spellings[0].chosen(lambda key: key[0] == "voice")

    @cached_property
    def colours(self) -> Chosen:
        """What a passage tells its neighbours, and the traps of that."""
        return self.lexicon.spellings[0].chosen(
            lambda key: key[0] in {"strong", "weak", "trap"} or key in _COLOURING
        )

    def mark(self, leaf: Leaf) -> Marked:
        """Find where the terms stand on a leaf."""
        return Marked(leaf, self)


class Marked:
    """A leaf with where its terms stand; hits are made of the passages asked for.

    Most passages of most documents speak of nothing and are never asked for.
    """

    def __init__(self, leaf: Leaf, marker: Marker) -> None:
        """Look the leaf's page through once."""
        self.leaf = leaf
        self._marker = marker
        self._columns = marker.lexicon.columns(leaf.page.text)
        self._places = Places(marker.lexicon.spellings[0], self._columns)
        edges = chain.from_iterable((one.start, one.end) for one in leaf.passages)
        count = 2 * len(leaf.passages)
        self._spans = np.fromiter(edges, dtype=np.int64, count=count).reshape(-1, 2)

    def genre(self) -> list[Hit]:
        """Give the hits of the page that tell what kind of document it is."""
        return self._places.of(self._marker.genre)

    def voices(self) -> Iterator[tuple[Term, int]]:
        """Yield the words of voices that stand on the page, with how often."""
        return self._places.times(self._marker.voices)

    @cached_property
    def colours(self) -> Mapping[int, frozenset[Key]]:
        """What each passage tells its neighbours; passages that tell nothing are left out."""
        starts: list[int] = self._spans[:, 0].tolist()
        found: defaultdict[int, set[Key]] = defaultdict(set)
        for hit in self._places.of(self._marker.colours):
            at = bisect_right(starts, hit.start) - 1
            if at >= 0 and hit.end <= self.leaf.passages[at].end:
                found[at].add(hit.key)
        return {at: frozenset(keys) for at, keys in found.items()}

    def in_ordinary_words(self) -> OrdinaryPage:
        """Give what the page says in ordinary words."""
        return OrdinaryPage(Places(self._marker.lexicon.spellings[1], self._columns))

    @cached_property
    def scenes(self) -> ScenePage:
        """What the page says in scenes."""
        places = Places(self._marker.lexicon.spellings[2], self._columns)
        return ScenePage(self._marker.scenes, places)

    def worth_a_look(self, ordinary: OrdinaryPage | None) -> Iterator[Look]:
        """Yield the passages that may name a capability, and in what words they may besides; the
        hits of all others need not be made.
        """
        named = self._places.named_in(self._spans)
        spoken = ordinary.named_in(self._spans) if ordinary is not None else {}
        staged, deniable = self.scenes.may_stand(self._spans)
        heirs = (at for at, one in enumerate(self.leaf.passages) if one.role in INHERITING)
        for at in sorted({*named, *spoken, *staged, *deniable, *heirs}):
            yield Look(at, named.get(at, ()), spoken.get(at, ()), at in staged, at in deniable)

    def telling(self, at: int, capabilities: Iterable[str]) -> list[Hit]:
        """Give the cues of a passage, its terms of these capabilities and the pairs they make."""
        passage = self.leaf.passages[at]
        found = self._places.telling(passage.start, passage.end, capabilities)
        return [*found, *pairs_of(self.leaf.words(passage), passage.start, found)]

    def keys(self, at: int) -> set[Key]:
        """Say all that a passage speaks of."""
        passage = self.leaf.passages[at]
        return {hit.key for hit in self._places.within(passage.start, passage.end)}
