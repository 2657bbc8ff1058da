"""Claims and the ledger as the faces show them."""

import pytest
from msgspec.structs import replace
from tests.store_makers import (
    AT,
    CAPTURE,
    TEXT,
    a_claim,
    a_document,
    a_page,
    a_reading,
    a_refused,
    read_one,
    some_rows,
)

from heliograph.codec import boxes_of, digest_of, pack_boxes
from heliograph.errors import NothingThere
from heliograph.records import Mark, Problem
from heliograph.store.leaf_rows import Lines


@pytest.fixture
def rows(tmp_path):
    made = some_rows(tmp_path / "case.db")
    yield made
    made._database.close()


def test_a_claim_is_one_line_with_its_first_path_and_the_copies(rows):
    page = read_one(rows, "z/a.csv", "b/a.csv", "c/a.csv")
    (view,) = rows.claim_views()
    assert (view.document.path, view.copies) == ("b/a.csv", ["c/a.csv", "z/a.csv"])
    assert view.document.digest == page.digest
    assert view.quote == "支持人脸抓拍" == TEXT[view.start : view.end]
    assert (view.page, view.line, view.last_line) == (1, 2, 2)
    assert view.why == ["term:人脸抓拍", "cue:支持"]
    assert view.boxes == []


def test_claims_come_by_path_then_page_then_place(rows):
    for path, content in (("b.csv", b"b"), ("a.csv", b"a")):
        document = a_document(path, content)
        pages = [a_page(document.digest, number) for number in (2, 1)]
        claims = [
            a_claim(page, words, f"{page.id}-{at}")
            for page in pages
            for at, words in enumerate(("车牌", "人脸"))
        ]
        rows.keep([document, *pages, *claims])
    order = [(one.document.path, one.page, one.quote) for one in rows.claim_views()]
    assert order == [
        (path, page, words)
        for path in ("a.csv", "b.csv")
        for page in (1, 2)
        for words in ("人脸", "车牌")
    ]


def test_filters_choose(rows):
    document = a_document("x/a.csv")
    page = a_page(document.digest)
    rows.keep(
        [
            document,
            page,
            a_claim(page, "人脸抓拍", "aaaaaa111111"),
            a_claim(
                page,
                "车牌识别",
                "aaaaaa222222",
                capability="plate",
                stance="negated",
                strength="S4",
                score=0.2,
                language="zh-Hant",
            ),
        ]
    )

    def chosen(**by):
        return [one.id[6:] for one in rows.claim_views(**by)]

    assert chosen() == ["111111", "222222"]
    assert chosen(capability="plate") == ["222222"]
    assert chosen(stance="asserted") == ["111111"]
    assert chosen(strength="S4") == ["222222"]
    assert chosen(min_score=0.5) == ["111111"]
    assert chosen(language="zh") == ["111111", "222222"]
    assert chosen(language="zh-Hant") == ["222222"]
    assert chosen(stance="asserted", strength="S4") == []
    assert chosen(path="x/a.csv") == chosen(path="x") == chosen(path="x/") == chosen()
    assert chosen(path="x/a") == []


def test_a_path_takes_what_came_out_of_it(rows):
    outer = a_document("o.zip", b"zip")
    rows.keep([outer])
    read_one(rows, "o.zip!/a.csv")
    assert len(list(rows.claim_views(path="o.zip"))) == 1
    assert list(rows.claim_views(path="o.zi")) == []


def test_an_id_may_be_cut_as_long_as_it_is_unique(rows):
    document = a_document("a.csv")
    page = a_page(document.digest)
    claims = [a_claim(page, "人脸", "abcdef111"), a_claim(page, "车牌", "abcdef222")]
    rows.keep([document, page, *claims])
    assert next(rows.claim_views(claim_id="abcdef1")).quote == "人脸"
    assert next(rows.claim_views(claim_id="abcdef222")).quote == "车牌"
    for none_or_many in ("abcdef", "abcde", "ffffff", ""):
        with pytest.raises(NothingThere):
            rows.claim_views(claim_id=none_or_many)


def test_lines_are_counted_at_every_kind_of_break():
    text = "1\r\n2\n3\r4"
    lines = Lines(text, 10, ())
    assert [lines.at(text.index(digit)) for digit in "1234"] == [10, 11, 12, 13]
    assert lines.at(text.index("\n")) == 10


