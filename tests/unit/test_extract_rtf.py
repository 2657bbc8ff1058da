"""What comes out of RTF: words in the letters of their fonts, and what stands beside them."""

from __future__ import annotations

import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.extracted import Read

from heliograph.extractors.rtf import RtfExtractor
from heliograph.seams import Limits, Member


def read(content: bytes) -> Read:
    return Read(RtfExtractor(), content)


def escaped(words: str, codec: str) -> bytes:
    return b"".join(b"\\'%02x" % byte for byte in words.encode(codec))


@pytest.mark.parametrize(
    ("charset", "codec", "words"),
    [
        (134, "gbk", "人脸识别与维族告警"),
        (136, "big5", "人臉辨識功能"),
        (204, "cp1251", "распознавание лиц"),
        (178, "cp1256", "التعرف على الوجه"),
        (128, "cp932", "顔認証ソフト"),
        (0, "cp1252", "café à côté"),
    ],
)
def test_bytes_are_read_in_the_letters_of_their_font(charset, codec, words) -> None:
    head = b"{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Arial;}{\\f1\\fnil\\fcharset%d Font;}}" % charset
    assert read(head + b"\\f1 " + escaped(words, codec) + b"\\par}").sheet.text == words


@pytest.mark.parametrize("words", ["平台功能", "兗乗的"])
def test_the_second_byte_of_a_letter_may_stand_as_it_is(words) -> None:
    packed = words.encode("gbk")
    written = b"".join(
        b"\\'%02x" % one if one > 0x7F or chr(one) in "\\{}" else bytes([one]) for one in packed
    )
    head = b"{\\rtf1\\ansi\\ansicpg936{\\fonttbl{\\f0\\fcharset134 S;}}\\f0 "
    assert read(head + written + b"}").sheet.text == words


def test_the_code_page_of_the_file_holds_where_a_font_says_nothing() -> None:
    content = b"{\\rtf1\\ansi\\ansicpg936 " + escaped("维族告警", "gbk") + b"}"
    assert read(content).sheet.text == "维族告警"


def test_unicode_stands_with_what_is_there_for_older_readers() -> None:
    content = b"{\\rtf1\\uc1 \\u20154?\\u-32566\\'3f {\\uc2 \\u35782\\'ca\\'b6}\\u-10174?\\u-8289?}"
    assert read(content).sheet.text == f"人{chr(65536 - 32566)} 识\U00020b9f"


def test_fields_show_their_result_and_say_what_they_would_fetch() -> None:
    content = (
        b'{\\rtf1 see {\\field{\\*\\fldinst HYPERLINK "http://a.example"}{\\fldrslt this}}'
        b'{\\field{\\*\\fldinst INCLUDEPICTURE "http://b.example/x.png"}{\\fldrslt }} end}'
    )
    found = read(content)
    assert found.sheet.text == "see this end"
    assert found.notes("rtf:outside") == ['INCLUDEPICTURE "http://b.example/x.png"']


def test_what_is_no_text_is_left_out_and_text_boxes_are_not() -> None:
    content = (
        b"{\\rtf1{\\*\\unknown secret}{\\colortbl;\\red1;}{\\stylesheet{\\s1 heading 1;}}"
        b"\\pard\\s1 Title\\par\\pard body{\\shp{\\*\\shpinst{\\sp{\\sn a}{\\sv b}}"
        b"{\\shptxt boxed\\par}}}\\par{\\v out of sight}{\\deleted gone}\\par}"
    )
    found = read(content)
    assert found.words() == ["Title", "body", "boxed"]
    assert found.sheet.blocks[0].role == "heading"
    assert found.container("boxed").name == "text box"
    assert (found.notes("rtf:hidden-text"), found.notes("rtf:deleted-text")) == (
        ["out of sight"],
        ["gone"],
    )


def test_the_html_that_a_mail_was_is_not_read_twice() -> None:
    content = (
        b"{\\rtf1\\ansi\\fromhtml1{\\*\\htmltag84 <p>}\\htmlrtf {\\htmlrtf0 said once"
        b"\\htmlrtf\\par}\\htmlrtf0}"
    )
    assert read(content).sheet.text == "said once"


def test_pictures_come_out_in_hex_and_in_raw_bytes() -> None:
    png = b"\x89PNG\r\n\x1a\n{\\}"
    content = (
        b"{\\rtf1{\\pict\\pngblip " + png.hex().encode() + b"}"
        b"{\\pict\\jpegblip\\bin%d " % len(png) + png + b"}after}"
    )
    found = RtfExtractor().read(io.BytesIO(content), "", Limits())
    taken = [(one.name, b"".join(one.chunks)) for one in found if isinstance(one, Member)]
    assert taken == [
        ("picture-1.png", png),
        ("picture-2.jpg", png),
    ]
    assert read(content).sheet.text == "after"


def test_a_file_that_breaks_off_gives_what_it_has_and_says_so() -> None:
    found = read(b"{\\rtf1 first\\par second {\\b bo")
    assert found.sheet.text == "first\nsecond bo"
    assert found.problems == [("damaged", "not-what-it-seems")]


def test_a_megabyte_of_braces_is_soon_done_with() -> None:
    began = time.perf_counter()
    read(b"{\\rtf1 " + b"{" * 200_000 + b"x")
    assert time.perf_counter() - began < 20


@given(
    st.lists(
        st.sampled_from(
            [
                b"{",
                b"}",
                b"\\par ",
                b"\\'d6",
                b"\\u-9",
                b"\\bin5 ",
                b"\\*",
                b"\\cell",
                b"\\row ",
                b"\\intbl",
                b"\\pict ",
                b"\\fldinst ",
                b"\\info{\\title ",
                b"\\v",
                b"\\f1 ",
                b"\\footnote ",
                b"a",
                b"\xd6\xd0",
                b"\\",
                b"\\uc3",
                b"\\fonttbl",
                b"\\stylesheet ",
            ]
        ),
        max_size=40,
    )
)
def test_any_order_of_its_words_is_read_or_damaged(pieces) -> None:
    read(b"{\\rtf1" + b"".join(pieces))
