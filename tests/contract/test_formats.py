"""What the table of formats promises is held by a test, and read by something."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from heliograph.media import PICTURES
from heliograph.plugins.extractors import load_extractors

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = 8


def rows() -> list[list[str]]:
    text = (ROOT / "docs" / "reference" / "formats.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_each_line_is_whole_and_names_a_test_that_is_there(row):
    assert len(row) == COLUMNS
    assert all(row)
    path, _, name = row[-1].strip("`").partition("::")
    assert re.search(rf"^def {re.escape(name)}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE)


def test_each_media_type_stands_on_one_line_and_each_reader_has_its_lines():
    named = [kind for row in rows() for kind in re.findall(r"`([^`]+)`", row[1])]
    assert len(named) == len(set(named))
    assert set(named) == set(load_extractors()) | PICTURES
