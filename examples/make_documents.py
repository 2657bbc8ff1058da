"""Makes the example documents: all companies, places, products and texts in them are invented.

Run `python examples/make_documents.py` from the root of the checkout. Every run makes the same
contents: no dates of today, no random ids. Office files are deflated, and a machine with another
zlib may pack the same contents into other bytes.
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import docx
import openpyxl
import pptx
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

TEXTS = Path(__file__).parent / "texts"
DOCUMENTS = Path(__file__).parent / "documents"

FONT = "STSong-Light"
WRITTEN = datetime(2025, 9, 12, 9, 30)  # noqa: DTZ001 - office formats keep no zone
MADE = (2025, 9, 12, 9, 30, 0)


class GbkName(zipfile.ZipInfo):
    """A member named as Chinese Windows names it: in GBK, and no flag that says so."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def main(folder: Path = DOCUMENTS) -> None:
    """Write every document below `folder`."""
    for path, content in documents().items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def documents() -> dict[str, bytes]:
    """Make every document: path → bytes."""
    made = {
        "vendor/赛岭SR-9800验收测试报告.pdf": test_report(),
        "vendor/srv_face_sdk.h": text("srv_face_sdk.h").encode("gb18030"),
        "vendor/scanned-letter.pdf": scanned_letter(),
        "tenders/鹭川县智慧社区采购文件.docx": tender(),
        "mail/quotation.eml": mail(),
        "mail/展会资料.zip": bundle(),
        "records/not-yet-filled.txt": b"",
    }
    for name in (
        "vendor/product.html",
        "vendor/privacy-notice.md",
        "news/what-the-county-bought.html",
        "news/评论.txt",
        "records/sales-2025.csv",
        "records/event-types.json",
    ):
        made[name] = text(Path(name).name).encode()
    return made


def text(name: str) -> str:
    """Read one of the texts that stand beside this script."""
    return (TEXTS / name).read_text(encoding="utf-8")


def test_report() -> bytes:
    """Make a test report in Chinese: three pages, with a table of items and their results."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    body = ParagraphStyle("body", fontName=FONT, fontSize=10.5, leading=17, wordWrap="CJK")
    heading = ParagraphStyle("heading", parent=body, fontSize=13, leading=24, spaceBefore=8)
    title = ParagraphStyle("title", parent=body, fontSize=18, leading=30, spaceAfter=10)
    cell = ParagraphStyle("cell", parent=body, fontSize=9.5, leading=13)
    styles = {"#": title, "##": heading, "": body}
    story: list[object] = []
    for block in text("test-report.txt").strip().split("\n\n"):
        if block == "---":
            story.append(PageBreak())
        elif block.startswith("|"):
            story += [_table(block, cell), Spacer(1, 4 * mm)]
        else:
            mark, _, words = block.rpartition("# ")
            style = styles[f"{mark}#" if words != block else ""]
            story.append(Paragraph(words.replace("\n", "<br/>"), style))
    out = io.BytesIO()
    SimpleDocTemplate(
        out,
        pagesize=A4,
        title="SR-9800 智能分析服务器验收测试报告",
        author="Sable Ridge Vision",
        invariant=1,
        pageCompression=0,
    ).build(story)
    return out.getvalue()


def _table(block: str, style: ParagraphStyle) -> Table:
    rows = [
        [Paragraph(cell.strip(), style) for cell in line.strip("|").split("|")]
        for line in block.splitlines()
    ]
    grid = TableStyle(
        [("GRID", (0, 0), (-1, -1), 0.5, "#888888"), ("BACKGROUND", (0, 0), (-1, 0), "#eeeeee")]
    )
    return Table(rows, colWidths=[12 * mm, 38 * mm, 82 * mm, 26 * mm], repeatRows=1, style=grid)


def scanned_letter() -> bytes:
    """Make a page that holds a picture and no text, as a scanner does."""
    picture = bytes(0 if (at // 8) % 5 else 255 for at in range(64 * 64))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
        b" /Resources << /XObject << /Scan 4 0 R >> >> >>",
        b"<< /Type /XObject /Subtype /Image /Width 64 /Height 64 /ColorSpace /DeviceGray"
        b" /BitsPerComponent 8 /Length %d >>\nstream\n%s\nendstream" % (len(picture), picture),
        b"<< /Length 34 >>\nstream\nq 500 0 0 700 47 70 cm /Scan Do Q \nendstream",
    ]
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    begins = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n"
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % begins
    return bytes(out)


def tender() -> bytes:
    """Make a tender: boilerplate that sounds like what it is not, and one requirement that is."""
    document = docx.Document()
    document.core_properties.author = ""
    document.core_properties.created = document.core_properties.modified = WRITTEN
    for block in text("tender.txt").strip().split("\n\n"):
        if block.startswith("|"):
            lines = [line.strip("|").split("|") for line in block.splitlines()]
            table = document.add_table(rows=0, cols=len(lines[0]), style="Table Grid")
            for line in lines:
                for place, words in zip(table.add_row().cells, line, strict=True):
                    place.text = words.strip()
        elif block.startswith("#"):
            marks, _, words = block.partition(" ")
            document.add_heading(words, level=len(marks))
        else:
            document.add_paragraph(block)
    out = io.BytesIO()
    document.save(out)
    return settled(out.getvalue())


def price_list() -> bytes:
    """Make a spreadsheet with what a module costs."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "报价"
    for line in text("price-list.txt").strip().splitlines():
        sheet.append([int(one) if one.isdigit() else one for one in line.split("|")])
    out = io.BytesIO()
    book.save(out)
    return settled(out.getvalue())


