"""Sentences end where a reader ends them, in every script that the evidence is in."""

import pytest

from heliograph.segmenters.sentences import SENTENCE_LIMIT, cut_to, sentences


def cut(text):
    return [text[start:end] for start, end in sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    "parts",
    [
        ("摄像机可识别人脸。", "相似度不低于90%！", "是否上报？"),
        ("他说：“系统已经上线。”", "记者没有回应。"),
        ("（详见附件。）", "其余条款不变。"),
        ("支持3.5英寸硬盘、V2.0.1固件，见http://vendor.example/a.html。", "完毕。"),
        ("支持年龄、性别，以及表情识别。",),
        ("Dr. Weiss of Orlanda Inc. tested it.", "The camera passed."),
        ("See Fig. 3 and sec. 2.1 for details.", "It counts 3.5 million faces, e.g. at gates."),
        ("Version 2.0.1 is out!", "Is it sold?", "Yes."),
        ("The U.S. office bought it.", "Nobody knew."),
        ("“It works.”", "They smiled."),
        ("M. Dupont et Mme. Roux l'ont vu.", "« Vraiment ? »", "Oui."),
        ("El Sr. Ruiz firmó el art. 4 del pliego.", "¿Reconoce rostros?", "Sí."),
        ("Система работает с 2019 г. и стоит 5 млн. руб. в год.", "Она узнаёт лица."),
        ("Am 3. Mai kam sie an, z.B. im Bahnhof.", "Die Kamera läuft."),
        ("النظام يتعرف على الوجوه.", "هل يعمل؟", "نعم."),
        ("بۇ سىستېما ئىشلەيدۇ.", "ياخشىمۇ؟", "ھەئە."),
        ("A 民族 field is read.[^2]", "It comes from the card."),
    ],
)
def test_a_text_is_cut_into_its_sentences(parts):
    joint = "" if "。" in parts[0] else " "
    assert cut(joint.join(parts)) == list(parts)


def test_tibetan_is_cut_at_its_shads():
    assert cut("འདི་ཡག་པོ་འདུག །དེ་མི་འདུག །") == ["འདི་ཡག་པོ་འདུག །", "དེ་མི་འདུག །"]


def test_emphasis_that_closes_a_sentence_stays_with_it():
    assert cut("**交互数据。**默认关闭。") == ["**交互数据。**", "默认关闭。"]


def test_emphasis_that_opens_the_next_sentence_goes_with_that():
    assert cut("默认关闭。**重点**人员除外。") == ["默认关闭。", "**重点**人员除外。"]


def test_a_number_at_the_start_of_a_line_is_no_sentence():
    assert cut("1. Open the case.\n2. Close it.") == ["1. Open the case.", "2. Close it."]


def test_a_wrapped_line_does_not_end_a_sentence():
    assert cut("The camera\r\ncounts people. It stops.") == [
        "The camera\r\ncounts people.",
        "It stops.",
    ]


def test_a_semicolon_ends_a_sentence_only_where_it_is_long():
    assert cut("可识别人脸；可识别车牌。") == ["可识别人脸；可识别车牌。"]
    long = "供应商应当提供本单位近三年内的审计报告以及相关证明材料并加盖公章；"
    assert cut(long * 5) == [long] * 5


def test_punctuation_alone_is_no_sentence():
    assert cut("…… —— 。。") == []


def test_an_endless_sentence_is_cut_at_a_comma():
    words = "支持按性别、年龄段检索，" * 100
    pieces = cut(words)
    assert all(len(piece) <= SENTENCE_LIMIT for piece in pieces)
    assert all(piece.endswith("，") for piece in pieces)
    assert "".join(pieces) == words


def test_an_address_is_not_cut_at_its_colon():
    words = "all of it is at https://vendor.example/" + "a" * 40
    start, end = next(cut_to(words, 0, len(words), 28))
    assert words[start:end] == "all of it is at"
