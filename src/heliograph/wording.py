"""Plain words for what records say in short: one wording for the command line and the report."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from heliograph.errors import REASONS
from heliograph.records import Action, Outcome, Stance, Strength

_STANCES: Final[dict[Stance, str]] = {
    "asserted": "The document itself says so.",
    "reported": "The document tells it of somebody else.",
    "negated": "The document denies it, or says it is reserved, withdrawn or forbidden.",
}

_STRENGTHS: Final[dict[Strength, str]] = {
    "S0": "Only the word is there.",
    "S1": "An interface has a field or a value for it.",
    "S2": "The vendor states that it is supported.",
    "S3": "A buyer requires it.",
    "S4": "A test or an acceptance says that it worked.",
    "S5": "Logs, lists or screens show it in use.",
    "S6": "An independent source confirms it.",
}

_SHORT_STANCES: Final[dict[Stance, str]] = {
    "asserted": "says so itself",
    "reported": "tells it of others",
    "negated": "denies it",
}

_SHORT_STRENGTHS: Final[dict[Strength, str]] = {
    "S0": "word",
    "S1": "interface",
    "S2": "vendor statement",
    "S3": "buyer's requirement",
    "S4": "test",
    "S5": "use",
    "S6": "independent source",
}

_NOT_SHOWN: Final[dict[Strength, str]] = {
    "S0": "that anything can do it: a word alone is no capability.",
    "S1": "that the field is ever filled, that what fills it works, or that anyone uses it.",
    "S2": "that it works, that it was sold, or that anyone uses it.",
    "S3": "that anyone delivered it, or that it was ever switched on.",
    "S4": "that it was sold or used outside that test, or how often it is wrong.",
    "S5": "who ordered it, on whom it was used, or that it is still in use.",
    "S6": "more than what the independent source saw for itself.",
}

_NOT_SHOWN_OF_A_STANCE: Final[dict[Stance, str]] = {
    "asserted": "",
    "reported": "that the author of this document makes, sells, buys or uses it; nor that what it "
    "tells is true.",
    "negated": "that the capability is absent: a denial is a statement, too.",
}

_OUTCOMES: Final[dict[Outcome, str]] = {
    "read": "read",
    "empty": "read, and nothing was in it",
    "encrypted": "encrypted",
    "unsupported": "no reader for it",
    "damaged": "damaged",
    "timed-out": "took too long",
    "cut": "read in part: a limit was reached",
    "unreachable": "its bytes could not be had",
}

_CHANGES: Final[dict[str, str]] = {
    "vanished": "vanished",
    "renamed-to-reserved": "renamed to a reserve",
    "comment-blanked": "comment blanked",
    "reworded": "reworded",
    "renamed": "renamed",
    "appeared": "appeared",
}

_CLAIM_CHANGES: Final[dict[str, str]] = {
    "": "",
    "vanished": "a claim vanished",
    "changed": "a claim says something else",
    "appeared": "a claim appeared",
    "kept": "the claim still stands",
}

_ACTIONS: Final[dict[Action, str]] = {
    "attribute": "states it as an attribute",
    "filter": "searches or filters by it",
    "statistic": "counts it",
    "list": "puts people or things on a list",
    "alarm": "raises an alarm",
    "dispatch": "sends somebody",
}

_WHYS: Final[dict[str, str]] = {
    "cue": "the cue {}",
    "context": "context: {}",
    "stance": "whose statement it is was told by {}",
}

# What a finder weighs; a sign that has no words here is given as it stands.
_SIGNS: Final[dict[str, str]] = {
    "strong": "a term of the capability itself",
    "strong-more": "more such terms",
    "weak": "a term that can mean it",
    "weak-more": "more such terms that can",
    "pair": "two words that mean it together",
    "context": "words of the field around it",
    "against": "words of another field around it",
    "trap": "a phrase that means something else",
    "container": "what it stands in",
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

_HOW: Final[tuple[tuple[float, str], ...]] = (
    (4.0, "very strongly"),
    (1.5, "strongly"),
    (0.5, "clearly"),
    (0.0, "a little"),
)

_KINDS: Final[dict[str, str]] = {
    "company": "company",
    "public-body": "public body",
    "product": "product",
    "component": "component",
    "programme": "programme",
    "list": "list",
}
_SIGN = re.compile(r"(?P<name>.+?)(?P<weight>[+\-]\d+(?:\.\d+)?)")

_STEP = 1000

_LEVELS: Final[dict[int, str]] = {
    2: "locked in by Landlock and seccomp",
    1: "in a process of its own with limits only",
}


def stance_in_words(stance: Stance) -> str:
    """Say whose statement it is, as a sentence."""
    return _STANCES[stance]


def stance_in_short(stance: Stance) -> str:
    """Say whose statement it is in two or three words, as what the document does."""
    return _SHORT_STANCES[stance]


def strength_in_words(strength: Strength) -> str:
    """Say how far the words go, as a sentence."""
    return _STRENGTHS[strength]


def strength_in_short(strength: Strength) -> str:
    """Say how far the words go in one or two words."""
    return _SHORT_STRENGTHS[strength]


def not_shown_in_words(stance: Stance, strength: Strength) -> str:
    """Say what a claim does not show; continues `It does not show …`."""
    return _NOT_SHOWN_OF_A_STANCE[stance] or _NOT_SHOWN[strength]


def outcome_in_words(outcome: Outcome | None) -> str:
    """Say what became of a file; None is a file that waits."""
    return "waits to be read" if outcome is None else _OUTCOMES[outcome]


def reason_in_words(reason: str, detail: str = "") -> str:
    """Say why a file ended so; a reason of a later version is given as it stands."""
    words = REASONS.get(reason, reason)
    return f"{words} ({detail})" if words and detail else words or detail


def action_in_words(action: Action) -> str:
    """Say what is done with the knowledge; continues `the product …`."""
    return _ACTIONS[action]


def whys_in_words(whys: Sequence[str]) -> list[str]:
    """Say a claim's reasons, each `kind:detail`; what is weighed comes last, for and against."""
    terms = [why.removeprefix("term:") for why in whys if why.startswith("term:")]
    said = ["terms: " + ", ".join(map(_quoted, terms))] if terms else []
    said += [_why_in_words(why) for why in whys if not why.startswith(("term:", "sign:"))]
    signs = [_SIGN.fullmatch(why.removeprefix("sign:")) for why in whys if why.startswith("sign:")]
    for side, mark in (("for it: ", "+"), ("against it: ", "-")):
        weighed = [
            f"{sign_in_words(sign['name'])} {sign['weight'].replace('-', '−')}"
            for sign in signs
            if sign and sign["weight"].startswith(mark)
        ]
        if weighed:
            said.append(side + ", ".join(weighed))
    return said


