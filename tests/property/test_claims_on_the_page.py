"""A claim found in a PDF quotes the page to the letter, and its boxes lie over those very words."""

from __future__ import annotations

import io
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pdf_writer import Leaf as Drawn
from tests.pdf_writer import Pdf, show

from heliograph.codec import boxes_of, digest_of
from heliograph.extractors.pdf import PdfExtractor
from heliograph.finders import ClaimFinder
from heliograph.records import Leaf
from heliograph.seams import Limits, Sheet
from heliograph.segmenters import PassageSegmenter
from heliograph.stages.extract import extract

SIZE = 10.0
WIDTH, HEIGHT = 400, 300

CLAIMING = [
    "系统支持识别维吾尔族人员并自动报警。",
    "摄像机支持人脸布控，比对成功后推送告警。",
    "设备支持步态识别，可跨镜头追踪行人。",
]
IDLE = ["设备重量为三公斤。", "请在干燥处存放。", "本手册适用于全部型号。"]


@cache
def finder() -> ClaimFinder:
    return ClaimFinder()


@st.composite
def pages(draw):
    """A page of sentences, some of which claim something, each at a place of its own."""
    lines = draw(st.lists(st.sampled_from(CLAIMING + IDLE), min_size=1, max_size=5, unique=True))
    placed = [
        (line, draw(st.integers(20, 120)), HEIGHT - 40 - 45 * at) for at, line in enumerate(lines)
    ]
    content = b"".join(show(line, x, y, SIZE) for line, x, y in placed)
    return Drawn(content, media=(0, 0, WIDTH, HEIGHT)), placed


@settings(max_examples=40, deadline=None)
@given(pages())
def test_a_claim_quotes_the_page_and_points_at_its_words(drawn):
    leaf, placed = drawn
    content = Pdf([leaf]).write()
    said = PdfExtractor().read(io.BytesIO(content), "application/pdf", Limits())
    values = [value for value in said if isinstance(value, Sheet)]
    read = extract(
        digest_of(content), values, media_type="application/pdf", read_by="pdf/1", confinement=2
    )
    (page,) = read.pages
    passages = tuple(PassageSegmenter().segment(page))
    claims = list(finder().find([Leaf(page=page, passages=passages)]))
    places = {line: (x, y) for line, x, y in placed}
    assert {line for line in places if line in CLAIMING} <= {
        line for line in places for claim in claims if line in page.text[claim.start : claim.end]
    }
    for claim in claims:
        quote = page.text[claim.start : claim.end]
        boxes = boxes_of(page.boxes, claim.start, claim.end)
        quoted = [line for line in places if line in quote]
        assert quoted, quote
        for line, (x, y) in places.items():
            first = ((x + SIZE / 4) / WIDTH, (HEIGHT - y - SIZE / 4) / HEIGHT)
            last_x = (x + (len(line) - 0.75) * SIZE) / WIDTH
            for point in (first, (last_x, first[1])):
                assert any(_holds(box, point) for box in boxes) is (line in quoted)


def _holds(box: tuple[float, float, float, float], point: tuple[float, float]) -> bool:
    left, top, right, bottom = box
    return left <= point[0] <= right and top <= point[1] <= bottom
