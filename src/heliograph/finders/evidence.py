"""What speaks for and against a claim: one number for each sign, by name."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from heliograph.finders.cues import Cues
from heliograph.finders.genre import GenreShares
from heliograph.finders.manner import manner
from heliograph.finders.scope import taken_back
from heliograph.finders.structure import REGISTER_VALUES, Setting, is_filler
from heliograph.finders.terms import Hit
from heliograph.finders.usage import is_prose, usage
from heliograph.records import CapabilityId, Passage

REPORTING = ("law", "ruling", "news", "watchdog")
"""Genres that speak of what others do."""
SPEAKING = ("interface", "product", "tender", "record", "other")
"""Genres that speak for themselves."""

CUE_SIGNS = (
    "ability",
    "doing",
    "output",
    "require",
    "test",
    "use",
    "people",
    "police",
    "technology",
    "benign",
    "measure",
    "reference",
    "setup",
    "advice",
    "form",
    "personal",
    "boilerplate",
    "critic",
    "report",
    "law",
    "reserved",
    "negation",
    "forbid",
    "setting",
    "meaning",
    "alarm",
)
GENRES = (
    "law",
    "ruling",
    "news",
    "watchdog",
    "notice",
    "list",
    "encyclopaedia",
    "tender",
    "record",
    "interface",
    "product",
    "other",
)

_STRUCTURED = frozenset({"entry", "field", "row"})
_TRAITS = frozenset(
    {
        "ethnicity_classification",
        "ethnicity_alarm",
        "race_skin_classification",
        "religion_marker",
        "origin_profiling",
    }
)
"""Capabilities whose words also stand in registers and on identity cards."""
_SPOKEN = frozenset({"sentence", "item", "heading"})
_MACHINES = ("technology", "ability", "output", "require")
_MACHINE = ("technology", "ability", "output", "require", "test", "use", "setting", "alarm")
"""Cues one of which a passage has as a rule where a machine or a service does something."""
_NO_EXCUSE = frozenset({"no-machine", "strong-no-machine", "people-no-machine", "short"})
_ASIDES = ("reference", "setup", "advice", "setting")
_OPENING = 8
"""Characters from its start in which a word says what sort of sentence it is."""
_SHORT = 14
_LONG = 400
_URL = re.compile(r"https?://\S+|\]\([^)]*\)|www\.\S+")
_OF_URLS = ("://", "](", "www.")
"""One of these stands in every link."""
_CONTENTS = re.compile(r"[.…·]{4,}\s*\d*\s*$|\s\d{1,3}\s*$")
_ENOUGH = 3
_TRACE = 0.05
_MOSTLY = 0.5
_PAIR = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may claim a capability."""

    passage: Passage
    words: str
    capability: CapabilityId
    hits: Sequence[Hit]
    """All hits of the passage."""
    setting: Setting
    genre: GenreShares
    topic: int
    """Passages of the document that have a strong term of this capability."""
    passages: int
    """Passages of the document."""

    def own(self, level: str) -> list[Hit]:
        """Give the hits of this capability on one level; a weak one inside a strong one is none."""
        key = (level, self.capability)
        found = [hit for hit in self.hits if hit.key == key]
        if level != "weak":
            return found
        strong = self.own("strong")
        return [
            hit
            for hit in found
            if not any(one.start <= hit.start and hit.end <= one.end for one in strong)
        ]

    def key_in(self, keys: frozenset[tuple[str, str]], *levels: str) -> bool:
        """Say whether what surrounds the passage speaks of this capability."""
        return any((level, self.capability) in keys for level in levels)


def signs(candidate: Candidate) -> dict[str, float]:
    """Give every sign of a candidate that is there, 0 to 1 each."""
    return {**sooner_signs(candidate), **later_signs(candidate)}


def sooner_signs(candidate: Candidate) -> dict[str, float]:
    """Give the signs that are there but for those of `later_signs`."""
    found = {**_of_terms(candidate), **_of_cues(candidate)}
    found.update(_of_place(candidate))
    found.update(_of_shape(candidate))
    found.update(
        usage(candidate.words, candidate.passage.start, _terms(candidate), candidate.genre)
    )
    denial = _of_denial(candidate)
    if denial:
        # A denial needs no machine beside it and may be short: it is said of a product anyway.
        found = {name: value for name, value in found.items() if name not in _NO_EXCUSE}
    found.update(denial)
    found[f"class:{candidate.capability}"] = 1.0
    for genre in GENRES:
        share = candidate.genre.shares.get(genre, 0.0)
        if share > _TRACE:
            found[f"genre:{genre}"] = share
    return {name: value for name, value in found.items() if value}


