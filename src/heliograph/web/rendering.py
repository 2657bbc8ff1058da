"""Templates, and what they may call: everything is escaped, nothing unknown passes silently."""

from __future__ import annotations

from functools import cache
from gettext import NullTranslations, translation
from importlib.resources import as_file, files

from jinja2 import Environment, PackageLoader, StrictUndefined

from heliograph import __version__
from heliograph.report.page import place_of, title_of, visible
from heliograph.wording import (
    action_in_words,
    confinement_in_words,
    language_in_words,
    not_shown_in_words,
    outcome_in_words,
    reason_in_words,
    size_in_words,
    stance_in_short,
    stance_in_words,
    strength_in_short,
    strength_in_words,
    whys_in_words,
)

LANGUAGES = ("en", "zh", "fr")


@cache
def environment(language: str) -> Environment:
    """Make the templates of one language."""
    made = Environment(
        loader=PackageLoader("heliograph.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(catalogue(language), newstyle=True)  # type: ignore[attr-defined]
    made.globals |= {"version": __version__, "language": language}
    made.filters |= {
        "visible": visible,
        "title_of": title_of,
        "place_of": place_of,
        "stance_words": stance_in_words,
        "stance_short": stance_in_short,
        "strength_words": strength_in_words,
        "strength_short": strength_in_short,
        "action_words": action_in_words,
        "confined": confinement_in_words,
        "language_words": language_in_words,
        "outcome_words": outcome_in_words,
        "size": size_in_words,
        "whys": whys_in_words,
    }
    made.globals |= {"not_shown": not_shown_in_words, "reason_words": reason_in_words}
    return made


def catalogue(language: str) -> NullTranslations:
    """Open the catalogue of a language; English is what stands in the templates."""
    with as_file(files("heliograph.web") / "locale") as folder:
        return translation("heliograph", folder, languages=[language], fallback=True)


def language_of(accepted: str) -> str:
    """Choose the first of our languages that a browser asks for, in its order."""
    for part in accepted.split(","):
        name = part.split(";")[0].strip().lower().partition("-")[0]
        if name in LANGUAGES:
            return name
    return LANGUAGES[0]