def slides() -> bytes:
    """Make three slides of a fair's presentation."""
    show = pptx.Presentation()
    for block in text("slides.txt").strip().split("\n\n"):
        head, *points = block.splitlines()
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = head
        slide.placeholders[1].text = "\n".join(points)
    out = io.BytesIO()
    show.save(out)
    return settled(out.getvalue())


def settled(packed: bytes) -> bytes:
    """Write an office file anew without what differs from run to run: times and compression."""
    with zipfile.ZipFile(io.BytesIO(packed)) as old:
        members = {one.filename: old.read(one) for one in old.infolist()}
    stamp = f"{WRITTEN.isoformat()}Z".encode()
    members["docProps/core.xml"] = re.sub(
        rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*",
        rb"\g<1>" + stamp,
        members["docProps/core.xml"],
    )
    members.pop("docProps/thumbnail.jpeg", None)
    if "_rels/.rels" in members:
        members["_rels/.rels"] = re.sub(
            rb"<Relationship [^>]*thumbnail[^>]*/>", b"", members["_rels/.rels"]
        )
    return packed_of(members, zipfile.ZipInfo, zipfile.ZIP_DEFLATED)


def packed_of(
    members: Mapping[str, bytes], kind: type[zipfile.ZipInfo], packing: int = zipfile.ZIP_STORED
) -> bytes:
    """Make a zip of these members, all of one date."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            info = kind(name, MADE)
            info.create_system = 0
            archive.writestr(info, content, packing, 9)
    return out.getvalue()


def bundle() -> bytes:
    """Make a zip with names in GBK that holds a slide show and another zip."""
    inner = {"接口说明.txt": text("interface-notes.txt").encode("gb18030")}
    return packed_of(
        {
            "展会/赛岭视觉产品介绍.pptx": slides(),
            "展会/技术附件.zip": packed_of(inner, GbkName),
        },
        GbkName,
    )


def mail() -> bytes:
    """Make a message with the price list attached."""
    message = EmailMessage(policy=SMTP)
    message["From"] = "Sable Ridge Sales <sales@sableridge.example>"
    message["To"] = "San Zhang <zhang.san@luchuan-procurement.example>"
    message["Subject"] = "报价：SR-9800 人员属性模块"
    message["Date"] = "Fri, 12 Sep 2025 09:30:00 +0800"
    message["Message-ID"] = "<20250912093000.1@sableridge.example>"
    message.set_content(text("mail.txt"), charset="utf-8", cte="base64")
    message.add_attachment(
        price_list(),
        maintype="application",
        subtype="vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        filename="价格表.xlsx",
    )
    message.set_boundary("=-heliograph-example-1")
    return message.as_bytes()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS)
