"""Claims: the rules that separate what a document says a product does from what only sounds so."""

from __future__ import annotations

from typing import TypeGuard

import pytest
from tests.leaves import leaf_of

from heliograph.finders import ClaimFinder, MentionFinder
from heliograph.records import Claim, Mention

FINDER = ClaimFinder()

HEADER = """Face data of a person
struct table tagACME_FACE_DATA

int nAge | 年龄
EM_ACME_MASK emMask | 口罩状态
EM_ACME_GLASSES emGlasses | 眼镜
EM_ACME_PEOPLE emNation | 民族
EM_ACME_EMOTION emEmotion | 表情
EM_ACME_BEARD emBeard | 胡子状态
int nFaceQuality | 人脸质量
ACME_FACE_DATA
"""

PEOPLES = """人种类型
enum table tagEM_ACME_NATION

EM_ACME_NATION_UNKNOWN | 未知
EM_ACME_NATION_UYGUR | 维族
EM_ACME_NATION_OTHER | 其他
EM_ACME_NATION
"""

LAW = "\n".join(
    (
        "第一条 为了维护公共安全，制定本条例。",
        "第二条 公安机关可以采集嫌疑人员的虹膜图像和血样。",
        "第三条 本条例所称设备，是指摄像设备。",
        "第四条 禁止在旅馆客房内安装图像采集设备。",
        "第五条 国家保障各民族的平等，尊重少数民族的风俗习惯。",
        "第十条 本条例自公布之日起施行。",
    )
)

README = """# Acme Face

## Features

- Face search in a library of ten million people (1:N)
- Emotion recognition: anger, fear, joy
- Does not perform emotion recognition on children
- Liveness detection against printed photos
- Estimates age and gender

## Installation

pip install acme-face
"""

NEWS = """The reporter's investigation, published on Monday

According to a spokesperson, the city bought a face recognition system that raises a Uyghur alarm.
Journalists reported that the software identifies individuals by gait recognition.
"""

TENDER = """招标文件
第一章 投标邀请
采购人：某市公安局。投标人须按政府采购规定递交投标保证金。
落实政府采购政策：扶持不发达地区和少数民族地区、监狱企业、戒毒企业、残疾人福利性单位。
监狱企业参加投标的，应当提供由省级以上监狱管理局出具的证明文件。
第五章 采购需求
系统应支持人脸布控，命中后在3秒内报警。
系统应具备人员聚集预警功能。
"""


def claims(text: str) -> list[tuple[str, Claim]]:
    return [
        (text[one.start : one.end], one)
        for one in FINDER.find([leaf_of(text)])
        if isinstance(one, Claim)
    ]


def said(text: str, capability: str) -> list[tuple[str, str]]:
    return [(words, one.stance) for words, one in claims(text) if one.capability == capability]


def test_fields_beside_age_and_mask_are_attributes_that_a_machine_reads_off():
    assert [w for w, _ in said(HEADER, "ethnicity_classification")] == [
        "EM_ACME_PEOPLE emNation | 民族"
    ]
    assert said(HEADER, "emotion_recognition")
    assert said(HEADER, "religion_marker")


def test_age_mask_glasses_and_quality_claim_nothing():
    quiet = ("nAge", "emMask", "emGlasses", "nFaceQuality")
    assert not [w for w, _ in claims(HEADER) if any(name in w for name in quiet)]


def test_in_a_list_that_singles_out_one_people_the_rest_counts_and_unknown_does_not():
    found = [w for w, _ in said(PEOPLES, "ethnicity_classification")]
    assert any("UYGUR" in words for words in found)
    assert any("OTHER" in words for words in found)
    assert not any("UNKNOWN" in words for words in found)


def test_the_group_is_kept_as_written_and_a_field_is_no_more_than_a_field():
    uygur = next(one for words, one in claims(PEOPLES) if "UYGUR" in words)
    assert uygur.group == "维族"
    assert (uygur.strength, uygur.action) == ("S1", "attribute")


def test_a_register_of_fifty_peoples_on_an_identity_card_claims_nothing():
    peoples = "汉回藏苗彝壮满侗瑶白土" * 5
    rows = [f"EM_IDCARD_ETHNICITY_{at} | {name}族" for at, name in enumerate(peoples)]
    rows = ["身份证民族", "enum table tagEM_IDCARD_ETHNICITY", "", *rows]
    text = "\n".join([*rows, "EM_IDCARD_ETHNICITY_Uygur | 维吾尔族", ""])
    assert claims(text) == []


