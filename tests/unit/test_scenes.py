"""Scenes: everyday words that say a capability by standing together in one sentence."""

from __future__ import annotations

import pytest
from tests.leaves import leaf_of

from heliograph.finders import ClaimFinder
from heliograph.finders.evidence import signs
from heliograph.finders.marked import Marker
from heliograph.finders.scenes import SCENES, Scenes, scene_terms
from heliograph.records import Claim
from heliograph.taxonomy import load_taxonomy

FINDER = ClaimFinder()
MARKER = Marker(load_taxonomy())

PLATES = "Officers type in a number plate and see every place where the car has been."


def scenes_in(text: str) -> dict[str, str]:
    """The scenes of a page by capability, each with the words of its parts."""
    marked = MARKER.mark(leaf_of(text))
    found = (
        hit
        for one in marked.leaf.passages
        for hit in marked.scenes.told(one, marked.leaf.words(one))
    )
    return {hit.key[1]: hit.term for hit in found}


def stances(text: str) -> set[tuple[str, str]]:
    found = FINDER.find([leaf_of(text)])
    return {(one.capability, one.stance) for one in found if isinstance(one, Claim)}


@pytest.mark.parametrize(
    ("sentence", "capability"),
    [
        (PLATES, "vehicle_plate_tracking"),
        ("只要输入车牌，就能看到这辆车近三个月经过的每个路口。", "vehicle_plate_tracking"),
        ("某小区的门口每天有上万条手机硬件地址被采集后送进公安数据库。", "wifi_mac_probe"),
        ("巡邏車沿路辨識車牌，遇失竊車輛即刻示警。", "vehicle_plate_tracking"),
        ("把聊天记录和相册从嫌疑人的手机里全部导出。", "phone_extraction"),
        ("公共区域的摄像头全部接入派出所，实现全覆盖。", "integrated_video_platform"),
        ("En tapant une plaque, on voit où la voiture est passée.", "vehicle_plate_tracking"),
        ("Le logiciel suit un passant d'une caméra à l'autre.", "gait_reid_tracking"),
        ("Камера замечает, когда кандидат лжёт.", "emotion_recognition"),
        ("El dron sobrevuela la marcha y acerca los rostros.", "drone_surveillance"),
        ("يدخل البرنامج إلى هاتف الهدف دون أي نقرة ويشغل الميكروفون.", "spyware_remote_intrusion"),
    ],
)
def test_parts_in_one_sentence_say_a_capability(sentence, capability):
    assert capability in scenes_in(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "路由器的设备列表显示已连接终端的硬件地址。",
        "停车场识别车牌后自动抬杆，无需取卡。",
        "一键把旧手机的聊天记录和相册搬到新手机。",
        "依据历史用电预测负荷高峰，合理安排检修。",
        "无人机升空后充当信号中继，恢复断网地区的通话。",
        "会员消费加分，满五百分可换礼品。",
    ],
)
def test_an_act_without_those_it_is_done_to_makes_no_scene_in_chinese(sentence):
    assert scenes_in(sentence) == {}


def test_a_scene_makes_a_claim_that_names_its_parts():
    [claim] = [
        one
        for one in FINDER.find([leaf_of(f"# Features of our product\n\n{PLATES}")])
        if isinstance(one, Claim) and one.capability == "vehicle_plate_tracking"
    ]
    assert claim.stance == "asserted"
    assert any("number plate" in one and " + " in one for one in claim.why)
    assert any(one.startswith("sign:scene") for one in claim.why)


@pytest.mark.parametrize(
    "text",
    [
        "Officers type in a number plate. We see every place where the bus has been.",
        "Type in a parcel number and see every place it has been.",
        "A number plate costs ten euros.",
    ],
)
def test_parts_in_different_sentences_or_fewer_of_them_say_nothing(text):
    assert scenes_in(text) == {}


def test_the_parts_of_a_scene_are_of_one_language():
    assert scenes_in("他们 cherche son face dans la database en 人.") == {}


def test_a_scene_far_strewn_is_none():
    middle = "and the garage opens early in the morning and closes late in the evening " * 4
    assert scenes_in(f"Type in a number plate {middle} to see every place the car has been.") == {}


def test_what_a_sentence_denies_takes_fewer_parts():
    denied = "Our technicians have no way of reading your messages."
    assert ("phone_extraction", "negated") in stances(f"Features of our product.\n\n{denied}")
    assert stances("Features of our product.\n\nOur technicians read your messages.") == set()


@pytest.mark.parametrize(
    "text",
    [
        "Can it tell whether a customer is angry from the face? No, and it never will.",
        "它能从顾客的脸上看出愤怒吗？不能，也没有这样的计划。",
        "Peut-il lire la colère sur le visage d'un client ? Non.",
    ],
)
def test_a_question_that_is_answered_with_no_is_a_denial(text):
    told = stances(f"# Features\n\n- {text}\n- Second\n")
    assert {stance for of, stance in told if of == "emotion_recognition"} == {"negated"}


def test_an_answer_that_is_no_denial_leaves_a_question_as_it_is():
    text = "Can it tell from the face whether a customer is angry? No problem: it can."
    told = stances(f"# Features\n\n- {text}\n- Second\n")
    assert ("emotion_recognition", "negated") not in told


def test_every_scene_has_parts_with_words_and_a_class_of_the_taxonomy():
    scenes = Scenes(MARKER.lexicon.spellings[2])
    parts = {term.key[1] for term in scene_terms()}
    known = {one.id for one in load_taxonomy().capabilities}
    for one in (*scenes.told, *scenes.denied):
        assert one.capability in known
        assert len(one.slots) >= 2
        assert all(parts.issuperset(slot) for slot in one.slots)
    assert known - {one.capability for one in scenes.denied} <= {"imsi_catcher"}
    assert SCENES.version in FINDER.version


def test_a_candidate_shows_its_scene_as_a_sign():
    [found] = [
        one
        for one in FINDER.candidates([leaf_of(PLATES)])
        if one.capability == "vehicle_plate_tracking"
    ]
    assert signs(found)["scene"] == 1.0
