"""What comes out of a Word document: the body with its roles, and all that stands beside it."""

import io
import zipfile
from typing import Any

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.extractors.docx import DocxExtractor
from heliograph.records import Block, Note
from heliograph.seams import Limits, Member, Sheet, Title

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STRICT = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
OTHERS = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def package(body: str, parts: dict[str, str] | None = None, relations: str = "") -> bytes:
    """Make a package from the inside of its body and from parts, each named by its relation."""
    parts = parts or {}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        head = f"<w:document {W} {OTHERS}><w:body>"
        archive.writestr("word/document.xml", f"{head}{body}</w:body></w:document>")
        for kind, content in parts.items():
            relations += f'<Relationship Id="r{kind}" Type="{KINDS}/{kind}" Target="{kind}.xml"/>'
            archive.writestr(f"word/{kind}.xml", content)
        archive.writestr(
            "word/_rels/document.xml.rels", f"<Relationships>{relations}</Relationships>"
        )
    return out.getvalue()


def p(words: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"


def read(content: bytes) -> list[Any]:
    return list(DocxExtractor().read(io.BytesIO(content), "", Limits()))


def sheet_of(content: bytes) -> Sheet:
    (sheet,) = [value for value in read(content) if isinstance(value, Sheet)]
    return sheet


def told(sheet: Sheet) -> list[tuple[str, int, str]]:
    """Each block as its role, level and words."""
    return [
        (block.role, block.level, sheet.text[block.start : block.end]) for block in sheet.blocks
    ]


def container_of(sheet: Sheet, block: Block):
    return None if block.container is None else sheet.containers[block.container]


def saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_headings_paragraphs_items_and_tables_have_their_roles():
    document = docx.Document()
    document.add_heading("设备要求", 1)
    document.add_paragraph("The camera sees.")
    document.add_heading("Fields", 2)
    document.add_paragraph("first", style="List Bullet")
    document.add_paragraph("second", style="List Number 2")
    table = document.add_table(2, 2)
    for row, cells in zip(table.rows, [("Name", "含义"), ("nation", "民族\n代码")], strict=True):
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    sheet = sheet_of(saved(document))
    assert told(sheet) == [
        ("heading", 1, "设备要求"),
        ("paragraph", 0, "The camera sees."),
        ("heading", 2, "Fields"),
        ("item", 1, "first"),
        ("item", 1, "second"),
        ("row", 0, "Name | 含义"),
        ("row", 0, "nation | 民族 代码"),
    ]
    assert container_of(sheet, sheet.blocks[-1]).header == ("Name", "含义")
    assert sheet.number == 1


def test_a_style_that_leans_on_a_heading_is_one():
    styles = (
        f'<w:styles {W}><w:style w:type="paragraph" w:styleId="h2"><w:name w:val="heading 2"/>'
        '</w:style><w:style w:type="paragraph" w:styleId="own"><w:name w:val="Ours"/>'
        '<w:basedOn w:val="h2"/></w:style><w:style w:type="paragraph" w:styleId="ring">'
        '<w:name w:val="ring"/><w:basedOn w:val="ring"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="lvl"><w:name w:val="Level"/><w:pPr>'
        '<w:outlineLvl w:val="2"/></w:pPr></w:style></w:styles>'
    )
    body = (
        p("a", '<w:pStyle w:val="own"/>')
        + p("b", '<w:pStyle w:val="ring"/>')
        + p("c", '<w:outlineLvl w:val="3"/>')
        + p("d", '<w:pStyle w:val="lvl"/>')
        + p("e", '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="4"/></w:numPr>')
        + p("f", '<w:numPr><w:numId w:val="0"/></w:numPr>')
    )
    assert told(sheet_of(package(body, {"styles": styles}))) == [
        ("heading", 2, "a"),
        ("paragraph", 0, "b"),
        ("heading", 4, "c"),
        ("heading", 3, "d"),
        ("item", 2, "e"),
        ("paragraph", 0, "f"),
    ]


def test_what_stands_beside_the_body_is_not_main_and_says_where_it_stands():
    parts = {
        "header": f"<w:hdr {W}>{p('running title')}</w:hdr>",
        "footnotes": (
            f'<w:footnotes {W}><w:footnote w:type="separator">{p("---")}</w:footnote>'
            f"<w:footnote>{p('see annex')}</w:footnote></w:footnotes>"
        ),
        "comments": f"<w:comments {W}><w:comment>{p('delete?')}</w:comment></w:comments>",
    }
    sheet = sheet_of(package(p("body"), parts))
    beside = [
        (container_of(sheet, block).name, sheet.text[block.start : block.end], block.main)
        for block in sheet.blocks[1:]
    ]
    assert beside == [
        ("footnotes", "see annex", False),
        ("comments", "delete?", False),
        ("header", "running title", False),
    ]


def test_a_text_box_is_read_once_and_where_it_is_anchored():
    box = f"<w:txbxContent>{p('boxed')}</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>before </w:t></w:r><w:r><mc:AlternateContent><mc:Choice>"
        f"<w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox>"
        "</w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>after</w:t></w:r></w:p>"
    ) + p("next")
    sheet = sheet_of(package(body))
    assert [words for _, _, words in told(sheet)] == ["before after", "boxed", "next"]
    assert container_of(sheet, sheet.blocks[1]).name == "text box"


