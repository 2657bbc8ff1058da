"""What the table of formats promises is held by a test and a reader, and shown on a real file."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from tests.real_files import BY_LAYOUT, REAL, RealFile

from heliograph.extractors import libarchive
from heliograph.extractors.kinds import media_type_of
from heliograph.extractors.rendering import decoded
from heliograph.media import PICTURES
from heliograph.plugins.extractors import load_extractors
from heliograph.records import Problem
from heliograph.seams import Limits, Member, Sheet

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = 9


def rows() -> list[list[str]]:
    text = (ROOT / "docs" / "reference" / "formats.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def kinds_of(row: list[str]) -> list[str]:
    return re.findall(r"`([^`]+)`", row[1])


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_each_line_is_whole_and_names_a_test_that_is_there(row):
    assert len(row) == COLUMNS
    assert all(row)
    path, _, name = row[-1].strip("`").partition("::")
    assert re.search(rf"^def {re.escape(name)}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE)


def test_each_media_type_stands_on_one_line_and_each_reader_has_its_lines():
    named = [kind for row in rows() for kind in kinds_of(row)]
    assert len(named) == len(set(named))
    assert set(named) == set(load_extractors()) | PICTURES


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_each_line_has_a_real_file_of_each_of_its_kinds_and_says_who_made_it(row):
    makers = {REAL[kind].by for kind in kinds_of(row) if kind in REAL}
    without = [kind for kind in kinds_of(row) if kind not in REAL]
    assert not set(without) - BY_LAYOUT.keys(), "a kind without a real file"
    told = set(row[-2].split(", "))
    assert told == makers | ({"– (by layout)"} if without and not makers else set()) or (
        not kinds_of(row) and row[-2] == "reportlab, Pillow"
    )


def test_what_has_a_real_file_is_not_said_to_have_none():
    assert not REAL.keys() & BY_LAYOUT.keys()
    assert REAL.keys() | BY_LAYOUT.keys() == set(load_extractors()) | PICTURES


OF_LIBARCHIVE = {
    "application/vnd.ms-cab-compressed",
    "application/x-7z-compressed",
    "application/x-iso9660-image",
}
"""Kinds that a library of Debian reads: where it is missing, `doctor` says so."""


@pytest.mark.parametrize("kind", sorted(REAL))
def test_a_real_file_is_told_and_gives_what_it_says(kind, tmp_path):
    real = REAL[kind]
    if kind in OF_LIBARCHIVE and not libarchive.is_there():
        pytest.skip("needs Debian's libarchive13")
    content = real.make(tmp_path)
    assert media_type_of(io.BytesIO(content), real.name) == kind
    if real.as_ == "picture":
        assert [one.size for one in decoded(io.BytesIO(content), kind)] == [(320, 80)]
    else:
        assert real.says in " ".join(said(kind, content, real))


def said(kind: str, content: bytes, real: RealFile) -> list[str]:
    """Give what came out of a file, of the sort that it is to give."""
    found = []
    for value in load_extractors()[kind].read(io.BytesIO(content), kind, Limits()):
        if isinstance(value, Sheet) and real.as_ == "words":
            found.append(value.text)
        elif isinstance(value, Problem) and real.as_ == "reason":
            found.append(value.reason)
        elif isinstance(value, Member):
            taken = b"".join(value.chunks)
            if real.as_ == "member":
                found.append(taken.decode("utf-8", "replace"))
    return found
