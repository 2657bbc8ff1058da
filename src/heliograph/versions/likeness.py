"""Documents that are nearly the same text, among many: MinHash over tokens, and its index."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Final, Generic, TypeVar

from rensa import RMinHash, RMinHashLSH

from heliograph.language.tokens import tokens_of

ALIKE: Final = 0.5
"""Share of all shingles that two texts have in common, from which they are versions of one text."""

_SHINGLE: Final = 3
"""Tokens in a row that are one shingle: four Han characters, or three words."""

_PERMUTATIONS: Final = 128
_BANDS: Final = 32
"""Bands of four: at a likeness of 0.5 the index misses one pair in eight, at 0.7 none in thousands;
a change of every tenth character still leaves about 0.5."""

_SEED: Final = 20_260_301
_SHORTEST: Final = 20
"""Shingles below which two texts are alike by chance."""

_LONGEST: Final = 2_000_000
"""Characters of a document that are read for this."""

Name = TypeVar("Name", bound=Hashable)


class Likeness(Generic[Name]):
    """Sketches of texts, each by a name; says which are alike."""

    def __init__(self) -> None:
        """Begin without texts."""
        self._names: list[Name] = []
        self._sketches: list[RMinHash] = []
        self._index = RMinHashLSH(threshold=ALIKE, num_perm=_PERMUTATIONS, num_bands=_BANDS)

    def add(self, name: Name, text: str) -> None:
        """Add a text; one too short to tell is alike to none."""
        shingles = _shingles(text[:_LONGEST])
        if len(shingles) < _SHORTEST:
            return
        sketch = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
        sketch.update(shingles)
        self._index.insert(len(self._names), sketch)
        self._names.append(name)
        self._sketches.append(sketch)

    def pairs(self, least: float = ALIKE) -> Iterator[tuple[Name, Name, float]]:
        """Yield each pair that is at least so alike, with how alike it is."""
        for place, sketch in enumerate(self._sketches):
            for other in self._index.query(sketch):
                if other <= place:
                    continue
                alike = sketch.jaccard(self._sketches[other])
                if alike >= least:
                    yield self._names[place], self._names[other], alike

    def between(self, one: Name, other: Name) -> float:
        """Say how alike two texts are; 0 where one is too short to tell."""
        places = self._places
        if one not in places or other not in places:
            return 0.0
        return float(self._sketches[places[one]].jaccard(self._sketches[places[other]]))

    @property
    def _places(self) -> Mapping[Name, int]:
        return {name: place for place, name in enumerate(self._names)}


def _shingles(text: str) -> list[str]:
    found = tokens_of(text)
    rows = zip(*(found[at:] for at in range(_SHINGLE)), strict=False)
    return list(dict.fromkeys(map(" ".join, rows)))
