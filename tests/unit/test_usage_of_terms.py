"""What a passage does with a term: each sign in the languages it is told for."""

import pytest

from heliograph.finders.genre import GenreShares
from heliograph.finders.terms import Hit
from heliograph.finders.usage import counters, defends, is_prose, usage


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
        ("帮助运营商尽快找到伪基站。", "伪基站", "use:defence"),
        ("一種偽基站定位方法及裝置", "偽基站", "use:defence"),
        ("手机防盗：定位手机并锁屏。", "定位手机", "use:defence"),
        ("项目名称：东城区雪亮工程二期", "雪亮工程", "use:naming"),
        ("相关阅读：警用无人机选购", "警用无人机", "use:naming"),
        ("同行人统计开始时间，精确到秒", "同行人", "use:moment"),
        ("人脸识别结束时间，精确到秒", "人脸识别", "use:knob"),
        ("推荐阅读：人脸识别选购指南", "人脸识别", "use:pointer"),
        ("The model shows racial bias in face search.", "face search", "use:bias"),
        ("不论民族、宗教一视同仁", "民族", "use:bias"),
        ("A plate read is a record kept for a day.", "plate read", "use:term"),
        ("MAC地址是网卡的唯一标识", "MAC地址", "use:term"),
        ("Rings and wipes a lost phone by text message.", "phone", "use:defence"),
        ("手机被盗后可远程锁屏", "手机", "use:defence"),
        ("It scans the phone for stalkerware.", "stalkerware", "use:counters"),
        ("项目名称：平安城市三期", "平安城市", "use:naming"),
    ],
)
def test_a_sign_is_seen_in_its_language(words, term, sign):
    assert sign in signs_of(words, term)


def test_what_a_device_does_is_no_defence_against_it():
    assert "use:defence" not in signs_of("利用伪基站定位手机，读取机主号码。", "伪基站")
    assert "use:defence" not in signs_of("向目标手机植入木马并打开麦克风。", "木马")


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


def test_what_a_tool_looks_for_is_told_from_what_it_does():
    assert counters("The app warns you of IMSI catchers.")
    assert not counters("The IMSI catcher finds every phone.")
    assert defends("手机防盗")
    assert not defends("手机取证")
