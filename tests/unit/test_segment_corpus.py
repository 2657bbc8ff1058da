"""On real documents: what a person quoted lies in one passage, seldom in two."""

import json
import statistics
import unicodedata
from functools import cache
from pathlib import Path

import pypdfium2
import pytest

from heliograph.extractors.pdf_text import text_and_boxes
from heliograph.records import Digest, Page, PageId
from heliograph.segmenters import PassageSegmenter

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not there"),
]


@cache
def page(file, where):
    if where.startswith("p"):
        with pypdfium2.PdfDocument(CORPUS / file) as document:
            text, boxes = text_and_boxes(document[int(where[1:]) - 1])
    else:
        text, boxes = (CORPUS / file).read_text(encoding="utf-8-sig"), b""
    return Page(
        id=PageId("p"),
        digest=Digest("sha256:0"),
        number=1,
        text=text,
        read_by="test/1",
        confinement=0,
        boxes=boxes,
    )


@cache
def passages(of_page):
    return tuple(PassageSegmenter().segment(of_page))


def plain(text):
    """Pair every character that counts with its offset: labels have their own white space."""
    return [
        (sign, at)
        for at, original in enumerate(text)
        for sign in unicodedata.normalize("NFKC", original).lower()
        if not sign.isspace()
    ]


def place(text, where, quote):
    start, end = 0, len(text)
    if where.isdigit():
        lines = text.split("\n")
        start = sum(len(line) + 1 for line in lines[: int(where) - 1])
        end = start + len(lines[int(where) - 1])
    signs = plain(text[start:end])
    wanted = "".join(sign for sign, _ in plain(quote))
    at = "".join(sign for sign, _ in signs).find(wanted)
    return None if at < 0 else (start + signs[at][1], start + signs[at + len(wanted) - 1][1] + 1)


def test_labelled_quotes_lie_in_one_passage_or_two():
    counts, ratios = [], []
    for line in (CORPUS / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        if Path(label["file"]).suffix in {".html", ".xml"}:
            continue
        of_page = page(label["file"], str(label["page_or_line"]))
        found = place(of_page.text, str(label["page_or_line"]), label["quote"])
        if found is None:
            continue
        met = [one for one in passages(of_page) if one.start < found[1] and one.end > found[0]]
        counts.append(len(met))
        if len(met) == 1:
            ratios.append((met[0].end - met[0].start) / (found[1] - found[0]))
    assert len(counts) > 400
    assert 0 not in counts
    assert sum(count <= 2 for count in counts) >= 0.94 * len(counts)
    assert sum(count == 1 for count in counts) >= 0.84 * len(counts)
    assert statistics.median(ratios) < 1.5
