"""Terms are found by their parts and their boundaries, and not inside other words."""

from __future__ import annotations

import pytest

from heliograph.finders.lexicon import Lexicon
from heliograph.finders.terms import terms_of
from heliograph.taxonomy import load_taxonomy

LEXICON = Lexicon(terms_of(load_taxonomy()))


def found(text: str, *levels: str) -> dict[str, set[str]]:
    met: dict[str, set[str]] = {}
    for hit in LEXICON.scan(text):
        if hit.key[0] in (levels or ("strong", "weak")):
            met.setdefault(hit.key[1], set()).add(text[hit.start : hit.end])
    return met


@pytest.mark.parametrize(
    ("text", "capability"),
    [
        ("EM_PEOPLE_TYPE_UYGUR", "ethnicity_classification"),
        ("bool byEthnic;", "ethnicity_classification"),
        ("int nEthnicityScore", "ethnicity_classification"),
        ("EVT_RIOTERDETECTION", "crowd_gathering_alarm"),
        ("emEmotion", "emotion_recognition"),
        ("getFaceSearchResult()", "face_search_dossier"),
        ("IMSICatcher", "imsi_catcher"),
        ("распознавание эмоций", "emotion_recognition"),
        ("والتعرف على الوجوه", "face_search_dossier"),
        ("人臉辨識", "face_search_dossier"),
        ("看守\n所囚犯", "smart_prison_camp"),
        ("face-\nrecognition", "face_search_dossier"),
        ("lecteurs de plaques", "vehicle_plate_tracking"),
    ],
)
def test_a_term_is_found_in_an_identifier_another_script_or_over_a_line_end(text, capability):
    assert capability in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "运维族的日常",
        "投影到低维族上",
        "涉疆域划分",
        "网页的下拉横幅",
        "traces of embraces and graces",
        "a race condition in the horse race",
        "vibrissa of irises in airisland",
        "the minority class is oversampled: minority class",
        "监狱企业视同小型企业",
        "监听端口 8080 的事件监听",
        "特征提取",
        "统一社会信用代码",
        "风险分析报告",
        "信用分类监管",
        "球队在积分榜上落后",
        "除非访问量过大",
        "二维码采集",
        "招标采购文件",
        "干涉教育事务",
        "常住户口所在地",
        "监舍房间在二楼",
        "品牌忠诚度调查",
    ],
)
def test_a_word_that_only_holds_a_term_is_no_hit(text):
    assert not found(text, "strong"), found(text, "strong")


def test_offsets_lead_back_to_the_words_as_they_stand():
    text = "«\u3000Ｆａｃｅ\u00ad Ｓｅａｒｃｈ »"
    hits = [hit for hit in LEXICON.scan(text) if hit.key == ("strong", "face_search_dossier")]
    assert [text[hit.start : hit.end] for hit in hits] == ["Ｆａｃｅ\u00ad Ｓｅａｒｃｈ"]


def test_the_longest_term_of_a_class_wins():
    met = found("是否是维吾尔族", "strong")["ethnicity_classification"]
    assert met == {"是否是维吾尔族"}
