"""Plain words for what records say in short: one wording for the command line and the report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from heliograph.errors import REASONS
from heliograph.judgement_wording import genre_in_words, sign_in_words
from heliograph.records import Action, Event, Outcome, Stance, Strength
from heliograph.translation import _, in_figures, ngettext

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
    "deleted": "a person removed it from the case",
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
    "person": "a person added it",
    "corrected": "corrected by a person: {}",
    "cue": "the cue {}",
    "context": "context: {}",
    "stance": "whose statement it is was told by {}",
    "action": "what is done was told by {}",
    "group": "the group named is {}",
}

_TELLERS: Final[dict[str, str]] = {
    "genre": "the kind of document %(which)s",
    "cue": "the cue %(which)s",
    "negation": "the negation %(which)s",
    "reserved": "the word that holds a place free %(which)s",
    "withdrawn": "the word of withdrawal %(which)s",
    "forbid": "the word that forbids %(which)s",
    "says": "somebody who is said to say or find it %(which)s",
    "actor": "others who are said to do it %(which)s",
    "elsewhere": "others who are said to have it, too, %(which)s",
    "defends": "what it finds or warns of, which others use, %(which)s",
    "blame": "words of harm or blame %(which)s",
    "supposed": "words of what is only supposed or was there before %(which)s",
    "own": "words by which it speaks of its own %(which)s",
    "offers": "words that offer or ask for it %(which)s",
    "description": "a line of a description that is taken over %(which)s",
}

_LANGUAGES: Final[dict[str, str]] = {
    "zh": "Chinese",
    "en": "English",
    "fr": "French",
    "ru": "Russian",
    "es": "Spanish",
    "ar": "Arabic",
    "ug": "Uyghur",
    "tr": "Turkish",
}

_KINDS: Final[dict[str, str]] = {
    "company": "company",
    "public-body": "public body",
    "product": "product",
    "component": "component",
    "programme": "programme",
    "list": "list",
}
_FAMILIES: Final[dict[str, str]] = {
    "pdf": "PDF",
    "office": "office",
    "table": "table",
    "web page": "web page",
    "source code": "source code",
    "mail": "mail",
    "archive": "archive",
    "picture": "picture",
    "text": "text",
    "data": "data",
}

_SIGN = re.compile(r"(?P<name>.+?)(?P<weight>[+\-]\d+(?:\.\d+)?)")

_STEP = 1000
_UNITS: Final = ("kB", "MB", "GB", "TB")

_LEVELS: Final[dict[int, str]] = {
    2: "locked in by Landlock and seccomp",
    1: "in a process of its own with limits only",
}


EVENTS: Final[dict[Event, str]] = {
    "case-made": "The case was made.",
    "source-added": "A folder, a file or a web address was named to be taken in.",
    "source-removed": "A web address is no longer looked at; what was kept of it stays.",
    "observed": "A web address was looked at: what was met, and where the exchange is kept.",
    "collected": "A file's bytes were taken in.",
    "refused": "A file was found whose bytes could not be had or kept.",
    "capture-finished": "A look at a source was ended.",
    "changed": "Something at a web address is different from before, or gone.",
    "alerted": "An alert was taken by its receiver, or given up.",
    "derived": "A kept file was read: by what, how confined, with which text.",
    "viewed": "A person looked at a page, claim or picture, in a case that logs this.",
    "reviewed": "A person judged a claim.",
    "asked": "A claim's words were sent to a language model that the user named.",
    "opinion": "What the language model answered.",
    "answer-refused": "The language model's answer was not of the form asked for.",
    "corrected": "A person corrected words that were misread in a picture; both readings stay.",
    "correction-withdrawn": "A person took a correction back.",
    "claim-added": "A person added a claim by marking words.",
    "claim-withdrawn": "A person took back a claim that was added by marking words.",
    "released": "A person released a file that was held back.",
    "redacted": "A copy was made in which something is blacked out.",
    "exported": "Something left the case.",
    "received": "Something came from another case.",
    "deleted": "A file's bytes and what was read of them were removed.",
    "key-made": "The case was given a key.",
    "key-rotated": "The key was replaced, by a new one that the old one signed.",
    "key-lost": "The key was replaced without the old one: the link is broken.",
    "checkpoint": "All entries up to here were signed.",
    "authority-added": "A timestamp authority was named, with the root to trust.",
    "authority-removed": "A timestamp authority is no longer asked.",
    "timestamp-asked": "A digest was sent to a timestamp authority.",
    "timestamped": "A timestamp came, was checked, and is kept.",
    "recovered": "A write that had been interrupted was put aside.",
    "packet-made": "Claims were chosen for somebody to review.",
    "retried": "A person asked for a file to be read once more.",
    "user-added": "Somebody was let in, with a name, a role and a password.",
    "user-changed": "A user was given another role or another password.",
    "user-removed": "A user is let in no more; what they said stays.",
    "translated": "A person had words translated by a machine: by which engine and which model.",
    "watch-added": "A question was asked that stays asked.",
    "watch-ended": "A question is asked no longer; its findings stay.",
    "rule-set": "It was said how many people must accept a claim before it counts as accepted.",
}
"""Every event of custody, in words for a person."""


def event_in_words(event: Event) -> str:
    """Say what an entry of custody tells of."""
    return _(EVENTS[event])


def stance_in_words(stance: Stance) -> str:
    """Say whose statement it is, as a sentence."""
    return _(_STANCES[stance])


def stance_in_short(stance: Stance) -> str:
    """Say whose statement it is in two or three words, as what the document does."""
    return _(_SHORT_STANCES[stance])


def strength_in_words(strength: Strength) -> str:
    """Say how far the words go, as a sentence."""
    return _(_STRENGTHS[strength])


def strength_in_short(strength: Strength) -> str:
    """Say how far the words go in one or two words."""
    return _(_SHORT_STRENGTHS[strength])


def not_shown_in_words(stance: Stance, strength: Strength) -> str:
    """Say what a claim does not show; continues `It does not show …`."""
    return _(_NOT_SHOWN_OF_A_STANCE[stance] or _NOT_SHOWN[strength])


def outcome_in_words(outcome: Outcome | None) -> str:
    """Say what became of a file; None is a file that waits."""
    return _("waits to be read") if outcome is None else _(_OUTCOMES[outcome])


def reason_in_words(reason: str, detail: str = "") -> str:
    """Say why a file ended so; a reason of a later version is given as it stands."""
    words = _(REASONS.get(reason, reason))
    both = _("%(reason)s (%(detail)s)", reason=words, detail=detail)
    return both if words and detail else words or detail


def action_in_words(action: Action) -> str:
    """Say what is done with the knowledge; continues `the product …`."""
    return _(_ACTIONS[action])


def whys_in_words(whys: Sequence[str]) -> list[str]:
    """Say a claim's reasons, each `kind:detail`; what is weighed comes last, for and against."""
    terms = [why.removeprefix("term:") for why in whys if why.startswith("term:")]
    said = [_("terms: %(terms)s", terms=_listed(map(_quoted, terms)))] if terms else []
    said += [_why_in_words(why) for why in whys if not why.startswith(("term:", "sign:"))]
    signs = [_SIGN.fullmatch(why.removeprefix("sign:")) for why in whys if why.startswith("sign:")]
    for side, mark in (("for it: %(signs)s", "+"), ("against it: %(signs)s", "-")):
        weighed = [
            f"{sign_in_words(sign['name'])} {sign['weight'].replace('-', '−')}"
            for sign in signs
            if sign and sign["weight"].startswith(mark)
        ]
        if weighed:
            said.append(_(side, signs=_listed(weighed)))
    return said


