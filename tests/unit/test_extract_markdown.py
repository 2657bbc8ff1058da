"""Markdown and plain text stay as they stand; blocks point into them."""

from __future__ import annotations

from tests.extracted import Read

from heliograph.extractors.markdown import MarkdownExtractor
from heliograph.extractors.text import TextExtractor
from heliograph.seams import Limits, Title

PAGE = """---
title: "Guide to the Lumen gate"
---

# Lumen *gate*

The gate tells faces apart.
It counts them too.

It supports:

- red lamps
- **blue lamps**
  1. light blue
     and grey

| Name | Meaning |
|------|---------|
| `hat` | a hat \\| cap |
| coat | |

Setext heading
--------------

> quoted
> words

```python
run(1)
```
<!-- a remark -->
<div align="center"><b>Bold</b> words<br>
more</div>
"""


def test_plain_text_is_verbatim_without_blocks() -> None:
    read = Read(TextExtractor(), "one\r\ntwo\n\tthree")
    assert read.sheet.text == "one\r\ntwo\n\tthree"
    assert read.sheet.first_line == 1
    assert read.sheet.blocks == ()
    assert read.notes("encoding") == ["utf-8"]


def test_text_beyond_the_limit_is_cut_and_said_to_be() -> None:
    read = Read(TextExtractor(), "words " * 10, limits=Limits(text_chars=20))
    assert read.sheet.text == "words words words wo"
    assert read.problems == [("cut", "too-long")]


def test_every_role_is_found_where_it_stands() -> None:
    read = Read(MarkdownExtractor(), PAGE)
    assert read.sheet.text == PAGE
    assert read.words("heading") == ["Lumen *gate*", "Setext heading"]
    assert read.words("paragraph") == [
        "The gate tells faces apart.\nIt counts them too.",
        "It supports:",
        "quoted\n> words",
        "Bold</b> words<br>\nmore",
    ]
    assert read.words("item") == ["red lamps", "blue lamps", "light blue\n     and grey"]
    assert read.words("row") == ["Name | Meaning", "`hat` | a hat \\| cap", "coat |"]
    assert read.words("code") == ['title: "Guide to the Lumen gate"', "run(1)"]
    assert read.words("comment") == ["<!-- a remark -->"]
    assert Title(text="Guide to the Lumen gate") in read.found


def test_levels_lists_and_tables_are_known() -> None:
    read = Read(MarkdownExtractor(), PAGE)
    assert [b.level for b in read.sheet.blocks if b.role == "heading"] == [1, 2]
    assert [b.level for b in read.sheet.blocks if b.role == "item"] == [1, 1, 2]
    assert read.container("red lamps").about == "It supports:"
    assert read.container("`hat`").header == ("Name", "Meaning")


def test_front_matter_and_comments_are_not_the_text_proper() -> None:
    read = Read(MarkdownExtractor(), PAGE)
    aside = [PAGE[b.start : b.end] for b in read.sheet.blocks if not b.main]
    assert aside == ['title: "Guide to the Lumen gate"', "<!-- a remark -->"]


def test_the_first_heading_is_the_title_where_none_is_given() -> None:
    assert Title(text="Lumen gate") in Read(MarkdownExtractor(), "# Lumen [gate](x)\n\nwords").found


def test_carriage_returns_shift_nothing() -> None:
    read = Read(MarkdownExtractor(), PAGE.replace("\n", "\r\n"))
    assert read.words("row")[0] == "Name | Meaning"
    assert read.words("heading") == ["Lumen *gate*", "Setext heading"]


def test_a_table_in_html_has_rows() -> None:
    read = Read(
        MarkdownExtractor(),
        "<table>\n<tr><th>Name</th><th>Use</th></tr>\n<tr><td>hat</td><td>none</td></tr>\n</table>\n",
    )
    assert read.words("row") == ["Name</th><th>Use", "hat</td><td>none"]
    assert read.container("hat").kind == "table"


def test_types_in_code_give_entries_and_fields() -> None:
    read = Read(
        MarkdownExtractor(),
        "# Types\n\n```c\nenum HAT {\n  NONE, // 无\n  RED // 红\n};\n```\n\nend\n",
    )
    assert read.words("entry") == ["NONE, // 无", "RED // 红"]
    assert read.container("RED").name == "HAT"
    assert read.words("paragraph") == ["end"]


def test_paragraphs_set_in_by_four_spaces_are_no_code_unless_code_stands_among_them() -> None:
    prose = "系统可以识别进入区域的人员并发出告警。"
    alone = Read(MarkdownExtractor(), f"# 说明\n\n    {prose}\n")
    assert (alone.words("paragraph"), alone.words("code")) == ([prose], [])
    mixed = Read(MarkdownExtractor(), f"# 说明\n\n    {prose}\n\n    int a = 1;\n")
    assert mixed.words("paragraph") == []
    assert mixed.words("code") == [f"{prose}\n\n    int a = 1;"]


def test_words_right_below_a_table_are_no_row() -> None:
    read = Read(MarkdownExtractor(), "| a | b |\n|---|---|\n| c | d |\nnote below\n")
    assert read.words("row") == ["a | b", "c | d"]
    assert read.words("paragraph") == ["note below"]


def test_a_huge_text_is_covered_to_its_end() -> None:
    text = "# one\n\n" + ("words " * 200 + "\n\n") * 1_300 + "the last words\n"
    read = Read(MarkdownExtractor(), text)
    assert read.words()[-1] == "the last words"
