"""Text → its known terms in order, the longest first, each with every sense that is known of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct

from heliograph.finders.lexicon import Lexicon
from heliograph.finders.terms import Hit, Term
from heliograph.gloss.dictionary import Entry, load_dictionary
from heliograph.taxonomy import Taxonomy
from heliograph.taxonomy.own import OwnFiles, own_files, taxonomy_with

Span = tuple[int, int]

Source = Literal["dictionary", "capability", "perhaps", "cue", "name"]
"""`capability`: a word that names a class; `perhaps`: one that can; `cue`: how it is said."""

LONGEST: Final = 4_000
"""Characters of a passage that are glossed; the rest is said to be left out."""

_SOURCES: Final[dict[str, Source]] = {
    "entry": "dictionary",
    "name": "name",
    "strong": "capability",
    "weak": "perhaps",
    "cue": "cue",
}
_MOST_CLASSES: Final = 3
"""Classes that are told of one term: a word of more of them tells nothing."""


class Sense(Struct, frozen=True, kw_only=True):
    """One thing that a term can mean."""

    source: Source
    words: dict[str, tuple[str, ...]] = {}
    """From the dictionary: language → senses."""
    of: str = ""
    """Id of the capability, kind of the cue, or name of the entity."""
    kind: str = ""
    """What an entity is."""


class Glossed(Struct, frozen=True, kw_only=True):
    """A stretch of a text and what it can mean. Offsets are those of the text."""

    start: int
    end: int
    words: str
    senses: tuple[Sense, ...]


class Glosser:
    """All that is known of words, in one automaton, which is built when it is first used."""

    def __init__(self, taxonomy: Taxonomy, entries: Iterable[Entry]) -> None:
        """Take a taxonomy and a dictionary."""
        self._entries = {one.term: one for one in entries}
        self._names = {one.name: one for one in taxonomy.names}
        self._lexicon = Lexicon(_terms(taxonomy, self._entries))

    def gloss(self, text: str) -> list[Glossed]:
        """Give the known terms of a text by place; none inside or over another."""
        hits: defaultdict[Span, list[Hit]] = defaultdict(list)
        for hit in self._lexicon.scan(text[:LONGEST]):
            hits[hit.start, hit.end].append(hit)
        taken: list[Span] = []
        for start, end in sorted(hits, key=_longest_first):
            if all(end <= first or last <= start for first, last in taken):
                taken.append((start, end))
        return [
            Glossed(
                start=start,
                end=end,
                words=text[start:end],
                senses=tuple(self._senses(hits[start, end])),
            )
            for start, end in sorted(taken)
        ]

    def _senses(self, hits: list[Hit]) -> Iterator[Sense]:
        told: set[tuple[str, str]] = set()
        classes = 0
        for hit in sorted(hits, key=lambda one: list(_SOURCES).index(one.key[0])):
            source, of = _SOURCES[hit.key[0]], hit.key[1]
            if (source, of) in told:
                continue
            told.add((source, of))
            if source == "dictionary":
                yield Sense(source=source, words=self._entries[of].senses)
            elif source == "name":
                yield Sense(source=source, of=of, kind=self._names[of].kind)
            elif source == "cue" or classes < _MOST_CLASSES:
                classes += source != "cue"
                yield Sense(source=source, of=of)


def gloss(text: str, folder: Path | None = None) -> list[Glossed]:
    """Gloss a text with what ships with Heliograph, and a case's own words.

    `folder` holds these. Raises `TaxonomyError` where they are wrong.
    """
    return glosser_for(folder).gloss(text)


def glosser_for(folder: Path | None) -> Glosser:
    """Make ready to gloss for a case; the last ones are remembered."""
    return _glosser(own_files(folder))


@lru_cache(maxsize=2)
def _glosser(own: OwnFiles) -> Glosser:
    return Glosser(taxonomy_with(own), load_dictionary())


def _longest_first(span: Span) -> tuple[int, int]:
    return span[0] - span[1], span[0]


def _terms(taxonomy: Taxonomy, entries: Iterable[str]) -> Iterator[Term]:
    for term in entries:
        yield Term(("entry", term), term)
    for name in taxonomy.names:
        written = dict.fromkeys((name.name, *name.aliases))
        yield from (Term(("name", name.name), one) for one in written)
    for one in taxonomy.capabilities:
        for word in chain.from_iterable(one.strong.values()):
            yield Term(("strong", one.id), word)
        for word in chain.from_iterable(one.weak.values()):
            yield Term(("weak", one.id), word)
    yield from (Term(("cue", cue.kind), word) for cue in taxonomy.cues for word in cue.words)
