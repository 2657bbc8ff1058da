"""Every real text, page and table is told for what it is and read without a complaint."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path

import pytest

from heliograph.extractors.delimited import DelimitedExtractor
from heliograph.extractors.field_table import FieldTableExtractor
from heliograph.extractors.html import HtmlExtractor
from heliograph.extractors.json_text import JsonExtractor
from heliograph.extractors.kinds import media_type_of
from heliograph.extractors.markdown import MarkdownExtractor
from heliograph.extractors.source_code import SourceCodeExtractor
from heliograph.extractors.text import TextExtractor
from heliograph.extractors.xml import XmlExtractor
from heliograph.records import Problem
from heliograph.seams import Extractor, Limits, Sheet
from heliograph.testing import check_sheet

READERS: tuple[Extractor, ...] = (
    DelimitedExtractor(),
    FieldTableExtractor(),
    HtmlExtractor(),
    JsonExtractor(),
    MarkdownExtractor(),
    SourceCodeExtractor(),
    TextExtractor(),
    XmlExtractor(),
)
TABLE: dict[str, Extractor] = {kind: one for one in READERS for kind in one.media_types}

ENDINGS = {
    "md": {"text/markdown"},
    "csv": {"text/csv", "text/tab-separated-values"},
    "html": {"text/html"},
    "xml": {"application/xml"},
    "jsonl": {"application/x-ndjson"},
    "rst": {"text/plain"},
    "txt": {"text/plain", "text/x-field-table"},
    "eml": {"message/rfc822"},
    "pdf": {"application/pdf", "application/x-empty"},
    "zip": {"application/zip"},
    "gz": {"application/gzip", "application/warc"},
    "warc": {"application/warc"},
    "7z": {"application/x-7z-compressed"},
    "rar": {"application/vnd.rar"},
    "tar": {"application/x-tar"},
    "jpg": {"image/jpeg"},
    "jpeg": {"image/jpeg"},
    "png": {"image/png"},
}


def _texts(corpus: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(corpus.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                kind = media_type_of(file, path.name)
            if kind in TABLE:
                yield path, kind


def _sheet(path: Path, kind: str) -> tuple[Sheet, list[Problem]]:
    with path.open("rb") as file:
        found = list(TABLE[kind].read(file, kind, Limits()))
    (sheet,) = [one for one in found if isinstance(one, Sheet)]
    return sheet, [one for one in found if isinstance(one, Problem)]


@pytest.mark.corpus
def test_kinds_are_what_the_keepers_of_the_corpus_named_them(corpus: Path) -> None:
    for path in sorted(corpus.rglob("*.*")):
        expected = ENDINGS.get(path.suffix[1:])
        if path.is_file() and expected:
            with path.open("rb") as file:
                assert media_type_of(file, path.name) in expected, path.name


@pytest.mark.corpus
def test_every_text_is_read_whole_and_without_a_problem(corpus: Path) -> None:
    count = 0
    for path, kind in _texts(corpus):
        sheet, problems = _sheet(path, kind)
        check_sheet(sheet)
        assert problems == [], path.name
        count += 1
    assert count > 100


@pytest.mark.corpus
def test_blocks_leave_no_words_out(corpus: Path) -> None:
    marks = re.compile(r"</?\w[^>]*>|^\s*(?:```|~~~).*$|\[lines [\d-]+\]", re.MULTILINE)
    for path, kind in _texts(corpus):
        sheet, _ = _sheet(path, kind)
        at = 0
        for block in sheet.blocks:
            between = marks.sub("", sheet.text[at : block.start])
            assert not re.search(r"[^\W\d_]{3}", between), (path.name, between[:80])
            at = block.end


@pytest.mark.corpus
def test_labelled_words_are_found_on_the_line_where_they_stand(corpus: Path) -> None:
    sheets = {
        path.relative_to(corpus).as_posix(): _sheet(path, kind)[0] for path, kind in _texts(corpus)
    }
    found = asked = 0
    for line in (corpus / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        sheet = sheets.get(label["file"])
        # Labels of web pages can hold tags and entities, which no reader of the page sees.
        if sheet is None or re.search(r"&\w+;|<\w|^>", label["quote"]):
            continue
        asked += 1
        found += str(label["page_or_line"]) in {str(one) for one in _lines(sheet, label["quote"])}
    assert asked > 450
    assert found == asked


def _lines(sheet: Sheet, quote: str) -> Iterator[int]:
    starts = [mark.start for mark in sheet.marks]
    for match in re.finditer(re.escape(quote), sheet.text):
        if sheet.first_line is not None:
            yield sheet.first_line + sheet.text.count("\n", 0, match.start())
        else:
            yield sheet.marks[bisect_right(starts, match.start()) - 1].line
