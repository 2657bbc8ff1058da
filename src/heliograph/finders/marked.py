"""A leaf with where its terms stand: which passages are worth a look, and their hits.

The pages of a document are looked through several at once: most are short, and to ask an automaton
and a dozen columns of numbers for each alone takes longer than what they have to tell.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, chain
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from heliograph.finders.lexicon import Lexicon, as_one
from heliograph.finders.ordinary import OrdinaryPage, ordinary_terms
from heliograph.finders.pairs import pairs_of
from heliograph.finders.places import Places
from heliograph.finders.scenes import ScenePage, Scenes, scene_terms
from heliograph.finders.terms import Chosen, Hit, Key, Numbers, Term, terms_of
from heliograph.finders.wordings import worded
from heliograph.records import Container, Leaf
from heliograph.taxonomy import Taxonomy

INHERITING = frozenset({"entry"})
"""Roles of passages that may have a capability from the list they stand in."""
_COLOURING = frozenset({("cue", "form"), ("cue", "benign"), ("cue", "group")})
"""Cues that a passage has from its neighbours, too."""
_TOGETHER = 2**17
"""Characters of pages that are looked through at once."""
_EDGES = attrgetter("start", "end")
_ROLE = attrgetter("role")


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
        return next(self.marked([leaf]))

    def marked(self, leaves: Iterable[Leaf]) -> Iterator[Marked]:
        """Find where the terms stand on many leaves, each in its turn."""
        for some in _together(leaves):
            sheaf = Sheaf(some, self)
            yield from (Marked(leaf, sheaf, number) for number, leaf in enumerate(some))


def _together(leaves: Iterable[Leaf]) -> Iterator[list[Leaf]]:
    """Yield leaves that follow each other, as many as are looked through at once."""
    some: list[Leaf] = []
    size = 0
    for leaf in leaves:
        if some and size + len(leaf.page.text) > _TOGETHER:
            yield some
            some, size = [], 0
        some.append(leaf)
        size += len(leaf.page.text)
    if some:
        yield some


class Sheaf:
    """Leaves whose pages are looked through at once, as if they were one."""

    def __init__(self, leaves: Sequence[Leaf], marker: Marker) -> None:
        """Look the leaves' pages through."""
        self._leaves = leaves
        self.marker = marker
        text, self._begins = as_one([leaf.page.text for leaf in leaves])
        spellings = marker.lexicon.spellings
        columns = marker.lexicon.columns(text)
        self._places = [Places(one, columns) for one in spellings]
        counts = (len(leaf.passages) for leaf in leaves)
        self._firsts = list(accumulate(counts, initial=0))
        """The number of the first passage of each leaf, and how many there are."""
        self._looks: dict[bool, Sequence[Sequence[Look]]] = {}

    def places(self, number: int, vocabulary: int) -> Places:
        """Give where the terms of a vocabulary stand on a page."""
        begin = self._begins[number]
        end = begin + len(self._leaves[number].page.text)
        return self._places[vocabulary].part(begin, end)

    def looks(self, *, ordinary: bool) -> Sequence[Sequence[Look]]:
        """Give for each leaf the passages that may name a capability, and in what words they may
        besides; the hits of all others need not be made.
        """
        if ordinary not in self._looks:
            self._looks[ordinary] = self._worth_a_look(ordinary=ordinary)
        return self._looks[ordinary]

    def _worth_a_look(self, *, ordinary: bool) -> Sequence[Sequence[Look]]:
        spans, (said, usual, staging) = self._spans, self._places
        named = said.named_in(spans)
        spoken = usual.named_in(spans) if ordinary else {}
        staged, deniable = ScenePage(self.marker.scenes, staging).may_stand(spans)
        found: list[list[Look]] = [[] for _ in self._leaves]
        for at in sorted({*named, *spoken, *staged, *deniable, *self._heirs()}):
            number = bisect_right(self._firsts, at) - 1
            found[number].append(
                Look(
                    at - self._firsts[number],
                    named.get(at, ()),
                    spoken.get(at, ()),
                    at in staged,
                    at in deniable,
                )
            )
        self.marker.lexicon.read(self._above(found))
        return found

    @property
    def _spans(self) -> Numbers:
        """Where the passages stand, in order and apart."""
        edges = (
            np.fromiter(
                chain.from_iterable(map(_EDGES, leaf.passages)),
                dtype=np.int64,
                count=2 * len(leaf.passages),
            )
            + begin
            for leaf, begin in zip(self._leaves, self._begins, strict=True)
        )
        return np.concatenate([*edges]).reshape(-1, 2)

    def _heirs(self) -> Iterator[int]:
        """Yield the passages that may have a capability from the list they stand in."""
        for leaf, first in zip(self._leaves, self._firsts, strict=False):
            if not INHERITING.isdisjoint(map(_ROLE, leaf.passages)):
                yield from (
                    at for at, one in enumerate(leaf.passages, first) if one.role in INHERITING
                )

    def _above(self, looks: Sequence[Sequence[Look]]) -> Iterator[str]:
        """Yield what stands above the passages that are worth a look."""
        for leaf, some in zip(self._leaves, looks, strict=True):
            for look in some:
                passage = leaf.passages[look.at]
                yield passage.heading
                if passage.container is not None:
                    yield said_of(passage.container)


