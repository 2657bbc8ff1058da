"""Words that a document holds and does not show are found and judged, and say where they stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from openpyxl import Workbook
from pptx import Presentation

from heliograph.app import Heliograph

CLAIM = "平台支持维吾尔族识别告警，识别结果为维吾尔族时推送告警。"
PLAIN = "投标人应当具有良好的商业信誉。"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def hidden_in_html(path: Path) -> None:
    words = f"<p>{PLAIN}</p><div style='Display : None'>{CLAIM}</div>"
    path.write_text(f"<html><body>{words}</body></html>", encoding="utf-8")


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


def test_words_that_are_shown_say_nothing_of_it(tmp_path):
    (tmp_path / "folder").mkdir()
    page = f"<p style='color:#333; background:#fff; top: -10px; opacity: 0.9'>{CLAIM}</p>"
    (tmp_path / "folder" / "a.html").write_text(page, encoding="utf-8")
    with Heliograph.create(tmp_path / "case", ask=[tmp_path / "folder"]) as opened:
        opened.run()
        claims = list(opened.rows.claim_views())
        assert claims
        assert not any(why.startswith("hidden:") for one in claims for why in one.why)
