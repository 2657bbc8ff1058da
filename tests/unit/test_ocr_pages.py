"""Lines that were seen become a page: reading order, boxes, doubts. Needs no network."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.codec import boxes_of
from heliograph.extractors.text_layer import what_is_bad
from heliograph.ocr.glyphs import Glyph, Line, Seen
from heliograph.ocr.models import VERSION, installed
from heliograph.ocr.regions import regions_of, smallest_rectangle
from heliograph.ocr.sheet import sheet_of

SIZE = (1000, 1400)


def line(text, left, top, *, width=None, height=40, confidence=0.99):
    width = width or 20 * len(text)
    quad = np.array(
        ((left, top), (left + width, top), (left + width, top + height), (left, top + height)),
        dtype=np.float64,
    )
    share = 1 / max(1, len(text))
    glyphs = (Glyph(one, confidence, at * share, (at + 1) * share) for at, one in enumerate(text))
    return Line(quad, tuple(glyphs))


def page(*lines, turn=0):
    return sheet_of(Seen(tuple(lines), SIZE, turn, 0), 1)


def test_cells_of_a_row_stand_on_one_line_with_a_tab_between():
    seen = page(line("通过", 700, 204), line("结果", 100, 300), line("维族识别", 100, 200))
    assert seen.text == "维族识别\t通过\n结果"


def test_two_columns_of_running_text_are_read_one_after_the_other():
    left = [line(f"left {at} goes on and on", 50, 200 + 60 * at, width=400) for at in range(6)]
    right = [line(f"right {at} goes on and on", 550, 200 + 60 * at, width=400) for at in range(6)]
    title = line("one title over both of the columns", 50, 100, width=900)
    lines = page(*right, title, *left).text.split("\n")
    assert lines[0] == "one title over both of the columns"
    assert [one.split()[0] for one in lines[1:]] == ["left"] * 6 + ["right"] * 6


@pytest.mark.parametrize(
    ("letters", "heights", "backwards"),
    [
        ("ལས་ཁུངས་ཀྱིས་པར་", 7, False),
        ("ئۇنىڭ ئىسمى قويۇلغان", 9, True),
        ("вариант распознавания", 9.5, False),
    ],
    ids=["Tibetan", "Uyghur", "Russian"],
)
def test_narrow_columns_are_columns_in_scripts_with_tall_lines(letters, heights, backwards):
    width = 40 * heights
    sides = [
        [line(f"{letters} {side}{at}", left, 200 + 60 * at, width=width) for at in range(6)]
        for side, left in (("a", 50), ("b", 100 + width))
    ]
    rows = page(*sides[1], *sides[0]).text.split("\n")
    expected = "bbbbbbaaaaaa" if backwards else "aaaaaabbbbbb"
    assert "".join(one[-2] for one in rows) == expected


def test_a_table_of_two_columns_of_short_han_cells_is_read_row_by_row():
    cells = [
        "人脸识别报警功能",
        "支持布控库一千个",
        "视频结构化分析",
        "数据接口对接平台",
        "现场验收测试",
    ]
    lines = [
        line(words, left, 200 + 60 * row, width=36 * len(words))
        for row, words in enumerate(cells)
        for left in (50, 420)
    ]
    assert page(*lines).text == "\n".join(f"{words}\t{words}" for words in cells)


def test_a_page_scanned_askew_keeps_its_rows():
    turn = np.deg2rad(2.5)
    turned = np.array(((np.cos(turn), np.sin(turn)), (-np.sin(turn), np.cos(turn))))
    lines = [
        Line(one.quad @ turned, one.glyphs)
        for row in range(4)
        for one in (line("甲乙丙丁", 60, 200 + 70 * row), line("通过", 800, 200 + 70 * row))
    ]
    assert page(*lines).text == "\n".join(["甲乙丙丁\t通过"] * 4)


def test_every_character_has_its_box_and_a_break_has_none():
    seen = page(line("监控", 100, 140), line("平台", 100, 280))
    (box,) = boxes_of(seen.boxes, 0, 2)
    assert box == pytest.approx((0.1, 0.1, 0.14, 0.1286), abs=1e-3)
    assert boxes_of(seen.boxes, 2, 3) == []


@pytest.mark.parametrize(
    ("turn", "expected"),
    [
        (0, (0.1, 0.1, 0.14, 0.1286)),
        (90, (0.1, 0.86, 0.1286, 0.9)),
        (180, (0.86, 0.8714, 0.9, 0.9)),
        (270, (0.8714, 0.1, 0.9, 0.14)),
    ],
)
def test_boxes_of_a_turned_page_are_those_of_the_page_as_it_stands_in_the_file(turn, expected):
    boxes = np.array(boxes_of(page(line("监控", 100, 140), turn=turn).boxes, 0, 2))
    union = (*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0))
    assert union == pytest.approx(expected, abs=1e-3)


def test_a_line_read_badly_is_kept_and_doubtful_as_a_whole():
    seen = page(line("清楚的一行", 100, 100), line("模糊", 100, 200, confidence=0.4))
    (doubt,) = seen.doubts
    assert seen.text[doubt.start : doubt.end] == "模糊"
    assert doubt.confidence == 0.4


def test_one_doubtful_character_says_what_else_it_may_be():
    sure = line("维族人员告警信息", 100, 100)
    glyphs = (Glyph("维", 0.45, 0.0, 0.1, ("雏",)), *sure.glyphs[1:])
    (doubt,) = page(Line(sure.quad, glyphs)).doubts
    assert (doubt.start, doubt.end, doubt.others) == (0, 1, ("雏",))


def test_regions_that_touch_at_a_corner_are_one():
    mask = np.zeros((6, 6), dtype=bool)
    mask[0, :2] = mask[1, 2] = mask[2, 3] = mask[5, 0] = True
    found = regions_of(mask, mask.astype(np.float32))
    assert len(found) == 2
    assert {one.strength for one in found} == {1.0}


@given(
    st.floats(-1.5, 1.5),
    st.floats(20, 200),
    st.floats(4, 15),
    st.tuples(st.floats(-50, 50), st.floats(-50, 50)),
)
def test_the_smallest_rectangle_around_a_rectangle_is_itself(angle, width, height, middle):
    along = np.array((np.cos(angle), np.sin(angle)))
    across = np.array((-along[1], along[0]))
    corners = np.array(
        [middle + x * width * along + y * height * across for x in (0, 1) for y in (0, 1)]
    )
    found, one, other = smallest_rectangle(corners)
    assert sorted((one, other)) == pytest.approx([height, width], rel=1e-6)
    nearest = np.abs(found[:, None] - corners[None]).sum(axis=2).min(axis=1)
    assert nearest == pytest.approx(np.zeros(4), abs=1e-6)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The platform raises an alarm.", ""),
        ("平台支持布控报警，结果通过。平台支持布控报警。", ""),
        ("Le système détecte les visages à la gare de l’Été, où ça bouge.", ""),
        ("\ufffd\ufffd\ufffd 2 \ufffd\ufffd" * 6, "lost"),
        ("\ue001\ue002\ue003\ue010" * 6, "lost"),
        ("ÈËÁ³Ê¶±ðÏµÍ³Ö§³Ö²¼¿Ø±¨¾¯", "misread"),
        ("人人脸脸识识别别系系统统支支持持布布控控报报警警", "doubled"),
        ("\ufffd\ufffd", ""),
    ],
)
def test_a_text_layer_that_says_nothing_is_told_from_one_that_does(text, expected):
    assert what_is_bad(text) == expected


def test_the_version_of_the_eyes_names_engines_and_settings():
    found = installed()
    assert found.stamp.startswith(f"{VERSION}+")
    assert found.works or found.missing