def said_of(container: Container) -> str:
    """Write what stands over a list, a table or a structure: its name, its comment, its heads."""
    return "\n".join((container.name.removeprefix("tag"), container.about, *container.header))


class Marked:
    """A leaf with where its terms stand; hits are made of the passages asked for.

    Most passages of most documents speak of nothing and are never asked for.
    """

    def __init__(self, leaf: Leaf, sheaf: Sheaf, number: int) -> None:
        """Take a leaf, and the sheaf in which it has a number."""
        self.leaf = leaf
        self._sheaf = sheaf
        self._number = number
        self._marker = sheaf.marker

    @cached_property
    def _places(self) -> Places:
        return self._sheaf.places(self._number, 0)

    def genre(self) -> list[Hit]:
        """Give the hits of the page that tell what kind of document it is."""
        return self._places.of(self._marker.genre)

    def voices(self) -> Iterator[tuple[Term, int]]:
        """Yield the words of voices that stand on the page, with how often."""
        return self._places.times(self._marker.voices)

    @cached_property
    def colours(self) -> Mapping[int, frozenset[Key]]:
        """What each passage tells its neighbours; passages that tell nothing are left out."""
        found: defaultdict[int, set[Key]] = defaultdict(set)
        hits = self._places.of(self._marker.colours)
        starts = [one.start for one in self.leaf.passages] if hits else []
        for hit in hits:
            at = bisect_right(starts, hit.start) - 1
            if at >= 0 and hit.end <= self.leaf.passages[at].end:
                found[at].add(hit.key)
        return {at: frozenset(keys) for at, keys in found.items()}

    @cached_property
    def ordinary(self) -> OrdinaryPage:
        """What the page says in ordinary words."""
        return OrdinaryPage(self._sheaf.places(self._number, 1))

    @cached_property
    def scenes(self) -> ScenePage:
        """What the page says in scenes."""
        return ScenePage(self._marker.scenes, self._sheaf.places(self._number, 2))

    def worth_a_look(self, *, ordinary: bool) -> Sequence[Look]:
        """Give the passages that may name a capability, be it in ordinary words or not."""
        return self._sheaf.looks(ordinary=ordinary)[self._number]

    def telling(self, at: int, capabilities: Iterable[str]) -> list[Hit]:
        """Give the cues of a passage, its terms of these capabilities and the pairs they make."""
        passage = self.leaf.passages[at]
        found = self._places.telling(passage.start, passage.end, capabilities)
        return [*found, *pairs_of(self.leaf.words(passage), passage.start, found)]

    def keys(self, at: int) -> set[Key]:
        """Say all that a passage speaks of."""
        passage = self.leaf.passages[at]
        return {hit.key for hit in self._places.within(passage.start, passage.end)}
