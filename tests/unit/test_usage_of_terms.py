"""What a passage does with a term: each sign in the languages it is told for."""

import pytest

from heliograph.finders.genre import GenreShares
from heliograph.finders.terms import Hit
from heliograph.finders.usage import is_prose, usage


def signs_of(words: str, term: str, kind: str = "product") -> set[str]:
    at = words.index(term)
    hit = Hit(at + 7, at + 7 + len(term), ("strong", "x"), term, 1.0)
    return set(usage(words, 7, [hit], GenreShares({kind: 1.0}, {})))


@pytest.mark.parametrize(
    ("words", "term", "sign"),
    [
        ("The license plate size is 80 by 20.", "license plate", "use:attribute"),
        ("人脸识别终端安装高度为1.4米。", "人脸识别", "use:attribute"),
        ("le seuil de reconnaissance faciale", "reconnaissance faciale", "use:attribute"),
        ("Make sure that face recognition is off.", "face recognition", "use:instruct"),
        ("Если вы включили распознавание лиц", "распознавание лиц", "use:instruct"),
        ("The emotion threshold is 0.6.", "emotion", "use:knob"),
        ("车牌字段如下表所示。", "车牌", "use:pointer"),
        ("Véase el capítulo sobre voz", "voz", "use:pointer"),
        ("rule/LicensePlate", "LicensePlate", "use:quoted-name"),
        ("PlateOwl is a plate reader library.", "plate reader", "use:is-a"),
        ("自動識別車牌並報警", "車牌", "use:acts"),
    ],
)
def test_a_sign_is_seen_in_its_language(words, term, sign):
    assert sign in signs_of(words, term)


def test_a_penalty_weighs_as_one_of_law_only_in_a_law():
    words = "违反前款规定的，处一万元以下罚款。"
    assert "use:law-penalty" in signs_of(words, "前款", "law")
    assert "use:law-penalty" not in signs_of(words, "前款", "news")


def test_a_plain_use_has_no_sign_of_an_aside():
    found = signs_of("The server compares each face with the gallery.", "face")
    assert not found & {"use:attribute", "use:instruct", "use:knob", "use:pointer"}


def test_a_sentence_is_prose_and_code_is_none():
    assert is_prose("the system reads the plate of every car that goes by here")
    assert not is_prose("if (plate == NULL) { return read_plate(camera, frame); }")
    assert not is_prose("EM_RACE_TYPE")
