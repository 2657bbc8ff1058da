"""Names are found in full or in context, the longest first, and never inside another firm's."""

from __future__ import annotations

import pytest
from tests.leaves import leaf_of

from heliograph.finders import MentionFinder
from heliograph.records import Mention

FINDER = MentionFinder()
NAMES = {one.id: one.name for one in FINDER.entities()}


def named(text: str) -> list[tuple[str, str]]:
    found = [one for one in FINDER.find([leaf_of(text)]) if isinstance(one, Mention)]
    assert all(text[one.start : one.end] == one.words for one in found)
    return [(one.words, NAMES[one.entity_id]) for one in found]


def test_a_full_name_in_any_script_stands_for_its_entity():
    assert named("曠視科技與海康威視")[1] == (
        "海康威視",
        "Hangzhou Hikvision Digital Technology Co., Ltd.",
    )


def test_a_short_name_needs_a_word_that_makes_it_sure():
    assert named("他在大华路下车") == []
    assert named("大华摄像机")[0][0] == "大华"
    assert named("terminal T4 at the airport, and the thyroid's T4") == []
    assert [words for words, _ in named("an Nvidia GPU, the T4")] == ["Nvidia", "T4"]


def test_a_short_name_is_sure_where_the_document_has_the_full_one():
    met = named("Zhejiang Dahua Technology Co., Ltd. answered. Dahua said no.")
    assert [words for words, _ in met][-1] == "Dahua"


@pytest.mark.parametrize(
    "text",
    [
        "Xinjiang Dahua Bridge Building Co., Ltd. sells cameras and surveillance",
        "大华建筑工程公司 视频监控",
        "a Tesla P40 and a P100",
    ],
)
def test_another_firm_or_part_is_not_taken_for_it(text):
    assert not {name for _, name in named(text)} & {
        "Zhejiang Dahua Technology Co., Ltd.",
        "NVIDIA Tesla P4",
    }


def test_the_longest_name_wins_and_entities_are_never_persons():
    assert [words for words, _ in named("新疆生产建设兵团公安局")] == ["新疆生产建设兵团公安局"]
    kinds = {one.kind for one in FINDER.entities()}
    assert kinds <= {"company", "public-body", "product", "component", "programme", "list"}
