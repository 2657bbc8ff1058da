"""Ordinary words, captions, what is off at first, what a ruling takes over."""

from __future__ import annotations

import pytest
from tests.leaves import leaf_of

from heliograph.finders import ClaimFinder
from heliograph.finders.candidate import Candidate
from heliograph.finders.evidence import signs
from heliograph.records import Claim

FINDER = ClaimFinder()

VOICES = """# Larynx

## Speaker identification

- Voiceprint database for the police with speaker identification in real time
- Search by voiceprint among one million speakers
- Keeps the voices of all callers
"""

HEADER = """#include <stdint.h>

/* 肤色类型 */
typedef enum tagACME_SKIN_TYPE
{
    ACME_SKIN_UNKNOWN = 0, /* 未知 */
    ACME_SKIN_YELLOW = 1, /* 黄种人 */
    ACME_SKIN_WHITE = 2, /* 白种人 */
} ACME_SKIN_TYPE;

/* 肤色说明 */
int acme_version(void);
"""

RULING = """The supervisory authority fined the operator. The decision was appealed to the court.
The Authority held that the controller violated Article 6 of the GDPR and imposed a fine.
The data protection authority noted that the controller had no legal basis; the court upheld it.

(iv) Detection of emotions in calls, with a score for each caller.

The Authority found that the emotion recognition was unlawful.
"""


def candidates(text: str) -> list[Candidate]:
    return list(FINDER.candidates([leaf_of(text)]))


def stances(text: str) -> dict[str, str]:
    leaf = leaf_of(text)
    found = [one for one in FINDER.find([leaf]) if isinstance(one, Claim)]
    return {leaf.page.text[one.start : one.end]: one.stance for one in found}


def named(text: str, sign: str) -> set[str]:
    return {one.words.strip() for one in candidates(text) if sign in signs(one)}


def test_ordinary_words_count_where_the_document_speaks_of_the_thing_elsewhere():
    in_ordinary_words = {one.words for one in candidates(VOICES) if one.own("ordinary")}
    assert in_ordinary_words == {"Keeps the voices of all callers"}


def test_ordinary_words_alone_are_no_candidate():
    assert not candidates("The clerk keeps the voices of the callers in mind.\n")


def test_the_caption_of_an_enumeration_takes_its_values_for_neighbours():
    captions = [one for one in candidates(HEADER) if one.setting.caption]
    assert [(one.words.splitlines()[0], one.setting.size) for one in captions] == [
        ("/* 肤色类型 */", 3)
    ]


@pytest.mark.parametrize(
    "words",
    [
        "Emotion recognition is disabled by default.",
        "情绪识别默认关闭。",
        "La reconnaissance faciale est désactivée par défaut.",
        "Распознавание эмоций по умолчанию отключено.",
    ],
)
def test_what_is_off_at_first_is_there_all_the_same(words):
    assert named(words, "use:withheld")
    assert set(stances(f"# Product\n\nFeatures of our camera.\n\n{words}\n").values()) <= {
        "asserted"
    }


@pytest.mark.parametrize(
    "words",
    [
        "- Identifies speakers by their voiceprint",
        "Follow suspects by gait recognition",
        "可自动识别情绪变化",
        "Détecte les émotions des clients",
        "Распознаёт эмоции покупателей",
        "Detecta emociones de los clientes",
    ],
)
def test_a_line_that_opens_with_the_act_says_what_the_product_does(words):
    assert named(words, "use:offers")


def test_a_description_that_a_ruling_takes_over_is_its_writers_own():
    found = {words: stance for words, stance in stances(RULING).items() if "emotion" in words}
    taken = [stance for words, stance in found.items() if "Detection of" in words]
    held = [stance for words, stance in found.items() if "unlawful" in words]
    assert taken == ["asserted"]
    assert set(held) <= {"reported"}


def test_a_people_beside_an_act_is_no_claim_where_nothing_speaks_of_a_machine():
    festival = "The Uyghur restaurant was flagged as the best in town."
    alarm = "The system alerts the police when a Uyghur resident enters."
    assert not stances(f"Reporters said on Monday.\n\n{festival}\n")
    assert named(festival, "people-no-machine")
    assert not named(alarm, "people-no-machine")
    assert stances(alarm)


def test_an_act_right_beside_its_object_says_more_than_one_far_off():
    near = "系统监控网友的一举一动，并上报。"
    far = "监控画面清晰，夜间也看得见，欢迎各位网友留言。"
    assert named(near, "pair") == named(near, "pair-close") == {near}
    assert named(far, "pair") == {far}
    assert not named(far, "pair-close")
