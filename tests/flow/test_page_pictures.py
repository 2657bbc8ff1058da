"""A page is drawn in a confined child, with the quote framed, and kept as a cache."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.pdf_writer import Leaf, Pdf, show

from heliograph.errors import NothingThere
from heliograph.pictures import AT_A_TIME, picture_of, pictures_of
from heliograph.seams import Drawing
from heliograph.store.blobs import LocalBlobs
from heliograph.store.caches import PICTURES

BOX = (0.25, 0.5, 0.75, 0.6)


@pytest.fixture
def blobs(tmp_path: Path) -> LocalBlobs:
    return LocalBlobs(tmp_path / "blobs")


def kept(blobs, content):
    digest = blobs.put([content]).digest
    blobs.settle()
    return digest


def test_the_quote_of_a_page_is_framed_and_the_picture_is_kept(blobs, tmp_path):
    content = Pdf([Leaf(show("a list of people", 100, 130))]).write()
    digest = kept(blobs, content)
    drawn = picture_of(digest, 1, [BOX], case=tmp_path, blobs=blobs)
    picture = np.asarray(Image.open(io.BytesIO(drawn)).convert("RGB")).astype(int)
    height, width, _ = picture.shape
    red = (picture[:, :, 0] - picture[:, :, 1]) > 100
    rows, columns = np.nonzero(red)
    assert columns.min() == pytest.approx(BOX[0] * width, abs=5)
    assert columns.max() == pytest.approx(BOX[2] * width, abs=5)
    assert rows.min() == pytest.approx(BOX[1] * height, abs=5)
    assert rows.max() == pytest.approx(BOX[3] * height, abs=5)
    assert [one.read_bytes() for one in (tmp_path / PICTURES).iterdir()] == [drawn]
    assert picture_of(digest, 1, [BOX], case=tmp_path, blobs=blobs) == drawn


def test_a_page_that_is_not_there_or_is_too_large_is_refused_or_bounded(blobs, tmp_path):
    huge = Pdf([Leaf(show("far", 10, 10), media=(0, 0, 190_000, 190_000))]).write()
    digest = kept(blobs, huge)
    picture = Image.open(io.BytesIO(picture_of(digest, 1, [], case=tmp_path, blobs=blobs, dpi=300)))
    assert picture.width * picture.height <= 25_000_000
    with pytest.raises(NothingThere):
        picture_of(digest, 2, [], case=tmp_path, blobs=blobs)


def test_many_pages_are_drawn_in_their_order_and_one_that_is_not_there_stops_no_other(
    blobs, tmp_path
):
    count = AT_A_TIME + 2
    leaves = [Leaf(show(f"page {number}", 50 + 10 * number, 130)) for number in range(count)]
    digest = kept(blobs, Pdf(leaves).write())
    wanted = [Drawing(page=page, boxes=[]) for page in (*range(count, 0, -1), 99)]
    drawn = pictures_of(digest, wanted, case=tmp_path, blobs=blobs)
    assert drawn[-1] is None
    apart = tmp_path / "apart"
    apart.mkdir()
    alone = picture_of(digest, 1, [], case=apart, blobs=blobs)
    assert drawn[count - 1] == alone
    assert len({one for one in drawn if one is not None}) == count


def test_what_is_covered_is_not_on_the_picture(blobs, tmp_path):
    digest = kept(blobs, Pdf([Leaf(show("13800138000", 100, 130))]).write())
    drawn = picture_of(digest, 1, [], case=tmp_path, blobs=blobs, covers=[(0.2, 0.4, 0.8, 0.7)])
    picture = np.asarray(Image.open(io.BytesIO(drawn)).convert("L"))
    height, width = picture.shape
    inside = picture[int(0.42 * height) : int(0.68 * height), int(0.22 * width) : int(0.78 * width)]
    assert len(np.unique(inside)) == 1
