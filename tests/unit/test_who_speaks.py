"""Who speaks: a document's kind from many words, and a passage's own words against it."""

from __future__ import annotations

import pytest
from tests.leaves import leaf_of

from heliograph.finders import ClaimFinder
from heliograph.finders.evidence import signs
from heliograph.finders.genre import GenreShares
from heliograph.finders.speakers import speakers_in
from heliograph.records import Claim

FINDER = ClaimFinder()

PRODUCT = """Halcyon Gate

Our platform gives operators one view of all cameras. Customers configure modules in a few clicks.

## Key features

- Face recognition against a watchlist, with an alarm to the guard
- Licence plate recognition on every lane
"""

PRESS = """Officials in the northern district said last week that the network had grown again.
Residents told a local newspaper they were never asked. The company declined to comment.
Halcyon Gate runs face recognition on everyone who enters the market and alerts the police.
Critics say the system was built without any debate. "Nobody knows who is on the list," she said.
"""


def claims(text: str) -> list[Claim]:
    """Find the claims of a page."""
    return [one for one in FINDER.find([leaf_of(text)]) if isinstance(one, Claim)]


def stances(text: str) -> set[str]:
    """Give the stances of a page's claims."""
    return {one.stance for one in claims(text)}


def genre(text: str) -> GenreShares:
    """Say what kind of document a page is."""
    return next(iter(FINDER.candidates([leaf_of(text)]))).genre


def test_a_makers_page_stays_its_own_though_one_word_of_critics_stands_in_it():
    for word in ("mass surveillance", "Date posted: May 3", "law enforcement", "GDPR", "selon"):
        assert stances(f"{word}\n\n{PRODUCT}") == {"asserted"}, word


def test_many_words_of_the_press_make_news_where_no_single_one_would():
    assert genre(PRESS).top == "news"
    assert stances(PRESS) == {"reported"}


def test_one_word_that_comes_again_and_again_is_no_voice():
    again = "The police said: stand by. " * 12
    shares = genre(f"{again}\nFace recognition finds wanted persons in the crowd.")
    assert shares.share("news") < shares.share("other")


@pytest.mark.parametrize(
    "sentence",
    [
        "Police said the cameras use face recognition to find wanted persons.",
        "Officials told reporters that face recognition finds wanted persons.",
        "La police a déclaré que la reconnaissance faciale identifie les personnes recherchées.",
        "Las autoridades usan el reconocimiento facial para identificar a los manifestantes, "
        "denunció la asociación.",
        "По словам журналистов, полиция использует систему распознавания лиц для розыска "
        "людей в толпе.",
        "当局被指控使用人脸识别系统布控维权人士。",
    ],
)
def test_a_sentence_that_names_its_speaker_is_reported_where_nothing_tells_the_kind(sentence):
    assert stances(sentence) == {"reported"}


@pytest.mark.parametrize(
    "sentence",
    [
        "Our system uses face recognition to find wanted persons.",
        "We use facial recognition to match visitors against a watchlist of offenders.",
        "Nous utilisons la reconnaissance faciale pour identifier les personnes recherchées.",
        "本系统支持人脸识别布控，命中后报警。",
    ],
)
def test_who_speaks_of_its_own_asserts(sentence):
    assert stances(sentence) == {"asserted"}


def test_others_who_have_it_are_told_of_even_by_a_buyer():
    text = f"{PRODUCT}\nMany police departments have installed face recognition cameras elsewhere."
    assert "elsewhere" in {one.name for one in speakers_in(text)}


def test_what_finds_a_tool_of_others_claims_no_such_tool():
    names = {one.name for one in speakers_in("The app detects IMSI catchers near you.")}
    assert "defends" in names
    assert not speakers_in("The IMSI catcher collects the numbers of all telephones.")


DECREE = (
    "Décret du 3 mai. Article 1er. Le Conseil d'État entendu, décrète :\n\n"
    "{}\n\nLe présent décret sera publié au Journal officiel."
)


def test_a_decree_that_denies_of_its_own_file_denies():
    own = "Le traitement ne comporte pas de dispositif de reconnaissance faciale."
    assert stances(DECREE.format(own)) == {"negated"}


def test_a_decree_that_forbids_others_reports():
    ban = "La reconnaissance faciale est interdite dans les lieux publics."
    assert stances(DECREE.format(ban)) <= {"reported"}


def test_the_reasons_name_who_was_heard():
    why = {reason for one in claims(PRESS) for reason in one.why}
    assert "stance:genre:news" in why
    said = claims("Police said the cameras use face recognition to find wanted persons.")[0].why
    assert any(reason.startswith("stance:says:") for reason in said)


NOTICE = """Privacy notice

We process your data as set out in this privacy policy. Your rights are listed below.

{}
"""


def test_a_notice_that_says_what_its_maker_does_himself_counts_as_such():
    own = "We use facial recognition to match visitors against a watchlist of offenders."
    general = "Facial recognition matches visitors against a watchlist of offenders."

    def found(sentence: str) -> dict[str, float]:
        leaf = leaf_of(NOTICE.format(sentence))
        return signs(next(one for one in FINDER.candidates([leaf]) if sentence in one.words))

    assert "notice-own" in found(own)
    assert "notice-own" not in found(general)


def test_what_has_a_name_is_its_documents_own_and_a_pronoun_is_not():
    assert {one.name for one in speakers_in("Halcyon Gate recognises faces.")} == {"named"}
    assert not speakers_in("It recognises faces.")
    assert not speakers_in("This allows them to recognise faces.")