def test_ethnicity_beside_name_and_address_is_a_form():
    text = (
        "证件信息\nstruct table tagACME_ID_CARD\n\nchar szName[32] | 姓名\n"
        "char szAddress[64] | 住址\nint nEthnicGroup | 民族\nchar szNumber[20] | 身份证号码\n"
        "char szIssuer[32] | 签发机关\n"
    )
    assert said(text, "ethnicity_classification") == []


def test_a_reserved_field_is_negated_and_one_that_lists_unsupported_as_a_value_is_not():
    text = (
        "struct table tagACME_HUMAN\n\nBYTE byAge | 年龄\nBYTE byMask | 是否戴口罩\n"
        "BYTE byEthnicKind | 字段预留，尚未开放\n"
        "BYTE byRace | 人种, 0-不支持，1-亚洲人，2-黑人\nBYTE byHat | 帽子\n"
    )
    assert [stance for _, stance in said(text, "ethnicity_classification")] == ["negated"]
    assert [stance for _, stance in said(text, "race_skin_classification")] == ["asserted"]


def test_a_reserved_byte_without_a_name_claims_nothing():
    assert claims("struct table tagX\n\nBYTE byAge | age\nBYTE byRes0\nBYTE byRes[4]\n") == []


def test_a_readme_asserts_what_it_offers_and_denies_what_it_does_not():
    assert ("Face search in a library of ten million people (1:N)", "asserted") in said(
        README, "face_search_dossier"
    )
    stances = dict(said(README, "emotion_recognition"))
    assert stances["Emotion recognition: anger, fear, joy"] == "asserted"
    assert stances["Does not perform emotion recognition on children"] == "negated"
    assert not [w for w, _ in claims(README) if "Liveness" in w or "age and gender" in w]


@pytest.mark.parametrize(
    ("sentence", "stance"),
    [
        ("本产品支持人脸搜索和以图搜图。", "asserted"),
        ("本产品不支持人脸搜索和以图搜图。", "negated"),
        ("本产品不仅支持人脸搜索，还支持以图搜图。", "asserted"),
        ("以图搜图的识别率不低于百分之九十。", "asserted"),
        ("The camera does not support emotion recognition.", "negated"),
        ("The camera supports not only emotion recognition but gait recognition.", "asserted"),
        ("Emotion recognition is not yet implemented.", "negated"),
    ],
)
def test_a_denial_counts_in_its_own_clause_alone(sentence, stance):
    text = f"产品概述 Features\n\n{sentence}\n"
    assert {one.stance for _, one in claims(text)} == {stance}


def test_a_law_reports_what_it_grants_and_limits_and_says_nothing_by_its_ethnic_policy():
    found = claims(LAW)
    assert {one.stance for _, one in found} == {"reported"}
    assert any("虹膜" in words for words, _ in found)
    assert any("图像采集" in words for words, _ in found)
    assert not any("少数民族" in words for words, _ in found)


def test_news_reports_and_what_is_reported_has_no_rung():
    found = claims(NEWS)
    assert found
    assert {(one.stance, one.strength) for _, one in found} == {("reported", "S0")}


def test_a_tender_requires_and_its_boilerplate_raises_nothing():
    found = claims(TENDER)
    assert ("系统应支持人脸布控，命中后在3秒内报警。", "face_watchlist") in [
        (words, one.capability) for words, one in found
    ]
    assert {one.strength for _, one in found} == {"S3"}
    assert not any("监狱" in words or "少数民族" in words for words, _ in found)


@pytest.mark.parametrize(
    "text",
    [
        "运维族每天都在监控服务器。",
        "The race was won by a minority government's horse.",
        "下拉横幅的样式可以调整。",
        "We oversample the minority class in the imbalanced dataset.",
        "民族服饰的文化展览在周末开放。",
        "监狱企业视同小型、微型企业，享受价格扣除。",
        "请在浏览器中输入子网掩码和网关。",
        "The gait of patients was measured in a rehabilitation clinic.",
        "电子围栏用于共享单车的停放管理。",
        "网页支持事件监听，监听端口为8080。",
        "投标人须列明项目关键人员的简历和资格证书。",
        "拟投入重点人员须有三年以上工作经验。",
        "The bidder names the key persons of the project and their experience.",
    ],
)
def test_the_same_words_without_the_capability_claim_nothing(text):
    assert claims(text) == []


