"""What speaks for and against a claim: one number for each sign, by name."""

from __future__ import annotations

import math
import re

from heliograph.finders.candidate import CLAIMING, Candidate
from heliograph.finders.cues import Cues
from heliograph.finders.denials import even, grammars_of, said_beside
from heliograph.finders.manner import manner, tells_of_path
from heliograph.finders.pairs import CLOSE
from heliograph.finders.speakers import speakers_in
from heliograph.finders.structure import REGISTER_VALUES, Setting, is_filler
from heliograph.finders.terms import TELLING, Hit
from heliograph.finders.usage import defends, is_prose, usage

CUE_SIGNS = frozenset(
    {
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
    }
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
_NO_EXCUSE = frozenset(
    {"no-machine", "strong-no-machine", "people-no-machine", "short", "pair-close"}
)
_ASIDES = ("reference", "setup", "advice", "setting")
_OPENING = 8
"""Characters from its start in which a word says what sort of sentence it is."""
_SHORT = 14
_BRIEF = 150
"""Bytes up to which a passage is one thing of a list."""
_LISTED = frozenset({"item", "row", "heading", "entry", "field"})
_STOPS = (".", "。", "!", "?", "؟")
_HALF = ("weak", "pair", "ordinary")
"""Levels of hits that do not say it outright."""
_LONG = 400
_URL = re.compile(r"https?://\S+|\]\([^)]*\)|www\.\S+")
_OF_URLS = ("://", "](", "www.")
"""One of these stands in every link."""
_SHOWN = re.compile(r"""['"][^'"\n]{0,12}[\u4e00-\u9fff]{3,16}['"]""")
"""A name in Chinese between quotation marks: in code it is what a menu or a value shows."""
_CONTENTS = re.compile(r"[.…·]{4,}\s*\d*\s*$|\s\d{1,3}\s*$")
_ENOUGH = 3
_MOSTLY = 0.5
_PAIR = 2
_SOME = 0.2
_OWNERS = frozenset({"own", "named"})
"""Signs of speakers by which a document speaks of what is its own."""


def signs(candidate: Candidate) -> dict[str, float]:
    """Give every sign of a candidate that is there, 0 to 1 each."""
    return {**sooner_signs(candidate), **later_signs(candidate)}


def sooner_signs(candidate: Candidate) -> dict[str, float]:
    """Give the signs that are there but for those of `later_signs`."""
    found = {
        **_of_terms(candidate),
        **_of_cues(candidate),
        **_of_place(candidate),
        **_of_shape(candidate),
        **_of_belonging(candidate),
        **_of_speaker(candidate),
        **usage(candidate.words, candidate.passage.start, _terms(candidate), candidate.genre),
    }
    beside = even(candidate.words)
    said = said_beside(beside, grammars_of(beside, candidate.passage.language))
    found.update(dict.fromkeys(said, True))
    if candidate.complains:
        found["problem"] = True
    if candidate.passage.heading and defends(candidate.passage.heading):
        found["use:defence"] = True
    denial = _of_denial(candidate)
    if denial:
        # A denial needs no machine beside it and may be short: it is said of a product anyway.
        found = {name: value for name, value in found.items() if name not in _NO_EXCUSE}
    found.update(denial)
    found[f"class:{candidate.capability}"] = 1.0
    found.update(candidate.genre.signs)
    return {name: float(value) for name, value in found.items() if value}


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
    if "put:path" in found and tells_of_path(words, _said_at(candidate)):
        del found["put:path"]
    return found


def _said_at(candidate: Candidate) -> list[int]:
    """Give where in a candidate's words each hit that claims begins."""
    start = candidate.passage.start
    return [hit.start - start for level in CLAIMING for hit in candidate.own(level)]


def _terms(candidate: Candidate) -> list[Hit]:
    return [hit for level in ("strong", "weak") for hit in candidate.own(level)]


def _of_terms(candidate: Candidate) -> dict[str, float]:
    strong = candidate.own("strong")
    weak = {hit.term for hit in candidate.own("weak")}
    context = {hit.term for hit in candidate.own("context")}
    against = {hit.term for hit in candidate.own("against")}
    cues = candidate.cues
    alone = bool(weak) and not strong
    scene = bool(candidate.own("scene"))
    pairs = candidate.own("pair")
    pair = bool(pairs)
    people = not strong and any(_names_a_people(one, cues) for one in pairs)
    unmachined = candidate.passage.role in _SPOKEN and not cues.has(*_MACHINE)
    return {
        "strong": bool(strong),
        "strong-more": len({hit.term for hit in strong}) > 1,
        "weak": alone,
        "weak-more": alone and len(weak) > 1,
        "pair": pair and not strong,
        "pair-close": not strong and any(one.weight == CLOSE for one in pairs),
        "pair-people": people,
        "people-no-machine": people and not cues.has(*_MACHINES, "police"),
        "pair+weak": pair and alone,
        "pair+strong": pair and bool(strong),
        "scene": scene and not strong,
        "scene+strong": scene and bool(strong),
        **_of_ordinary(candidate, alone=not strong and not weak and not pair and not scene),
        "context": min(len(context), _ENOUGH) / _ENOUGH,
        "weak+context": alone and bool(context),
        "weak+doing": alone and cues.has("doing"),
        "weak+people": alone and cues.has("people"),
        "no-machine": unmachined and not strong and not scene,
        "strong-no-machine": unmachined and bool(strong),
        "against": min(len(against), 2) / 2,
    }


def _of_ordinary(candidate: Candidate, *, alone: bool) -> dict[str, float]:
    """Ordinary words say the more, the more a document speaks of the capability in proper ones."""
    ordinary = {hit.term for hit in candidate.own("ordinary")}
    return {
        "inherited": alone and not ordinary,
        "ordinary": bool(ordinary),
        "ordinary-more": len(ordinary) > 1,
        "ordinary+topic": candidate.topic_share if ordinary else 0.0,
        "ordinary+heading": bool(ordinary)
        and candidate.key_in(candidate.setting.heading, "strong"),
    }


def _names_a_people(pair: Hit, cues: Cues) -> bool:
    """Whether what an act is done to is a people by its name: few say that of anything harmless."""
    return pair.key[1] in _TRAITS and any(
        pair.start <= group.start and group.end <= pair.end for group in cues.of("group")
    )


def _of_denial(candidate: Candidate) -> dict[str, float]:
    """Who denies a thing in its own clause speaks of it: nobody denies a figure of speech."""
    said = [level for level in CLAIMING if candidate.own(level)]
    if not said or candidate.denial is None:
        return {}
    if candidate.genre.reporting >= _MOSTLY and not candidate.tells_of_itself:
        return {}
    outright = not {"weak", "ordinary"}.issuperset(said)
    return {"denied": outright, "denied-weak": not outright}


def _of_cues(candidate: Candidate) -> dict[str, float]:
    cues = candidate.cues
    found: dict[str, float] = {f"cue:{kind}": 1.0 for kind in cues.kinds if kind in CUE_SIGNS}
    opening = candidate.passage.start + _OPENING
    found["opens-aside"] = any(hit.start <= opening for kind in _ASIDES for hit in cues.of(kind))
    found["measure-more"] = cues.distinct("measure") >= _PAIR
    return found


def _of_speaker(candidate: Candidate) -> dict[str, float]:
    """In a privacy notice most is of data in general; what its maker says he does is not."""
    if candidate.genre.share("notice") < _SOME:
        return {}
    return {"notice-own": any(one.name in _OWNERS for one in speakers_in(candidate.words))}


def _of_place(candidate: Candidate) -> dict[str, float]:
    setting = candidate.setting
    inherits = any(candidate.key_in(setting.container, level) for level in ("strong", "weak"))
    siblings = setting.siblings
    forms = siblings.get(("cue", "form"), 0)
    benign = siblings.get(("cue", "benign"), 0)
    traits = candidate.capability in _TRAITS
    # The fields of a long struct are many things; only values of one thing make a register.
    values = setting.size >= REGISTER_VALUES and candidate.passage.role != "field"
    register = values and _names_peoples(setting)
    alike = siblings.get(("strong", candidate.capability), 0)
    return {
        "container": inherits,
        "heading": candidate.key_in(setting.heading, "strong"),
        "heading-weak": candidate.key_in(setting.heading, "weak"),
        "topic": min(1.0, math.log1p(candidate.topic) / math.log(30)),
        "topic-share": candidate.topic_share,
        "siblings-alike": min(alike, _ENOUGH) / _ENOUGH,
        "siblings-face": benign >= _PAIR and forms < benign,
        "strong-field": candidate.passage.role in {"entry", "field"}
        and bool(candidate.own("strong")),
        "face-field": benign >= _PAIR and forms < benign and _is_field(candidate),
        "caption": setting.caption,
        "siblings-form": traits and forms >= _PAIR and forms >= benign,
        "container-form": traits and ("cue", "form") in setting.container,
        "register": traits and register,
        "heading-measure": ("cue", "measure") in setting.heading,
        "heading-setup": ("cue", "setup") in setting.heading,
        "heading-reference": ("cue", "reference") in setting.heading,
    }


def _of_belonging(candidate: Candidate) -> dict[str, float]:
    """Give what a passage has from the title, the heading or the line that it stands under.

    In a list of features or events a word or two say it all: what they are of stands above. The
    items of a law are conditions and duties, and say so.
    """
    setting = candidate.setting
    strong = bool(candidate.own("strong") or candidate.own("scene"))
    named = strong or any(candidate.own(level) for level in _HALF)
    brief = named and candidate.genre.reporting < _MOSTLY and _is_brief(candidate)
    under = any(candidate.key_in(one, "strong") for one in (setting.heading, setting.lead))
    weakly = any(candidate.key_in(one, "weak") for one in (setting.heading, setting.lead))
    offered = ("cue", "offering") in setting.heading or ("cue", "offering") in setting.lead
    return {
        "brief+heading": brief and not strong and under,
        "brief+heading-weak": brief and not strong and not under and weakly,
        "brief+opening": brief and not strong and candidate.opens,
        "brief+offering": brief and offered,
        "opening": named and not strong and candidate.opens,
        "pair-telling": not strong and any(one.weight >= TELLING for one in candidate.own("pair")),
        "pair-more": not strong and len({_object_of(one) for one in candidate.own("pair")}) > 1,
    }


def _is_brief(candidate: Candidate) -> bool:
    """Whether a passage is one thing of a list, or a few under a line of their own, and no sentence
    that stands alone.
    """
    words = candidate.words.strip()
    if len(words.encode()) > _BRIEF:
        return False
    if candidate.passage.role != "sentence":
        return candidate.passage.role in _LISTED
    enumerates = bool(candidate.setting.lead) and words.count(",") + words.count("،") >= _PAIR
    return enumerates or not words.endswith(_STOPS)


def _object_of(pair: Hit) -> str:
    return pair.term.rpartition(" + ")[2]


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
    filler = passage.role in _STRUCTURED and is_filler(words, candidate.cues)
    rest = filler and is_the_rest(candidate.cues, candidate.setting)
    prose = passage.role in {"code", "comment"} and is_prose(words)
    shown = prose or _SHOWN.search(words) is not None
    size = len(words.encode())
    return {
        "role:heading": passage.role == "heading",
        "role:item": passage.role == "item",
        "role:structured": passage.role in {"entry", "field"},
        "role:row": passage.role == "row",
        "role:code": passage.role in {"code", "comment"} and not shown,
        "prose-in-code": passage.role == "code" and prose,
        "aside": not passage.main,
        "short": size < 3 * _SHORT and passage.role == "sentence",
        "long": size > _LONG,
        "question": words.rstrip().endswith(("?", "？")),
        "links": min(1.0, 1.0 - len(bare) / max(len(words), 1)),
        "contents": passage.role in {"row", "heading"} and _CONTENTS.search(words) is not None,
        "filler": filler and not rest,
        "rest": rest and candidate.capability == "ethnicity_classification",
        "title": passage.role == "heading" and passage.number == 0 and not passage.heading,
    }


def is_the_rest(cues: Cues, setting: Setting) -> bool:
    """Say whether `other` is the rest of a short list that names one people: it splits in two."""
    ethnic = ("weak", "ethnicity_classification"), ("strong", "ethnicity_classification")
    return (
        any(setting.siblings.get(key, 0) for key in ethnic)
        and setting.size < REGISTER_VALUES
        and cues.has("filler")
        and not cues.has("unknown")
    )