def language_in_words(language: str) -> str:
    """Name a language of the taxonomy; another code is given as it stands."""
    return _(_LANGUAGES.get(language, language))


def family_in_words(family: str) -> str:
    """Name a family of files; one of a later version is given as it stands."""
    return _(_FAMILIES.get(family, family))


def kind_in_words(kind: str) -> str:
    """Say what a known name stands for; nothing for a kind that is not shown, such as persons."""
    return _(_KINDS.get(kind, ""))


def _why_in_words(why: str) -> str:
    kind, _colon, detail = why.partition(":")
    if kind not in _WHYS or not detail:
        return why.replace(":", ": ", 1)
    if kind == "stance":
        what, _colon, which = detail.partition(":")
        words = genre_in_words(which) if what == "genre" else _quoted(which)
        detail = _(_TELLERS.get(what, "%(which)s"), which=words) if which else detail
    elif kind in {"cue", "action", "group"}:
        detail = _quoted(detail)
    return _(_WHYS[kind]).format(detail)


def _quoted(terms: str) -> str:
    return _(" with ").join(_("“%(term)s”", term=term) for term in terms.split(" + "))


def _listed(words: Iterable[str]) -> str:
    return _(", ").join(words)


def confinement_in_words(level: int) -> str:
    """Say how the reader was locked in while it read hostile bytes."""
    return _(_LEVELS[level]) if level in _LEVELS else _("not locked in")


def size_in_words(size: int) -> str:
    """Say a number of bytes in the largest decimal unit of which there is at least one."""
    amount, unit = float(size), "bytes"
    for larger in _UNITS:
        if amount < _STEP:
            break
        amount, unit = amount / _STEP, larger
    return (
        ngettext("%(num)s byte", "%(num)s bytes", size) if unit == "bytes" else _sized(amount, unit)
    )


def _sized(amount: float, unit: str) -> str:
    return _("%(amount)s %(unit)s", amount=in_figures(amount, 1), unit=_(unit))


def change_in_words(kind: str) -> str:
    """Say how two versions differ at one place."""
    return _(_CHANGES[kind])


def claim_change_in_words(change: str) -> str:
    """Say what became of the claims at a place that changed."""
    return _(_CLAIM_CHANGES[change])
