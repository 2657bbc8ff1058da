"""Lists of persons are told from registers of organisations by counts. All numbers are made up."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from stdnum.cn import ric
from tests.store_makers import a_page

from heliograph.codec import digest_of
from heliograph.records import Page
from heliograph.stages.screen import FEWEST_NAMED, FEWEST_PERSONS, screen

SURNAMES = "王李张刘陈杨黄赵吴周"
GIVEN = "伟芳娜敏静丽强磊军洋"


def identity(number: int) -> str:
    """Make a number that nobody can have: its place code is of no place."""
    body = f"999999{1950 + number % 50}{1 + number % 12:02}{1 + number % 28:02}{number % 1000:03}"
    return body + ric.calc_check_digit(body + "0")


def wrong_identity(number: int) -> str:
    right = identity(number)
    return right[:-1] + ("0" if right[-1] != "0" else "1")


def name(number: int) -> str:
    return SURNAMES[number % 10] + GIVEN[number // 10 % 10] + GIVEN[number % 7]


def phone(number: int) -> str:
    return f"1990000{number:04}"


def pages(text: str) -> list[Page]:
    return [a_page(digest_of(text.encode()), text=text)]


def rows(count: int, identity_of=identity) -> Iterator[str]:
    yield "姓名,身份证号,手机,住址"
    for at in range(count):
        yield f"{name(at)},{identity_of(at)},{phone(at)},临江路{at}号{at % 9}单元"


def held(text: str) -> str:
    return screen(pages(text)).held


def test_a_table_of_persons_is_held_back_and_the_verdict_names_nobody():
    verdict = screen(pages("\n".join(rows(40))))
    assert verdict.identities == 40
    assert verdict.held == "rows of persons: 40 identity numbers"


def test_so_are_records_of_several_lines():
    people = [{"name": name(at), "id": identity(at), "tel": phone(at)} for at in range(30)]
    assert held(json.dumps(people, ensure_ascii=False, indent=2))
    assert held("".join(f"<p><n>{name(at)}</n>\n<i>{identity(at)}</i>\n</p>" for at in range(30)))


def test_so_is_a_list_of_names_and_telephones_without_any_identity_number():
    listed = [
        "姓名\t班级\t手机",
        *(f"{name(at)}\t三（{at % 5}）班\t{phone(at)}" for at in range(50)),
    ]
    verdict = screen(pages("\n".join(listed)))
    assert verdict.named_rows == 50
    assert verdict.held == "rows of persons: 50 rows with name and telephone"


@pytest.mark.parametrize("count", [1, FEWEST_PERSONS - 1])
def test_a_few_persons_do_not_make_a_list(count):
    assert held("\n".join(rows(count))) == ""


def test_numbers_with_a_wrong_check_digit_are_nobodys():
    listed = "\n".join(f"{at},{wrong_identity(at)},设备" for at in range(60))
    assert screen(pages(listed)).identities == 0
    assert held(listed) == ""


def test_the_same_number_again_is_the_same_person():
    assert screen(pages(f"{identity(1)}\n" * 60)).identities == 1


def test_persons_named_in_a_long_text_do_not_hold_it_back():
    page = "本项目的实施人员须具备相应资格，投标文件应附证明材料。" * 40
    assert held("\n".join(f"{page}\n{name(at)} {identity(at)}" for at in range(30))) == ""


def test_registers_of_organisations_are_not_held_back():
    sanctions = ["name,address,registration,phone"]
    tenders = ["供应商,统一社会信用代码,联系人,电话"]
    agencies = ["单位\t联系人\t电话"]
    for at in range(80):
        sanctions.append(
            f"Northwind Optics {at} Ltd,Harbour Road {at},9133{at:014},+8657100{at:05}"
        )
        tenders.append(f"晨岭{at}智能科技有限公司,91330100MA27{at:06},{name(at)},{phone(at)}")
        agencies.append(f"鹭川县第{at}公安局\t{name(at)}\t0571-8800{at:04}")
    for register in (sanctions, tenders, agencies):
        assert screen(pages("\n".join(register))).held == ""


def test_one_contact_after_each_heading_is_no_list():
    contact = "一、采购需求\n支持人脸识别与车牌识别。\n交货期三十日。\n"
    text = "".join(
        f"{contact}联系人：{name(at)} 电话：{phone(at)}\n" for at in range(FEWEST_NAMED * 2)
    )
    assert held(text) == ""
