"""Text and tables are compared by what they say, wherever and however it stands."""

from __future__ import annotations

import pytest
from tests.versions_samples import LAW, PRODUCT, after, before, changes, version

PLAIN = LAW.replace("# ", "")


def quoted(found):
    return [
        (one.kind, one.before and one.before.words, one.after and one.after.words) for one in found
    ]


def test_two_editions_of_a_law_differ_where_they_differ():
    newer = LAW.replace("维尔德市公共场所", "公共场所").replace("五万元", "十万元")
    found = changes(version(LAW, "md"), version(newer, "md"))
    assert [one.kind for one in found] == ["reworded", "reworded"]
    assert {after(one).role for one in found} == {"heading", "sentence"}
    assert "十万元" in after(found[1]).words or "十万元" in after(found[0]).words


def test_a_product_page_that_loses_a_sentence_loses_that_sentence():
    lost = "支持识别人员的民族属性（如维族、汉族）。"
    found = changes(version(PRODUCT, "md"), version(PRODUCT.replace(lost, ""), "md"))
    assert quoted(found) == [("vanished", lost, None)]


def test_a_sentence_that_is_denied_now_is_reworded_though_its_words_still_stand():
    newer = PRODUCT.replace("支持识别人员", "不支持识别人员")
    (found,) = changes(version(PRODUCT, "md"), version(newer, "md"))
    assert found.kind == "reworded"
    assert after(found).words.startswith("不支持")


def test_a_row_that_loses_its_result_is_reworded_and_the_cell_is_named():
    newer = PRODUCT.replace("| 民族属性识别 | 自动 | 通过 |", "| 民族属性识别 | 自动 | |")
    (found,) = changes(version(PRODUCT, "md"), version(newer, "md"))
    assert found.kind == "reworded"
    assert found.detail == "结果: 通过 → (empty)"


def test_a_row_that_goes_has_vanished_and_its_neighbours_have_not_changed():
    row = "| 民族属性识别 | 自动 | 通过 |\n"
    found = changes(version(PRODUCT, "md"), version(PRODUCT.replace(row, ""), "md"))
    assert quoted(found) == [("vanished", "民族属性识别 | 自动 | 通过", None)]


@pytest.mark.parametrize(
    ("old", "new"),
    [("98.5%", "9.85%"), ("98.5%", "98.5"), ("-30℃", "30℃"), ("60℃", "61℃"), ("不低于", "低于")],
)
def test_what_a_number_means_is_part_of_the_words(old, new):
    found = changes(version(PRODUCT, "md"), version(PRODUCT.replace(old, new), "md"))
    assert [one.kind for one in found] == ["reworded"]


@pytest.mark.parametrize(
    ("old", "new"),
    [("。", ". "), ("（", "("), ("、", ","), ("K7", "Ｋ７"), ("3840×2160", "3840 × 2160")],
)
def test_punctuation_and_width_are_no_changes(old, new):
    assert not changes(version(PRODUCT, "md"), version(PRODUCT.replace(old, new), "md"))


def test_an_item_that_goes_does_not_change_the_numbers_of_the_others():
    item = "（二）在更衣室、浴室等私密空间的；\n\n"
    newer = LAW.replace(item, "").replace("（三）", "（二）")
    found = changes(version(LAW, "md"), version(newer, "md"))
    assert [(one.kind, before(one).words) for one in found] == [("vanished", item.strip())]


def test_a_sentence_said_twice_and_now_once_is_still_said():
    twice = PRODUCT + "\n支持按性别和年龄检索。\n"
    assert not changes(version(twice, "md"), version(PRODUCT, "md"))


def test_the_same_page_in_another_format_says_the_same():
    html = (
        "<html><body><main><h1>维尔德 K7</h1><p>支持识别人员的民族属性（如维族、汉族）。"
        "支持按性别和年龄检索。</p><table><tr><th>项目</th><th>结果</th></tr>"
        "<tr><td>民族属性识别</td><td>通过</td></tr></table></main></body></html>"
    )
    markdown = (
        "# 维尔德 K7\n\n支持识别人员的民族属性（如维族、汉族）。\n支持按性别和年龄检索。\n\n"
        "| 项目 | 结果 |\n|---|---|\n| 民族属性识别 | 通过 |\n"
    )
    assert not changes(version(html, "html"), version(markdown, "md"))


def test_another_translation_is_not_compared_sentence_by_sentence():
    english = "# Veld K7\n\nThe camera recognises the ethnic group of people.\n"
    assert not changes(version(PRODUCT, "md"), version(english, "md"))


def test_a_sentence_that_a_footer_parts_is_the_same_sentence():
    footer = "</p></main><footer>维尔德公司内部资料</footer><main><p>"
    pages = [
        version(f"<html><body><main><p>{words}</p></main></body></html>", "html")
        for words in (
            f"设备应当识别人员的民族属性并将结果{footer}实时上传至平台。",
            f"设备应当识别人员的民族{footer}属性并将结果实时上传至平台。",
        )
    ]
    assert [one.words for one in pages[0].units if not one.main] == ["维尔德公司内部资料"]
    assert not changes(*pages)
