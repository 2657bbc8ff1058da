"""What comes out of a presentation: slides in the order of showing, with all that hangs on them."""

import io
import zipfile
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from heliograph.extractors.pptx import PptxExtractor
from heliograph.records import Note
from heliograph.seams import Limits, Sheet, Title

PLACE = (Inches(1), Inches(1), Inches(4), Inches(2))


def read(content: bytes, **limits: int) -> list[Any]:
    return list(PptxExtractor().read(io.BytesIO(content), "", Limits(**limits)))


def sheets_of(content: bytes) -> list[Sheet]:
    return [value for value in read(content) if isinstance(value, Sheet)]


def saved(presentation) -> bytes:
    out = io.BytesIO()
    presentation.save(out)
    return out.getvalue()


def slide_of(presentation, title: str, *body: tuple[str, int]):
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = title
    frame = slide.placeholders[1].text_frame
    for at, (words, level) in enumerate(body):
        paragraph = frame.paragraphs[0] if not at else frame.add_paragraph()
        paragraph.text, paragraph.level = words, level
    return slide


def told(sheet: Sheet) -> list[tuple[str, int, str]]:
    return [
        (block.role, block.level, sheet.text[block.start : block.end]) for block in sheet.blocks
    ]


def test_each_slide_is_a_sheet_with_its_title_first():
    presentation = Presentation()
    slide_of(presentation, "平台概述", ("first", 0), ("deeper", 1))
    slide_of(presentation, "Second", ("words", 0))
    sheets = sheets_of(saved(presentation))
    assert [(sheet.number, sheet.label) for sheet in sheets] == [(1, "平台概述"), (2, "Second")]
    assert told(sheets[0]) == [
        ("heading", 1, "平台概述"),
        ("paragraph", 0, "first"),
        ("item", 2, "deeper"),
    ]


def test_slides_come_in_the_order_of_showing():
    presentation = Presentation()
    for title in ("one", "two", "three"):
        slide_of(presentation, title)
    order = presentation.slides._sldIdLst
    order.insert(0, order[2])
    assert [sheet.label for sheet in sheets_of(saved(presentation))] == ["three", "one", "two"]


def test_tables_groups_and_charts_are_read():
    presentation = Presentation()
    slide = slide_of(presentation, "T")
    table = slide.shapes.add_table(2, 2, *PLACE).table
    for at, words in enumerate(("Field", "Value", "mask", "yes")):
        table.cell(at // 2, at % 2).text = words
    group = slide.shapes.add_group_shape()
    group.shapes.add_group_shape().shapes.add_textbox(*PLACE).text_frame.text = "in a group"
    data = CategoryChartData()
    data.categories = ["North", "South"]
    data.add_series("Alarms", (1, 2))
    slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *PLACE, data)
    content = saved(presentation)
    (sheet,) = sheets_of(content)
    assert [words for _, _, words in told(sheet)] == [
        "T",
        "Field | Value",
        "mask | yes",
        "in a group",
        "Alarms",
        "North",
        "South",
    ]
    assert sheet.containers[0].header == ("Field", "Value")
    # The numbers behind the chart are a workbook inside the presentation.
    members = [value.name for value in read(content) if type(value).__name__ == "Member"]
    assert len(members) == 1
    assert members[0].endswith(".xlsx")


def test_notes_are_read_but_are_not_main():
    presentation = Presentation()
    slide = slide_of(presentation, "T", ("body", 0))
    slide.notes_slide.notes_text_frame.text = "say this aloud"
    (sheet,) = sheets_of(saved(presentation))
    assert [(sheet.text[one.start : one.end], one.main) for one in sheet.blocks] == [
        ("T", True),
        ("body", True),
        ("say this aloud", False),
    ]


def test_hidden_slides_are_read_and_noted():
    presentation = Presentation()
    slide_of(presentation, "seen")
    slide_of(presentation, "unseen")._element.set("show", "0")
    values = read(saved(presentation))
    assert [value.label for value in values if isinstance(value, Sheet)] == ["seen", "unseen"]
    assert Note(key="pptx:hidden-slide", value="hidden", page=2) in values


def test_title_and_author_are_told():
    presentation = Presentation()
    presentation.core_properties.title = "汇报"
    assert Title(text="汇报") in read(saved(presentation))


def test_without_an_order_slides_come_by_number():
    presentation = Presentation()
    for at in range(11):
        slide_of(presentation, f"s{at}")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(presentation))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name != "ppt/presentation.xml":
                new.writestr(name, old.read(name))
    labels = [sheet.label for sheet in sheets_of(out.getvalue())]
    assert labels == [f"s{at}" for at in range(11)]


def test_a_broken_slide_does_not_take_the_others_with_it():
    presentation = Presentation()
    slide_of(presentation, "one")
    slide_of(presentation, "two")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(presentation))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            broken = name == "ppt/slides/slide1.xml"
            new.writestr(name, b"<p:sld" if broken else old.read(name))
    values = read(out.getvalue())
    assert [value.number for value in values if isinstance(value, Sheet)] == [2]
    assert [getattr(value, "reason", "") for value in values].count("page-unreadable") == 1


def test_slides_beyond_the_limit_are_a_cut():
    presentation = Presentation()
    for at in range(3):
        slide_of(presentation, f"s{at}")
    values = read(saved(presentation), pages=2)
    assert len([value for value in values if isinstance(value, Sheet)]) == 2
    assert "too-many-pages" in [getattr(value, "reason", "") for value in values]
