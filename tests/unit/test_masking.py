"""What is masked, and what must stay as it is."""

from __future__ import annotations

import pytest

from heliograph.masking import mask, mask_parts


def masked(text):
    return mask(text)[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("联系人：张三电话13800138000，王五", "联系人：‹name 1›电话‹phone 1›，王五"),
        ("编制：李雷  审核：韩梅  批准：欧阳静", "编制：‹name 1›  审核：‹name 2›  批准：‹name 3›"),
        ("联系人：张三、李四", "联系人：‹name 1›、‹name 2›"),
        ("经办人\t李四\t2024-01-02", "经办人\t‹name 1›\t2024-01-02"),
        ("联系人：王先生", "联系人：‹name 1›"),
        ("张三先生，您好", "‹name 1›先生，您好"),
        ("请联系李四女士。", "请联系‹name 1›女士。"),
        ("当事人买买提·艾力在场", "当事人‹name 1›在场"),
        ("Contact: Jane Doe, Sable Ridge", "Contact: ‹name 1›, Sable Ridge"),
        ("Please ask Ms. Jane Doe.", "Please ask Ms. ‹name 1›."),
        ('{"name": "Zhang San"}', '{"name": "‹name 1›"}'),
        ("ФИО: Иванов Иван Иванович", "ФИО: ‹name 1›"),
        ("الاسم: محمد أحمد", "الاسم: ‹name 1›"),
        ("From: Jane Doe <jane@example.org>", "From: ‹name 1› <‹mail 1›>"),
    ],
)
def test_names_are_masked_where_their_surroundings_say_that_they_are_names(text, expected):
    assert masked(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("身份证号：360426199101010071", "身份证号：‹id 1›"),
        ("编号360426 19910101 0071后", "编号‹id 1›后"),
        ("身份证号码 36042619910101****", "身份证号码 ‹id 1›"),
        ("身份证号码：36042619910101***X", "身份证号码：‹id 1›"),
        ("电话：+86 138 0013 8000", "电话：‹phone 1›"),
        ("座机 0571-87654321 转", "座机 ‹phone 1› 转"),
        ("(010)62345678", "‹phone 1›"),
        ("call +49 30 1234 5678 now", "call ‹phone 1› now"),
        ("Tel: 555 123 45 67", "Tel: ‹phone 1›"),
        ("邮箱li.lei@example.com。", "邮箱‹mail 1›。"),
        ("jane [at] example.org", "‹mail 1›"),
        ("微信：abc_1234", "微信：‹account 1›"),
        ("车牌川A12345", "车牌‹plate 1›"),
        ("京A·12345和粤BD12345", "‹plate 1›和‹plate 2›"),
        ("护照号：E12345678", "护照号：‹passport 1›"),
    ],
)
def test_numbers_that_belong_to_a_person_are_masked(text, expected):
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "赛岭视觉科技有限公司，统一社会信用代码 91110108MA01ABCD2X",
        "合同金额13812345678元，+10 000 000 €，预算 1,250,000.00 元",
        "2024-03-15 16:20:33 至 2024.12.31",
        "192.168.1.10:8000, fe80::1, V3.052.0000001.0.R.200514",
        "项目编号：ZB13812345678，2024-0571-12345678",
        "最新A12345系列，型号云A12345，DH-IPC-HFW5442E-ZE",
        "人脸·人体·车辆，平安·生活，智慧·云",
        "联系人：采购办公室",
        "姓名 性别 年龄 民族",
        "作者 简介",
        "Name: Ethnicity Alarm; File name: Foo Bar; Product name: Silver Fox",
        "Contact: Sales Office",
        "维族告警 EM_NATION_TYPE_UYGUR 维吾尔族·汉族",
        "sha256:1380013800013800138000aabbccddeeff1380013800013800138000aabbccddee",
        "0x13800138000, ISBN 978-7-111-12345-6",
        "110101199003071234",
    ],
)
def test_names_of_organisations_codes_dates_and_amounts_stay(text):
    assert masked(text) == text


def test_a_name_found_once_is_masked_everywhere_under_one_number():
    text = "甲方代表在场。联系人：张三。张三于当日签收，电话 13800138000 / 138-0013-8000。"
    assert masked(text) == (
        "甲方代表在场。联系人：‹name 1›。‹name 1›于当日签收，电话 ‹phone 1› / ‹phone 1›。"
    )


def test_a_column_under_a_label_is_masked_and_its_neighbours_are_not():
    text = "日期,产品,经办人\n2025-05-20,赛岭,李四\n2025-06-11,岭目,王五\n合计,两台"
    assert masked(text) == (
        "日期,产品,经办人\n2025-05-20,赛岭,‹name 1›\n2025-06-11,岭目,‹name 2›\n合计,两台"
    )
    assert mask("a | Jane Doe | b", ["x", "Contact", "y"])[0] == "a | ‹name 1› | b"


def test_spans_are_offsets_in_the_text_as_given():
    text = "联系人：张三，13800138000"
    assert [(text[one.start : one.end], one.kind) for one in mask(text)[1]] == [
        ("张三", "name"),
        ("13800138000", "phone"),
    ]


def test_new_stand_ins_are_numbered_after_those_that_stand_there():
    assert masked("‹name 4›，联系人：张三") == "‹name 4›，联系人：‹name 5›"


def test_a_label_in_one_part_is_seen_by_the_next():
    assert mask_parts(["联系人：", "张三", "，13800", "138000。"]) == [
        "联系人：",
        "‹name 1›",
        "，‹phone 1›",
        "。",
    ]
