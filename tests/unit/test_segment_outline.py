"""Which section a passage stands in, over the pages of a whole document."""

import pytest

from heliograph.records import Block, Digest, Leaf, Page, PageId
from heliograph.segmenters import PassageSegmenter, carry_headings
from heliograph.segmenters.outline import PLAIN, Outline, label_of, rank_of


def leaf(number, text, blocks=()):
    page = Page(
        id=PageId(f"p{number}"),
        digest=Digest("sha256:0"),
        number=number,
        text=text,
        read_by="test/1",
        confinement=0,
        blocks=blocks,
    )
    return Leaf(page=page, passages=tuple(PassageSegmenter().segment(page)))


@pytest.mark.parametrize(
    ("higher", "lower"),
    [
        ("第一编 总则", "第一章 总则"),
        ("第二章 技术要求", "第一节 摄像机"),
        ("第三章：投标人须知", "一、总则"),
        ("一、总则", "（一）范围"),
        ("（二）名词", "1. 产品"),
        ("2 Overview", "2.1 Features"),
        ("2.10 事件", "2.10.4 示例"),
        ("Chapter 2", "2.1 Features"),
        ("Глава 3", "3.1 Требования"),
        ("2.10.4.2 人脸识别事件", "示例代码"),
    ],
)
def test_a_number_tells_how_high_a_heading_stands(higher, lower):
    assert rank_of(higher) < rank_of(lower)


def test_a_year_is_no_number_of_a_heading():
    assert rank_of("2031年度计划") == PLAIN


def test_a_label_is_free_of_markup():
    assert label_of("## Face [search](https://vendor.example/x) ![y](z.png) ##") == "Face search"


def test_an_outline_closes_what_a_higher_heading_ends():
    outline = Outline()
    for level, words in ((1, "A"), (2, "B"), (3, "C"), (2, "D")):
        outline.enter(level, words)
    assert outline.path == "A › D"


TEXT = "供应商应当如实提供材料，并对其真实性负责。采购人可以随时要求供应商补充说明有关情况。"


def test_a_chapter_runs_on_over_the_pages():
    leaves = [
        leaf(1, f"第二章 投标人须知\n一、资格要求\n{TEXT}"),
        leaf(2, TEXT),
        leaf(3, f"二、政府采购政策\n{TEXT}"),
        leaf(4, f"第三章 合同\n{TEXT}"),
    ]
    paths = [each.passages[-1].heading for each in carry_headings(leaves)]
    assert paths == [
        "第二章 投标人须知 › 一、资格要求",
        "第二章 投标人须知 › 一、资格要求",
        "第二章 投标人须知 › 二、政府采购政策",
        "第三章 合同",
    ]


def test_carrying_headings_changes_nothing_else():
    before = [leaf(1, f"第二章 投标人须知\n{TEXT}"), leaf(2, TEXT)]
    after = list(carry_headings(before))
    assert after[0] == before[0]
    assert [one.id for one in after[1].passages] == [one.id for one in before[1].passages]


def test_a_page_whose_format_tells_its_headings_is_left_alone():
    told = leaf(2, TEXT, (Block(start=0, end=len(TEXT), role="paragraph"),))
    assert list(carry_headings([leaf(1, f"第二章 须知\n{TEXT}"), told]))[1] == told
