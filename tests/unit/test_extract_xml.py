"""XML is read without its entities: documents as documents, data with the names that explain it."""

from __future__ import annotations

import io
from pathlib import Path

from tests.extracted import Read

from heliograph.extractors.xml import XmlExtractor
from heliograph.seams import Limits, Sheet, Title

XML = "application/xml"

BOOK = """<?xml version="1.0" encoding="UTF-8"?>
<book xmlns="http://docbook.org/ns/docbook">
  <title>Gate guide</title>
  <revhistory><revision><date>May</date></revision></revhistory>
  <chapter>
    <title>Faces</title>
    <para>The gate tells <emphasis>faces</emphasis>
      apart.</para>
    <itemizedlist><listitem><para>red</para></listitem>
      <listitem><para>blue</para></listitem></itemizedlist>
    <table><title>Hats</title><tgroup><thead>
      <row><entry>Name</entry><entry><para>Use</para></entry></row></thead>
      <tbody><row><entry>cap</entry><entry>sun</entry></row></tbody></tgroup></table>
    <programlisting>a = 1
  b</programlisting>
  </chapter>
</book>
"""


def test_a_document_is_read_in_order_with_roles() -> None:
    read = Read(XmlExtractor(), BOOK, XML)
    assert read.words("heading") == ["Gate guide", "Faces", "Hats"]
    assert read.words("paragraph") == ["May", "The gate tells faces apart."]
    assert read.words("item") == ["red", "blue"]
    assert read.words("row") == ["Name | Use", "cap | sun"]
    assert read.words("code") == ["a = 1\n  b"]
    assert Title(text="Gate guide") in read.found
    table = read.container("cap")
    assert (table.name, table.header) == ("Hats", ("Name", "Use"))
    assert read.notes("root-element") == ["book"]


def test_each_stretch_knows_its_line() -> None:
    read = Read(XmlExtractor(), BOOK, XML)
    lines = BOOK.splitlines()
    for words in ("Faces", "apart.", "blue", "cap", "  b"):
        assert words.strip() in lines[read.line(words) - 1]


def test_data_keep_the_names_that_explain_them() -> None:
    read = Read(
        XmlExtractor(), '<Cap><hat opt="red,blue">red</hat><on>true</on><lamp name="x"/></Cap>', XML
    )
    assert read.words("field") == ['hat opt="red,blue": red', "on: true", 'lamp name="x"']
    assert read.container("on").name == "Cap"


def test_a_schema_shows_its_values() -> None:
    read = Read(
        XmlExtractor(),
        '<xs:schema xmlns:xs="u"><xs:enumeration value="Red"><xs:annotation>'
        "<xs:documentation>A red hat.</xs:documentation></xs:annotation></xs:enumeration>"
        "</xs:schema>",
        XML,
    )
    assert read.words() == ['enumeration value="Red"', "A red hat."]


def test_nothing_outside_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    text = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]><a>one &x; two</a>'
    assert Read(XmlExtractor(), text, XML).sheet.text == "one &x; two"


def test_laughs_do_not_multiply() -> None:
    entities = "".join(
        f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(10)
    )
    text = f'<!DOCTYPE l [<!ENTITY a "laugh">{entities}]><l>&k; words</l>'
    read = Read(XmlExtractor(), text, XML)
    assert len(read.sheet.text) < 100


def test_broken_xml_gives_its_words_and_a_problem() -> None:
    read = Read(XmlExtractor(), "<a><p>one</p><p>two <d>three</e> four", XML)
    assert read.problems == [("damaged", "not-what-it-seems")]
    assert "".join(read.sheet.text.split()) == "onetwothreefour"
    assert Read(XmlExtractor(), "no markup", XML).sheet.text == "no markup"


def test_the_encoding_that_is_declared_may_be_wrong() -> None:
    text = '<?xml version="1.0" encoding="{}"?><a><p>平台支持人脸识别与告警功能</p></a>'
    for declared, real in (("gb2312", "gbk"), ("UTF-8", "gbk"), ("gbk", "utf-8"), ("x", "utf-16")):
        read = Read(XmlExtractor(), text.format(declared).encode(real), XML)
        assert read.sheet.text == "平台支持人脸识别与告警功能"


def test_a_drawing_gives_its_words() -> None:
    read = Read(
        XmlExtractor(),
        '<svg xmlns="http://www.w3.org/2000/svg"><text x="1">Gate</text><path d="M0"/></svg>',
        "image/svg+xml",
    )
    assert read.sheet.text == "Gate"


def test_depth_ends_in_a_problem_not_a_crash() -> None:
    found = list(XmlExtractor().read(io.BytesIO(b"<a>" * 50_000), XML, Limits()))
    assert any(isinstance(one, Sheet) for one in found)
