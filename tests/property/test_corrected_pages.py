"""A corrected page is the page as read with these words replaced, and every position leads on."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from heliograph.codec import Edges, boxes_of, digest_of, pack_boxes
from heliograph.hand_records import Correction, CorrectionId
from heliograph.language.quoting import found_again, spans_of
from heliograph.records import Block, Doubt, Page, PageId
from heliograph.stages.correct import CONTEXT, corrected, has_place, now_at, was_at

AT = datetime(2026, 3, 1, tzinfo=UTC)
LETTERS = st.characters(codec="utf-8", exclude_characters="\r")


def a_page(text: str) -> Page:
    boxes = [(at / 1000, 0.1, (at + 1) / 1000, 0.2) for at in range(len(text))]
    return Page(
        id=PageId("p0"),
        digest=digest_of(text.encode("utf-8", "surrogatepass")),
        number=1,
        text=text,
        read_by="ocr/1",
        confinement=2,
        boxes=pack_boxes(boxes),
        blocks=(Block(start=0, end=len(text), role="paragraph"),),
        doubts=tuple(Doubt(start=at, end=at + 1, confidence=0.4) for at in range(0, len(text), 3)),
    )


@st.composite
def misreadings(draw: st.DrawFn) -> tuple[str, list[Correction]]:
    """Give a text of different letters, so that no words stand twice, and corrections of it."""
    text = "".join(draw(st.lists(LETTERS, min_size=2, max_size=60, unique=True)))
    made = []
    for entry in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, min(len(text), start + 8)))
        instead = draw(st.text(LETTERS, min_size=1, max_size=8))
        made.append(
            Correction(
                id=CorrectionId(str(entry)),
                entry=entry,
                digest=digest_of(b""),
                page=1,
                begins=start,
                ends=end,
                words=text[start:end],
                instead=instead,
                before=text[max(0, start - CONTEXT) : start],
                after=text[end : end + CONTEXT],
                by="R",
                at=AT,
            )
        )
    return text, made


@given(misreadings())
def test_what_was_read_can_be_put_back_and_the_latest_correction_stands(case):
    text, corrections = case
    page = a_page(text)
    new = corrected(page, corrections)
    assert new.as_read == page.id
    assert new.id != page.id or new.text == text
    back, at = "", 0
    for one in new.corrected:
        back += new.text[at : one.start] + one.was
        at = one.end
    assert back + new.text[at:] == text
    latest = corrections[-1]
    assert any(
        one.was == latest.words and new.text[one.start : one.end] == latest.instead
        for one in new.corrected
    )
    assert all(has_place(page, one) for one in corrections)


@given(misreadings())
def test_offsets_lead_there_and_back_outside_of_what_was_corrected(case):
    text, corrections = case
    new = corrected(a_page(text), corrections)
    for at, letter in enumerate(new.text):
        if not any(one.start <= at < one.end for one in new.corrected):
            assert text[was_at(new, at)] == letter
            assert now_at(new, was_at(new, at)) == at
    assert was_at(new, len(new.text)) == len(text)


@given(misreadings())
def test_boxes_blocks_and_doubts_stay_on_the_page(case):
    text, corrections = case
    page = a_page(text)
    new = corrected(page, corrections)
    assert len(Edges(new.boxes)) == len(new.text)
    (block,) = new.blocks
    assert (block.start, block.end) == (0, len(new.text))
    for doubt in new.doubts:
        assert doubt.end == doubt.start + 1
        assert new.text[doubt.start] == text[was_at(new, doubt.start)]
    for at in range(len(new.text)):
        if not any(one.start <= at < one.end for one in new.corrected):
            there = was_at(new, at)
            assert boxes_of(new.boxes, at, at + 1) == boxes_of(page.boxes, there, there + 1)
    for one in new.corrected:
        (box,) = boxes_of(new.boxes, one.start, one.end)
        start = was_at(new, one.start)
        (old,) = boxes_of(page.boxes, start, start + len(one.was))
        assert all(abs(edge - other) < 1e-3 for edge, other in zip(box, old, strict=True))


@given(st.text(LETTERS, max_size=40), st.data())
def test_words_of_a_text_are_found_in_it_to_the_letter(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    words = text[start:end]
    found = list(spans_of(text, words))
    assert bool(found) == bool(words.strip())
    for first, last in found:
        assert text[first:last].split() == words.split()
    if words and found_again(text, words, start, text[:start], text[end:]) is not None:
        assert found_again(text, words, start, text[:start], text[end:]) == start
