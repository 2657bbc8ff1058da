"""What comes out of an EPUB book: chapters in the order of reading, pictures, what is locked."""

from __future__ import annotations

import io
import zipfile

import pytest
from tests.extracted import Read

from heliograph.extractors.epub import EpubExtractor
from heliograph.extractors.kinds import media_type_of
from heliograph.seams import Limits, Member, Title

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
)
CHAPTER = (
    '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml">'
    "<head><title>{0}</title></head><body><h1>{0}</h1><p>{1}</p></body></html>"
)
ITEMS = (
    '<item id="one" href="a%20b.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="two" href="Text/b.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="left" href="left.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="p" href="p.png" media-type="image/png"/>'
)


def book(spine: str, parts: dict[str, str | bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", CONTAINER)
        order = "".join(f'<itemref idref="{one}"/>' for one in spine.split())
        archive.writestr(
            "OEBPS/book.opf",
            '<package xmlns="http://www.idpf.org/2007/opf"><metadata '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>监控手册</dc:title>'
            f"<dc:creator>Example Lab</dc:creator></metadata><manifest>{ITEMS}</manifest>"
            f"<spine>{order}</spine></package>",
        )
        whole: dict[str, str | bytes] = {
            "OEBPS/a b.xhtml": CHAPTER.format("第一章", "平台支持人脸识别。"),
            "OEBPS/Text/b.xhtml": CHAPTER.format("Глава", "Вторая глава."),
            "OEBPS/left.xhtml": CHAPTER.format("Left out", "Not in the order."),
            "OEBPS/p.png": b"\x89PNG",
        }
        for name, content in (whole | (parts or {})).items():
            archive.writestr(name, content)
    return out.getvalue()


def test_chapters_come_in_the_order_of_reading_then_those_it_leaves_out() -> None:
    content = book("two one")
    assert media_type_of(io.BytesIO(content), "x") == "application/epub+zip"
    found = Read(EpubExtractor(), content)
    assert [(one.number, one.label) for one in found.sheets] == [
        (1, "Глава"),
        (2, "第一章"),
        (3, "Left out"),
    ]
    assert found.sheets[1].text == "第一章\n平台支持人脸识别。"
    assert [one.role for one in found.sheets[1].blocks] == ["heading", "paragraph"]
    assert all(block.main for sheet in found.sheets for block in sheet.blocks)
    assert Title(text="监控手册") in found.found
    assert found.notes("epub:creator") == ["Example Lab"]
    assert [one.name for one in found.found if isinstance(one, Member)] == ["OEBPS/p.png"]
    assert found.problems == []


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("http://www.w3.org/2001/04/xmlenc#aes256-cbc", [("encrypted", "password-needed")]),
        ("http://www.idpf.org/2008/embedding", []),
    ],
)
def test_a_locked_chapter_says_so_and_scrambled_fonts_do_not_count(method, expected) -> None:
    locks = (
        f'<encryption><EncryptedData><EncryptionMethod Algorithm="{method}"/><CipherData>'
        '<CipherReference URI="OEBPS/a%20b.xhtml"/></CipherData></EncryptedData></encryption>'
    )
    found = Read(EpubExtractor(), book("one two", {"META-INF/encryption.xml": locks}))
    assert found.problems == expected
    assert len(found.sheets) == (2 if expected else 3)


def test_chapters_beyond_the_limit_are_a_cut() -> None:
    found = Read(EpubExtractor(), book("one two"), limits=Limits(pages=1))
    assert found.problems == [("cut", "too-many-pages")]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a book"])
def test_what_is_no_book_is_damaged(content: bytes) -> None:
    assert {outcome for outcome, _ in Read(EpubExtractor(), content).problems} == {"damaged"}
