"""Ordinary words that deny a capability: `cars are counted without reading their plates`.

Asserted they prove nothing, for everybody reads, follows and stores something. So an act and its
object from `ordinary.toml`, or a phrase, count where their own clause takes them back, and, as one
sign among others, in a document that speaks of the capability in its proper words elsewhere: in the
manual of a plate reader `reads plates` says what it says.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from heliograph.finders.pairs import pairs_of
from heliograph.finders.places import Places
from heliograph.finders.scope import taken_back
from heliograph.finders.sieve import Sieve
from heliograph.finders.terms import WHOLE, Hit, Numbers, Term
from heliograph.finders.word_file import WordFile
from heliograph.finders.wordings import worded_items
from heliograph.records import Passage
from heliograph.taxonomy import Taxonomy

LEVEL = "ordinary"
"""The level of hits in ordinary words, be they stated or denied."""
_LONGEST = 600
"""Characters of a passage beyond which ordinary words are no one statement any more."""
_MAY_DENY = re.compile(
    r"\b(?:no|not|never|nor|neither|none|nothing|nobody|without|cannot|except|unable|lacks?|unused"
    r"|stopp?\w*|remov\w+|drop\w*|delet\w+|withdr\w+|taken|scrapped|switched|discontinued|retired"
    r"|deprecated|reserved|planned|prohibit\w*|forbid\w*|exclu\w+|declin\w+|refus\w+|todo"
    r"|impossible|against|gone|gave|given|away|clear|beyond|blind|deaf|pending|yet|impossible"
    r"|steers?|stays?|keeps?|omit\w*|leaves?|hardly|missing|personne|nulle?|imposible)\b"
    r"|n['’]t\b|[不未无無没沒禁停删刪移废廢预預保待裁放尚]|取消|下线|下線"
    r"|\bne\b|\bn['’]|\baucune?\b|\bsans\b|\bjamais\b|\bpas\b|\binterdi|\bsupprim|\bretir|\babandon"
    r"|\bréserv|\bprévu|\bне\b|\bнет\b|\bбез\b|\bникогда\b|\bкроме\b|запре|удал|исключ|зарезерв"
    r"|отсутств|\bsin\b|\bnunca\b|\bning|\bya no\b|\bprohib|\belimin|\breservad|\bpendiente"
    r"|\brenunci|\bprescind"
    r"|\bнев\w|\bнере|\bник[тео]|\bникаких\b|\bнич|отлож|позже"
    r"|لا |لم |لن |ليس|يحظر|مايدۇ|مەيدۇ|يوق",
    re.IGNORECASE,
)


class _Class(Struct, forbid_unknown_fields=True, frozen=True):
    id: str
    acts: list[str]
    """Groups of `acts`."""
    objects: list[str]
    words: list[str] = []
    """Phrases that need no act beside them."""


class _File(Struct, forbid_unknown_fields=True, frozen=True, rename={"classes": "class"}):
    version: Literal[1]
    acts: dict[str, list[str]]
    classes: list[_Class]


ORDINARY = WordFile("ordinary.toml", _File)


def _terms() -> Iterator[Term]:
    """Yield the words. Raises `TaxonomyError` where the file is broken."""
    held = ORDINARY.held
    for one in held.classes:
        for word in dict.fromkeys(word for group in one.acts for word in held.acts[group]):
            yield Term(("act", one.id), word)
        for word in dict.fromkeys(one.objects):
            yield Term(("object", one.id), word)
        for word in dict.fromkeys(one.words):
            yield Term(("pair", one.id), word)


def ordinary_terms(taxonomy: Taxonomy) -> Iterator[Term]:
    """Yield the words; the taxonomy's traps and counter-words hold here too."""
    yield from _terms()
    yield from worded_items()
    for one in taxonomy.capabilities:
        for level, words in (("trap", one.traps), ("against", one.against)):
            for word in words:
                yield Term((level, one.id), word)


@lru_cache(maxsize=1)
def _sieve() -> Sieve[str]:
    return Sieve({"denial": _MAY_DENY})


def may_deny(words: str) -> bool:
    """Say whether words are short enough for one statement and may take something back."""
    if len(words) > _LONGEST:
        return False
    return bool(_sieve().may_match(words)) and _MAY_DENY.search(words) is not None


def denied_of(pairs: Iterable[Hit], passage: Passage, words: str, hits: Sequence[Hit]) -> list[Hit]:
    """Give the pairs of a passage that are taken back, with all else that it has of their class."""
    found: dict[str, list[Hit]] = defaultdict(list)
    for hit in pairs:
        found[hit.key[1]].append(hit)
    for hit in hits:
        if hit.key[0] in WHOLE and hit.key[1] in found:
            found[hit.key[1]].append(hit)
    return [
        Hit(hit.start, hit.end, (LEVEL, hit.key[1]), hit.term, hit.weight)
        for same in found.values()
        if taken_back(passage, words, same) is not None
        for hit in same
        if hit not in hits
    ]


class OrdinaryPage:
    """What a page says in ordinary words; its hits are made of the passages asked for."""

    def __init__(self, places: Places) -> None:
        """Take where the words of `ordinary_terms` stand."""
        self._places = places

    def named_in(self, spans: Numbers) -> Mapping[int, tuple[str, ...]]:
        """Name the capabilities that stretches of the page, by number, have a phrase of, or an act
        and an object; those that have none are left out.
        """
        return self._places.named_in(spans)

    def denied(
        self, passage: Passage, words: str, capabilities: Sequence[str], hits: Sequence[Hit] = ()
    ) -> list[Hit]:
        """Give a pair for each of these capabilities that a passage denies in ordinary words.

        `words` are those of the passage, `hits` the terms that it has anyway: where one of these
        stands undenied, the same passage denies nothing of its capability.
        """
        if not may_deny(words):
            return []
        return denied_of(self._pairs(passage, words, capabilities), passage, words, hits)

    def stated(self, passage: Passage, words: str, capabilities: Sequence[str]) -> Iterator[Hit]:
        """Yield what a passage says of these capabilities in ordinary words, on their own level."""
        if len(words) > _LONGEST:
            return
        for hit in self._pairs(passage, words, capabilities):
            yield Hit(hit.start, hit.end, (LEVEL, hit.key[1]), hit.term, hit.weight)

    def _pairs(self, passage: Passage, words: str, capabilities: Sequence[str]) -> Iterator[Hit]:
        if not capabilities:
            return
        raw = self._places.telling(passage.start, passage.end, capabilities)
        spoilt = {one.key[1] for one in raw if one.key[0] == "against"}
        pairs = pairs_of(words, passage.start, raw)
        for hit in (*pairs, *(one for one in raw if one.key[0] == "pair")):
            if hit.key[1] not in spoilt:
                yield hit
