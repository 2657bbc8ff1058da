"""The report: nothing in it is obeyed, nothing leads out of it, nothing leads to a person."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser

import msgspec
import pytest
from tests.report_samples import CLAIMS, FOUND, SUMMARY, SUMS, around, claim, html

from heliograph.records import Digest
from heliograph.report import Extent, report_html
from heliograph.report.page import visible
from heliograph.views import CaseSummary, DocumentRef, LedgerLine, NameSum, Surroundings

HOSTILE = (
    "</mark></style><script>alert(1)</script><img src=x onerror=alert(1)>\"'&{{7*7}}\x00\u202e"
)


class Reading(HTMLParser):
    """Every tag with its attributes, and the text a reader sees."""

    def __init__(self, page):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(page)
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data):
        self.words.append(data)


def hostile_page():
    evil = claim(
        1,
        HOSTILE,
        document=DocumentRef(path=HOSTILE, digest=Digest(HOSTILE)),
        capability=HOSTILE,
        language='zh" onclick="alert(1)',
        group=HOSTILE,
        why=[HOSTILE, f"term:{HOSTILE}"],
        copies=[HOSTILE],
    )
    found = Surroundings(
        claim=evil,
        before=HOSTILE,
        after=HOSTILE,
        heading=HOSTILE,
        container=HOSTILE,
        title=HOSTILE,
        read_by=HOSTILE,
        confinement=9,
        collected_at=HOSTILE,
    )
    line = LedgerLine(
        path=HOSTILE,
        digest=Digest(HOSTILE),
        size=1,
        media_type=HOSTILE,
        outcome="damaged",
        reason=HOSTILE,
        detail=HOSTILE,
        pages=1,
        claims=1,
    )
    texts = {
        name: HOSTILE if isinstance(getattr(SUMMARY, name), str) else 1
        for name in SUMMARY.__struct_fields__
    }
    summary = msgspec.convert(texts, CaseSummary)
    extent = Extent(
        made_at=HOSTILE,
        definitions={HOSTILE: HOSTILE},
        names=[NameSum(name=HOSTILE, kind=HOSTILE, mentions=1, documents=1)],
    )
    return html([found], summary=summary, ledger=[line], extent=extent)


def test_hostile_text_in_every_field_never_becomes_markup():
    page = hostile_page()
    honest, evil = Reading(html()), Reading(page)
    assert {tag for tag, _ in evil.tags} <= {tag for tag, _ in honest.tags}
    assert not [attrs for _, attrs in evil.tags if any(name.startswith("on") for name in attrs)]
    assert "<script" not in page
    assert "<img" not in page
    assert page.count("</style>") == 1


def test_what_a_browser_would_swallow_or_obey_is_made_visible():
    page = hostile_page()
    assert "\x00" not in page
    assert "\u202e" not in page
    assert "⟨U+202E⟩" in page
    assert "{{7*7}}" in Reading(page).text


def test_line_breaks_of_any_kind_are_line_breaks():
    page = html([around(claim(1, "维族告警"), before="一\r\n二\r", after="\r\n三，\r\n四")])
    assert "U+000D" not in page


def test_a_path_with_bytes_that_are_no_character_can_be_written():
    line = LedgerLine(
        path="\udcff.pdf",
        digest=None,
        size=1,
        media_type="",
        outcome="unreachable",
        reason="no-permission",
        detail="",
        pages=0,
        claims=0,
    )
    assert "⟨U+DCFF⟩.pdf" in html(ledger=[line]).encode().decode()


def test_nothing_in_the_page_can_ask_a_network():
    for page in (html(), hostile_page()):
        tags = Reading(page).tags
        assert not {tag for tag, _ in tags} & {
            *("script", "link", "img", "iframe", "object", "embed", "form", "video", "audio"),
            *("source", "base", "svg", "input", "button"),
        }
        assert all(
            attrs["href"].startswith("#") for _, attrs in tags if attrs.get("href") is not None
        )
        assert not re.search(r"url\(|@import|@font-face", page)
        assert not re.search(r"https?:", page)
        policy = next(
            attrs["content"]
            for tag, attrs in tags
            if tag == "meta" and attrs.get("http-equiv") == "Content-Security-Policy"
        )
        assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")


def test_every_anchor_leads_somewhere_and_no_id_is_given_twice():
    tags = Reading(html()).tags
    ids = [attrs["id"] for _, attrs in tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    for _, attrs in tags:
        if attrs.get("href"):
            assert attrs["href"].removeprefix("#") in ids
        if "aria-labelledby" in attrs:
            assert attrs["aria-labelledby"] in ids


def test_personal_data_is_masked_wherever_it_stands():
    secret = "联系人：张三，电话 13800138000，zhang@example.org"
    found = around(
        claim(
            1,
            secret,
            group=secret,
            copies=[secret],
            why=[f"term:{secret}"],
            document=DocumentRef(path=secret, digest=Digest("sha256:" + "0" * 64)),
        ),
        before=secret,
        after=secret,
        heading=secret,
        container=secret,
        title=secret,
    )
    line = LedgerLine(
        path=secret,
        digest=None,
        size=1,
        media_type="",
        outcome="damaged",
        reason="crash",
        detail=secret,
        pages=0,
        claims=0,
    )
    page = html([found], ledger=[line])
    for word in ("张三", "13800138000", "zhang@"):
        assert word not in page
    assert "‹name 1›" in page


def test_a_label_before_the_quote_masks_the_name_in_it():
    page = html([around(claim(1, "张三 通过"), before="检测人员：", after="。")])
    assert "张三" not in page


def test_a_name_in_a_table_is_masked_by_the_head_of_its_column():
    row = claim(1, "2025-05-20,SR-9800,李四,民族识别")
    headed = around(row, after="\n2025-06-11,LM-200,王五,")
    assert "李四" in html([headed])
    headed = msgspec.structs.replace(headed, header=["日期", "产品", "经办人", "备注"])
    page = html([headed])
    assert "李四" not in page
    assert "王五" not in page


def test_a_number_that_the_edge_cuts_in_two_is_not_shown_in_part():
    after = "，" + "字" * 170 + "，电话13800138000，结束"
    page = html([around(claim(1, "维族告警"), before="1380013800" + "字" * 200, after=after)])
    assert "138001" not in page


def test_stance_and_strength_are_said_in_words_with_what_they_do_not_show():
    text = Reading(html()).text
    for words in (
        "A test or an acceptance says that it worked.",
        "An interface has a field or a value for it.",
        "says so itself",
        "tells it of others",
        "denies it",
        "that the capability is absent: a denial is a statement, too.",
        "terms: “维族告警”",
    ):
        assert words in text


def test_place_hash_and_custody_stand_in_the_page():
    text = Reading(html()).text
    for words in (
        "vendor/验收测试报告.pdf page 3",
        "pages/منتج.html lines 88 to 90",
        CLAIMS[0].document.digest,
        SUMMARY.custody_head,
        "held since 1 March 2026, 08:00:02 UTC",
        "encrypted it is encrypted; take the password off it and add what comes out",
    ):
        assert words in text


def test_quotes_carry_their_language_and_find_their_own_direction():
    quotes = [attrs for tag, attrs in Reading(html()).tags if tag == "blockquote"]
    assert {attrs["lang"] for attrs in quotes} == {"zh", "zxx", "en", "ar"}
    assert {attrs["dir"] for attrs in quotes} == {"auto"}


def test_copies_and_the_same_words_elsewhere_are_listed_not_repeated():
    page = html()
    assert page.count("<article") == len(CLAIMS) - 1
    text = Reading(page).text
    assert "same bytes at backup/报告.pdf" in text
    assert "same words in vendor/终稿.docx, page 3" in text


def test_the_strongest_and_surest_claim_comes_first():
    page = html()
    assert page.index("SRV_GROUP_UYGUR") > page.index("التعرف على العرق")


def test_the_same_records_make_the_same_page():
    assert html() == html()


def test_a_case_without_claims_says_so():
    assert "No claim was found." in html([])


def test_of_many_claims_the_best_are_printed_and_the_rest_is_counted():
    many = 50_000
    asked = []

    def look(claim_id):
        asked.append(claim_id)
        return around(claim(int(claim_id, 16), f"维族告警 {int(claim_id, 16)}"))

    claims = (claim(number, f"维族告警 {number}") for number in range(many))
    began = time.perf_counter()
    page = "".join(report_html(SUMMARY, claims, look, [], SUMS, Extent(made_at="")))
    assert len(asked) == 60
    assert page.count("<article") == 60
    assert "49,940 claims are not printed here." in Reading(page).text
    assert len(page) < 500_000
    # Minutes would be a mistake in kind; the figure is generous for a busy machine.
    assert time.perf_counter() - began < 30


@pytest.mark.parametrize(("outcome", "words"), [("read", "read"), ("damaged", "damaged")])
def test_of_many_files_some_are_listed_and_the_rest_is_counted(outcome, words):
    lines = (
        LedgerLine(
            path=f"{number}.pdf",
            digest=None,
            size=1,
            media_type="application/pdf",
            outcome=outcome,
            reason="" if outcome == "read" else "crash",
            detail="",
            pages=1,
            claims=0,
        )
        for number in range(1200)
    )
    sums = type(SUMS)(files=1200, members=0, outcomes={outcome: 1200}, waiting=0, bytes=1200)
    page = "".join(report_html(SUMMARY, [], FOUND.__getitem__, lines, sums, Extent(made_at="")))
    assert page.count("pdf</bdi>") == 1000
    assert "200 more" in Reading(page).text
    assert words in Reading(page).text


def test_a_line_break_of_two_characters_is_shown_as_one_and_a_lone_return_is_told():
    assert visible("一\r\n二\r三") == "一\n二⟨U+000D⟩三"
