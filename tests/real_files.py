"""One file for each kind that is read, made by whoever else writes that kind: not by these tests.

`REAL` says of each media type who made the file, gives its bytes, and says what must come out:
words on a page, a member, or the reason why nothing does. Where no free program writes a kind,
`BY_LAYOUT` says so; those files are laid out after their specification, in the tests of their
extractors.
"""

from __future__ import annotations

import bz2
import csv
import gzip
import importlib.util
import io
import json
import lzma
import mailbox
import sqlite3
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path
from typing import Final, Literal
from xml.etree import ElementTree

import docx
import openpyxl
import pptx
import pyrage
from backports import zstd
from markdown_it import MarkdownIt
from PIL import Image, ImageDraw
from reportlab.graphics import renderSVG
from reportlab.graphics.shapes import Drawing, String
from reportlab.pdfgen.canvas import Canvas
from tests.archive_writers import disc_image, seven_zip
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "tests" / "samples"
WORDS = "Gate 4"

Makes = Callable[[Path], bytes]
"""Takes an empty folder to work in."""


@dataclass(frozen=True)
class RealFile:
    """Who writes it, its name, how it comes about, and what must come out of it."""

    by: str
    name: str
    make: Makes
    says: str = WORDS
    as_: Literal["words", "member", "reason", "picture"] = "words"


def _sample(folder: str, name: str) -> Makes:
    def make(_: Path) -> bytes:
        content = (SAMPLES / folder / name).read_bytes()
        return gzip.decompress(content) if name.endswith(".gz") else content

    return make


def _kept(*parts: str) -> Makes:
    return lambda _: ROOT.joinpath(*parts).read_bytes()


def _of_package(package: str, *parts: str) -> Makes:
    """Take a file of an installed package: source text that others wrote and others compile."""
    found = importlib.util.find_spec(package)
    assert found is not None
    assert found.origin is not None
    return lambda _: Path(found.origin or "").parent.joinpath(*parts).read_bytes()


def _pdf(_: Path) -> bytes:
    made = io.BytesIO()
    drawn = Canvas(made)
    drawn.drawString(72, 700, WORDS)
    drawn.save()
    return made.getvalue()


def _picture(kind: str) -> Makes:
    def make(_: Path) -> bytes:
        made = io.BytesIO()
        picture = Image.new("RGB", (320, 80), "white")
        ImageDraw.Draw(picture).text((20, 30), WORDS, "black")
        picture.save(made, kind)
        return made.getvalue()

    return make


def _table(separator: str) -> Makes:
    def make(_: Path) -> bytes:
        made = io.StringIO()
        rows = [["place", "words"], *([str(at), WORDS] for at in range(3))]
        csv.writer(made, delimiter=separator).writerows(rows)
        return made.getvalue().encode()

    return make


def _html(_: Path) -> bytes:
    page = MarkdownIt().render(f"# Alarm plan\n\n{WORDS}")
    return f"<!DOCTYPE html><html><body>{page}</body></html>".encode()


def _xml(_: Path) -> bytes:
    root = ElementTree.Element("plan")
    ElementTree.SubElement(root, "place").text = WORDS
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _svg(_: Path) -> bytes:
    drawing = Drawing(200, 100)
    drawing.add(String(20, 40, WORDS))
    return str(renderSVG.drawToString(drawing)).encode()


def _docx(_: Path) -> bytes:
    made, written = io.BytesIO(), docx.Document()
    written.add_paragraph(WORDS)
    written.save(made)
    return made.getvalue()


def _pptx(_: Path) -> bytes:
    made, written = io.BytesIO(), pptx.Presentation()
    title = written.slides.add_slide(written.slide_layouts[5]).shapes.title
    assert title is not None
    title.text = WORDS
    written.save(made)
    return made.getvalue()


def _xlsx(_: Path) -> bytes:
    made, written = io.BytesIO(), openpyxl.Workbook()
    written.active.append(["place", WORDS])
    written.save(made)
    return made.getvalue()


def _mail() -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@example.org", "b@example.org", "plan"
    made.set_content(WORDS)
    return made


def _mbox(folder: Path) -> bytes:
    box = mailbox.mbox(folder / "box")
    box.add(_mail())
    box.close()
    return (folder / "box").read_bytes()


def _mhtml(_: Path) -> bytes:
    made = MIMEMultipart("related", type="text/html")
    made["Snapshot-Content-Location"] = "https://example.org/"
    made.attach(MIMEText(f"<html><body><p>{WORDS}</p></body></html>", "html", "utf-8"))
    return made.as_bytes()


