"""What a translator is given: the words in one line, and nothing that nobody sees."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.machine_translation.words import LONGEST, simplified, to_be_translated


@pytest.mark.parametrize(
    ("words", "made"),
    [
        ("系统支持人脸识\n别，并自动报警", "系统支持人脸识别，并自动报警"),
        ("报警，\r\n推送至平台", "报警，推送至平台"),
        ("型号 DH-1\n支持布控", "型号 DH-1 支持布控"),
        ("The system identi-\nfies faces", "The system identifies faces"),
        ("from Xinjiang-\nUrumqi", "from Xinjiang- Urumqi"),
        ("reads\n  a  face\tand\nmore", "reads a  face\tand more"),
        ("Камера распо-\nзнаёт лица", "Камера распознаёт лица"),
        ("a\u202eb\u200bc\0d\u00ade", "abcde"),
        ("half \ud800 a letter", "half ? a letter"),
    ],
)
def test_lines_are_joined_as_the_script_wants_it(words: str, made: str):
    assert to_be_translated(words) == made


@given(st.text(max_size=200))
def test_what_is_given_is_one_line_and_can_be_written_down(words: str):
    made = to_be_translated(words)
    assert len(made.splitlines()) <= 1
    assert made.encode("utf-8").decode() == made


@given(st.text(alphabet="系统支持 ab\n", max_size=50))
def test_nothing_that_is_seen_is_lost(words: str):
    assert "".join(to_be_translated(words).split()) == "".join(words.split())


def test_the_longest_is_cut():
    assert len(to_be_translated("字" * (LONGEST + 5))) == LONGEST


def test_traditional_characters_are_written_in_simplified_ones():
    assert simplified("該系統支持人臉識別") == "该系统支持人脸识别"
