"""The language facet of a search: what a page is in, not what a unit or a model looks like."""

from __future__ import annotations

from pathlib import Path

from heliograph.app import Heliograph

ROWS = "投标报价按下列规定计分。\n\n0\nX＜10\n\n100≤Y＜1000\n"
LABELS = "The annex of the tender has these labels and no other ones.\n\n民族\n"
MODEL = "IPC Alpha 200\n"


def languages_of(tmp_path: Path, words: str) -> set[str]:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(words, encoding="utf-8")
    with Heliograph.create(tmp_path / "case", ask=[tmp_path / "in"]) as opened:
        opened.run()
        digests = {one.digest for one in opened.rows.documents() if one.digest is not None}
        return {one for entry in opened.rows.index_entries(digests) for one in entry.language}


def test_a_letter_in_a_row_of_figures_makes_no_chinese_page_an_english_one(tmp_path):
    assert languages_of(tmp_path, ROWS) == {"zh", "zxx"}


def test_a_chinese_label_on_an_english_page_is_found_however_short(tmp_path):
    assert languages_of(tmp_path, LABELS) == {"en", "zh"}


def test_what_little_there_is_counts_where_there_is_nothing_else(tmp_path):
    assert languages_of(tmp_path, MODEL) == {"en"}
