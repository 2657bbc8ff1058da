"""Plain words for what a gloss says: one wording for the command line and the reading room."""

from __future__ import annotations

from typing import Final

from heliograph.judgement_wording import sign_in_words
from heliograph.translation import _, spoken

NO_TRANSLATION: Final = (
    "A gloss, no translation: each word with every sense that is known of it. Single senses "
    "mislead; what the sentence says is for somebody who reads the language."
)

_CUES: Final = {
    "not-negation": "looks like a denial and is none",
    "unknown": "a value that says nothing was found",
    "dispatch": "a word of sending somebody",
    "filter": "a word of searching or filtering",
    "statistic": "a word of counting",
    "list": "a word of lists",
    "group": "a name of a group of people",
    "filler": "a filler value such as unknown or other",
}

_KINDS: Final = {
    "company": "name of a company: %(name)s",
    "public-body": "name of a public body: %(name)s",
    "product": "name of a product: %(name)s",
    "component": "name of a component: %(name)s",
    "programme": "name of a programme: %(name)s",
    "list": "name of a list: %(name)s",
}


def sense_in_words(source: str, of: str, kind: str = "") -> str:
    """Say what a term is where no dictionary has it: of which class, cue or entity."""
    match source:
        case "capability":
            return _("names the capability: %(capability)s", capability=of)
        case "perhaps":
            return _("can mean the capability: %(capability)s", capability=of)
        case "name":
            return spoken(_KINDS[kind]) % {"name": of} if kind in _KINDS else of
        case _:
            return spoken(_CUES[of]) if of in _CUES else sign_in_words(f"cue:{of}")
