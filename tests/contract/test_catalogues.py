"""What the reading room says has words in every language, and nothing is said around them."""

from __future__ import annotations

import re
from gettext import GNUTranslations
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment
from tools.catalogues import HOUSE, compiled, everything_said, faults, merged, read

from heliograph.translation import LANGUAGES, _, in_figures, ngettext, speaking
from heliograph.web.choices import catalogue, language_of
from heliograph.wording import size_in_words, whys_in_words

OTHERS = [one for one in LANGUAGES if one != "en"]
TEMPLATES = sorted((HOUSE / "web" / "templates").glob("*.j2"))
ADVICE = "run `make catalogues`, then fill in what it says is missing"

# What a person reads besides text: attributes that are shown or read aloud.
SPOKEN = re.compile(r'\b(?:alt|aria-label|placeholder|title)="([^"]*)"')
# Names, marks and keys, which are the same in every language.
SAME_EVERYWHERE = {"Heliograph", "sha", "Enter", "Esc", "UTC", "PNG", "SVG", "CSV", "JSON"}


@pytest.mark.parametrize("language", OTHERS)
def test_everything_that_is_said_has_words_and_keeps_its_names(language):
    assert list(faults(merged(language))) == [], ADVICE


@pytest.mark.parametrize("language", OTHERS)
def test_programs_read_what_a_person_wrote(language):
    kept = files("heliograph.web") / "locale" / language / "LC_MESSAGES" / "heliograph.mo"
    assert kept.read_bytes() == compiled(read(language)), "run `make catalogues`"


@pytest.mark.parametrize("language", OTHERS)
def test_the_package_brings_its_catalogues_along(language):
    opened = catalogue(language)
    assert isinstance(opened, GNUTranslations)
    assert opened.gettext("Claims") != "Claims"


def test_a_lost_name_and_a_missing_word_are_faults():
    made = Catalog(locale="fr")
    made.add("%(done)s of %(all)s", "%(done)s sur tout")
    made.add("Claims", "")
    made.add(("%(num)s page", "%(num)s pages"), ("%(num)s page", "des pages"))
    made.add("Search", "Chercher")
    assert len(list(faults(made))) == 3


def test_making_them_again_changes_nothing():
    once, again = (
        [(one.id, one.locations) for one in merged(language)] for language in ("zh", "zh")
    )
    assert once == again
    places = {one.place for one in everything_said()}
    assert "src/heliograph/wording.py" in places
    assert "src/heliograph/taxonomy/data" in places


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.name)
def test_no_word_of_a_template_stands_outside_the_catalogue(template):
    shown = as_shown(template.read_text(encoding="utf-8"))
    words = re.sub(r"<(?:svg|code)\b.*?</(?:svg|code)>|<[^>]*>", " ", shown, flags=re.DOTALL)
    # A macro may spell an address.
    said = [*SPOKEN.findall(shown), re.sub(r"(?<!\w)/[\w/?=&-]+", " ", words)]
    bare = {one for text in said for one in re.findall(r"[^\W\d_]{2,}", text)}
    assert bare - SAME_EVERYWHERE == set()


def as_shown(template: str) -> str:
    """A template without its tags and values: what is left is text and HTML."""
    return "".join(
        str(value)
        for _line, kind, value in Environment(autoescape=True).lex(template)
        if kind == "data"
    )


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.name)
def test_only_words_of_ours_are_taken_for_markup(template):
    # `_()` marks what it gives as safe: a variable in its place may hold anything.
    content = template.read_text(encoding="utf-8")
    assert re.findall(r'(?<![\w"])_\((?!\s*")', content) == []
    assert not re.search(r"\|\s*safe\b|autoescape|Markup", content)


def test_words_that_a_variable_holds_are_never_formatted(tmp_path: Path):
    with speaking(catalogue("fr")):
        assert _("100%(x)s %d %s") == "100%(x)s %d %s"
        assert whys_in_words(["term:%(x)s", "cue:100%"])


@given(st.text(max_size=80))
def test_a_browser_may_ask_for_any_language(accepted):
    assert language_of(accepted) in LANGUAGES


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("de-DE,de;q=0.9,fr-CH;q=0.7,en;q=0.6", "fr"),
        ("en;q=0.2, fr;q=0.9", "fr"),
        ("fr;q=nonsense, en;q=0.1", "en"),
        ("ug, tr", "en"),
        ("", "en"),
    ],
)
def test_a_browser_gets_the_language_that_it_likes_best(accepted, language):
    assert language_of(accepted) == language


def test_numbers_are_written_as_the_language_does():
    with speaking(catalogue("fr")):
        assert in_figures(1234567) == "1\u202f234\u202f567"
        assert in_figures(0.956, 2) == "0,96"
        assert size_in_words(2_500_000) == "2,5\u00a0Mo"
        assert ngettext("%(num)s page", "%(num)s pages", 0) == "0 page"
    with speaking(catalogue("zh")):
        assert in_figures(1234567) == "1,234,567"
        assert ngettext("%(num)s page", "%(num)s pages", 5) == "5 页"
    assert in_figures(1234.5, 1) == "1,234.5"


def test_what_is_said_elsewhere_stays_english():
    with speaking(catalogue("zh")):
        assert _("Claims") == "声称"
    assert _("Claims") == "Claims"
