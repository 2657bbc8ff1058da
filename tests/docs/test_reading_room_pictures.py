"""The page of the docs that shows the reading room: each picture is there, small, and shown."""

from __future__ import annotations

import re
from pathlib import Path

from PIL import Image
from tools.pictures import ALL_SHOTS, MOST_BYTES, PICTURES

from heliograph.web.pages import PAGES

PAGE = Path(__file__).parents[2] / "docs" / "reading-room.md"
SHOWN = re.findall(r"!\[([^\]]+)\]\(pictures/([\w-]+)\.png\)", PAGE.read_text(encoding="utf-8"))


def test_each_picture_is_taken_kept_and_shown_with_words_for_whoever_cannot_see_it():
    names = {name for _, name in SHOWN}
    assert names == {one.name for one in ALL_SHOTS} == {one.stem for one in PICTURES.glob("*.png")}
    assert len({words for words, _ in SHOWN}) == len(SHOWN)


def test_pictures_are_small_enough_to_be_kept_beside_words():
    for shot in ALL_SHOTS:
        file = PICTURES / f"{shot.name}.png"
        assert file.stat().st_size <= MOST_BYTES, shot.name
        with Image.open(file) as picture:
            assert picture.size == (shot.width, shot.height)


def test_each_page_has_its_picture():
    shown = {one.template.partition(".")[0].replace("_", "-") for one in PAGES}
    taken = {one.name for one in ALL_SHOTS}
    assert shown <= taken
