"""What a passage takes from where it stands: its container, its siblings, its headings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeGuard

from heliograph.finders.cues import Cues
from heliograph.finders.lexicon import Lexicon
from heliograph.finders.marked import Marked, said_of
from heliograph.finders.terms import Key
from heliograph.records import Container, Passage

REGISTER_VALUES = 30
"""Values from which a list of peoples is the register of a state and no inference: a camera that
sorts people has two to eight, the Chinese register has fifty-six."""

_LEAD = 2
"""Passages before a container that may say what it is."""
_LEAD_LENGTH = 80
_SHORT = 120
"""Characters up to which a passage may be one of a list that a line of its own stands over."""
_LINE_OVER = 60
_MARKUP = 8
"""Characters around a line that only set it off."""
_LED = frozenset({"item", "row", "sentence"})
_NEAR = 8
"""Passages to either side whose subjects colour a field."""

_STRUCTURED = frozenset({"entry", "field", "row", "code", "comment"})
_CAPTIONS = frozenset({"code", "comment"})
_CODED = frozenset({"enum", "struct"})
_MARKS = "/*#! \t"
"""What a comment begins and ends with."""
_FILLER_ROOM = 6
"""Characters a value may have beside the filler and still say nothing more."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What surrounds one passage."""

    container: frozenset[Key] = frozenset()
    """What the container's name, its comment and the line before it speak of."""
    heading: frozenset[Key] = frozenset()
    lead: frozenset[Key] = frozenset()
    """What the short line right over a short passage or over its list speaks of."""
    siblings: Mapping[Key, int] = field(default_factory=dict)
    """How many of the passages around it speak of each thing."""
    size: int = 0
    """Passages in its container."""
    caption: bool = False
    """Whether the passage names the enumeration or structure that begins with it or right after."""


class Settings:
    """Works out the settings of the passages of one leaf."""

    def __init__(self, marked: Marked, lexicon: Lexicon) -> None:
        """Take a leaf with its hits, and the lexicon for what stands above."""
        self._leaf = marked.leaf
        self._marked = marked
        self._lexicon = lexicon
        self._spoken: dict[tuple[int, bool], frozenset[Key]] = {}
        self._leads: dict[int, frozenset[Key]] = {}

    @cached_property
    def _held(self) -> tuple[Mapping[int, int], Mapping[int, int]]:
        """Where each container begins, and how many passages it holds."""
        first: dict[int, int] = {}
        count: Counter[int] = Counter()
        for at, passage in enumerate(self._leaf.passages):
            if passage.container is not None:
                key = id(passage.container)
                first.setdefault(key, at)
                count[key] += 1
        return first, count

    def of(self, at: int) -> Setting:
        """Give the setting of the passage at a place."""
        passage = self._leaf.passages[at]
        held = self._captioned(at)
        inside = at + 1 if held is not None and passage.container is None else at
        of = held or passage.container
        return Setting(
            container=self._of_container(passage),
            heading=self._lexicon.told(passage.heading),
            lead=self._over(at),
            siblings=self._around(inside),
            size=self._held[1][id(of)] if of is not None else 0,
            caption=held is not None,
        )

    def _captioned(self, at: int) -> Container | None:
        """Give the enumeration or structure that a line of code or a comment is the name of."""
        passage = self._leaf.passages[at]
        if passage.role not in _CAPTIONS:
            return None
        words = self._leaf.words(passage)
        held = passage.container
        if held is None and at + 1 < len(self._leaf.passages):
            held = self._leaf.passages[at + 1].container
            named = _is_coded(held) and words.strip(_MARKS) == held.about.strip(_MARKS)
            return held if named else None
        return held if _is_coded(held) and held.name and held.name in words else None

    def _of_container(self, passage: Passage) -> frozenset[Key]:
        """Give what a passage's container speaks of, and the short lines right before it."""
        held, structured = passage.container, passage.role in _STRUCTURED
        if held is None:
            return frozenset()
        # All rows of a table stand in one container.
        known = self._spoken.get((id(held), structured))
        if known is None:
            known = self._lexicon.told(said_of(held))
            known |= self._lead(held) if structured else frozenset()
            self._spoken[id(held), structured] = known
        return known

    def _lead(self, held: Container) -> set[Key]:
        """Give what the short lines right before a container speak of."""
        first = self._held[0][id(held)]
        found: set[Key] = set()
        for at in range(max(0, first - _LEAD), first):
            before = self._leaf.passages[at]
            if before.end - before.start <= _LEAD_LENGTH and before.container is None:
                found |= self._marked.keys(at)
        return found

    def _over(self, at: int) -> frozenset[Key]:
        """Give what the short line speaks of that a short passage, or its list, stands under."""
        passage = self._leaf.passages[at]
        if passage.role not in _LED or passage.end - passage.start > _SHORT:
            return frozenset()
        held = passage.container
        first = at if held is None else self._held[0][id(held)]
        if first == 0:
            return frozenset()
        over = self._leaf.passages[first - 1]
        heads = over.role == "heading" or over.container is not None
        if heads or over.end - over.start > _LINE_OVER + _MARKUP:
            return frozenset()
        known = self._leads.get(first)
        if known is None:
            named = is_line_over(self._leaf.words(over))
            known = frozenset(self._marked.keys(first - 1)) if named else frozenset()
            self._leads[first] = known
        return known

    def _around(self, at: int) -> Mapping[Key, int]:
        """Count what the passages around one speak of, in its container alone if it has one."""
        passages, colours = self._leaf.passages, self._marked.colours
        held = passages[at].container
        found: dict[Key, int] = {}
        for other in range(max(0, at - _NEAR), min(len(passages), at + _NEAR + 1)):
            if other in colours and other != at and passages[other].container is held:
                for key in colours[other]:
                    found[key] = found.get(key, 0) + 1
        return found


def _is_coded(held: Container | None) -> TypeGuard[Container]:
    return held is not None and held.kind in _CODED


def is_line_over(words: str) -> bool:
    """Say whether words are short and no sentence, so that they may name what stands under them."""
    bare = words.rstrip("*_: ：\n")
    return 0 < len(bare) <= _LINE_OVER and not bare.endswith((".", "。", ";", "；", ",", "?", "!"))


def is_filler(words: str, cues: Cues) -> bool:
    """Say whether a value of a list carries nothing of itself: unknown, other, invalid.

    `cues` are those of the passage; what its constant repeats of the list's own name (before the
    last `_`) is not counted as its own.
    """
    if not cues.has("filler"):
        return False
    name, _, comment = words.partition("|")
    value = name.split("=")[0].strip().rpartition("_")[2]
    said = (comment.strip() or value).lower()
    fillers = {hit.term for hit in cues.of("filler")}
    return any(term in said and len(said) <= len(term) + _FILLER_ROOM for term in fillers)
