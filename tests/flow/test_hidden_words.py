"""Words that a document holds and does not show are found and judged, and say where they stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from openpyxl import Workbook
from pptx import Presentation
from reportlab.pdfgen.canvas import Canvas

from heliograph.app import Heliograph
from heliograph.records import Block, Page

CLAIM = "平台支持维吾尔族识别告警，识别结果为维吾尔族时推送告警。"
PLAIN = "投标人应当具有良好的商业信誉。"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def hidden_in_html(path: Path) -> None:
    words = f"<p>{PLAIN}</p><div style='Display : None'>{CLAIM}</div>"
    path.write_text(f"<html><body>{words}</body></html>", encoding="utf-8")


def hidden_by_a_sheet(path: Path) -> None:
    head = "<style>@media screen { .tab .more { display: none } }</style>"
    words = f"<p>{PLAIN}</p><div class=tab><div class=more><p>{CLAIM}</p></div></div>"
    path.write_text(f"<html><head>{head}</head><body>{words}</body></html>", encoding="utf-8")


def hidden_row(path: Path) -> None:
    made = Workbook()
    made.active.append(["序号", "测试项", "结论"])
    made.active.append(["1", PLAIN, "通过"])
    made.active.append(["2", CLAIM, "通过"])
    made.active.row_dimensions[3].hidden = True
    made.save(path)


def hidden_column(path: Path) -> None:
    made = Workbook()
    made.active.append(["序号", "测试项", "备注"])
    made.active.append(["1", PLAIN, CLAIM])
    made.active.column_dimensions["C"].hidden = True
    made.save(path)


def comment_in_pdf(path: Path) -> None:
    drawn = Canvas(str(path))
    drawn.drawString(72, 700, "Alarm plan")
    drawn.textAnnotation(CLAIM, Rect=(72, 600, 90, 618))
    drawn.showPage()
    drawn.save()


def white_in_html(path: Path) -> None:
    style = "color: #FFF; background-color: white"
    words = f"<p>{PLAIN}</p><p style='{style}'>{CLAIM}</p>"
    path.write_text(f"<html><body>{words}</body></html>", encoding="utf-8")


def hidden_in_word(path: Path) -> None:
    made = Document()
    made.add_paragraph(PLAIN)
    made.add_paragraph(CLAIM).runs[0].font.hidden = True
    made.save(str(path))


def deleted_in_word(path: Path) -> None:
    made = Document()
    words = f"<w:del {W}><w:r><w:delText>{CLAIM}</w:delText></w:r></w:del>"
    made.add_paragraph(PLAIN)._p.append(parse_xml(words))
    made.save(str(path))


def hidden_sheet(path: Path) -> None:
    made = Workbook()
    made.active.append([PLAIN, "1"])
    sheet = made.create_sheet("prices")
    sheet.append(["序号", "测试项", "测试结果", "结论"])
    sheet.append(["1", "民族属性识别", "区分汉族与维吾尔族，准确率不低于80%，实测82.5%", "通过"])
    sheet.append(["2", CLAIM, "3秒内向平台推送告警", "通过"])
    sheet.sheet_state = "veryHidden"
    made.save(path)


def hidden_slide(path: Path) -> None:
    made = Presentation()
    for words in (PLAIN, CLAIM):
        made.slides.add_slide(made.slide_layouts[5]).shapes.title.text = words
    made.slides[1]._element.set("show", "0")
    made.save(str(path))


@pytest.mark.parametrize(
    ("name", "make", "where", "label"),
    [
        ("a.html", hidden_in_html, "hidden text", "not shown"),
        ("b.html", white_in_html, "hidden text", "not shown"),
        ("a.docx", hidden_in_word, "hidden text", "not shown"),
        ("b.docx", deleted_in_word, "deleted text", "not shown"),
        ("a.xlsx", hidden_sheet, "a page that is not shown", "prices (hidden)"),
        ("a.pptx", hidden_slide, "a page that is not shown", f"{CLAIM} (hidden)"),
    ],
)
def test_a_claim_in_words_that_are_not_shown_is_found_and_says_so(
    tmp_path, name, make, where, label
):
    (tmp_path / "folder").mkdir()
    make(tmp_path / "folder" / name)
    with Heliograph.create(tmp_path / "case", ask=[tmp_path / "folder"]) as opened:
        opened.run()
        claims = [one for one in opened.rows.claim_views() if "维吾尔" in one.quote]
        assert claims
        assert all(f"hidden:{where}" in one.why for one in claims)
        (reading,) = opened.rows.readings()
        pages = opened.rows.pages(reading.digest)
        assert reading.pages == len(pages) == 2
        assert [pages[0].label.endswith("(hidden)"), pages[1].label] == [False, label]
        assert CLAIM not in pages[0].text
        assert opened.search("维吾尔族识别告警").total == 1


@pytest.mark.parametrize(
    ("name", "make", "why"),
    [
        ("a.html", hidden_by_a_sheet, "hidden:a sheet of styles"),
        ("a.xlsx", hidden_row, "hidden:a hidden row"),
        ("b.xlsx", hidden_column, "hidden:hidden columns, in part"),
    ],
)
def test_a_claim_in_what_is_hidden_where_it_stands_stays_there_and_says_so(
    tmp_path, name, make, why
):
    (tmp_path / "folder").mkdir()
    make(tmp_path / "folder" / name)
    with Heliograph.create(tmp_path / "case", ask=[tmp_path / "folder"]) as opened:
        opened.run()
        claims = [one for one in opened.rows.claim_views() if "维吾尔" in one.quote]
        assert claims
        assert all(why in one.why for one in claims)
        (reading,) = opened.rows.readings()
        (page,) = opened.rows.pages(reading.digest)
        assert PLAIN in page.text
        assert [bool(block.hidden) for block in page.blocks if PLAIN in text_of(page, block)] == [
            name == "b.xlsx"
        ]
        assert opened.search("维吾尔族识别告警").total == 1


def test_a_claim_in_a_comment_upon_a_pdf_is_found_and_says_on_which_page_it_was_put(tmp_path):
    (tmp_path / "folder").mkdir()
    comment_in_pdf(tmp_path / "folder" / "plan.pdf")
    with Heliograph.create(tmp_path / "case", ask=[tmp_path / "folder"]) as opened:
        opened.run()
        claims = [one for one in opened.rows.claim_views() if "维吾尔" in one.quote]
        assert {one.page for one in claims} == {2}
        found = opened.rows.surroundings(claims[0].id)
        assert found.container == "list comments of page 1"
        assert opened.search("维吾尔族识别告警").total == 1


def text_of(page: Page, block: Block) -> str:
    return page.text[block.start : block.end]


def test_words_that_are_shown_say_nothing_of_it(tmp_path):
    (tmp_path / "folder").mkdir()
    page = f"<p style='color:#333; background:#fff; top: -10px; opacity: 0.9'>{CLAIM}</p>"
    (tmp_path / "folder" / "a.html").write_text(page, encoding="utf-8")
    with Heliograph.create(tmp_path / "case", ask=[tmp_path / "folder"]) as opened:
        opened.run()
        claims = list(opened.rows.claim_views())
        assert claims
        assert not any(why.startswith("hidden:") for one in claims for why in one.why)
