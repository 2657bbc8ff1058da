"""What kind of file some bytes are is told from the bytes."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import sqlite3
import tarfile
import zipfile
from pathlib import Path

import pytest

from heliograph.extractors.kinds import media_type_of
from heliograph.extractors.text import TextExtractor
from heliograph.media import family
from heliograph.seams import Limits, Sheet

OFFICE = "application/vnd.openxmlformats-officedocument."


def kind(content: bytes | str, name: str = "x") -> str:
    return media_type_of(
        io.BytesIO(content.encode() if isinstance(content, str) else content), name
    )


def zipped(*names: str, first: bytes = b"words") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, first)
            first = b"words"
    return buffer.getvalue()


def ole(*streams: str) -> bytes:
    """The header of an OLE file and a directory that lists these streams."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[30:32] = (9).to_bytes(2, "little")
    header[48:52] = (0).to_bytes(4, "little")
    listed = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return bytes(header) + listed


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "application/x-empty"),
        (b"%PDF-1.7\n1 0 obj", "application/pdf"),
        (b"HTTP/1.1 200 OK\r\n\r\n%PDF-1.4\n1 0 obj <<>>", "application/pdf"),
        (gzip.compress(b"words", mtime=0), "application/gzip"),
        (bz2.compress(b"words"), "application/x-bzip2"),
        (lzma.compress(b"words"), "application/x-xz"),
        (b"\x28\xb5\x2f\xfd\x24\x05", "application/zstd"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "application/x-7z-compressed"),
        (b"Rar!\x1a\x07\x01\0", "application/vnd.rar"),
        (b"\x89PNG\r\n\x1a\n\0\0", "image/png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
        (b"GIF89a\1\0\1\0", "image/gif"),
        (b"II*\0\x08\0\0\0", "image/tiff"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0", "image/bmp"),
        (b"WARC/1.0\r\nWARC-Type: warcinfo\r\n", "application/warc"),
        (b"{\\rtf1\\ansi words}", "application/rtf"),
        (ole("Root Entry", "WordDocument"), "application/msword"),
        (ole("Root Entry", "Workbook"), "application/vnd.ms-excel"),
        (ole("Root Entry", "PowerPoint Document"), "application/vnd.ms-powerpoint"),
        (ole("Root Entry", "__properties_version1.0"), "application/vnd.ms-outlook"),
        (
            ole("Root Entry", "EncryptionInfo", "EncryptedPackage"),
            "application/vnd.ms-office.encrypted",
        ),
        (bytes(range(256)) * 4, "application/octet-stream"),
    ],
)
def test_a_signature_is_enough(content: bytes, expected: str) -> None:
    assert kind(content, "misleading.txt") == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (zipped("[Content_Types].xml", "word/document.xml"), OFFICE + "wordprocessingml.document"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), OFFICE + "spreadsheetml.sheet"),
        (zipped("ppt/presentation.xml"), OFFICE + "presentationml.presentation"),
        (zipped("META-INF/MANIFEST.MF", "a/B.class"), "application/java-archive"),
        (zipped("report.txt"), "application/zip"),
        (zipped("folder/word/document.xml"), "application/zip"),
        (
            zipped("mimetype", "content.xml", first=b"application/vnd.oasis.opendocument.text"),
            "application/vnd.oasis.opendocument.text",
        ),
        (zipped("mimetype", "x.opf", first=b"application/epub+zip"), "application/epub+zip"),
        (zipped("a.zip", first=zipped("ppt/presentation.xml")), "application/zip"),
        (zipped("inside.pdf", first=b"%PDF-1.4\n1 0 obj"), "application/zip"),
    ],
)
def test_a_zip_is_looked_into(content: bytes, expected: str) -> None:
    assert kind(content) == expected


def test_tar_is_told_before_what_it_holds() -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        member = tarfile.TarInfo("a.pdf")
        member.size = 20
        archive.addfile(member, io.BytesIO(b"%PDF-1.4\n1 0 obj <<>"))
    assert kind(buffer.getvalue()) == "application/x-tar"


