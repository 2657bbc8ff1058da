"""Finds claims: every passage that may speak of a capability is judged, with its stance and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import overload

import numpy as np

from heliograph.codec import claim_id_of
from heliograph.finders.cues import Cues
from heliograph.finders.denials import version_of_denials
from heliograph.finders.evidence import REPORTING, Candidate, is_the_rest
from heliograph.finders.genre import GenreShares, genre_of
from heliograph.finders.judgement import Judge, Verdict, WeighingJudge, shipped_weights
from heliograph.finders.ordinary import OrdinaryWords, version_of_ordinary
from heliograph.finders.pairs import pairs_of
from heliograph.finders.stance import stance_of
from heliograph.finders.strength import action_of, group_of, strength_of
from heliograph.finders.structure import Setting, Settings
from heliograph.finders.terms import Hit, Lexicon, terms_of
from heliograph.finders.usage import version_of_usage
from heliograph.records import Action, CapabilityId, Claim, ClaimId, Leaf, Mention, Passage
from heliograph.taxonomy import Taxonomy, load_taxonomy

_LEVELS = ("strong", "weak", "pair", "ordinary")
_CARRYING = ("strong", "weak", "act", "object")
"""Levels of terms without which a passage names nothing: an act needs its object."""
_INHERITING = frozenset({"entry"})
_TERMS_TOLD = 4
_MOSTLY = 0.5


class _Marked(Sequence[Sequence[Hit]]):
    """A leaf with the hits of each of its passages and the pairs they make, made when asked for.

    Most passages of most documents speak of nothing and are never asked for.
    """

    def __init__(self, leaf: Leaf, lexicon: Lexicon) -> None:
        self.leaf = leaf
        self._places = lexicon.places(leaf.page.text)
        ends = chain.from_iterable((one.start, one.end) for one in leaf.passages)
        spans = np.fromiter(ends, dtype=np.int64, count=2 * len(leaf.passages)).reshape(-1, 2)
        strong, weak, act, thing = self._places.levels_in(spans, _CARRYING)
        self._strong = strong
        self._named = strong | weak | (act & thing)
        heirs = [at for at, one in enumerate(leaf.passages) if one.role in _INHERITING]
        self._named[heirs] = True
        self._hits: dict[int, list[Hit]] = {}
        self._spans = spans

    def genre(self) -> list[Hit]:
        """Give the hits of the page that tell what kind of document it is."""
        return self._places.of("genre")

    def worth_a_look(self, ordinary: OrdinaryWords | None) -> Iterator[tuple[int, bool]]:
        """Yield which passages may name a capability, and whether they may speak of one in
        ordinary words; the hits of all others need not be made.
        """
        speaking = np.zeros_like(self._named)
        if ordinary is not None:
            speaking = ordinary.may_stand(self.leaf.page.text, self._spans)
        for at in np.flatnonzero(self._named | speaking).tolist():
            yield at, bool(speaking[at])

    def may_name(self, at: int) -> bool:
        """Say whether a passage may name a capability in the words of the taxonomy."""
        return bool(self._named[at])

    def may_be_strong(self) -> Iterator[Sequence[Hit]]:
        """Yield the hits of the passages that may have a strong term."""
        return map(self.__getitem__, np.flatnonzero(self._strong).tolist())

    def __len__(self) -> int:
        return len(self._spans)

    @overload
    def __getitem__(self, at: int) -> Sequence[Hit]: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Sequence[Hit]]: ...
    def __getitem__(self, at: int | slice) -> Sequence[Hit] | Sequence[Sequence[Hit]]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        found = self._hits.get(at)
        if found is None:
            passage = self.leaf.passages[at]
            found = self._places.within(passage.start, passage.end)
            found += list(pairs_of(self.leaf.words(passage), passage.start, found))
            self._hits[at] = found
        return found


@dataclass(frozen=True, slots=True)
class _Anew:
    """The leaves of a document that is too long to be held, marked as they are gone through."""

    leaves: Sequence[Leaf]
    mark: Callable[[Leaf], _Marked]

    def __iter__(self) -> Iterator[_Marked]:
        return map(self.mark, self.leaves)


@dataclass(frozen=True, slots=True)
class _About:
    """What a whole document is, and what it speaks of."""

    genre: GenreShares
    topics: Counter[str]
    """For each capability, the passages that have a strong term of it."""
    passages: int

    @property
    def of_others(self) -> bool:
        """Whether it tells of what others do."""
        return self.genre.share(*REPORTING) >= _MOSTLY

    @property
    def may_be_ordinary(self) -> bool:
        """Whether ordinary words in it may count: denials of its own, or words of its topics."""
        return bool(self.topics) or not self.of_others


class ClaimFinder:
    """Reads a document's leaves and says what they claim."""

    name = "claims"

    def __init__(self, taxonomy: Taxonomy | None = None, judge: Judge | None = None) -> None:
        """Take the taxonomy and the judge that ship with Heliograph unless others are given."""
        self.taxonomy = taxonomy or load_taxonomy()
        self.judge: Judge = judge or WeighingJudge(shipped_weights())
        words = (version_of_denials(), version_of_ordinary(), version_of_usage())
        said = "+".join((self.taxonomy.version[:8], *words))
        self.version = f"3+{said}+{self.judge.version}"
        self._lexicon = Lexicon(terms_of(self.taxonomy))
        self._ordinary = OrdinaryWords(self.taxonomy)
        self._capabilities = {one.id: one for one in self.taxonomy.capabilities}

    def find(self, leaves: Sequence[Leaf]) -> Iterator[Claim | Mention]:
        """Yield the claims of one document, in order of page and offset."""
        for candidate in self.candidates(leaves):
            verdict = self.judge.judge(candidate)
            if verdict.score >= self.judge.threshold:
                yield self._claim(candidate, verdict)

    def judged(self, candidate: Candidate) -> Claim:
        """Judge one candidate whatever its score: below the judge's threshold it is no claim."""
        return self._claim(candidate, self.judge.judge(candidate))

    def candidates(self, leaves: Sequence[Leaf]) -> Iterator[Candidate]:
        """Yield every passage and capability that is worth a judgement."""
        marked = self._all_marked(leaves)
        cues: list[list[Hit]] = []
        topics: Counter[str] = Counter()
        passages = 0
        for one in marked:
            cues.append(one.genre())
            _count_topics(one, topics)
            passages += len(one.leaf.passages)
        genre = genre_of(leaves, cues, self.taxonomy)
        about = _About(genre, topics, passages)
        for one in marked:
            yield from self._of_leaf(one, about)

    def _all_marked(self, leaves: Sequence[Leaf]) -> Iterable[_Marked]:
        """Mark every leaf: once where all are held, each time anew where they are too many."""
        if isinstance(leaves, tuple | list):
            return [self._mark(leaf) for leaf in leaves]
        return _Anew(leaves, self._mark)

    def _mark(self, leaf: Leaf) -> _Marked:
        return _Marked(leaf, self._lexicon)

    def _of_leaf(self, marked: _Marked, about: _About) -> Iterator[Candidate]:
        settings = Settings(marked.leaf, marked, self._lexicon)
        for at, ordinary in marked.worth_a_look(self._ordinary if about.may_be_ordinary else None):
            passage = marked.leaf.passages[at]
            hits = self._hits(marked, at, about if ordinary else None)
            named = {hit.key[1] for hit in hits if hit.key[0] in _LEVELS}
            if not named and passage.role not in _INHERITING:
                continue
            setting = settings.of(at)
            named |= _inherited(passage, hits, setting)
            for capability in sorted(named):
                yield Candidate(
                    passage=passage,
                    words=marked.leaf.words(passage),
                    capability=CapabilityId(capability),
                    hits=hits,
                    setting=setting,
                    genre=about.genre,
                    topic=about.topics[capability],
                    passages=about.passages,
                )

    def _hits(self, marked: _Marked, at: int, ordinary: _About | None) -> Sequence[Hit]:
        """Give what a passage may speak of, what it says in ordinary words with it."""
        passage = marked.leaf.passages[at]
        hits: Sequence[Hit] = marked[at] if marked.may_name(at) else ()
        if ordinary is None:
            return hits
        words = marked.leaf.words(passage)
        more = [] if ordinary.of_others else self._ordinary.denied(passage, words, hits)
        known = {hit.key[1] for hit in (*hits, *more) if hit.key[0] in _LEVELS}
        topics = {one for one in ordinary.topics if one not in known}
        if topics:
            more += self._ordinary.stated(passage, words, topics)
        return [*(hits or marked[at]), *more] if more else hits

    def _claim(self, candidate: Candidate, verdict: Verdict) -> Claim:
        capability = self._capabilities[candidate.capability]
        passage = candidate.passage
        stance, because = stance_of(candidate)
        rung, carried = strength_of(candidate, stance)
        action = action_of(candidate, capability)
        group = group_of(candidate, capability, passage.start)
        terms = tuple(
            f"term:{hit.term}" for level in _LEVELS for hit in candidate.own(level)[:_TERMS_TOLD]
        )
        return Claim(
            id=ClaimId(
                claim_id_of(
                    passage.page_id,
                    (passage.start, passage.end),
                    candidate.capability,
                    stance,
                )
            ),
            page_id=passage.page_id,
            start=passage.start,
            end=passage.end,
            capability=candidate.capability,
            stance=stance,
            strength=rung,
            action=action,
            group=group,
            language=passage.language,
            score=round(verdict.score, 4),
            why=tuple(
                dict.fromkeys(
                    (
                        *terms,
                        *_in_two_tongues(candidate),
                        *(f"stance:{one}" for one in because),
                        *_of_action(candidate, action),
                        *((f"group:{group}",) if group else ()),
                        *((f"strength:{carried}",) if carried else ()),
                        *verdict.why,
                    )
                )
            ),
            judged_by=f"{self.name}/{self.version}",
        )


