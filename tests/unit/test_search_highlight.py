import random
from itertools import pairwise

import pytest

from heliograph.language.folding import fold
from heliograph.search.highlight import snippet, stretches
from heliograph.search.query import parse


def shown(page, query):
    return [page[start:end] for start, end in stretches(page, parse(query))]


@pytest.mark.parametrize(
    ("page", "query", "expected"),
    [
        ("华为与華為", "华为", ["华为", "華為"]),
        ("重点人\r\n员布控", "人员", ["人\r\n员"]),
        ("recognises eth-\nnicity.", "ethnicity", ["eth-\nnicity"]),
        ("Face, surface, FACE", "face", ["Face", "FACE"]),
        ("by nation; by  Nation", '"by nation"', ["by nation", "by  Nation"]),
        ("ethnic ethnicity", "ethnic*", ["ethnic", "ethnic"]),
        ("EM_NATION_TYPE_UYGUR", "nation", ["NATION"]),
        ("EM_NATION_TYPE_UYGUR", "nation_type", ["NATION_TYPE"]),
        ("EM_NATION_TYPE_UYGUR", '"nation"', []),
        ("byEthnic", "ethnic", ["Ethnic"]),
        ("支持V2X的系统", "v2x的系", ["V2X的系"]),
        ("人脸 脸部", "人脸部", []),
        ("a b", "b NOT a", ["b"]),
        ("一ﬁrm", "firm", ["ﬁrm"]),
        ("维吾尔族", "维*", ["维"]),
        ("anything", "stance:negated", []),
        ("Co., Ltd. Hangzhou", '"Ltd. Hangzhou"', ["Ltd. Hangzhou"]),
        ("人人人", "人人", ["人人"]),
    ],
)
def test_what_answers_is_shown_as_it_stands_on_the_page(page, query, expected):
    assert shown(page, query) == expected


def test_stretches_are_in_order_and_apart():
    chance = random.Random(1)
    page = "".join(chance.choices("人脸识别 ab", k=500))
    found = stretches(page, parse("人脸 脸识 识别 ab a"))
    assert found
    for (_, end), (start, _) in pairwise(found):
        assert end <= start


def test_every_stretch_folds_to_the_word_that_was_asked_for():
    chance = random.Random(2)
    page = "".join(chance.choices(["人", "臉", "识", "\n", " \r\n", "ﬁ", "\u200b", "。"], k=800))
    found = stretches(page, parse("人脸识"))
    assert found
    assert {fold(page[start:end]).text for start, end in found} == {"人脸识"}


def test_a_snippet_is_cut_where_most_of_the_answer_stands():
    page = "无关的话。" * 60 + "民族\n告警与民族识别" + "无关的话。" * 60 + "民族"
    cut, marks = snippet(page, stretches(page, parse("民族")), width=40)
    assert cut.startswith("…")
    assert cut.endswith("…")
    assert len(cut) <= 42
    assert "\n" not in cut
    assert [cut[start:end] for start, end in marks] == ["民族", "民族"]


def test_a_short_page_is_shown_whole():
    assert snippet("民族告警", [(0, 2)]) == ("民族告警", [(0, 2)])
    assert snippet("", []) == ("", [])


def test_without_a_stretch_the_beginning_is_shown():
    cut, marks = snippet("一" * 500, [], width=100)
    assert (cut, marks) == ("一" * 100 + "…", [])


def test_a_stretch_longer_than_the_snippet_is_marked_as_far_as_it_is_shown():
    page = "前" * 50 + "长" * 300
    cut, marks = snippet(page, [(50, 350)], width=100)
    assert cut[slice(*marks[0])] == "长" * 75


def test_a_page_made_to_be_slow_is_searched_in_seconds():
    page = "a " * 200_000 + " " * 1_000_000 + "人" * 200_000
    assert len(stretches(page, parse("a 人人 “a b”"))) <= 2_000