def test_a_database_is_told(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute("create table words (word text)")
    connection.close()
    assert kind((tmp_path / "a.db").read_bytes()) == "application/vnd.sqlite3"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("From: a@example.org\nTo: b@example.org\nSubject: words\n\nHello", "message/rfc822"),
        ("Received: from one\n by two\nDate: Mon, 1 Jan 2024\n\nHello", "message/rfc822"),
        ("From a@example.org Mon Jan  1 00:00:00 2024\nFrom: a\n\nHello", "application/mbox"),
        ("<!-- a -->\n<!DOCTYPE HTML>\n<p>words", "text/html"),
        ("\n<html lang=zh><body>words</body></html>", "text/html"),
        ('<?xml version="1.0"?>\n<html xmlns="x"><body/></html>', "text/html"),
        ('<?xml version="1.0"?><book><title>t</title></book>', "application/xml"),
        ("<capability><race opt='1'/></capability>", "application/xml"),
        ('<svg xmlns="http://www.w3.org/2000/svg"><text>words</text></svg>', "image/svg+xml"),
        ('{"race": "unknown", "list": [1, 2]}', "application/json"),
        ('{"a": 1}\n{"a": 2}\n', "application/x-ndjson"),
        ("a,b,c\n1,2,3\n4,5,6\n7,8,9\n", "text/csv"),
        ("a\tb\n1\t2\n3\t4\n5\t6\n", "text/tab-separated-values"),
        ("# Heading\n\nSee [the list](list.md).\n", "text/markdown"),
        ("#include <stdio.h>\n#define MAX 3\nint main() { return 0; }\n", "text/x-c"),
        ("typedef enum {\n A,\n B\n} E;\n", "text/x-c"),
        ("[lines 1-3]\nA_B = 0 | one\nA_C | two\nA_D | three\n", "text/x-field-table"),
        ("Some words, then others.\nAnd a second line.\n", "text/plain"),
        ("[1] A reference, as papers have it.\n", "text/plain"),
        ("[English](a.md) | 中文\n\n# 标题\n", "text/markdown"),
        ("The header of a file begins with %PDF-1.4 as everyone knows.\n", "text/plain"),
        ("人脸识别平台的建设方案\n".encode("utf-16-le"), "text/plain"),
        ("人脸识别平台的建设方案\n".encode("gb18030"), "text/plain"),
        ("<p align=center>logo</p>\n\n# Name\n\n```\nrun\n```\n", "text/markdown"),
    ],
)
def test_dialects_of_text_are_told_without_a_name(content: str | bytes, expected: str) -> None:
    assert kind(content, "nameless") == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.md", "text/markdown"),
        ("a.h", "text/x-c"),
        ("a.csv", "text/csv"),
        ("a.py", "text/x-python"),
        ("a.pdf", "text/plain"),
        ("a.docx", "text/plain"),
    ],
)
def test_a_name_chooses_only_between_dialects_of_plain_text(name: str, expected: str) -> None:
    assert kind("just words here\n", name) == expected


def test_a_table_named_csv_that_is_cut_by_tabs_is_what_it_is() -> None:
    assert kind("a\tb\tc, d\n1\t2\t3\n", "a.csv") == "text/tab-separated-values"


def test_large_json_is_told_from_its_beginning() -> None:
    assert kind('[{"name": "words of some length", "value": 12}, ' * 500) == "application/json"


def test_a_program_with_a_zip_behind_it_is_an_archive() -> None:
    assert kind(b"MZ\x90\0" + bytes(200) + zipped("a.txt")) == "application/zip"


def test_telling_leaves_the_file_at_its_start() -> None:
    file = io.BytesIO(b"words and words, " * 5000)
    media_type_of(file, "a")
    assert file.tell() == 0


def test_every_kind_has_a_family() -> None:
    assert family("application/pdf") == "pdf"
    assert family("text/x-field-table") == "source code"
    assert family(OFFICE + "spreadsheetml.sheet") == "table"
    assert family(OFFICE + "wordprocessingml.document") == "office"
    assert family("image/heic") == "picture"
    assert family("text/troff") == "text"
    assert family("application/x-unheard-of") == "data"


@pytest.mark.parametrize(
    "content",
    [
        b"short\x07",
        "\x1b[31m维族告警\x1b[0m\x07".encode(),
        "告警\x07 维族".encode("gb18030"),
        b"a\x08ab\x08b  NAME\x0b\x0e\x0f",
        b"last line of an old file\r\n\x1a",
    ],
)
def test_text_with_controls_of_a_terminal_is_text_and_is_kept_as_it_stands(content):
    assert kind(content) == "text/plain"
    *_, sheet = TextExtractor().read(io.BytesIO(content), "text/plain", Limits())
    assert isinstance(sheet, Sheet)
    assert sheet.text.encode("utf-8" if b"\xe7" in content else "gb18030") == content


@pytest.mark.parametrize(
    "content",
    [
        b"\x07\x1b\x07\x1ba",
        b"\x01\x02\x03\x04\x05abc",
        bytes(range(32)) * 9,
    ],
)
def test_controls_with_hardly_a_word_between_them_are_no_text(content):
    assert kind(content) == "application/octet-stream"


def test_packed_bytes_are_not_taken_for_text_of_a_terminal():
    chance = random.Random(7)
    sizes = [chance.randint(64, 4_000) for _ in range(300)]
    taken = [kind(chance.randbytes(size)) for size in sizes]
    assert taken.count("application/octet-stream") == len(taken)
