"""What comes out of a workbook: one line a row, and what stands beside the cells."""

import io
from datetime import datetime, time, timedelta
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from heliograph.extractors.encrypted import EncryptedExtractor
from heliograph.extractors.xlsx import ODS, XLS, XLSX, XlsxExtractor, shown
from heliograph.records import Note, Problem
from heliograph.seams import Limits, Sheet


def read(content: bytes, media_type: str = XLSX, **limits: int) -> list[Any]:
    return list(XlsxExtractor().read(io.BytesIO(content), media_type, Limits(**limits)))


def sheets_of(values: list[Any]) -> list[Sheet]:
    return [value for value in values if isinstance(value, Sheet)]


def workbook(**worksheets) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in worksheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return book


def saved(book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_worksheet_is_a_sheet_with_one_line_a_row():
    rows = [["型号", "说明"], ["HG-1", "first\nsecond"], [], [None, "only"], ["x", None]]
    (sheet,) = sheets_of(read(saved(workbook(清单=rows))))
    assert (sheet.number, sheet.label) == (1, "清单")
    assert sheet.text == "型号 | 说明\nHG-1 | first second\n | only\nx"
    (container,) = sheet.containers
    assert (container.kind, container.name, container.header) == ("table", "清单", ("型号", "说明"))
    assert [block.role for block in sheet.blocks] == ["row"] * 4


def test_a_line_above_the_columns_is_no_header():
    rows = [["Price list 2024"], ["Item", "Price"], ["gate", 3]]
    (sheet,) = sheets_of(read(saved(workbook(a=rows))))
    assert sheet.containers[0].header == ("Item", "Price")
    assert [block.role for block in sheet.blocks] == ["paragraph", "row", "row"]


def test_a_single_column_has_rows_and_no_header():
    (sheet,) = sheets_of(read(saved(workbook(a=[["one"], ["two"]]))))
    assert sheet.text == "one\ntwo"
    assert sheet.containers[0].header == ()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (3.0, "3"),
        (0.1 + 0.2, "0.3"),
        (12345678901234, "12345678901234"),
        (True, "TRUE"),
        (datetime(2024, 5, 1, 8, 30).date(), "2024-05-01"),  # noqa: DTZ001  # a cell has no zone
        (datetime(2024, 5, 1, 8, 30), "2024-05-01 08:30:00"),  # noqa: DTZ001  # a cell has no zone
        (time(9, 5), "09:05:00"),
        (timedelta(hours=30, minutes=2), "30:02:00"),
        ("words", "words"),
    ],
)
def test_values_are_written_as_a_person_reads_them(value, words):
    assert shown(value) == words


def test_hidden_worksheets_are_read_and_noted():
    book = workbook(a=[["seen", "x"]], b=[["unseen", "y"]])
    book["b"].sheet_state = "veryHidden"
    values = read(saved(book))
    assert [sheet.label for sheet in sheets_of(values)] == ["a", "b"]
    assert Note(key="xlsx:hidden-sheet", value="b", page=2) in values


def test_comments_stand_on_a_sheet_of_their_own():
    book = workbook(a=[["x", "y"]])
    book["a"]["A1"].comment = Comment("who asked for this", "somebody")
    sheets = sheets_of(read(saved(book)))
    assert sheets[1].number == 2
    assert sheets[1].text == "who asked for this"
    assert not sheets[1].blocks[0].main


def test_worksheets_beyond_the_limit_are_a_cut():
    values = read(saved(workbook(a=[["1", "2"]], b=[["1", "2"]])), pages=1)
    problems = [value for value in values if isinstance(value, Problem)]
    assert problems == [Problem(outcome="cut", reason="too-many-pages", detail="1 of 2 worksheets")]


@pytest.mark.parametrize("media_type", [XLSX, XLS, ODS])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9])
def test_what_is_no_workbook_is_damaged(content, media_type):
    problems = [value for value in read(content, media_type) if isinstance(value, Problem)]
    assert problems
    assert {problem.outcome for problem in problems} == {"damaged"}


def test_an_encrypted_package_says_so():
    values = list(EncryptedExtractor().read(io.BytesIO(b""), "", Limits()))
    assert values == [Problem(outcome="encrypted", reason="password-needed")]
