"""A page whose format tells nothing: its lines tell what they are."""

import pytest

from heliograph.records import Digest, Page, PageId
from heliograph.segmenters import PassageSegmenter

TENDER = """12
第三章 采购需求
一、项目概况
1、项目编号：岚采公开-2031-7
2、项目名称：岚山市示范中学门禁改造项目
二、申请人资格要求
1、满足有关法律第二十二条规定；
2、落实政府采购政策满足的资格要求：扶持不发达地区和少数民族地区、监狱企业、残疾人福利
性单位等。
三、技术参数
2.1 摄像单元
▲支持人脸检测，漏检率不高于1%
▲支持表情识别，可输出高兴、愤怒
2.2 存储单元
摄像单元的录像保存不少于三十天，供应商应当提供足够的磁盘空间并保证在断电之后数据不会
丢失。中标后十日内完成安装调试。
""".replace("\n", "\r\n")

MANUAL = """3.2 Face events
Orlanda VMS raises a face event when a person whom the operator has put on a list walks past a
camera. The event carries the picture.
Table 3-1 Interfaces
Interface\tMeaning
OpenEvents\tSubscribe to events
CloseEvents\tStop the subscription
Example code
// subscribe to all events
long handle = OpenEvents(login, ALL);
if (handle == 0) {
    return LastError();
}
"""

HEADER = """enum tagORL_HUE
{
    ORL_HUE_UNKNOWN = 0,    // unknown
    ORL_HUE_DARK,           // dark coat
    ORL_HUE_LIGHT,          // light coat
};
"""

LAW = """第一章 总则
第一条 为了规范视频采集，制定本办法。本办法自公布之日起施行。
第二条 采集单位应当履行下列义务：
（一）设置提示标识；
（二）保护个人信息。
"""

CONTENTS = """Contents
1 Overview .......................... 1
1.1 Features ........................ 2
2 Installation ...................... 4
"""


def cut(text):
    page = Page(
        id=PageId("p"),
        digest=Digest("sha256:0"),
        number=1,
        text=text,
        read_by="test/1",
        confinement=0,
    )
    return [(text[one.start : one.end], one) for one in PassageSegmenter().segment(page)]


def of_words(passages, words):
    (found,) = [one for text, one in passages if words in text]
    return found


def test_a_tender_has_sections():
    passages = cut(TENDER)
    paths = {text: one.heading for text, one in passages}
    assert paths["▲支持表情识别，可输出高兴、愤怒"] == (
        "第三章 采购需求 › 三、技术参数 › 2.1 摄像单元"
    )
    policy = of_words(passages, "监狱企业")
    assert policy.heading == "第三章 采购需求 › 二、申请人资格要求"
    assert policy.role == "item"


def test_an_item_goes_on_over_a_wrapped_line():
    passages = cut(TENDER)
    assert of_words(passages, "监狱企业") is of_words(passages, "性单位等。")


def test_a_wrapped_paragraph_is_cut_into_its_sentences():
    texts = [text for text, _ in cut(TENDER)]
    assert "中标后十日内完成安装调试。" in texts
    assert any(text.endswith("数据不会\r\n丢失。") for text in texts)


def test_numbered_lines_in_a_run_are_items_of_one_list():
    passages = cut(TENDER)
    one, two = of_words(passages, "项目编号"), of_words(passages, "项目名称")
    assert one.container == two.container
    assert (one.position, two.position, one.siblings) == (0, 1, 2)


def test_the_number_of_the_page_is_not_its_text():
    assert not cut(TENDER)[0][1].main


def test_a_table_between_tabs_has_rows_a_caption_and_a_header():
    row = of_words(cut(MANUAL), "Subscribe to events")
    assert row.role == "row"
    assert row.container is not None
    assert row.container.kind == "table"
    assert row.container.name == "Table 3-1 Interfaces"
    assert row.container.header == ("Interface", "Meaning")
    assert (row.position, row.siblings) == (1, 3)


def test_code_is_quoted_line_by_line():
    roles = {text: one.role for text, one in cut(MANUAL)}
    assert roles["// subscribe to all events"] == "comment"
    assert roles["long handle = OpenEvents(login, ALL);"] == "code"
    assert roles["return LastError();"] == "code"


def test_the_values_of_an_enum_are_counted_with_their_comments():
    value = of_words(cut(HEADER), "dark coat")
    assert value.role == "entry"
    assert value.container is not None
    assert (value.container.kind, value.container.name) == ("enum", "tagORL_HUE")
    assert (value.position, value.siblings) == (1, 3)


def test_articles_of_a_law_stand_under_their_chapter():
    passages = cut(LAW)
    assert of_words(passages, "第一条").heading == "第一章 总则"
    duty = of_words(passages, "提示标识")
    assert duty.role == "item"
    assert duty.container is not None
    assert duty.container.about.endswith("下列义务：")
    assert duty.siblings == 2


def test_a_table_of_contents_is_no_claim_and_opens_no_section():
    entry = of_words(cut(CONTENTS), "Features")
    assert entry.container is not None
    assert entry.container.name == "contents"
    assert not entry.main
    assert entry.siblings == 3


def test_lines_that_were_never_wrapped_are_not_joined():
    lines = [f"Line {number} " + "holds many words of news " * 12 for number in range(6)]
    assert [text for text, _ in cut("\n".join(lines))] == [line.strip() for line in lines]


def test_a_break_after_a_short_line_ends_what_it_says():
    wide = "The operator sees every camera of the site on one wall and can call up the past week."
    texts = [text for text, _ in cut(f"{wide}\n{wide}\nPower supply: 12 V\nWeight: 2 kg\n{wide}")]
    assert "Power supply: 12 V" in texts
    assert "Weight: 2 kg" in texts


def test_an_open_bracket_is_not_left_open():
    wide = "摄像机应当覆盖出入口以及周边道路并且保证夜间照明条件下仍然可以清楚地辨认车辆牌照号码。"
    texts = [text for text, _ in cut(f"{wide}\n{wide}\n支持漏液定位（可\n定位到通道）\n{wide}")]
    assert "支持漏液定位（可\n定位到通道）" in texts


def test_a_page_of_nothing_has_no_passages():
    assert cut(" \r\n \r\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "." * 100_000 + "x",
        "!" * 100_000 + "字",
        "\n" * 100_000 + "x",
        ("aA" * 400 + "!\n") * 100,
        ("a_" * 400 + " =\n") * 100,
        "(" * 100_000 + "x",
        "holds many words\n" * 5_000,
        "x" + " " * 100_000 + "x",
    ],
    ids=["stops", "marks", "breaks", "humps", "underscores", "brackets", "wrapped", "spaces"],
)
def test_a_text_made_to_keep_us_busy_is_cut_like_any_other(text):
    assert cut(text)