def test_hidden_and_deleted_words_are_notes_and_not_text():
    body = (
        "<w:p><w:r><w:t>shown</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t> too</w:t></w:r>'
        "<w:del><w:r><w:delText>deleted</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>, added</w:t></w:r></w:ins></w:p>"
        "<w:tbl><w:tr><w:tc>" + p("a") + "</w:tc><w:tc>" + p("b") + "</w:tc></w:tr><w:tr>"
        "<w:trPr><w:del/></w:trPr><w:tc>"
        + p("gone")
        + "</w:tc><w:tc>"
        + p("row")
        + "</w:tc></w:tr></w:tbl>"
    )
    values = read(package(body))
    assert next(one for one in values if isinstance(one, Sheet)).text == "shown too, added\na | b"
    assert [(one.key, one.value) for one in values if isinstance(one, Note)] == [
        ("docx:hidden-text", "hidden"),
        ("docx:deleted-text", "deleted"),
        ("docx:deleted-text", "gone | row"),
    ]


def test_signs_between_words_are_kept_and_codes_are_not():
    body = (
        "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/>"
        "<w:t>c</w:t><w:noBreakHyphen/><w:softHyphen/><w:t>d</w:t><w:sym w:char='2611'/>"
        "<w:instrText>PAGE</w:instrText></w:r><w:r><w:ruby><w:rt><w:r><w:t>yin</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>音</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>"
    )
    assert sheet_of(package(body)).text == "a\tb\nc\u2011d☑音"


def test_a_table_of_one_column_is_only_a_frame():
    body = "<w:tbl><w:tr><w:tc>" + p("one") + p("two") + "</w:tc></w:tr></w:tbl>"
    assert told(sheet_of(package(body))) == [("paragraph", 0, "one"), ("paragraph", 0, "two")]


def test_a_line_above_the_columns_is_the_caption_of_a_table():
    def row(*cells: str) -> str:
        return "<w:tr>" + "".join(f"<w:tc>{p(cell)}</w:tc>" for cell in cells) + "</w:tr>"

    body = "<w:tbl>" + row("Parameters") + row("", "Unit") + row("rate", "fps") + "</w:tbl>"
    sheet = sheet_of(package(body))
    assert [words for _, _, words in told(sheet)] == ["Parameters", " | Unit", "rate | fps"]
    assert (sheet.containers[0].name, sheet.containers[0].header) == ("Parameters", ("", "Unit"))


def test_words_inside_wrappers_are_found():
    body = (
        f"<w:sdt><w:sdtPr/><w:sdtContent>{p('in a control')}</w:sdtContent></w:sdt>"
        "<w:p><w:hyperlink><w:smartTag><w:r><w:t>linked</w:t></w:r></w:smartTag></w:hyperlink></w:p>"
    )
    assert sheet_of(package(body)).text == "in a control\nlinked"


