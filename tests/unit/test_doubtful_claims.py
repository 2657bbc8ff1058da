"""A claim whose words were read from a picture and may be wrong says so among its reasons."""

from __future__ import annotations

from tests.unit.test_ocr_pages import SIZE, line

from heliograph.codec import digest_of
from heliograph.finders import ClaimFinder
from heliograph.ocr.glyphs import Seen
from heliograph.ocr.sheet import sheet_of
from heliograph.records import Claim, Leaf, Page, PageId
from heliograph.segmenters import PassageSegmenter
from heliograph.stages.find import find

WORDS = "该系统支持识别维族人员并自动告警。"


def claims(confidence: float) -> list[Claim]:
    sheet = sheet_of(Seen((line(WORDS, 60, 100, confidence=confidence),), SIZE, 0, 0), 1)
    page = Page(
        id=PageId("page"),
        digest=digest_of(b"a picture"),
        number=1,
        text=sheet.text,
        read_by="ocr/1",
        confinement=2,
        boxes=sheet.boxes,
        doubts=sheet.doubts,
    )
    leaf = Leaf(page=page, passages=tuple(PassageSegmenter().segment(page)))
    return [one for one in find([leaf], finders=[ClaimFinder()]) if isinstance(one, Claim)]


def test_a_claim_on_doubtful_characters_says_which_and_how_sure():
    found = claims(0.6)
    assert found
    assert all(f"doubtful:0.60 {WORDS}" in claim.why for claim in found)


def test_a_claim_on_sure_characters_says_nothing_of_doubt():
    found = claims(0.99)
    assert found
    assert not [why for claim in found for why in claim.why if why.startswith("doubtful:")]
