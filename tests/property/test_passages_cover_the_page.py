"""Whatever a page holds: passages stand in order, inside it, and no word falls between them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.codec import pack_boxes
from heliograph.language.identify import load
from heliograph.records import Block, Container, Digest, Page, PageId, Passage
from heliograph.segmenters import PassageSegmenter
from heliograph.segmenters.sentences import ROW_LIMIT, SENTENCE_LIMIT, sentences
from heliograph.stages.segment import segment

FRAGMENTS = (
    "支持人脸识别，识别率不低于90%。",
    "一、总则",
    "2.1 设备登录",
    "（1）投标人须知；",
    "第三章 技术参数",
    "第七条 违反规定的，责令改正。",
    "EM_HUE_RED = 1, // 红色",
    "#define ALARM_X 0x21 | 事件",
    "BYTE byAge; // 年龄",
    "| 名称 | 值 |",
    "1.4 概述 ............ 7",
    "• The camera counts people.",
    "Dr. Weiss said so. It works!",
    "if (a == b) {",
    "}",
    "« Vraiment ? » Oui.",
    "ھازىر ئىشلەيدۇ. ياخشى؟",
    "བཀྲ་ཤིས་བདེ་ལེགས།",
    "- 12 -",
    "====",
    " ",
    "\t",
    "x" * 700,
    "很" * 700,
    "\ufffe",
    "\ud800",
    "🦅",
)
BREAKS = ("\n", "\r\n", "\n\n", " ", "", "\f", "\u2028")

texts = st.lists(
    st.tuples(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=30)), st.sampled_from(BREAKS)),
    max_size=14,
).map(lambda parts: "".join(words + end for words, end in parts))

edges = st.floats(0, 0.9)
boxes = st.one_of(
    st.none(), st.tuples(edges, edges).map(lambda at: (at[0], at[1], at[0] + 0.05, at[1] + 0.02))
)


@pytest.fixture(scope="module", autouse=True)
def classifier():
    load()


def page_of(text: str, **told: object) -> Page:
    facts = {"number": 1, "text": text, "read_by": "test/1", "confinement": 0, **told}
    return Page(id=PageId("p"), digest=Digest("sha256:0"), **facts)  # type: ignore[arg-type]


def check(page: Page, passages: list[Passage]) -> None:
    covered: set[int] = set()
    for number, passage in enumerate(passages):
        words = page.text[passage.start : passage.end]
        assert passage.number == number
        assert passage.id == f"p:{passage.start}-{passage.end}"
        assert words == words.strip() != ""
        assert len(words) <= (ROW_LIMIT if passage.role in {"row", "entry", "field"} else 600)
        assert (passage.container is None) == (passage.siblings == 0)
        assert 0 <= passage.position < max(1, passage.siblings)
        covered.update(range(passage.start, passage.end))
    missed = [at for at, sign in enumerate(page.text) if sign.isalnum() and at not in covered]
    assert missed == []


@given(texts)
def test_passages_of_a_page_without_structure_cover_its_words(text):
    page = page_of(text)
    check(page, list(segment(page, segmenter=PassageSegmenter())))


@given(texts, st.data())
def test_wherever_its_characters_stand_passages_cover_the_words_of_a_page(text, data):
    places = data.draw(st.lists(boxes, min_size=len(text), max_size=len(text)))
    page = page_of(text, boxes=pack_boxes(places))
    check(page, list(segment(page, segmenter=PassageSegmenter())))


@given(texts, st.data())
def test_whatever_blocks_a_format_tells_passages_cover_the_words(text, data):
    text = text.replace("<", "")
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    blocks = tuple(
        Block(
            start=start,
            end=end,
            role=data.draw(
                st.sampled_from(
                    ("heading", "paragraph", "item", "row", "entry", "field", "code", "comment")
                )
            ),
            level=data.draw(st.integers(0, 4)),
            container=data.draw(st.sampled_from((None, 0))),
        )
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    )
    page = page_of(text, blocks=blocks, containers=(Container(kind="table"),))
    check(page, list(segment(page, segmenter=PassageSegmenter())))


@given(texts)
def test_segmenting_twice_makes_nothing_new(text):
    page = page_of(text)
    segmenter = PassageSegmenter()
    assert list(segmenter.segment(page)) == list(segmenter.segment(page))


@given(texts, st.integers(0, 40), st.integers(0, 400))
def test_sentences_stay_within_what_was_asked_for(text, start, length):
    end = min(len(text), start + length)
    last = start
    for one, other in sentences(text, start, end):
        assert last <= one < other <= end
        assert other - one <= SENTENCE_LIMIT
        last = other
