"""Pictures inside PDF, Office files, books, pages and mails: their words are found, with places."""

from __future__ import annotations

import base64
import io
from email.message import EmailMessage
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest
from openpyxl.drawing.image import Image as SheetImage
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from heliograph.app import Heliograph
from heliograph.ocr.models import PACKAGES, PAGES_ALONE, installed
from heliograph.records import Digest

FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
WORDS = "支持识别维族人员并告警"
LAYER = "Orchid Gate 4 data sheet, second edition"
PLACE = (100, 300, 400, 75)
"""Points from the lower left: left, bottom, width, height of the picture on an A4 page."""

pytestmark = [
    pytest.mark.skipif(not installed().works, reason=f"needs {', '.join(PACKAGES)}"),
    pytest.mark.skipif(not FONT.exists(), reason="needs Debian's fonts-noto-cjk"),
]


def picture(words: str = WORDS) -> bytes:
    drawn = Image.new("RGB", (800, 150), "white")
    font = ImageFont.truetype(str(FONT), 48, index=2)
    ImageDraw.Draw(drawn).text((60, 35), words, fill="black", font=font)
    packed = io.BytesIO()
    drawn.save(packed, "PNG")
    return packed.getvalue()


def write_pdf(file: Path) -> None:
    """One page with a text layer and a picture of words, and one with the same picture."""
    canvas = Canvas(str(file), pagesize=(595, 842))
    for page in (1, 2):
        canvas.drawString(100, 700, f"{LAYER}, page {page}")
        left, bottom, width, height = PLACE
        canvas.drawImage(ImageReader(io.BytesIO(picture())), left, bottom, width, height)
        canvas.showPage()
    canvas.save()


def write_searchable(file: Path) -> None:
    """A scan over which its words already lie as a text layer."""
    canvas = Canvas(str(file), pagesize=(595, 842))
    left, bottom, width, height = PLACE
    canvas.drawImage(ImageReader(io.BytesIO(picture("already read"))), left, bottom, width, height)
    for line in range(5):
        canvas.setFont("Helvetica", 12)
        canvas.drawString(left + 10, bottom + 8 + 13 * line, "already read by somebody else " * 2)
    canvas.save()


def write_mail(file: Path) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "offer", "a@example.org", "b@example.org"
    mail.set_content("see the picture")
    mail.add_attachment(picture(), maintype="image", subtype="png", filename="offer.png")
    file.write_bytes(bytes(mail))


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    """All of them in one case, with the same picture: it is read once."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "words.png").write_bytes(picture())
    write_pdf(folder / "sheet.pdf")
    write_searchable(folder / "searchable.pdf")
    write_mail(folder / "offer.eml")
    packed = base64.b64encode(picture()).decode()
    page = f"<p>a page<img src='data:image/png;base64,{packed}'>"
    (folder / "page.html").write_text(page, encoding="utf-8")
    text = docx.Document()
    text.add_paragraph("a report with a picture")
    text.add_picture(io.BytesIO(picture()))
    text.save(str(folder / "report.docx"))
    slides = pptx.Presentation()
    slide = slides.slides.add_slide(slides.slide_layouts[6])
    slide.shapes.add_picture(io.BytesIO(picture()), 0, 0)
    slides.save(str(folder / "slides.pptx"))
    book = openpyxl.Workbook()
    book.active["A1"] = "a list"
    book.active.add_image(SheetImage(io.BytesIO(picture())), "B2")
    book.save(folder / "list.xlsx")
    made = tmp_path_factory.mktemp("case")
    with Heliograph.create(made) as opened:
        opened.add(folder)
        opened.run()
    return made


def pages(opened, path):
    digest = Digest(str(next(opened.rows.documents(path=path)).digest))
    return [leaf.page for leaf in opened.rows.leaves(digest)]


def test_a_page_with_a_text_layer_and_a_picture_gives_the_words_of_both(case):
    with Heliograph.open(case) as opened:
        first, second = pages(opened, "sheet.pdf")
        claims = [one for one in opened.rows.claim_views(path="sheet.pdf") if "维族" in one.quote]
    assert first.text.startswith(LAYER)
    assert first.text.endswith(WORDS[-7:])
    # The same picture on the next page says nothing new.
    assert second.text.strip() == f"{LAYER}, page 2"
    left, bottom, width, height = PLACE
    assert claims
    for box in (one for claim in claims for one in claim.boxes):
        assert left / 595 <= box[0] <= box[2] <= (left + width) / 595
        assert 1 - (bottom + height) / 842 <= box[1] <= box[3] <= 1 - bottom / 842


def test_a_scan_under_its_own_text_layer_is_not_read_twice(case):
    with Heliograph.open(case) as opened:
        (page,) = pages(opened, "searchable.pdf")
        (reading,) = (one for one in opened.rows.readings() if one.digest == page.digest)
    assert page.text.count("already read by") == 10
    assert reading.read_by.startswith("pdf/")


def test_pictures_beside_text_are_left_out_where_the_setting_says_so_and_read_once_it_does_not(
    tmp_path,
):
    folder, made = tmp_path / "files", tmp_path / "case"
    folder.mkdir()
    write_pdf(folder / "sheet.pdf")
    (folder / "words.png").write_bytes(picture("支持人脸识别"))
    with Heliograph.create(made) as opened:
        opened.folder.settings.write_text("[reading]\npictures = false\n", encoding="utf-8")
        opened.add(folder)
        opened.run()
        assert "维族" not in pages(opened, "sheet.pdf")[0].text
        assert "人脸识别" in pages(opened, "words.png")[0].text
        (alone,) = (one for one in opened.rows.readings() if one.media_type == "image/png")
        assert alone.read_by.endswith(PAGES_ALONE)
        opened.folder.settings.write_text("[reading]\npictures = true\n", encoding="utf-8")
        opened.run()
        assert pages(opened, "sheet.pdf")[0].text.endswith(WORDS[-7:])
        assert alone in list(opened.rows.readings())


@pytest.mark.parametrize(
    "file", ["report.docx", "slides.pptx", "list.xlsx", "offer.eml", "page.html"]
)
def test_pictures_inside_other_files_are_members_whose_words_are_found(case, file):
    with Heliograph.open(case) as opened:
        ledger = {one.path: one.outcome for one in opened.rows.ledger_lines()}
    inside = [path for path in ledger if path.startswith(f"{file}!/") and "png" in path]
    assert [ledger[path] for path in inside] == ["read"]
    assert ledger[file] == "read"


def test_a_picture_that_stands_in_many_files_is_read_once(case):
    with Heliograph.open(case) as opened:
        pictures = {
            one.digest
            for one in opened.rows.readings()
            if one.media_type == "image/png" and one.outcome == "read"
        }
        whole = next(opened.rows.documents(path="words.png")).digest
        assert opened.search("维族人员").total == len(pictures) + 1
    assert whole in pictures