def test_a_quote_that_takes_the_break_at_its_end_ends_on_its_own_line(rows):
    document = a_document("a.csv")
    page = a_page(document.digest)
    whole = "晨星一号,支持人脸抓拍\n"
    rows.keep([document, page, a_claim(page, whole), a_claim(page, whole + "月桂", "two lines")])
    assert [(one.line, one.last_line) for one in rows.claim_views()] == [(2, 2), (2, 3)]


def test_where_text_is_not_the_files_own_the_marks_say_the_line():
    lines = Lines("some text", None, (Mark(start=2, line=7), Mark(start=5, line=9)))
    assert [lines.at(at) for at in (0, 2, 4, 5, 8)] == [None, 7, 7, 9, 9]
    assert Lines("text", None, ()).at(0) is None


def test_marks_of_a_page_reach_the_claim(rows):
    document = a_document("a.html")
    marks = (Mark(start=0, line=4), Mark(start=TEXT.index("晨星"), line=40))
    page = a_page(document.digest, first_line=None, marks=marks)
    rows.keep([document, page, a_claim(page, "人脸抓拍"), a_claim(page, "型号", "x")])
    assert [one.line for one in rows.claim_views()] == [4, 40]


def test_boxes_are_those_of_the_quote(rows):
    document = a_document("a.pdf")
    packed = pack_boxes([(at / 100, 0.1, (at + 1) / 100, 0.2) for at in range(len(TEXT))])
    page = a_page(document.digest, boxes=packed, first_line=None)
    rows.keep([document, page, a_claim(page, "人脸抓拍")])
    (view,) = rows.claim_views()
    assert view.boxes == boxes_of(packed, view.start, view.end)
    assert len(view.boxes) == 1
    assert view.line is None


def test_surroundings_say_what_stands_around_and_who_read_it(rows):
    page = read_one(rows, "a.csv")
    (view,) = rows.claim_views()
    around = rows.surroundings(view.id[:8])
    assert around.claim == view
    assert around.before + view.quote + around.after == TEXT
    assert (around.heading, around.container) == ("产品", "table 功能表")
    assert (around.title, around.read_by, around.confinement) == ("功能一览", "text/1", 2)
    assert around.collected_at == ""
    rows.keep([replace(CAPTURE, finished_at=AT)])
    assert rows.surroundings(view.id).collected_at == "2026-03-01T12:00:00.000Z"
    assert page.id in view.id


def test_every_file_has_one_line_in_the_ledger_and_the_sums_are_right(rows):
    read_one(rows, "b/a.csv", "a/a.csv")
    outer = a_document("o.zip", b"zip")
    member = a_document("o.zip!/m", b"member", parent_id=outer.id, depth=1)
    deep = Problem(outcome="cut", reason="too-deep", detail="9 levels")
    rows.keep(
        [
            outer,
            member,
            a_document("o.zip!/deep", b"deep", parent_id=outer.id, depth=1, refusal=deep),
            a_refused("c"),
            a_reading(outer.digest, media_type="application/zip", outcome="cut", reason="too-deep"),
        ]
    )
    rows.keep_problems(outer.digest, [Problem(outcome="cut", reason="too-deep", detail="in deep")])
    lines = list(rows.ledger_lines())
    assert [(one.path, one.outcome, one.detail, one.claims) for one in lines] == [
        ("a/a.csv", "read", "", 1),
        ("b/a.csv", "read", "", 1),
        ("c", "unreachable", "Permission denied", 0),
        ("o.zip", "cut", "in deep", 0),
        ("o.zip!/deep", "cut", "9 levels", 0),
        ("o.zip!/m", None, "", 0),
    ]
    sums = rows.ledger_sums()
    assert (sums.files, sums.members, sums.waiting) == (6, 2, 1)
    assert sums.outcomes == {"cut": 2, "read": 2, "unreachable": 1}
    assert sums.bytes == sum(one.size for one in lines)
    assert [one.path for one in rows.ledger_lines("waiting")] == ["o.zip!/m"]
    assert [one.path for one in rows.ledger_lines("cut")] == ["o.zip", "o.zip!/deep"]


def test_an_empty_case_has_an_empty_ledger(rows):
    sums = rows.ledger_sums()
    assert (sums.files, sums.waiting, sums.bytes, sums.outcomes) == (0, 0, 0, {})
    assert list(rows.claim_views()) == []
    assert rows.leaves(digest_of(b"")) == []
