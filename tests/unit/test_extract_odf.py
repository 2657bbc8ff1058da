"""What comes out of OpenDocument packages: hidden words, links, pictures, and what is locked."""

from __future__ import annotations

import io
import zipfile

import pytest
from tests.extracted import Read

from heliograph.extractors.odp import OdpExtractor
from heliograph.extractors.odt import OdtExtractor
from heliograph.extractors.xlsx import ODS, XlsxExtractor
from heliograph.seams import Extractor, Limits, Member

ROOT = "urn:oasis:names:tc:opendocument:xmlns:"
NAMES = " ".join(
    f'xmlns:{short}="{ROOT}{long}:1.0"'
    for short, long in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("style", "style"),
        ("meta", "meta"),
        ("presentation", "presentation"),
        ("manifest", "manifest"),
    )
)
XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'


def package(body: str, kind: str = "text", parts: dict[str, str | bytes] | None = None) -> bytes:
    """Make a package from the inside of its body and from other parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        head = f"<office:document-content {NAMES} {XLINK}><office:body><office:{kind}>"
        archive.writestr(
            "content.xml", f"{head}{body}</office:{kind}></office:body></office:document-content>"
        )
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return out.getvalue()


def read(body: str, parts: dict[str, str | bytes] | None = None) -> Read:
    return Read(OdtExtractor(), package(body, parts=parts))


def p(words: str) -> str:
    return f"<text:p>{words}</text:p>"


def test_signs_in_words_are_written_out_and_blanks_are_one() -> None:
    body = p('a\n   b<text:s text:c="3"/>c<text:tab/>d<text:line-break/>e<!-- not said -->f')
    assert read(body).sheet.text == "a b   c\td\nef"


def test_words_in_sections_links_frames_and_contents_have_their_place() -> None:
    link = p("see <text:a xlink:href='x'>this</text:a>")
    frame = f"<draw:frame><draw:text-box>{p('boxed')}</draw:text-box></draw:frame>"
    found = read(
        f"<text:section>{p('in a section')}</text:section>"
        f"<text:table-of-content><text:index-body>{p('Contents 1')}</text:index-body>"
        f"</text:table-of-content>{link}{p('before' + frame)}"
    )
    assert found.words() == ["in a section", "Contents 1", "see this", "before", "boxed"]
    assert [one.main for one in found.sheet.blocks] == [True, False, True, True, True]
    assert found.container("boxed").name == "text box"


def test_cells_that_are_said_once_for_many_stand_as_often_as_they_are_shown() -> None:
    row = (
        '<table:table-row><table:table-cell table:number-columns-repeated="2">'
        + p("a")
        + '</table:table-cell><table:table-cell table:number-columns-repeated="999999999"/>'
        + "</table:table-row>"
    )
    many = row.replace("<table:table-row>", '<table:table-row table:number-rows-repeated="2">')
    empty = many.replace('"2"', '"1048576"').replace(p("a"), "")
    found = read(f"<table:table>{row}{many}{empty}</table:table>")
    assert found.words("row") == ["a | a"] * 3


def test_charts_and_objects_pictures_and_macros_are_found() -> None:
    chart = f"<office:chart {NAMES}>{p('Axis')}</office:chart>"
    found = read(
        p("x") + '<draw:frame><draw:image xlink:href="https://a.example/p.png"/></draw:frame>',
        parts={
            "Object 1/content.xml": chart,
            "Object 2": b"\xd0\xcf embedded",
            "Pictures/1.png": b"\x89PNG",
            "Basic/Standard/Module1.xml": "<a/>",
            "meta.xml": f"<office:document-meta {NAMES} {XLINK}><office:meta><meta:template "
            'xlink:href="https://t.example/t.ott"/></office:meta></office:document-meta>',
        },
    )
    assert found.container("Axis").name == "object"
    assert found.notes("odt:outside") == ["image: https://a.example/p.png"]
    assert found.notes("odt:macros") == ["basic/standard/module1.xml"]
    assert found.notes("odt:template") == ["https://t.example/t.ott"]
    names = [one.name for one in found.found if isinstance(one, Member)]
    assert sorted(names) == ["Object 2", "Pictures/1.png"]


@pytest.mark.parametrize(
    ("extractor", "kind"),
    [(OdtExtractor(), "text"), (OdpExtractor(), "presentation"), (XlsxExtractor(), "spreadsheet")],
)
def test_an_encrypted_package_says_so(extractor: Extractor, kind: str) -> None:
    manifest = (
        f"<manifest:manifest {NAMES}><manifest:file-entry><manifest:encryption-data/>"
        "</manifest:file-entry></manifest:manifest>"
    )
    content = package("", kind, {"META-INF/manifest.xml": manifest})
    media_type = ODS if kind == "spreadsheet" else f"application/vnd.oasis.opendocument.{kind}"
    assert Read(extractor, content, media_type).problems == [("encrypted", "password-needed")]


def test_what_stands_before_a_break_is_had() -> None:
    content = package("".join(p(f"paragraph {at}") for at in range(3)) + "<text:p>cut <broken")
    found = Read(OdtExtractor(), content)
    assert found.sheet.text.startswith("paragraph 0\nparagraph 1\nparagraph 2")
    assert found.problems == [("damaged", "not-what-it-seems")]


def test_entities_are_not_expanded(tmp_path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "content.xml",
            f'<!DOCTYPE d [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
            f"<office:document-content {NAMES}><office:body><office:text>{p('a&e;b')}"
            "</office:text></office:body></office:document-content>",
        )
    assert "secret" not in Read(OdtExtractor(), out.getvalue()).sheet.text


@pytest.mark.parametrize("extractor", [OdtExtractor(), OdpExtractor()])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a package"])
def test_what_is_no_package_is_damaged(extractor: Extractor, content: bytes) -> None:
    problems = Read(extractor, content).problems
    assert {outcome for outcome, _ in problems} == {"damaged"}


def test_slides_group_shapes_and_stop_at_the_limit() -> None:
    shape = f"<draw:g><draw:custom-shape>{p('in a group')}</draw:custom-shape></draw:g>"
    footer = f'<draw:rect presentation:class="footer">{p("foot")}</draw:rect>'
    slides = f'<draw:page draw:name="one">{shape}{footer}</draw:page><draw:page/>'
    found = Read(OdpExtractor(), package(slides, "presentation"), limits=Limits(pages=1))
    assert (found.sheet.label, found.sheet.text) == ("one", "in a group\nfoot")
    assert [one.main for one in found.sheet.blocks] == [True, False]
    assert found.problems == [("cut", "too-many-pages")]
