"""Plain words for what a judgement rests on: signs, weights, pieces of evidence, what differs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from heliograph.translation import _, in_figures

# What a finder weighs; a sign that has no words here is given as it stands.
_SIGNS: Final[dict[str, str]] = {
    "strong": "a term of the capability itself",
    "strong-more": "more such terms",
    "weak": "a term that can mean it",
    "weak-more": "more such terms that can",
    "pair": "two words that mean it together",
    "scene": "parts in one sentence that say it together",
    "scene+strong": "such parts beside a term of the capability",
    "ordinary": "ordinary words for it",
    "ordinary-more": "several ordinary words for it",
    "ordinary+topic": "ordinary words for it in a document that is about it",
    "ordinary+heading": "ordinary words for it under a heading that names it",
    "context": "words of the field around it",
    "against": "words of another field around it",
    "trap": "a phrase that means something else",
    "pair-people": "an act upon a people that it names",
    "container": "what it stands in",
    "caption": "it is the name of an enumeration or a structure",
    "face-field": "it is a field about a face",
    "doing": "a word of doing",
    "people": "a word for people",
    "siblings-face": "its neighbours are about faces",
    "siblings-alike": "its neighbours are all of one kind",
    "topic": "what the document is about",
    "topic-share": "how much of the document is about it",
    "role:structured": "it is a row or a field",
    "role:code": "it is a line of code",
    "filler": "a filler value such as unknown or other",
    "cue:doing": "a word of doing",
    "cue:people": "a word for people",
    "cue:police": "a word for police",
    "cue:output": "a word for output",
    "cue:report": "a word of reporting",
    "cue:advice": "a word of advice",
    "cue:measure": "a word of measuring",
    "cue:ability": "a word that says something can be done",
    "cue:require": "a word by which a buyer or a rule asks for it",
    "cue:test": "a word of a test or an acceptance",
    "cue:use": "a word of use, sale or delivery",
    "cue:technology": "a word for a technology",
    "cue:benign": "a word for harmless attributes such as age or a mask",
    "cue:reference": "a word of a reference or a citation",
    "cue:setup": "a word of installing or setting up",
    "cue:form": "a word of forms and identity cards",
    "cue:personal": "a word of personal data",
    "cue:boilerplate": "a set phrase of tenders",
    "cue:critic": "a word of criticism",
    "cue:law": "a word of law",
    "cue:reserved": "a word that holds a place free",
    "cue:negation": "a word that denies",
    "cue:forbid": "a word that forbids",
    "cue:setting": "a word of a setting or an option",
    "cue:meaning": "a word that explains what a word means",
    "cue:alarm": "a word of alarm",
    "opens-aside": "it opens like an aside",
    "measure-more": "several words of measuring",
    "inherited": "it takes its subject from the list it stands in",
    "heading": "a heading above it names the capability",
    "heading-weak": "a heading above it can mean the capability",
    "heading-measure": "a heading above it is about measuring",
    "heading-setup": "a heading above it is about setting up",
    "heading-reference": "a heading above it is about references",
    "siblings-form": "its neighbours are those of a form",
    "container-form": "what it stands in is a form",
    "register": "it stands in a long register of peoples",
    "strong-field": "it is a field or value that names the capability",
    "role:heading": "it is a heading",
    "role:item": "it is an item of a list",
    "role:row": "it is a row of a table",
    "aside": "it stands beside the text proper, as in a menu or footer",
    "short": "it is very short",
    "long": "it is very long",
    "question": "it is a question",
    "links": "much of it is addresses",
    "contents": "it is a line of a table of contents",
    "rest": "it is the rest of a list that singles one people out",
    "title": "it is the document's title",
    "put:code": "it is put like code or a command",
    "put:path": "it holds the path of a file",
    "put:order": "it tells the reader to do something",
    "put:dated": "it begins with a date",
    "put:citation": "it is put like a citation",
    "put:penalty": "it speaks of a penalty",
    "put:procedure": "it speaks of procedure",
    "put:numbers": "it is full of measurements",
    "put:bare": "it is hardly more than the term",
    "put:in-link": "the term stands in a link alone",
    "put:stated": "its clause states something of the term",
    "put:lead-in": "it only leads in to what follows",
    "put:refers": "it refers the reader to another place",
    "denied": "its own clause denies the term",
    "denied-weak": "its own clause denies a term that can mean it",
    "no-machine": "nothing in it speaks of a machine or a service",
    "people-no-machine": "a people is named, and nothing speaks of a machine",
    "strong-no-machine": "nothing beside the term speaks of a machine or a service",
    "prose-in-code": "it stands as code but reads like a sentence",
    "use:acts": "somebody or something does it",
    "use:asides": "several things say that it is an aside",
    "use:attribute": "the term only tells of what sort another thing is",
    "use:build": "it speaks of how the software is made or run",
    "use:constant": "it is a constant with its value",
    "use:data": "it speaks of training data or models",
    "use:defence": "it speaks of guarding against the thing",
    "use:input": "it speaks of what is put in",
    "use:instruct": "it tells the reader how to set things up",
    "use:is-a": "it says what the product is",
    "use:knob": "it speaks of a size, a threshold or a default",
    "use:law-penalty": "it is a penalty of a law",
    "use:law-power": "a law gives or limits a power",
    "use:law-upkeep": "a law rules on offices, files and upkeep",
    "use:offers": "it opens with what the product does",
    "use:moment": "it only sets a time or its form",
    "use:naming": "it only gives the name of a project or another page",
    "use:own-view": "the writer speaks of himself",
    "use:page-furniture": "it belongs to the page, such as a tag or a table of contents",
    "use:penalty": "it speaks of a penalty",
    "use:pointer": "it points to another place or to what follows",
    "use:power": "it gives or limits a power",
    "use:quoted-name": "the term is part of a name in code",
    "use:type-name": "it is the bare name of a type or a page",
    "use:unbuilt": "it is listed as not built yet",
    "use:withheld": "it is there, though off at first or sold apart",
    "use:upkeep": "it speaks of offices, files and upkeep",
    "notice-own": "a privacy notice says what its maker does himself",
    "genre:other": "the document is of no kind we know",
}

_GENRES: Final[dict[str, str]] = {
    "interface": "an interface or manual for programmers",
    "product": "a product page or guide",
    "tender": "a tender or a buyer's requirement",
    "record": "a contract, delivery or test record",
    "law": "a law or regulation",
    "ruling": "a decision of a court or an authority",
    "news": "a news report",
    "watchdog": "a report of a rights organisation",
    "notice": "a privacy notice or terms of use",
    "list": "a list or register",
    "encyclopaedia": "an encyclopaedia",
    "other": "no kind we know",
}

_TERM_LEVELS: Final[dict[str, str]] = {
    "strong": "a term of the capability",
    "weak": "a term that can mean it",
    "pair": "an act with its object, which together mean it",
    "pair-close": "the act stands right beside its object",
    "ordinary": "ordinary words, in a document that speaks of it elsewhere",
    "scene": "everyday words in one sentence that say it together",
    "context": "a word of the field around it",
    "against": "a word of another field",
}

_PIECES: Final[dict[str, str]] = {
    "words": "the words “{}”",
    "cues": "all of “{}”",
    "heading": "the headings above it ({})",
    "container": "the table or list it stands in ({})",
    "neighbours": "the passages around it",
    "form": "its form ({})",
    "topic": "the rest of the document ({} of its passages have such a term)",
}

# Where the words of an id read badly by themselves.
_TITLES: Final[dict[str, str]] = {
    "belief_dissent_lists": "Lists of belief and dissent",
    "gait_reid_tracking": "Gait and re-identification tracking",
    "imsi_catcher": "IMSI catcher",
    "race_skin_classification": "Race and skin classification",
    "wifi_mac_probe": "Wi-Fi and MAC probe",
}

_PARTS: Final[dict[str, str]] = {
    "stance": "stance",
    "strength": "strength",
    "action": "action",
    "score": "score",
    "group": "group",
    "capability": "capability",
}

_HANGS: Final[dict[str, str]] = {
    "stance": "It hangs on %(pieces)s: without, the stance would be another.",
    "strength": "It hangs on %(pieces)s: without, the strength would be another.",
    "action": "It hangs on %(pieces)s: without, the action would be another.",
    "claim": "It hangs on %(pieces)s: without, it would be no claim.",
}

_HOW: Final[tuple[tuple[float, tuple[str, str]], ...]] = (
    (4.0, ("speaks against it very strongly", "speaks for it very strongly")),
    (1.5, ("speaks against it strongly", "speaks for it strongly")),
    (0.5, ("speaks against it clearly", "speaks for it clearly")),
    (0.0, ("speaks against it a little", "speaks for it a little")),
)


def sign_in_words(name: str) -> str:
    """Say what was weighed; `weak+doing` is two signs that stand together."""
    return _(" with ").join(_one_sign(one) for one in name.split("+"))


def _one_sign(name: str) -> str:
    kind, _colon, which = name.partition(":")
    if name not in _SIGNS and kind == "genre":
        return _("the document reads like %(genre)s", genre=genre_in_words(which))
    if name not in _SIGNS and kind == "class":
        return _(
            "how often passages of “%(which)s” are claims at all", which=capability_in_words(which)
        )
    return _(_SIGNS[name]) if name in _SIGNS else name.replace(":", " ")


def genre_in_words(genre: str) -> str:
    """Say a kind of document, with its article."""
    return _(_GENRES.get(genre, genre))


def weight_in_words(weight: float) -> str:
    """Say which way a weight in log-odds speaks and how much; continues `it …`."""
    return _(next(words[weight > 0] for least, words in _HOW if abs(weight) >= least))


def level_in_words(level: str) -> str:
    """Say what a term is to its class; continues `“…” is`."""
    return _(_TERM_LEVELS.get(level, level))


def piece_in_words(kind: str, words: str) -> str:
    """Say a piece of evidence; continues `without …`."""
    if kind == "document":
        return _("the kind of document (%(genre)s)", genre=genre_in_words(words))
    return _(_PIECES[kind]).format(" ".join(words.split()))


def decided_in_words(what: str, alone: Sequence[str], together: Sequence[str]) -> str:
    """Say on what a part of a judgement hangs; each piece as `piece_in_words` has it."""
    if alone:
        return _(_HANGS[what], pieces=_and(alone)) if what in _HANGS else _and(alone)
    if together:
        return _(
            "It hangs on %(pieces)s together; no one of them decides alone.", pieces=_and(together)
        )
    return _("No word or place decides it by itself.")


def difference_in_words(what: str, was: object, now: object) -> str:
    """Say in what today's judgement differs from the kept one."""
    if what == "claim":
        return _("today it would be no claim")
    kept, today = _value(was), _value(now)
    part = _(_PARTS.get(what, what))
    return _("%(part)s: %(kept)s is kept, %(today)s today", part=part, kept=kept, today=today)


def capability_in_words(capability: str) -> str:
    """Name a capability; one of a case's own taxonomy by the words of its id."""
    return _(_TITLES.get(capability) or capability.replace("_", " ").capitalize())


def part_in_words(what: str) -> str:
    """Name a part of a judgement."""
    return _(_PARTS.get(what, what))


def _value(value: object) -> str:
    if isinstance(value, float):
        return in_figures(value, 2)
    return str(value or _("none"))


def _and(words: Sequence[str]) -> str:
    *first, last = words
    return _("%(first)s and %(last)s", first=_(", ").join(first), last=last) if first else last
