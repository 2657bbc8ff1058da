"""Lines that reach into each other are cut apart where no ink stands; others are left alone."""

from __future__ import annotations

import numpy as np
from PIL import Image

from heliograph.ocr.crowding import alone, crowded
from heliograph.ocr.glyphs import Quad


def quad(left: float, top: float, right: float, bottom: float) -> Quad:
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)])


def strip(*inked: tuple[int, int], height: int = 80) -> Image.Image:
    tones = np.full((height, 400), 255, dtype=np.uint8)
    for top, bottom in inked:
        # Every fourth column, as letters leave more paper than ink.
        tones[top:bottom, ::4] = 0
    return Image.fromarray(tones).convert("RGB")


def test_lines_are_crowded_where_a_quarter_of_one_lies_in_the_other_along_it() -> None:
    far = [quad(0, 0, 900, 50), quad(0, 45, 900, 95)]
    near = [quad(0, 0, 900, 80), quad(0, 51, 900, 131), quad(0, 102, 900, 182)]
    beside = [quad(0, 0, 400, 80), quad(500, 51, 900, 131)]
    pieces = [quad(0, 0, 900, 80), quad(100, 10, 600, 80)]
    assert crowded(far) == [(False, False)] * 2
    assert crowded(near) == [(False, True), (True, True), (True, False)]
    assert crowded(beside) == [(False, False)] * 2
    assert crowded(pieces) == [(False, False)] * 2
    assert crowded([]) == []


def test_what_neighbours_left_in_a_strip_is_cut_away_on_the_side_where_they_are() -> None:
    made = strip((0, 12), (24, 58), (70, 80))
    assert alone(made, (False, False)).height == 80
    assert 56 < alone(made, (True, False)).height < 70
    assert 58 < alone(made, (False, True)).height < 72
    both = np.asarray(alone(made, (True, True)))
    assert 34 < both.shape[0] < 52
    assert (both[:, ::4] == 0).any(axis=(1, 2)).sum() == 34, "all of the line itself, and no more"


def test_a_line_without_a_gap_beside_it_is_left_whole() -> None:
    assert alone(strip((0, 80)), (True, True)).height == 80
    assert alone(strip((24, 58)), (True, True)).height == 80, "no ink behind the gap"
    assert alone(strip((2, 9), height=10), (True, True)).height == 10


def test_white_letters_on_black_are_cut_apart_as_well() -> None:
    turned = Image.fromarray(255 - np.asarray(strip((0, 12), (24, 58), (70, 80))))
    assert alone(turned, (True, True)).height < 52
