"""Real and hostile PDFs, archives, mails: each ends, with the outcome it should have."""

import io
import json
import zlib
from pathlib import Path
from typing import Any

import pytest

from heliograph.codec import boxes_of
from heliograph.extractors.kinds import media_type_of
from heliograph.extractors.mail import MailExtractor
from heliograph.extractors.pdf import PdfExtractor
from heliograph.extractors.zip_archive import ZipExtractor
from heliograph.plugins.extractors import load_extractors
from heliograph.seams import Limits, Member, Sheet

pytestmark = pytest.mark.corpus

BYTES_A_BOX = 8
MINE = frozenset({".pdf", ".zip", ".eml", ".xlsx", ".docx", ".pptx"})


def read(path: Path) -> list[Any]:
    """Read a file by what its bytes say it is; members as (name, content, refusal)."""
    table = load_extractors()
    values: list[Any] = []
    with path.open("rb") as file:
        kind = media_type_of(file, path.name)
        for value in table[kind].read(file, kind, Limits()):
            if isinstance(value, Member):
                values.append((value.name, b"".join(value.chunks), value.refusal))
            else:
                values.append(value)
    return values


def test_every_file_ends_with_pages_members_or_a_reason(corpus):
    for path in sorted(corpus.rglob("*")):
        if path.suffix not in MINE:
            continue
        values = read(path)
        sheets = [value for value in values if isinstance(value, Sheet)]
        reasons = [value.reason for value in values if hasattr(value, "reason")]
        members = [value for value in values if isinstance(value, tuple)]
        assert reasons or members or sheets, path.name
        assert [sheet.number for sheet in sheets] == list(range(1, len(sheets) + 1))
        for sheet in sheets[:5]:
            _holds_together(sheet)


def _holds_together(sheet: Sheet) -> None:
    """Offsets lie inside the text and in order; there is one box for each character."""
    ends = [edge for block in sheet.blocks for edge in (block.start, block.end)]
    assert ends == sorted(ends)
    assert not ends or ends[-1] <= len(sheet.text)
    if sheet.boxes:
        assert len(zlib.decompress(sheet.boxes)) == BYTES_A_BOX * len(sheet.text)
        for left, top, right, bottom in boxes_of(sheet.boxes, 0, len(sheet.text)):
            assert 0 <= left <= right <= 1
            assert 0 <= top <= bottom <= 1


def test_every_labelled_quote_of_a_pdf_has_a_place_on_its_page(corpus):
    sheets: dict[str, list[Sheet]] = {}
    checked = 0
    for line in (corpus / "labels.jsonl").read_text("utf-8").splitlines():
        label = json.loads(line)
        if not label["file"].endswith(".pdf"):
            continue
        if label["file"] not in sheets:
            with (corpus / label["file"]).open("rb") as file:
                found = PdfExtractor().read(file, "application/pdf", Limits())
                sheets[label["file"]] = [one for one in found if isinstance(one, Sheet)]
        sheet = sheets[label["file"]][int(label["page_or_line"][1:]) - 1]
        at = sheet.text.find(label["quote"])
        if at >= 0:
            checked += 1
            assert boxes_of(sheet.boxes, at, at + len(label["quote"])), label["quote"]
    assert checked


@pytest.mark.parametrize(
    ("name", "outcome", "reason"),
    [
        ("hostile/empty.pdf", "empty", "no-bytes"),
        ("hostile/password-hunter2.pdf", "encrypted", "password-needed"),
        ("hostile/password_protected.xlsx", "encrypted", "password-needed"),
        ("hostile/pdfjs_REDHAT-1531897-0.pdf", "damaged", "not-what-it-seems"),
        ("bench_ocr/scan_mozilla_privacy_zh_p1.pdf", "empty", "no-text-layer"),
    ],
)
def test_broken_files_say_what_is_wrong(corpus, name, outcome, reason):
    values = read(corpus / name) if not name.endswith("empty.pdf") else _empty()
    (problem,) = [value for value in values if hasattr(value, "reason")]
    assert (problem.outcome, problem.reason) == (outcome, reason)


def _empty() -> list[Any]:
    return list(PdfExtractor().read(io.BytesIO(b""), "application/pdf", Limits()))


def test_archives_give_what_is_in_them(corpus):
    def names(name: str) -> list[tuple[str, int, str]]:
        return [
            (member[0], len(member[1]), member[2].reason if member[2] else "")
            for member in read(corpus / "hostile" / name)
            if isinstance(member, tuple)
        ]

    assert names("corkami_dual.zip") == [("World.txt", 12, ""), ("World.txt", 10, "")]
    assert names("corkami_zip64.zip") == [("Hello.txt", 26, "")]
    assert names("badzip.zip") == [("secret.txt", 0, "not-followed")]
    assert [name for name, _, _ in names("droste.zip")] == ["droste.jpg", "droste.zip"]


@pytest.mark.parametrize("extractor", [PdfExtractor(), ZipExtractor(), MailExtractor()])
def test_no_file_makes_the_wrong_extractor_loop_or_leak(corpus, extractor):
    for path in sorted((corpus / "hostile").iterdir()):
        with path.open("rb") as file:
            for value in extractor.read(file, "", Limits()):
                if isinstance(value, Member):
                    assert sum(map(len, value.chunks)) < 2**24