LATER = "put:"
"""What the names of later signs begin with."""


def later_signs(candidate: Candidate) -> dict[str, float]:
    """Give the signs of how a passage is put, which seldom speak for a claim: most candidates are
    none without them.
    """
    words = candidate.words
    found = manner(words, candidate.passage.start, _terms(candidate), candidate.hits)
    if "put:code" in found and is_prose(words):
        del found["put:code"]
    return found


def _terms(candidate: Candidate) -> list[Hit]:
    return [hit for level in ("strong", "weak") for hit in candidate.own(level)]


def _flag(holds: bool) -> float:
    return 1.0 if holds else 0.0


def _of_terms(candidate: Candidate) -> dict[str, float]:
    strong = candidate.own("strong")
    weak = {hit.term for hit in candidate.own("weak")}
    context = {hit.term for hit in candidate.own("context")}
    against = {hit.term for hit in candidate.own("against")}
    cues = Cues(candidate.hits)
    alone = bool(weak) and not strong
    scene = bool(candidate.own("scene"))
    pairs = candidate.own("pair")
    pair = bool(pairs)
    people = not strong and any(_names_a_people(one, cues) for one in pairs)
    unmachined = candidate.passage.role in _SPOKEN and not cues.has(*_MACHINE)
    return {
        "strong": _flag(bool(strong)),
        "strong-more": _flag(len({hit.term for hit in strong}) > 1),
        "weak": _flag(alone),
        "weak-more": _flag(alone and len(weak) > 1),
        "pair": _flag(pair and not strong),
        "pair-people": _flag(people),
        "people-no-machine": _flag(people and not cues.has(*_MACHINES, "police")),
        "pair+weak": _flag(pair and alone),
        "pair+strong": _flag(pair and bool(strong)),
        "scene": _flag(scene and not strong),
        "scene+strong": _flag(scene and bool(strong)),
        **_of_ordinary(candidate, alone=not strong and not weak and not pair and not scene),
        "context": min(len(context), _ENOUGH) / _ENOUGH,
        "weak+context": _flag(alone and bool(context)),
        "weak+doing": _flag(alone and cues.has("doing")),
        "weak+people": _flag(alone and cues.has("people")),
        "no-machine": _flag(unmachined and not strong and not scene),
        "strong-no-machine": _flag(unmachined and bool(strong)),
        "against": min(len(against), 2) / 2,
    }


def _of_ordinary(candidate: Candidate, *, alone: bool) -> dict[str, float]:
    """Ordinary words say the more, the more a document speaks of the capability in proper ones."""
    ordinary = {hit.term for hit in candidate.own("ordinary")}
    share = min(1.0, 5 * candidate.topic / max(candidate.passages, 1))
    return {
        "inherited": _flag(alone and not ordinary),
        "ordinary": _flag(bool(ordinary)),
        "ordinary-more": _flag(len(ordinary) > 1),
        "ordinary+topic": share if ordinary else 0.0,
        "ordinary+heading": _flag(
            bool(ordinary) and candidate.key_in(candidate.setting.heading, "strong")
        ),
    }


def _names_a_people(pair: Hit, cues: Cues) -> bool:
    """Whether what an act is done to is a people by its name: few say that of anything harmless."""
    return pair.key[1] in _TRAITS and any(
        pair.start <= group.start and group.end <= pair.end for group in cues.of("group")
    )


def _of_denial(candidate: Candidate) -> dict[str, float]:
    """Who denies a thing in its own clause speaks of it: nobody denies a figure of speech."""
    levels = ("strong", "weak", "pair", "scene")
    terms = [hit for level in levels for hit in candidate.own(level)]
    if not terms or candidate.genre.share(*REPORTING) >= _MOSTLY:
        return {}
    if taken_back(candidate.passage, candidate.words, terms) is None:
        return {}
    alone = all(hit.key[0] == "weak" for hit in terms)
    return {"denied": _flag(not alone), "denied-weak": _flag(alone)}


def _of_cues(candidate: Candidate) -> dict[str, float]:
    cues = Cues(candidate.hits)
    found = {f"cue:{kind}": 1.0 for kind in CUE_SIGNS if cues.has(kind)}
    opening = candidate.passage.start + _OPENING
    found["opens-aside"] = _flag(
        any(hit.start <= opening for kind in _ASIDES for hit in cues.of(kind))
    )
    found["measure-more"] = _flag(cues.distinct("measure") >= _PAIR)
    return found


