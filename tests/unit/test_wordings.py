"""How documents word a capability: telling objects, and brief entries that a list explains."""

from __future__ import annotations

import pytest
from tests.leaves import leaf_of

from heliograph.finders import ClaimFinder
from heliograph.finders.evidence import signs
from heliograph.finders.structure import is_line_over

FINDER = ClaimFinder()


def signs_of(text: str, words: str, capability: str) -> dict[str, float]:
    """The signs of the candidate of a capability whose passage has these words, none if none."""
    for one in FINDER.candidates([leaf_of(text)]):
        if words in one.words and one.capability == capability:
            return signs(one)
    return {}


@pytest.mark.parametrize(
    ("sentence", "capability"),
    [
        ("The engine interprets the moods of callers.", "emotion_recognition"),
        ("L'outil récupère les messages effacés.", "phone_extraction"),
        ("Модуль сверяет марку и модель и грз.", "vehicle_plate_tracking"),
        ("El módulo obtiene grabaciones de voz.", "voiceprint"),
        ("يكشف النظام التجمعات غير المصرح بها.", "crowd_gathering_alarm"),
        ("Suivi de la démarche", "gait_reid_tracking"),
    ],
)
def test_an_act_beside_a_telling_object_is_a_sign_of_its_own(sentence, capability):
    assert signs_of(sentence, sentence[:12], capability).get("pair-telling")


def test_an_act_of_the_wordings_makes_no_pair_with_a_common_object():
    assert "pair" not in signs_of("Steal a car.", "Steal", "vehicle_plate_tracking")


def test_several_objects_of_one_act_say_more_than_one():
    several = "It detects your frustration, your anger and your sadness."
    assert signs_of(several, "detects", "emotion_recognition")["pair-more"]
    one = signs_of("It detects your frustration.", "detects", "emotion_recognition")
    assert one
    assert "pair-more" not in one


TROJAN = """# Acme RAT: spyware for Android phones

## Features

- Phone call recording
- Small and fast

## Contributing

Phone call recording was rewritten last year by a friend of ours.
"""


def test_a_brief_entry_has_its_sense_from_the_title_and_the_heading():
    entry = signs_of(TROJAN, "Phone call recording", "spyware_remote_intrusion")
    assert {"brief+opening", "brief+offering", "opening"} <= set(entry)


def test_a_full_sentence_is_no_entry():
    told = signs_of(TROJAN, "rewritten", "spyware_remote_intrusion")
    assert told
    assert not any(name.startswith("brief") for name in told)


def test_an_entry_says_nothing_in_a_document_about_something_else():
    other = "# Acme Phone\n\n## Features\n\n- Phone call recording\n"
    assert not signs_of(other, "Phone call", "spyware_remote_intrusion")


def test_a_line_of_its_own_explains_what_stands_right_under_it():
    text = "Notes\n\n**Emotion recognition**\n\nAnger, fear, joy.\n"
    assert signs_of(text, "Anger", "emotion_recognition")["brief+heading"]


LAW = """# 人脸识别管理条例

第一条 为了规范人脸识别技术的使用，根据有关法律，制定本条例。

第二条 有下列情形之一的，公安机关应当依法处理：

（一）违反规定向他人提供人脸信息的；

（二）擅自采集人脸信息的。
"""


def test_the_items_of_a_law_are_no_entries():
    told = signs_of(LAW, "提供人脸信息", "face_search_dossier")
    assert told
    assert not any(name.startswith("brief") for name in told)


@pytest.mark.parametrize(
    ("words", "over"),
    [("**Types of events**", True), ("Events:", True), ("It rained.", False), ("", False)],
)
def test_a_line_over_others_is_short_and_no_sentence(words, over):
    assert is_line_over(words) is over