def test_every_claim_says_why_with_terms_and_weights():
    for _, one in claims(README):
        assert any(reason.startswith("term:") for reason in one.why)
        assert any(reason.startswith("sign:") for reason in one.why)
        assert any(reason.startswith("stance:") for reason in one.why)
        assert FINDER.judge.threshold <= one.score <= 1.0


def test_two_runs_give_the_same_claims_with_the_same_ids():
    assert claims(README) == claims(README)
    ids = [one.id for _, one in claims(README)]
    assert len(ids) == len(set(ids))


def test_ordinary_prose_about_people_infers_nothing_about_them():
    text = (
        "Ms Example, 43, a Muslim teacher from the north, wears a headscarf and was angry.\n"
        "Mr Example is a minority shareholder and said that he felt sad about the race.\n"
    )
    assert claims(text) == []


def test_a_constant_and_its_comment_in_two_languages_are_both_kept():
    text = "#define ACME_ALARM_RIOTERDETECTION 0x21 | 人员聚集事件\n#define ACME_B 0x22 | 心跳\n"
    whys = [why for _, one in claims(text) for why in one.why]
    assert "two-tongues:RIOTERDETECTION / 人员聚集" in whys


REPORTED_TEST = """The reporter's investigation, published on Tuesday

According to an internal test report from 2018, journalists revealed, Halden Systems and Larkfield
Vision tested a camera system together.
The system would estimate age, sex and ethnicity, the report said: ethnicity recognition passed.
The test report lists a Uyghur alarm that could be sent to the police, according to the newspaper.
It ran on a Quillon Q4 chip, and Larkfield has been on a sanctions list since 2019, a spokesperson
said.
"""


def test_an_article_about_a_test_report_reports_and_asserts_nothing():
    found = claims(REPORTED_TEST)
    assert {one.stance for _, one in found} == {"reported"}
    assert any(one.capability.startswith("ethnicity") for _, one in found)
    assert {one.strength for _, one in found} == {"S0"}


TESTED = """测试报告
合同编号 2018-01 测试用例 验收报告
{row}
"""


@pytest.mark.parametrize(
    ("row", "strength"),
    [
        ("人脸布控告警测试通过。", "S4"),
        ("人脸布控告警测试不通过。", "S2"),
    ],
)
def test_a_passed_test_is_s4_and_a_failed_one_is_not_and_says_so(row, strength):
    found = [one for words, one in claims(TESTED.format(row=row)) if "布控" in words]
    assert {one.strength for one in found} == {strength}
    assert any("failed" in why for one in found for why in one.why) == (strength == "S2")


TOLD_LATER = """Confidential report from 2018 shows a Uyghur alarm, journalists reveal

Published on 8 December 2020. A spokesperson declined to comment, the newspaper reported.

According to an internal report dated 8 January 2018, Huawei Technologies and Megvii tested face
recognition software together, and ethnicity recognition passed, the reporter said.
The report says that the system could raise a Uyghur alarm for the police, according to researchers.
The test ran on a Tesla P4 GPU by Nvidia, the journalists revealed.
Megvii has been on the Entity List since 9 October 2019, the article noted; Huawei denied that the
product identifies ethnic groups, a spokesperson told the newspaper.
"""


def test_an_article_about_a_test_names_both_firms_the_chip_and_the_days_and_asserts_nothing():
    found = claims(TOLD_LATER)
    assert {one.stance for _, one in found} == {"reported"}
    assert {one.strength for _, one in found} == {"S0"}
    assert {"ethnicity_classification", "ethnicity_alarm"} <= {one.capability for _, one in found}
    tested = [words for words, one in found if one.capability == "ethnicity_classification"]
    assert any("8 January 2018" in words and "Megvii" in words for words in tested)

    names = MentionFinder()
    known = {one.id: one for one in names.entities()}
    met = [known[one.entity_id] for one in names.find([leaf_of(TOLD_LATER)]) if _is_mention(one)]
    firms = {one.name.split()[0] for one in met if one.kind == "company"}
    assert {"Huawei", "Megvii"} <= firms
    assert {one.name for one in met if one.kind == "component"} == {"NVIDIA Tesla P4"}
    assert firms <= {"Huawei", "Megvii", "NVIDIA"}


def _is_mention(one: object) -> TypeGuard[Mention]:
    return isinstance(one, Mention)