def _zip(_: Path) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("plan.txt", WORDS)
    return made.getvalue()


def _tar(_: Path) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        entry = tarfile.TarInfo("plan.txt")
        entry.size = len(WORDS)
        archive.addfile(entry, io.BytesIO(WORDS.encode()))
    return made.getvalue()


class _Warc(WARCWriter):  # type: ignore[misc]
    """Closes what it writes through: what it would put aside is in memory."""

    @classmethod
    def _create_temp_file(cls) -> io.BytesIO:
        return io.BytesIO()


def _warc(_: Path) -> bytes:
    made = io.BytesIO()
    writer = _Warc(made, gzip=False)
    head = StatusAndHeaders("200 OK", [("Content-Type", "text/plain")], protocol="HTTP/1.1")
    payload = io.BytesIO(WORDS.encode())
    writer.write_record(
        writer.create_warc_record(
            "https://example.org/plan.txt", "response", payload=payload, http_headers=head
        )
    )
    return made.getvalue()


def _sqlite(folder: Path) -> bytes:
    made = sqlite3.connect(folder / "made.db")
    made.execute("CREATE TABLE places (name TEXT)")
    made.execute("INSERT INTO places VALUES (?)", (WORDS,))
    made.commit()
    made.close()
    return (folder / "made.db").read_bytes()


_OFFICE: Final = "LibreOffice"
_TEXT = _SLIDES = "平台功能"
_OOXML: Final = "application/vnd.openxmlformats-officedocument"
_ODF: Final = "application/vnd.oasis.opendocument"