def _of_place(candidate: Candidate) -> dict[str, float]:
    setting = candidate.setting
    inherits = candidate.key_in(setting.container, "strong", "weak")
    siblings = setting.siblings
    forms = siblings.get(("cue", "form"), 0)
    benign = siblings.get(("cue", "benign"), 0)
    traits = candidate.capability in _TRAITS
    # The fields of a long struct are many things; only values of one thing make a register.
    values = setting.size >= REGISTER_VALUES and candidate.passage.role != "field"
    register = values and _names_peoples(setting)
    alike = siblings.get(("strong", candidate.capability), 0)
    return {
        "container": _flag(inherits),
        "heading": _flag(candidate.key_in(setting.heading, "strong")),
        "heading-weak": _flag(candidate.key_in(setting.heading, "weak")),
        "topic": min(1.0, math.log1p(candidate.topic) / math.log(30)),
        "topic-share": min(1.0, 5 * candidate.topic / max(candidate.passages, 1)),
        "siblings-alike": min(alike, _ENOUGH) / _ENOUGH,
        "siblings-face": _flag(benign >= _PAIR and forms < benign),
        "strong-field": _flag(
            candidate.passage.role in {"entry", "field"} and bool(candidate.own("strong"))
        ),
        "face-field": _flag(benign >= _PAIR and forms < benign and _is_field(candidate)),
        "caption": _flag(setting.caption),
        "siblings-form": _flag(traits and forms >= _PAIR and forms >= benign),
        "container-form": _flag(traits and ("cue", "form") in setting.container),
        "register": _flag(traits and register),
        "heading-measure": _flag(("cue", "measure") in setting.heading),
        "heading-setup": _flag(("cue", "setup") in setting.heading),
        "heading-reference": _flag(("cue", "reference") in setting.heading),
    }


def _is_field(candidate: Candidate) -> bool:
    """A field that stands beside age, mask or glasses is an attribute that a machine reads off."""
    named = candidate.own("strong") or candidate.own("weak")
    return candidate.passage.role in _STRUCTURED and bool(named)


def _names_peoples(setting: Setting) -> bool:
    return setting.siblings.get(("weak", "ethnicity_classification"), 0) > 0 or (
        setting.siblings.get(("cue", "group"), 0) > 0
    )


def _of_shape(candidate: Candidate) -> dict[str, float]:
    passage, words = candidate.passage, candidate.words
    bare = _URL.sub("", words) if any(one in words for one in _OF_URLS) else words
    filler = passage.role in {"entry", "field", "row"} and is_filler(words, candidate.hits)
    return {
        "role:heading": _flag(passage.role == "heading"),
        "role:item": _flag(passage.role == "item"),
        "role:structured": _flag(passage.role in {"entry", "field"}),
        "role:row": _flag(passage.role == "row"),
        "role:code": _flag(passage.role in {"code", "comment"} and not is_prose(words)),
        "prose-in-code": _flag(passage.role == "code" and is_prose(words)),
        "aside": _flag(not passage.main),
        "short": _flag(len(words.encode()) < 3 * _SHORT and passage.role == "sentence"),
        "long": _flag(len(words.encode()) > _LONG),
        "question": _flag(words.rstrip().endswith(("?", "？"))),
        "links": min(1.0, 1.0 - len(bare) / max(len(words), 1)),
        "contents": _flag(bool(_CONTENTS.search(words)) and passage.role in {"row", "heading"}),
        "filler": _flag(filler and not is_the_rest(candidate.hits, candidate.setting)),
        "rest": _flag(
            filler
            and candidate.capability == "ethnicity_classification"
            and is_the_rest(candidate.hits, candidate.setting)
        ),
        "title": _flag(passage.role == "heading" and passage.number == 0 and not passage.heading),
    }


def is_the_rest(hits: Sequence[Hit], setting: Setting) -> bool:
    """Say whether `other` is the rest of a short list that names one people: it splits in two."""
    ethnic = ("weak", "ethnicity_classification"), ("strong", "ethnicity_classification")
    return (
        any(setting.siblings.get(key, 0) for key in ethnic)
        and setting.size < REGISTER_VALUES
        and Cues(hits).has("filler")
        and not Cues(hits).has("unknown")
    )
