"""Chinese pages: their marks, their lists of troubles and of values, who tells of what."""

from __future__ import annotations

import pytest
from tests.leaves import leaf_of

from heliograph.finders import ClaimFinder
from heliograph.finders.candidate import Candidate
from heliograph.finders.cues import lists_values
from heliograph.finders.evidence import signs
from heliograph.finders.manner import manner
from heliograph.finders.speakers import speakers_in

FINDER = ClaimFinder()

TROUBLES = """# 鹭屿智慧园区

## 管理痛点

- 陌生人混入后无法布控报警
- 人员轨迹查询全靠人工

## 产品功能

- 人脸布控与实时报警
"""

PLANS = """# 鹭屿视觉

## 功能

- [x] 车牌识别与轨迹查询
- [ ] 人脸识别与布控报警
"""


def candidates(text: str) -> list[Candidate]:
    return list(FINDER.candidates([leaf_of(text)]))


@pytest.mark.parametrize(
    "words",
    ["由前端相机完成人脸比对;", "对抓拍到的人脸进行检索；", "主要功能:", "основные функции:"],
)
def test_a_chinese_line_that_ends_in_a_semicolon_or_colon_is_no_code(words):
    assert "put:code" not in manner(words, 0, [], [])


@pytest.mark.parametrize("words", ["return x;", "int face_count;", "features:", "if (hit) {"])
def test_a_line_of_code_still_is(words):
    assert "put:code" in manner(words, 0, [], [])


@pytest.mark.parametrize(
    "words",
    ["环境录音 (2/5/20分钟)", "可按 性别/年龄/民族 检索", "пол/возраст/раса", "支持 1/2/4 路"],
)
def test_choices_between_slashes_are_no_path(words):
    assert "put:path" not in manner(words, 0, [], [])


@pytest.mark.parametrize("words", ["放在 data/faces/list 下", "见 ./models/face/a.bin"])
def test_a_path_still_is_one(words):
    assert "put:path" in manner(words, 0, [], [])


def test_what_stands_under_the_troubles_of_today_denies_nothing_and_is_no_claim():
    found = candidates(TROUBLES)
    under = [
        one for one in found if one.words in ("陌生人混入后无法布控报警", "人员轨迹查询全靠人工")
    ]
    assert {one.words for one in under} == {"陌生人混入后无法布控报警", "人员轨迹查询全靠人工"}
    assert all(one.denial is None and "problem" in signs(one) for one in under)
    offered = [one for one in found if one.words == "人脸布控与实时报警"]
    assert offered
    assert not any("problem" in signs(one) for one in offered)


def test_an_open_box_in_a_list_of_plans_is_not_there_yet():
    taken_back = {one.words for one in candidates(PLANS) if one.denial is not None}
    assert taken_back == {"[ ] 人脸识别与布控报警"}


def test_values_named_in_letters_are_values_and_no_denial():
    assert lists_values("表情, none:不笑;smile:微笑;laugh:大笑")
    assert not lists_values("本机不支持表情识别")


@pytest.mark.parametrize(
    "words",
    [
        "记者在现场看到，这套系统可以认出来人。",
        "一家研究机构称，该摄像机能够区分族裔。",
        "一位居民对本报表示，他家门口装了摄像头。",
    ],
)
def test_what_a_journalist_saw_or_somebody_told_him_is_said(words):
    assert "says" in {one.name for one in speakers_in(words)}


@pytest.mark.parametrize(
    ("words", "is_problem"),
    [
        ("无法及时掌握人员轨迹。", True),
        ("缺乏有效的人脸布控手段。", True),
        ("本机无法进行人脸识别。", False),
    ],
)
def test_what_cannot_be_done_well_enough_is_a_trouble(words, is_problem):
    assert any("problem" in signs(one) for one in candidates(words)) is is_problem


@pytest.mark.parametrize(
    "words",
    [
        "表情识别是人工智能的研究热点。",
        "人脸识别的广泛应用引发了社会热议。",
        "网络舆情的概念由学者提出。",
    ],
)
def test_what_is_only_talked_of_as_a_subject_says_nothing(words):
    assert any("use:topic" in signs(one) for one in candidates(words))


@pytest.mark.parametrize(
    ("line", "is_code"),
    [
        ("int n = face_watchlist(list, 布控报警);", True),
        ("addMenu(menu, face_watchlist, '布控报警');", False),
    ],
)
def test_what_a_menu_shows_is_no_mere_code(line, is_code):
    found = candidates(f"```c\n{line}\n```\n")
    assert {one.passage.role for one in found} == {"code"}
    assert all(bool(signs(one).get("role:code")) is is_code for one in found)


@pytest.mark.parametrize("words", ["步骤S3，对人脸进行检索。", "图像比对后报警。", "注意力分析"])
def test_a_step_of_a_method_and_words_that_only_begin_alike_are_no_orders(words):
    assert "put:order" not in manner(words, 0, [], [])


@pytest.mark.parametrize("words", ["步骤一：点击保存", "图3 系统结构", "注意：先登录"])
def test_an_order_still_is_one(words):
    assert "put:order" in manner(words, 0, [], [])
