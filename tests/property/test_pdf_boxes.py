"""A word of a PDF is found again at the place on the page where it was put."""

import io
import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pdf_writer import Leaf, show
from tests.pdf_writer import Pdf as Writer

from heliograph.codec import NO_BOX, boxes_of, first_boxes, pack_boxes, pack_planes
from heliograph.extractors.pdf import PdfExtractor
from heliograph.extractors.pdf_text import planes
from heliograph.seams import Limits, Sheet

SIZE = 10.0
LATIN_WORDS = ["camera", "alarm", "gate seven", "report", "Zhonglin", "x"]
HAN_WORDS = ["识别", "检测报告", "布控告警", "人像库"]

edges = st.integers(0, 1000).map(lambda value: value / 1000)
boxes = st.tuples(edges, edges, edges, edges).map(
    lambda four: (*sorted((four[0], four[2])), *sorted((four[1], four[3])))
)
boxes = boxes.map(lambda four: (four[0], four[2], four[1], four[3]))


@st.composite
def leaves(draw):
    """A page with words far apart, each once, and where each stands in page units."""
    every = st.sampled_from(LATIN_WORDS + HAN_WORDS)
    words = draw(st.lists(every, min_size=1, max_size=5, unique=True))
    origin_x, origin_y = draw(st.sampled_from([(0, 0), (30, 50), (-100, 20)]))
    media = (origin_x, origin_y, origin_x + 400, origin_y + 300)
    inset = draw(st.sampled_from([None, 0, 12]))
    crop = None
    if inset is not None:
        crop = (media[0] + inset, media[1] + inset / 2, media[2] - inset, media[3] - 2 * inset)
    placed = []
    for line, word in enumerate(words):
        x = origin_x + draw(st.integers(30, 250))
        placed.append((word, x, origin_y + 240 - 45 * line))
    content = b"".join(show(word, x, y, SIZE) for word, x, y in placed)
    leaf = Leaf(content, media=media, crop=crop, rotate=draw(st.sampled_from([0, 90, 180, 270])))
    return leaf, placed


def shown(leaf: Leaf, x: float, y: float) -> tuple[float, float]:
    """Where a point of the page stands when it is shown, by the definition of /Rotate."""
    left, bottom, right, top = leaf.crop or leaf.media
    across, down = (x - left) / (right - left), (top - y) / (top - bottom)
    return {
        0: (across, down),
        90: (1 - down, across),
        180: (1 - across, 1 - down),
        270: (down, 1 - across),
    }[leaf.rotate]


def only_sheet(content: bytes) -> Sheet:
    values = list(PdfExtractor().read(io.BytesIO(content), "application/pdf", Limits()))
    return next(value for value in values if isinstance(value, Sheet))


@settings(max_examples=60, deadline=None)
@given(leaves())
def test_the_boxes_of_a_word_lie_where_it_was_put(drawn):
    leaf, placed = drawn
    sheet = only_sheet(Writer([leaf]).write())
    for word, x, y in placed:
        at = sheet.text.index(word)
        found = boxes_of(sheet.boxes, at, at + len(word))
        # The middle of the first letter lies inside, the next line and the far left do not.
        inside = shown(leaf, x + SIZE / 4, y + SIZE / 4)
        assert any(_holds(box, inside) for box in found)
        for far in ((x - SIZE, y), (x, y + 2 * SIZE), (x, y - SIZE)):
            assert not any(_holds(box, shown(leaf, *far)) for box in found)


def _holds(box: tuple[float, float, float, float], point: tuple[float, float]) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


@given(st.lists(st.none() | boxes, max_size=30), st.integers(0, 30))
def test_packed_boxes_come_back_one_by_one(given_boxes, cut):
    packed = pack_boxes(given_boxes)
    for at, box in enumerate(given_boxes):
        back = boxes_of(packed, at, at + 1)
        assert len(back) == (box is not None)
        for one in back:
            assert all(abs(a - b) < 1e-4 for a, b in zip(one, box, strict=True))
    first = first_boxes(packed, cut)
    assert boxes_of(first, 0, 99) == boxes_of(packed, 0, cut)


@given(st.lists(st.none() | boxes, min_size=1, max_size=30))
def test_both_ways_of_packing_agree(given_boxes):
    scaled = [
        [NO_BOX] * 4 if box is None else [round(edge * 65_534) for edge in box]
        for box in given_boxes
    ]
    assert pack_planes(planes(np.array(scaled, dtype="<u2"))) == pack_boxes(given_boxes)


def test_many_lines_become_one_box_each():
    band = [
        (x / 10, y / 10, (x + 1) / 10, y / 10 + 0.05)
        for y, x in itertools.product(range(3), range(5))
    ]
    assert len(boxes_of(pack_boxes(band), 0, len(band))) == 3