def sign_in_words(name: str) -> str:
    """Say what was weighed; `weak+doing` is two signs that stand together."""
    return " with ".join(_one_sign(one) for one in name.split("+"))


def _one_sign(name: str) -> str:
    kind, _, which = name.partition(":")
    if name not in _SIGNS and kind == "genre":
        return f"the document reads like {genre_in_words(which)}"
    if name not in _SIGNS and kind == "class":
        return f"how often passages of {which.replace('_', ' ')} are claims at all"
    return _SIGNS.get(name, name.replace(":", " "))


def genre_in_words(genre: str) -> str:
    """Say a kind of document, with its article."""
    return _GENRES.get(genre, genre)


def weight_in_words(weight: float) -> str:
    """Say which way a weight in log-odds speaks and how much; continues `it …`."""
    how = next(words for least, words in _HOW if abs(weight) >= least)
    return f"speaks {'for' if weight > 0 else 'against'} it {how}"


def kind_in_words(kind: str) -> str:
    """Say what a known name stands for; nothing for a kind that is not shown, such as persons."""
    return _KINDS.get(kind, "")


def cues_in_words(kind: str) -> str:
    """Say what cues of a kind are words of."""
    return _SIGNS.get(f"cue:{kind}", f"a word of {kind}").removeprefix("a word ")


def _why_in_words(why: str) -> str:
    kind, _, detail = why.partition(":")
    if kind not in _WHYS or not detail:
        return why.replace(":", ": ", 1)
    if kind == "stance":
        what, _, which = detail.partition(":")
        detail = f"the {what} {_quoted(which)}" if which else detail
    elif kind == "cue":
        detail = _quoted(detail)
    return _WHYS[kind].format(detail)


def _quoted(terms: str) -> str:
    return " with ".join(f"“{term}”" for term in terms.split(" + "))


def confinement_in_words(level: int) -> str:
    """Say how the reader was locked in while it read hostile bytes."""
    return _LEVELS.get(level, "not locked in")


def size_in_words(size: int) -> str:
    """Say a number of bytes in the largest decimal unit of which there is at least one."""
    amount, unit = float(size), "bytes"
    for larger in ("kB", "MB", "GB", "TB"):
        if amount < _STEP:
            break
        amount, unit = amount / _STEP, larger
    return f"{size} bytes" if unit == "bytes" else f"{amount:.1f} {unit}"


def change_in_words(kind: str) -> str:
    """Say how two versions differ at one place."""
    return _CHANGES[kind]


def claim_change_in_words(change: str) -> str:
    """Say what became of the claims at a place that changed."""
    return _CLAIM_CHANGES[change]
