"""Templates, and what they may call: everything is escaped, nothing unknown passes silently."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from heliograph import __version__
from heliograph.report.page import place_of, title_of, visible
from heliograph.translation import LANGUAGES, in_figures, speaking, spoken, spoken_of
from heliograph.web.choices import THEMES, Choices, catalogue
from heliograph.wording import (
    action_in_words,
    change_in_words,
    claim_change_in_words,
    confinement_in_words,
    family_in_words,
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


def rendered(template: str, choices: Choices, **names: object) -> str:
    """Fill a template, in the language and the look that were chosen."""
    with speaking(catalogue(choices.language)):
        return environment().get_template(template).render(choices=choices, **names)


@cache
def environment() -> Environment:
    """Make what all templates share; the language is that of whoever is spoken to."""
    made = Environment(
        loader=PackageLoader("heliograph.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    # `_("…")` around words that stand in the template alone: it takes them for markup of ours. What
    # a variable holds goes through `|said`, which does not.
    made.install_gettext_callables(spoken, spoken_of, newstyle=True)  # type: ignore[attr-defined]
    made.globals["_"] = phrase
    made.filters |= {
        "said": spoken,
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
        "kind_words": family_in_words,
        "figures": in_figures,
        "outcome_words": outcome_in_words,
        "change_words": change_in_words,
        "claim_change_words": claim_change_in_words,
        "size": size_in_words,
        "whys": whys_in_words,
    }
    made.globals |= {
        "version": __version__,
        "languages": LANGUAGES,
        "themes": THEMES,
        "not_shown": not_shown_in_words,
        "reason_words": reason_in_words,
    }
    return made


def phrase(words: str, /, **facts: object) -> Markup:
    """Say words that stand in a template, as markup of ours; facts are escaped as they are put in.

    As Jinja's own does, but that words without facts, of which a page has hundreds, are made markup
    of once.
    """
    return Markup(spoken(words)) % facts if facts else _phrase(spoken(words))


@cache
def _phrase(said: str) -> Markup:
    return Markup(said) % {}
