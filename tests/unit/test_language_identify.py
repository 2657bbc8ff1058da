from pathlib import Path

import pytest

from heliograph.language import identify
from heliograph.language.identify import Languages, language_of

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "bench_parallel"


@pytest.mark.parametrize(
    ("passage", "language"),
    [
        ("系统支持按民族检索人员轨迹", "zh"),
        ("系統支援依臉部特徵檢索人員軌跡", "zh-Hant"),
        ("監視カメラで人物を検索する", "ja"),
        ("얼굴 인식 시스템", "ko"),
        ("མི་ངོ་ངོས་འཛིན", "bo"),
        ("بۇ سىستېما كىشىلەرنىڭ چىرايىنى پەرقلەندۈرىدۇ", "ug"),
        ("يتعرف النظام على وجوه الأشخاص في الشارع", "ar"),
        ("این سامانه چهرهٔ افراد را در خیابان شناسایی می‌کند", "fa"),
        ("Система распознаёт лица прохожих на улицах города", "ru"),
        ("Жүйе көшедегі адамдардың бет-жүзін таниды және хабарлайды", "kk"),
        ("The system recognises the faces of people in the street", "en"),
        ("Le système reconnaît le visage des personnes dans la rue", "fr"),
        ("El sistema reconoce las caras de las personas en la calle", "es"),
        ("Das System erkennt die Gesichter der Menschen auf der Straße", "de"),
        ("2019 — 044 (3) ……", "zxx"),
        ("", "zxx"),
    ],
)
def test_a_sentence_tells_its_language(passage, language):
    assert language_of(passage) == language


def test_a_model_name_takes_the_language_that_most_of_its_page_is_in():
    page = "La société vend des caméras qui reconnaissent les visages dans la rue.\nIPC Alpha 200"
    assert Languages(page).of("IPC Alpha 200") == "fr"
    assert Languages(page).main == "fr"


NAMES = [
    "CHINA RIVERSIDE NATIONAL ENGINEERING & CONSTRUCTION CORPORATION LIMITED",
    "AVIATION INDUSTRY OF THE EASTERN PLAIN GROUP",
    "GREATWALL OPTICS MILITARY INDUSTRY (HK) CO., LTD.",
    "SEMICONDUCTOR MFG INTL CORP, SHORELINE BRANCH",
    "Marta Lindqvist, Henrik Ramanujan, Zoltan Bhatta",
    "'modelv8l', 'modelv11n', 'modelv11s', 'modelv11m',",
    "env:Sender - ter:InvalidArgVal - ter:NameNotExistent",
    "Pointer pAlarmInfo, Pointer pBuffer, int dwBufSize,",
]


@pytest.mark.parametrize(
    ("prose", "language"),
    [
        ("The list of companies that are named in the annex follows.", "en"),
        ("La liste des sociétés qui sont nommées dans cette annexe est la suivante.", "fr"),
        ("本附件所列公司名单如下。", "en"),
    ],
)
def test_names_and_code_are_in_the_language_of_their_page_and_in_no_other(prose, language):
    page = "\n".join([prose, *NAMES])
    languages = Languages(page)
    at, spans = 0, []
    for one in page.split("\n"):
        spans.append((at, at + len(one)))
        at += len(one) + 1
    assert set(languages.of_spans(spans)[1:]) <= {language, "en"}
    assert {languages.of(one) for one in NAMES} <= {language, "en"}


def test_tags_beside_chinese_characters_are_no_italian():
    page = "\n".join(
        f"{one}\t{tag}-{kind}" for one in "新江长福" for tag in "BI" for kind in ("ORG", "PER")
    )
    languages = Languages(page)
    assert {languages.of(one) for one in page.split("\n")} <= {"en", "zh"}


def test_a_short_heading_in_cyrillic_is_as_its_page_is():
    page = "Качество снимка лица\nСистема распознаёт лица прохожих на улицах и площадях города."
    assert Languages(page).of("Качество снимка лица на входе") == "ru"


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("Le système reconnaît le visage des personnes", "fr"),
        ("El sistema reconoce las caras de las personas", "es"),
        ("Das System erkennt die Gesichter der Menschen", "de"),
        ("O sistema reconhece os rostos das pessoas que passam", "pt"),
        ("Il sistema riconosce i volti delle persone che passano", "it"),
        ("Sistem sokakta yürüyen insanların yüzlerini tanır ve bir alarm verir", "tr"),
    ],
)
def test_prose_of_its_own_on_an_english_page_keeps_its_language(words, language):
    page = f"The annex has the words of the vendor as they stand in its offer.\n{words}"
    assert Languages(page).of(words) == language
    at = page.index(words)
    assert Languages(page).of_spans([(0, at - 1), (at, len(page))]) == ["en", language]


def test_a_few_latin_names_on_a_chinese_page_are_taken_for_english():
    languages = Languages("设备支持以下协议：\nRTSP\nONVIF")
    assert languages.main == "zh"
    assert languages.of("RTSP") == "en"
    assert languages.of("设备支持以下协议") == "zh"


def test_a_passage_without_a_telling_character_is_in_the_script_of_its_page():
    assert Languages("本公司之產品\n民族").of("民族") == "zh-Hant"
    assert Languages("本公司的产品\n民族").of("民族") == "zh"


def test_a_brand_with_one_kana_does_not_make_a_chinese_sentence_japanese():
    assert language_of("鲜の每日连锁门店统一安装客流统计摄像机") == "zh"


def test_broken_characters_have_no_language():
    assert language_of("\ud800\ufffd") == "zxx"


def test_the_model_is_loaded_when_asked():
    identify.load()
    assert identify.language_of("Nothing more is opened from here on, says the loader") == "en"


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not beside the checkout")
@pytest.mark.parametrize(
    ("name", "language"), [("zho", "zh"), ("eng", "en"), ("fra", "fr"), ("uig", "ug")]
)
def test_the_lines_of_a_newspaper_are_told_almost_all(name, language):
    [file] = CORPUS.glob(f"*{name}*.txt")
    text = file.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip()]
    languages = Languages(text)
    right = sum(languages.of(line) == language for line in lines)
    assert right / len(lines) > 0.99
