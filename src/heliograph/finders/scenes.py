"""Scenes: a capability said by what stands together in one sentence, in words that no term has.

`Police can type in a number plate and see every place where the car was`: no term of the field, and
none of its words proves anything, yet plate, looking and place in one sentence say what is sold. A
scene of `scenes.toml` names such parts; their words are kept by language, the scenes have none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from typing import Literal

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from heliograph.errors import TaxonomyError
from heliograph.finders.places import Places
from heliograph.finders.terms import Bits, Hit, Numbers, Spellings, Term, bits_of
from heliograph.finders.word_file import WordFile
from heliograph.records import Passage

_LONGEST = 400
"""Characters of a sentence beyond which its parts belong to several statements."""
_REACH = 160
"""Characters over which the parts of one scene may be strewn; a third of it in Han."""
_HAN = re.compile("[\u4e00-\u9fff]")
_SENTENCE = re.compile(r"[^。！？!?|•\n]+?(?:[。！？!?|•\n]|\.(?=\s|$)|$)")
_CORE = 2
"""Parts from the first that are what is done and to whom."""


class _Scene(Struct, forbid_unknown_fields=True, frozen=True, rename={"capability": "class"}):
    capability: str
    all: list[str]
    """Parts, `a|b` for either."""


class _File(Struct, forbid_unknown_fields=True, frozen=True, rename={"scenes": "scene"}):
    version: Literal[1]
    parts: dict[str, dict[str, list[str]]]
    scenes: list[_Scene]
    denied: list[_Scene]


@dataclass(frozen=True, slots=True)
class _Slots:
    """A scene with its parts resolved: each slot the names of the parts that fill it, in order."""

    capability: str
    slots: tuple[tuple[str, ...], ...]


SCENES = WordFile("scenes.toml", _File)


@lru_cache(maxsize=1)
def _file() -> _File:
    """Read the scenes. Raises `TaxonomyError` where the file is broken."""
    found = SCENES.held
    named = {
        name
        for scene in (*found.scenes, *found.denied)
        for slot in scene.all
        for name in slot.split("|")
    }
    unknown = sorted(named - found.parts.keys())
    if unknown:
        raise TaxonomyError(file=SCENES.name, detail=f"parts that are not told: {unknown}")
    return found


def scene_terms() -> Iterator[Term]:
    """Yield the words of all parts, each a term of its language and part."""
    for name, words in _file().parts.items():
        for language, spelt in words.items():
            for word in spelt:
                yield Term((language, name), word)


class Scenes:
    """All scenes, ready to be looked for among the spellings of a lexicon."""

    def __init__(self, spellings: Spellings) -> None:
        """Take the spellings of `scene_terms`. Raises `TaxonomyError`."""
        file = _file()
        self.told = [_slots_of(one) for one in file.scenes]
        self.denied = [_slots_of(one) for one in file.denied]
        self._spellings = spellings

    @cached_property
    def marks(self) -> tuple[Bits, Bits]:
        """For each spelling the slots that it fills; for each scene those that it needs, those of
        scenes that are told before those that say something only where it is denied.
        """
        every = (*self.told, *self.denied)
        slots = {
            slot: at for at, slot in enumerate(dict.fromkeys(s for o in every for s in o.slots))
        }
        fills: dict[str, list[int]] = {}
        for slot, at in slots.items():
            for name in slot:
                fills.setdefault(name, []).append(at)
        forms = [
            [at for term in terms for at in fills.get(term.key[1], ())]
            for terms in self._spellings.terms
        ]
        needs = [[slots[slot] for slot in one.slots] for one in every]
        return bits_of(forms, len(slots)), bits_of(needs, len(slots))


class ScenePage:
    """The scenes of a page; they are looked for in the passages asked for."""

    def __init__(self, scenes: Scenes, places: Places) -> None:
        """Take where the words of `scene_terms` stand."""
        self._scenes, self._places = scenes, places

    def may_stand(self, spans: Numbers) -> tuple[frozenset[int], frozenset[int]]:
        """Say, by number, in which stretches of the page all parts of a scene stand, be it in
        several sentences.

        First for scenes, then for what says a capability only where it is denied.
        """
        marks, needs = self._scenes.marks
        met = _met(self._places.marks_in(spans, marks), needs)
        told = len(self._scenes.told)
        either = met[:, :told].any(axis=1), met[:, told:].any(axis=1)
        staged, deniable = (frozenset(np.flatnonzero(one).tolist()) for one in either)
        return staged, deniable

    def told(self, passage: Passage, words: str) -> Iterator[Hit]:
        """Yield a hit over the core of each scene in a passage."""
        for capability, parts in self._found(passage, words, self._scenes.told):
            yield _hit_of("scene", capability, parts[:_CORE], parts)

    def deniable(self, passage: Passage, words: str) -> Iterator[Hit]:
        """Yield what a passage says if it is taken back: each as a pair, over all of its parts."""
        for capability, parts in self._found(passage, words, self._scenes.denied):
            yield _hit_of("pair", capability, parts, parts)

    def _found(
        self, passage: Passage, words: str, scenes: Sequence[_Slots]
    ) -> Iterator[tuple[str, tuple[Hit, ...]]]:
        hits = self._places.within(passage.start, passage.end)
        for sentence in _SENTENCE.finditer(words):
            first, last = (passage.start + at for at in sentence.span())
            if last - first <= _LONGEST:
                mine = [hit for hit in hits if first <= hit.start and hit.end <= last]
                yield from _in_sentence(scenes, mine, sentence.group())


def _slots_of(one: _Scene) -> _Slots:
    slots = (tuple(sorted(frozenset(slot.split("|")))) for slot in one.all)
    return _Slots(one.capability, tuple(slots))


def _met(held: Bits, needs: Bits) -> npt.NDArray[np.bool_]:
    """Say of each row which needs it meets: all bits of the need are there."""
    found = np.zeros((len(held), len(needs)), dtype=np.bool_)
    some = np.flatnonzero(np.bitwise_or.reduce(held, axis=1))
    missing = np.zeros((len(some), len(needs)), dtype=np.uint64)
    for mine, needed in zip(held[some].T, needs.T, strict=True):
        missing |= needed & ~mine[:, None]
    found[some] = missing == 0
    return found


def _in_sentence(
    scenes: Sequence[_Slots], hits: Sequence[Hit], words: str
) -> Iterator[tuple[str, tuple[Hit, ...]]]:
    """Yield each capability that the words of one language say in a sentence, with its parts."""
    by: dict[str, dict[str, list[Hit]]] = {}
    for hit in hits:
        by.setdefault(hit.key[0], {}).setdefault(hit.key[1], []).append(hit)
    reach = _REACH // 3 if _HAN.search(words) else _REACH
    told: set[str] = set()
    for scene, mine in product(scenes, by.values()):
        if scene.capability in told or any(map(mine.keys().isdisjoint, scene.slots)):
            continue
        parts = _filled(scene.slots, mine, reach, ())
        if parts is not None:
            told.add(scene.capability)
            yield scene.capability, parts


def _filled(
    slots: Sequence[Sequence[str]],
    by: Mapping[str, Sequence[Hit]],
    reach: int,
    chosen: tuple[Hit, ...],
) -> tuple[Hit, ...] | None:
    """Give a hit for each slot, none of which stands on another, close enough together."""
    if not slots:
        return chosen
    for hit in (hit for name in slots[0] for hit in by.get(name, ())):
        if any(hit.start < one.end and one.start < hit.end for one in chosen):
            continue
        if any(abs(hit.start - one.start) > reach for one in chosen):
            continue
        found = _filled(slots[1:], by, reach, (*chosen, hit))
        if found is not None:
            return found
    return None


def _hit_of(level: str, capability: str, core: Sequence[Hit], parts: Sequence[Hit]) -> Hit:
    """Make a hit that spans `core` and tells of all parts."""
    words = " + ".join(one.term for one in parts)
    first, last = min(one.start for one in core), max(one.end for one in core)
    return Hit(first, last, (level, capability), words, 1.0)
