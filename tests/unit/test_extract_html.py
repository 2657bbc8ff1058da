"""Web pages are read as a reader sees them, and every stretch knows its source line."""

from __future__ import annotations

import io
import time

from tests.extracted import Read

from heliograph.extractors.html import HtmlExtractor
from heliograph.records import Note
from heliograph.seams import Limits, Title

HTML = "text/html"

PAGE = """<!DOCTYPE html>
<html lang="zh"><head>
<meta charset="utf-8"><title>Lumen &amp; Co</title>
<meta name="author" content="The press office">
<meta property="article:published_time" content="2024-05-06">
<link rel="canonical" href="https://lumen.example/gate">
<style>p { color: red }</style><script>var hat = "not text";</script>
</head>
<body>
<nav><a href="/home">Home</a> <a href="mailto:a@lumen.example">Mail</a></nav>
<article>
<h1>The gate
 of Lumen</h1>
<p>It tells <b>faces</b>
apart.</p>
<p>人脸
识别&emsp;系统<br>另一段</p>
<p style="display: none">hidden words</p>
<ul><li>red<ul><li>light red</li></ul></li>
<li>blue</li></ul>
<table><caption>Hats</caption>
<tr><th>Name</th><th>Use</th></tr>
<tr><td>cap<br>small</td><td><p>sun</p><p>rain</p></td></tr>
<tr><td></td><td>none</td></tr>
</table>
<pre>
a = 1
  b
</pre>
<a href="gate.pdf">sheet</a>
</article>
<footer>All rights reserved</footer>
</body></html>
"""


def test_words_come_in_order_and_roles_are_known() -> None:
    read = Read(HtmlExtractor(), PAGE, HTML)
    assert read.sheet.text == (
        "Home Mail\nThe gate of Lumen\nIt tells faces apart.\n人脸识别\u2003系统\n另一段\n"
        "red\nlight red\nblue\nHats\nName | Use\ncap small | sun rain\n| none\na = 1\n  b\nsheet\n"
        "All rights reserved"
    )
    assert read.words("heading") == ["The gate of Lumen"]
    assert read.words("item") == ["red", "light red", "blue"]
    assert read.words("row") == ["Name | Use", "cap small | sun rain", "| none"]
    assert read.words("code") == ["a = 1\n  b"]


def test_each_stretch_knows_its_line() -> None:
    read = Read(HtmlExtractor(), PAGE, HTML)
    lines = PAGE.splitlines()
    for words in ("Home", "It tells", "apart.", "识别", "另一段", "blue", "cap", "a = 1", "  b"):
        assert words.strip() in lines[read.line(words) - 1]


def test_a_table_has_its_name_and_header() -> None:
    table = Read(HtmlExtractor(), PAGE, HTML).container("cap small")
    assert (table.name, table.header) == ("Hats", ("Name", "Use"))


def test_furniture_is_not_the_text_proper() -> None:
    read = Read(HtmlExtractor(), PAGE, HTML)
    aside = {read.sheet.text[b.start : b.end] for b in read.sheet.blocks if not b.main}
    assert {"Home Mail", "All rights reserved"} <= aside
    assert "It tells faces apart." not in aside


def test_what_the_page_says_of_itself_is_noted() -> None:
    read = Read(HtmlExtractor(), PAGE, HTML)
    assert Title(text="Lumen & Co") in read.found
    assert read.notes("author") == ["The press office"]
    assert read.notes("published") == ["2024-05-06"]
    assert read.notes("language") == ["zh"]
    assert read.notes("canonical") == ["https://lumen.example/gate"]
    assert read.notes("link") == ["https://lumen.example/home", "https://lumen.example/gate.pdf"]


def test_hidden_words_are_a_note_and_no_text() -> None:
    read = Read(HtmlExtractor(), PAGE, HTML)
    assert read.notes("hidden-text") == ["hidden words"]
    assert "hidden words" not in read.sheet.text


def test_the_declared_charset_is_weighed_not_believed() -> None:
    page = "<meta charset={}><p>平台支持人脸识别与告警功能</p>"
    for declared in ("gb2312", "utf-8", "iso-8859-1"):
        read = Read(HtmlExtractor(), page.format(declared).encode("gbk"), HTML)
        assert read.sheet.text == "平台支持人脸识别与告警功能"


def test_tables_that_arrange_the_page_are_no_tables() -> None:
    read = Read(
        HtmlExtractor(),
        "<table><tr><td><table><tr><td>a</td><td>b</td></tr></table></td>"
        "<td><h2>Head</h2><p>Words</p></td></tr></table>",
        HTML,
    )
    assert read.words("row") == ["a | b"]
    assert read.words("heading") == ["Head"]


def test_a_long_line_broken_by_layout_stays_one_block() -> None:
    long = "系统可以对进入该区域的全部人员进行自动的识别和比对并且在发现目标"
    read = Read(HtmlExtractor(), f"<p>{long}<br>时发出告警。<br>标题<br>正文</p>", HTML)
    assert read.words() == [f"{long}\n时发出告警。", "标题", "正文"]


def test_pages_that_are_none_are_read_all_the_same() -> None:
    assert Read(HtmlExtractor(), "", HTML).sheet.text == ""
    assert Read(HtmlExtractor(), "words <b>only", HTML).sheet.text == "words only"
    assert "words" in Read(HtmlExtractor(), "<<<>&#xD800;&#0;words&bogus;<p", HTML).sheet.text
    deep = Read(HtmlExtractor(), "<div>" * 3000 + "deep" + "</div>" * 3000 + "<p>after", HTML)
    assert deep.sheet.text.split() == ["deep", "after"]


def test_lines_are_known_beyond_65535() -> None:
    page = "<body>" + "<br>\n" * 70_000 + "<p>last words</p>"
    assert Read(HtmlExtractor(), page, HTML).line("last words") == 70_001


def test_links_are_bounded_and_nothing_is_fetched() -> None:
    page = "".join(f'<a href="https://lumen.example/{n}">{n}</a>' for n in range(700))
    read = Read(HtmlExtractor(), page + '<img src="http://127.0.0.1:9/beacon.png">', HTML)
    assert len(read.notes("link")) == 500
    assert Note(key="links-left-out", value="more than 500") in read.found


def test_too_much_text_is_cut() -> None:
    read = Read(HtmlExtractor(), "<p>one two</p><p>three</p>", HTML, limits=Limits(text_chars=12))
    assert read.problems == [("cut", "too-long")]


def test_a_large_page_takes_little_time() -> None:
    row = "<tr><td>cell words</td><td>平台支持人脸识别</td></tr>\n"
    page = "<table>" + row * 4_000 + "</table>"
    began = time.perf_counter()
    assert len(list(HtmlExtractor().read(io.BytesIO(page.encode()), HTML, Limits()))) >= 2
    assert time.perf_counter() - began < 5