def test_the_strict_form_of_the_format_is_read_alike():
    content = package(p("strict", '<w:outlineLvl w:val="0"/>'))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(W.encode(), STRICT.encode()))
    assert told(sheet_of(out.getvalue())) == [("heading", 1, "strict")]


def test_properties_and_what_it_would_fetch_are_told():
    document = docx.Document()
    document.core_properties.title = "技术规格"
    document.core_properties.author = "Bureau"
    values = read(saved(document))
    assert Title(text="技术规格") in values
    assert Note(key="docx:creator", value="Bureau") in values
    outside = (
        f'<Relationship Id="x" Type="{KINDS}/attachedTemplate" Target="http://t.example/a.dotm" '
        'TargetMode="External"/><Relationship Id="y" TargetMode="External" '
        f'Type="{KINDS}/hyperlink" Target="http://h.example/"/>'
    )
    values = read(package(p("x"), relations=outside))
    notes = [value for value in values if isinstance(value, Note)]
    assert notes == [
        Note(key="docx:outside", value="attachedTemplate: http://t.example/a.dotm"),
        Note(key="docx:link", value="http://h.example/"),
    ]


def test_a_template_that_the_settings_would_fetch_is_told():
    out = io.BytesIO(package(p("x")))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(
            "word/_rels/settings.xml.rels",
            f'<Relationships><Relationship Id="t" Type="{KINDS}/attachedTemplate" '
            'Target="http://t.example/remote.dotm" TargetMode="External"/></Relationships>',
        )
    notes = [value for value in read(out.getvalue()) if isinstance(value, Note)]
    assert notes == [
        Note(key="docx:outside", value="attachedTemplate: http://t.example/remote.dotm")
    ]


def test_embedded_files_and_pictures_are_members():
    out = io.BytesIO(package(p("x")))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/embeddings/oleObject1.bin", b"inner")
        archive.writestr("word/media/image1.png", b"picture")
    taken = [
        (value.name, b"".join(value.chunks))
        for value in DocxExtractor().read(out, "", Limits())
        if isinstance(value, Member)
    ]
    assert taken == [
        ("word/embeddings/oleObject1.bin", b"inner"),
        ("word/media/image1.png", b"picture"),
    ]


def test_a_document_cut_short_gives_what_it_still_has():
    content = package("".join(p(f"paragraph {at} " + "x" * (at % 7)) for at in range(5000)))
    values = read(content[: len(content) // 2])
    sheet = next(value for value in values if isinstance(value, Sheet))
    assert sheet.text.startswith("paragraph 0\nparagraph 1 x\n")
    assert values[-1].outcome == "damaged"


def test_entities_are_not_expanded_and_nothing_is_fetched(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "word/document.xml",
            f'<!DOCTYPE d [<!ENTITY e SYSTEM "{secret.as_uri()}"><!ENTITY i "inner">]>'
            f"<w:document {W}><w:body>{p('a&e;&i;b')}</w:body></w:document>",
        )
    assert "secret" not in sheet_of(out.getvalue()).text


def test_nesting_without_end_is_damage_not_a_crash():
    deep = "<w:sdt><w:sdtContent>" * 5000
    values = read(package(p("before") + deep))
    assert next(one for one in values if isinstance(one, Sheet)).text == "before"
    assert values[-1].outcome == "damaged"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a package"])
def test_what_is_no_package_is_damaged(content):
    assert read(content)[-1].outcome == "damaged"


letters = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=8)


@given(st.lists(st.tuples(st.sampled_from(["p", "tbl"]), letters, letters), max_size=6))
def test_blocks_cover_the_text_in_order(drawn):
    body = "".join(
        p(a + b)
        if kind == "p"
        else f"<w:tbl><w:tr><w:tc>{p(a)}</w:tc><w:tc>{p(b)}</w:tc></w:tr></w:tbl>"
        for kind, a, b in drawn
    )
    sheet = sheet_of(package(body))
    expected = [a + b if kind == "p" else f"{a} | {b}" for kind, a, b in drawn]
    assert [words for _, _, words in told(sheet)] == expected
    assert sheet.text == "\n".join(expected)
