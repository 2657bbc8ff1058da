"""Lines in Arabic letters, cut out of pages and tables, are read. Needs the extra and its data."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from heliograph.ocr.models import installed

FONT = Path("/usr/share/fonts/truetype/noto/NotoNaskhArabic-Regular.ttf")
LONG = "تعرض الكاميرا عند المدخل كل لوحة تمر من هنا"
SHORT = ("المدينة.", "صحيحة في مئة", "ستة عشر موظفا.")

pytestmark = [
    pytest.mark.skipif(not installed().works, reason="the extra `ocr` is not installed"),
    pytest.mark.skipif("ara" not in installed().languages, reason="needs tesseract-ocr-ara"),
    pytest.mark.skipif(not FONT.exists(), reason="needs Debian's fonts-noto-core"),
]


@pytest.fixture(scope="module")
def tesseract():
    from heliograph.ocr.tesseract import load  # noqa: PLC0415 - needs the extra

    return load()


def strip(words, *, ruled=False):
    """A line as it is cut out of a page, at the right of it the rule of a table."""
    font = ImageFont.truetype(str(FONT), 31)
    width = round(font.getlength(words, direction="rtl")) + 40
    drawn = Image.new("RGB", (width, 54), "white")
    brush = ImageDraw.Draw(drawn)
    brush.text((width - 24, 4), words, "black", font, anchor="ra", direction="rtl")
    if ruled:
        brush.line((width - 8, 0, width - 7, 54), "black", 2)
    return drawn


def only_letters(words):
    return "".join(one for one in words if one.isalpha())


def letters_of(line):
    return only_letters("".join(glyph.text for glyph in line))


@pytest.mark.parametrize("ruled", [False, True], ids=["bare", "ruled"])
def test_short_cells_among_long_lines_are_read(tesseract, ruled):
    strips = [strip(words, ruled=ruled) for words in (LONG, *SHORT, LONG)]
    read = [letters_of(line) for line in tesseract.read(strips, "ara")]
    assert read == [only_letters(words) for words in (LONG, *SHORT, LONG)]


def test_arabic_is_told_from_the_other_scripts_by_its_lines(tesseract):
    assert tesseract.suited([strip(LONG), strip(LONG)]) == "ara"