REAL: Final[Mapping[str, RealFile]] = {
    "application/pdf": RealFile("reportlab", "a.pdf", _pdf),
    **{
        f"image/{kind}": RealFile("Pillow", f"a.{kind}", _picture(kind.upper()), as_="picture")
        for kind in ("png", "jpeg", "tiff", "webp", "gif", "bmp")
    },
    "text/plain": RealFile("the Apache foundation", "LICENSE", _kept("LICENSE"), "Apache License"),
    "text/markdown": RealFile("this project", "README.md", _kept("README.md"), "Heliograph"),
    "text/x-c": RealFile(
        "NumPy",
        "ndarraytypes.h",
        _of_package("numpy", "_core", "include", "numpy", "ndarraytypes.h"),
        "NPY_BOOL",
    ),
    "text/x-python": RealFile("Python", "enum.py", _of_package("enum", "enum.py"), "IntFlag"),
    "text/x-javascript": RealFile(
        "Playwright",
        "index.d.ts",
        _of_package("playwright", "driver", "package", "index.d.ts"),
        "Licensed under the Apache License",
    ),
    "text/csv": RealFile("Python", "a.csv", _table(",")),
    "text/tab-separated-values": RealFile("Python", "a.tsv", _table("\t")),
    "application/json": RealFile("Python", "a.json", lambda _: json.dumps({"a": WORDS}).encode()),
    "application/x-ndjson": RealFile(
        "Python",
        "a.jsonl",
        lambda _: b"\n".join(json.dumps({"a": one}).encode() for one in (WORDS, "b")),
    ),
    "text/html": RealFile("markdown-it-py", "a.html", _html),
    "application/xml": RealFile("Python", "a.xml", _xml),
    "image/svg+xml": RealFile("reportlab", "a.svg", _svg),
    f"{_OOXML}.wordprocessingml.document": RealFile("python-docx", "a.docx", _docx),
    f"{_OOXML}.presentationml.presentation": RealFile("python-pptx", "a.pptx", _pptx),
    f"{_OOXML}.spreadsheetml.sheet": RealFile("openpyxl", "a.xlsx", _xlsx),
    "application/vnd.ms-excel": RealFile(_OFFICE, "a.xls", _sample("office", "hidden.xls"), "公开"),
    f"{_ODF}.spreadsheet": RealFile(_OFFICE, "a.ods", _sample("office", "hidden.ods"), "公开"),
    "application/msword": RealFile(_OFFICE, "a.doc", _sample("office", "specification.doc"), _TEXT),
    "application/rtf": RealFile(_OFFICE, "a.rtf", _sample("office", "specification.rtf"), _TEXT),
    f"{_ODF}.text": RealFile(_OFFICE, "a.odt", _sample("office", "specification.odt"), _TEXT),
    **{
        f"{_ODF}.text-{kind}": RealFile(
            _OFFICE, f"a.{ending}", _sample("formats", f"specification.{ending}"), _TEXT
        )
        for kind, ending in (("template", "ott"),)
    },
    "application/vnd.ms-powerpoint": RealFile(
        _OFFICE, "a.ppt", _sample("office", "slides.ppt.gz"), _SLIDES
    ),
    f"{_ODF}.presentation": RealFile(_OFFICE, "a.odp", _sample("office", "slides.odp"), _SLIDES),
    f"{_ODF}.presentation-template": RealFile(
        _OFFICE, "a.otp", _sample("formats", "slides.otp"), _SLIDES
    ),
    "application/epub+zip": RealFile(
        _OFFICE, "a.epub", _sample("formats", "specification.epub"), _TEXT
    ),
    "application/vnd.ms-office.encrypted": RealFile(
        "msoffcrypto-tool", "a.docx", _sample("formats", "locked.docx"), "password-needed", "reason"
    ),
    "message/rfc822": RealFile("Python", "a.eml", lambda _: _mail().as_bytes()),
    "application/mbox": RealFile("Python", "a.mbox", _mbox, WORDS, "member"),
    "application/zip": RealFile("Python", "a.zip", _zip, WORDS, "member"),
    "application/x-tar": RealFile("Python", "a.tar", _tar, WORDS, "member"),
    "application/gzip": RealFile(
        "Python", "a.gz", lambda _: gzip.compress(WORDS.encode()), WORDS, "member"
    ),
    "application/x-bzip2": RealFile(
        "Python", "a.bz2", lambda _: bz2.compress(WORDS.encode()), WORDS, "member"
    ),
    "application/x-xz": RealFile(
        "Python", "a.xz", lambda _: lzma.compress(WORDS.encode()), WORDS, "member"
    ),
    "application/zstd": RealFile(
        "Zstandard", "a.zst", lambda _: zstd.compress(WORDS.encode()), WORDS, "member"
    ),
    "application/x-7z-compressed": RealFile(
        "libarchive", "a.7z", lambda _: seven_zip([("plan.txt", WORDS.encode())]), WORDS, "member"
    ),
    "application/x-iso9660-image": RealFile(
        "libarchive", "a.iso", lambda _: disc_image([("plan.txt", WORDS.encode())]), WORDS, "member"
    ),
    "application/vnd.ms-cab-compressed": RealFile(
        "gcab", "a.cab", _sample("formats", "words.cab"), WORDS, "member"
    ),
    "application/pgp-encrypted": RealFile(
        "GnuPG", "a.gpg", _sample("formats", "words.txt.gpg"), "password-needed", "reason"
    ),
    "application/vnd.age": RealFile(
        "rage",
        "a.age",
        lambda _: pyrage.passphrase.encrypt(WORDS.encode(), "a pass phrase"),
        "password-needed",
        "reason",
    ),
    "application/x-empty": RealFile("nobody", "empty", lambda _: b"", "no-bytes", "reason"),
    "application/warc": RealFile("warcio", "a.warc", _warc, WORDS, "member"),
    "application/wacz": RealFile(
        "wacz", "a.wacz", _sample("formats", "site.wacz"), '"profile": "data-package"', "member"
    ),
    "multipart/related": RealFile("Python", "a.mhtml", _mhtml),
    "application/vnd.sqlite3": RealFile("SQLite", "a.db", _sqlite),
}

BY_LAYOUT: Final[Mapping[str, str]] = {
    "text/x-java": "source text: written by people, and no package of ours brings any",
    "text/x-csharp": "source text: written by people, and no package of ours brings any",
    "text/x-go": "source text: written by people, and no package of ours brings any",
    "text/x-field-table": "a habit of writing, not a format",
    "application/vnd.ms-excel.sheet.binary.macroEnabled.12": "no free program writes it",
    f"{_ODF}.text-web": "LibreOffice calls what it converts a template",
    "image/emf": "refused by its first bytes",
    "image/wmf": "refused by its first bytes",
    f"{_ODF}.text-master": "LibreOffice calls what it converts a text",
    f"{_ODF}.graphics": "LibreOffice calls slides that it converts slides",
    f"{_ODF}.graphics-template": "LibreOffice calls slides that it converts slides",
    "application/xhtml+xml": "told as a web page; books name their chapters so",
    "application/vnd.ms-outlook": "no free program writes it",
    "application/vnd.ms-outlook-pst": "refused by its first bytes",
    "application/vnd.ms-htmlhelp": "refused by its first bytes",
    "application/vnd.rar": "no free program writes it",
    "application/x-apple-diskimage": "refused by its first bytes",
    "application/vnd.vmware.vmdk": "refused by its first bytes",
    "application/x-vhd": "refused by its first bytes",
    "application/x-ole-storage": "whatever its maker is, it is not known",
}
"""Media type → why no real file of it is here."""
