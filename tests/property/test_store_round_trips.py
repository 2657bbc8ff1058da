"""What is kept comes back as it was, and every offset leads where it should."""

import re
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.store_makers import a_claim, a_document, a_page, a_passage, a_reading, some_rows

from heliograph.records import Block, Container, Mark
from heliograph.store.leaf_rows import Lines

letters = st.characters(exclude_categories=["Cs"])
texts = st.text(st.one_of(st.sampled_from("\r\n 人脸\0ab"), letters), min_size=1, max_size=60)
words = st.text(letters, max_size=8)
containers = st.builds(
    Container,
    kind=st.sampled_from(["table", "list", "enum"]),
    name=words,
    header=st.lists(words, max_size=3).map(tuple),
    about=words,
)


@st.composite
def read_pages(draw):
    """A page with blocks and marks in order, and passages that do not overlap."""
    text = draw(texts)
    page = a_page(a_document("a").digest, text=text)
    held = tuple(draw(st.lists(containers, max_size=3)))
    offsets = st.integers(0, len(text))
    cuts = sorted(draw(st.sets(offsets, min_size=2)) | {0, len(text)})
    spans = list(pairwise(cuts))
    page = replace(
        page,
        first_line=draw(st.none() | st.integers(1, 99)),
        boxes=draw(st.binary(max_size=9)),
        containers=held,
        blocks=tuple(
            Block(start=start, end=end, role="row", container=0 if held else None)
            for start, end in spans
        ),
        marks=tuple(Mark(start=start, line=start + 1) for start, _ in spans),
    )
    passages = tuple(
        replace(
            a_passage(page, number, ""),
            id=draw(st.sampled_from([f"{page.id}:{start}-{end}", f"own {number}"])),
            start=start,
            end=end,
            heading=draw(words),
            container=draw(st.sampled_from([None, *held])),
        )
        for number, (start, end) in enumerate(spans)
    )
    return page, passages


@given(read_pages())
@settings(max_examples=40, deadline=None)
def test_a_page_and_its_passages_come_back_as_they_were(read):
    page, passages = read
    rows = some_rows(Path(":memory:"))
    rows.keep([a_document("a"), page, *passages, a_reading(page.digest)])
    (leaf,) = rows.leaves(page.digest)
    assert (leaf.page, leaf.passages) == (page, passages)
    assert "".join(leaf.words(one) for one in leaf.passages) == page.text
    assert rows.wrong_passage() == ""
    rows._database.close()


@given(read_pages(), st.data())
@settings(max_examples=40, deadline=None)
def test_a_quote_is_the_words_at_its_offsets(read, data):
    page, _ = read
    page = replace(page, boxes=b"")
    start = data.draw(st.integers(0, len(page.text) - 1))
    end = data.draw(st.integers(start + 1, len(page.text)))
    rows = some_rows(Path(":memory:"))
    rows.keep([a_document("a"), page, replace(a_claim(page, ""), start=start, end=end)])
    (view,) = rows.claim_views()
    around = rows.surroundings(view.id)
    assert view.quote == page.text[view.start : view.end]
    assert around.before + view.quote + around.after == page.text
    assert bool(rows.wrong_claim()) == (not view.quote.strip())
    rows._database.close()


@given(texts, st.integers(1, 1000))
def test_the_line_of_a_character_is_one_more_than_the_breaks_before_it(text, first):
    lines = Lines(text, first, ())
    ends = [found.end() for found in re.finditer("\r\n|\r|\n", text)]
    for offset in range(len(text)):
        assert lines.at(offset) == first + sum(end <= offset for end in ends)


@given(st.sets(st.integers(0, 40)), st.integers(0, 50))
def test_a_mark_says_the_line_from_its_offset_to_the_next(starts, offset):
    marks = tuple(Mark(start=start, line=1000 - start) for start in sorted(starts))
    before = [mark.line for mark in marks if mark.start <= offset]
    assert Lines("", None, marks).at(offset) == (before[-1] if before else None)
