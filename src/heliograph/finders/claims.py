"""Finds claims: every passage that may speak of a capability is judged, with its stance and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from heliograph.codec import claim_id_of
from heliograph.finders.candidate import Candidate
from heliograph.finders.cues import Cues
from heliograph.finders.denials import DENIALS
from heliograph.finders.evidence import is_the_rest
from heliograph.finders.genre import GenreShares, genre_of
from heliograph.finders.judgement import Judge, Verdict, WeighingJudge, shipped_weights
from heliograph.finders.marked import INHERITING, Look, Marked, Marker
from heliograph.finders.ordinary import ORDINARY, denied_of, may_deny
from heliograph.finders.scenes import SCENES
from heliograph.finders.speakers import SPEAKERS
from heliograph.finders.stance import stance_of
from heliograph.finders.strength import action_of, group_of, strength_of
from heliograph.finders.structure import Setting, Settings
from heliograph.finders.terms import Hit, Term
from heliograph.finders.usage import USAGE
from heliograph.finders.wordings import WORDINGS
from heliograph.records import Action, CapabilityId, Claim, ClaimId, Leaf, Mention, Passage
from heliograph.taxonomy import Taxonomy, load_taxonomy

_LEVELS = ("strong", "weak", "pair", "ordinary", "scene")
_TERMS_TOLD = 4
_MOSTLY = 0.5
_FIRST_LINES = 5
"""Passages of a document that tell what it is about: a title, and what follows it."""


@dataclass(frozen=True, slots=True)
class _Anew:
    """The leaves of a document that is too long to be held, marked as they are gone through."""

    leaves: Sequence[Leaf]
    marker: Marker

    def __iter__(self) -> Iterator[Marked]:
        return self.marker.marked(self.leaves)


@dataclass(frozen=True, slots=True)
class _About:
    """What a whole document is, and what it speaks of."""

    genre: GenreShares
    topics: Counter[str]
    """For each capability, the passages that have a strong term of it."""
    passages: int
    opening: frozenset[str]
    """The capabilities that its title and first lines name outright."""

    @property
    def of_others(self) -> bool:
        """Whether it tells of what others do."""
        return self.genre.reporting >= _MOSTLY

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
        words = (DENIALS, ORDINARY, SCENES, SPEAKERS, USAGE, WORDINGS)
        said = "+".join((self.taxonomy.version[:8], *(one.version for one in words)))
        self.version = f"3+{said}+{self.judge.version}"
        self._marker = Marker(self.taxonomy)
        self._capabilities = {one.id: one for one in self.taxonomy.capabilities}

    def find(self, leaves: Sequence[Leaf]) -> Iterator[Claim | Mention]:
        """Yield the claims of one document, in order of page and offset."""
        for candidate in self.candidates(leaves):
            verdict = self.judge.judge(candidate, least=self.judge.threshold)
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
        voices: Counter[Term] = Counter()
        passages = 0
        for one in marked:
            cues.append(one.genre())
            voices.update(dict(one.voices()))
            _count_topics(one, topics)
            passages += len(one.leaf.passages)
        genre = genre_of(leaves, cues, voices, self.taxonomy)
        about = _About(genre, topics, passages, _opening(marked))
        for one in marked:
            yield from self._of_leaf(one, about)

    def _all_marked(self, leaves: Sequence[Leaf]) -> Iterable[Marked]:
        """Mark every leaf: once where all are held, each time anew where they are too many."""
        if isinstance(leaves, tuple | list):
            return list(self._marker.marked(leaves))
        return _Anew(leaves, self._marker)

    def _of_leaf(self, marked: Marked, about: _About) -> Iterator[Candidate]:
        settings = Settings(marked, self._marker.lexicon)
        for look in marked.worth_a_look(ordinary=about.may_be_ordinary):
            at, passage = look.at, marked.leaf.passages[look.at]
            heir = passage.role in INHERITING
            hits = marked.telling(at, look.named) if look.named or heir else []
            more = _more(marked, look, hits, about)
            named = _named(hits) | _named(more)
            if not named and not heir:
                continue
            setting = settings.of(at)
            named |= _inherited(passage, hits, setting)
            if not named.issubset(look.named):
                hits = marked.telling(at, sorted(named))
            for capability in sorted(named):
                yield Candidate(
                    passage=passage,
                    words=marked.leaf.words(passage),
                    capability=CapabilityId(capability),
                    hits=[*hits, *more],
                    setting=setting,
                    genre=about.genre,
                    topic=about.topics[capability],
                    passages=about.passages,
                    opens=capability in about.opening,
                )

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
    for hit in candidate.cues.of(action)[:1]:
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
    if passage.role not in INHERITING:
        return set()
    found = {key for level, key in setting.container if level == "strong"}
    return found | {"ethnicity_classification"} if is_the_rest(Cues(hits), setting) else found


def _named(hits: Iterable[Hit]) -> set[str]:
    return {hit.key[1] for hit in hits if hit.key[0] in _LEVELS}


def _more(marked: Marked, look: Look, hits: Sequence[Hit], about: _About) -> list[Hit]:
    """Give what a passage says beyond its hits: in ordinary words and in scenes."""
    passage = marked.leaf.passages[look.at]
    words = marked.leaf.words(passage)
    found: list[Hit] = []
    if look.ordinary:
        said = marked.ordinary
        denied = [] if about.of_others else said.denied(passage, words, look.ordinary, hits)
        told = _named(hits) | _named(denied)
        topics = [one for one in look.ordinary if one in about.topics and one not in told]
        found += [*denied, *said.stated(passage, words, topics)]
    if look.staged:
        found += marked.scenes.told(passage, words)
    if look.deniable and not about.of_others and may_deny(words):
        pairs = marked.scenes.deniable(passage, words)
        found += denied_of(pairs, passage, words, [*hits, *found])
    return found


def _opening(marked: Iterable[Marked]) -> frozenset[str]:
    """Name the capabilities that stand in a document's title or its first lines outright."""
    first = next(iter(marked), None)
    if first is None:
        return frozenset()
    keys = chain.from_iterable(first.colours.get(at, ()) for at in range(_FIRST_LINES))
    return frozenset(of for level, of in keys if level == "strong")


def _count_topics(marked: Marked, topics: Counter[str]) -> None:
    """Count, for each capability, the passages that have a strong term of it."""
    for keys in marked.colours.values():
        topics.update(of for level, of in keys if level == "strong")