def _of_action(candidate: Candidate, action: Action) -> Iterator[str]:
    """Yield the word that makes the action, where one stands there: else it is the class's own."""
    for hit in Cues(candidate.hits).of(action)[:1]:
        yield f"action:{hit.term}"


def _in_two_tongues(candidate: Candidate) -> Iterator[str]:
    """Yield the words of a constant and of its comment where they are in two languages.

    They may disagree (a constant says rioters, its comment a gathering): a reader must see both.
    """
    if candidate.passage.role not in {"entry", "field", "row"}:
        return
    base = candidate.passage.start
    said = {
        candidate.words[hit.start - base : hit.end - base]: hit.term.isascii()
        for hit in (*candidate.own("strong"), *candidate.own("weak"))
    }
    latin = [words for words, is_latin in said.items() if is_latin]
    other = [words for words, is_latin in said.items() if not is_latin]
    if latin and other:
        yield f"two-tongues:{latin[0]} / {other[0]}"


def _inherited(passage: Passage, hits: Sequence[Hit], setting: Setting) -> set[str]:
    """Give the capabilities that an entry of a list has from the list it stands in."""
    if passage.role not in _INHERITING:
        return set()
    found = {key for level, key in setting.container if level == "strong"}
    return found | {"ethnicity_classification"} if is_the_rest(hits, setting) else found


def _count_topics(marked: _Marked, topics: Counter[str]) -> None:
    """Count, for each capability, the passages that have a strong term of it."""
    for hits in marked.may_be_strong():
        topics.update({hit.key[1] for hit in hits if hit.key[0] == "strong"})
