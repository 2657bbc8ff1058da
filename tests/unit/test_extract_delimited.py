"""Tables of text: one row to a record, as it stands."""

from __future__ import annotations

import pytest
from tests.extracted import Read

from heliograph.extractors.delimited import DelimitedExtractor, delimiter_of

CSV = "text/csv"


def test_a_record_is_a_row_even_over_lines() -> None:
    text = 'name,notes,price\nlamp,"red, or\n""pink""",12\nhat,,3\n'
    read = Read(DelimitedExtractor(), text, CSV)
    assert read.sheet.text == text
    assert read.words("row") == ["name,notes,price", 'lamp,"red, or\n""pink""",12', "hat,,3"]
    assert read.container("lamp").header == ("name", "notes", "price")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_each_delimiter_is_found(delimiter: str) -> None:
    text = "\n".join(delimiter.join(row) for row in (("a", "b", "c"), ("1", "2", "3")))
    assert delimiter_of(text) == delimiter


def test_a_first_row_of_numbers_is_no_header() -> None:
    read = Read(DelimitedExtractor(), "1,2\n3,4\n", CSV)
    assert read.container("1").header == ()


def test_breaks_of_windows_and_a_last_line_without_one() -> None:
    read = Read(DelimitedExtractor(), "a,b\r\n1,2\r\n3,4", CSV)
    assert read.words("row") == ["a,b", "1,2", "3,4"]


@pytest.mark.parametrize(
    "text",
    ['a,"open\n1,2\n', '5" pipe,b\n6" pipe,c\n', ",,,\n\n\n", '"', "one column\nonly\n", "\r\r"],
)
def test_odd_quotes_lose_no_row(text: str) -> None:
    read = Read(DelimitedExtractor(), text, CSV)
    covered = "".join(read.words())
    assert all(letter in covered for letter in text if letter.isalnum())


def test_a_cell_longer_than_the_library_likes_is_read() -> None:
    read = Read(DelimitedExtractor(), "a,b\n" + "x" * 200_000 + ",2\n", CSV)
    assert len(read.words("row")) == 2


def test_a_large_table_goes_on_on_another_sheet_with_its_header_and_lines(monkeypatch) -> None:
    monkeypatch.setattr("heliograph.extractors.delimited.CHARS_A_SHEET", 60)
    content = "name,size\r\n" + "".join(f"lamp {at},{at}\r\n" for at in range(20))
    read = Read(DelimitedExtractor(), content, "text/csv")
    assert "".join(sheet.text for sheet in read.sheets) == content
    assert [sheet.number for sheet in read.sheets] == list(range(1, len(read.sheets) + 1))
    assert len(read.sheets) > 3
    for sheet in read.sheets:
        assert sheet.containers[0].header == ("name", "size")
        first = sheet.text[sheet.blocks[0].start : sheet.blocks[0].end]
        assert sheet.first_line is not None
        assert content.splitlines()[sheet.first_line - 1] == first
