"""What comes out of a Word 97 to 2003 file made by hand: pieces, fields, and what is refused."""

from __future__ import annotations

import gzip
import io
import struct
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.extracted import Read
from tests.ole_writer import ole_file

from heliograph.extractors import ole
from heliograph.extractors.doc import DocExtractor
from heliograph.extractors.doc_formatting import properties_of
from heliograph.extractors.ppt import PptExtractor
from heliograph.seams import Extractor, Member

SAMPLES = Path(__file__).resolve().parents[1] / "samples" / "office"
TEXT_AT = 1024


def document(*pieces: str | bytes, flags: int = 0, version: int = 0xC1, more: int = 0) -> bytes:
    """A file whose text is in pieces: bytes in code page 1252, or text in UTF-16."""
    text = b""
    places, counts = [], []
    for piece in pieces:
        places.append(TEXT_AT + len(text))
        packed = piece if isinstance(piece, bytes) else piece.encode("utf-16-le")
        counts.append(len(packed) if isinstance(piece, bytes) else len(packed) // 2)
        text += packed
    wheres = [
        place * 2 | 0x40000000 if isinstance(piece, bytes) else place
        for piece, place in zip(pieces, places, strict=True)
    ]
    bounds = [0, *accumulate(counts)]
    table = struct.pack(f"<{len(bounds)}I", *bounds)
    table += b"".join(struct.pack("<HIH", 0, where, 0) for where in wheres)
    clx = b"\x02" + struct.pack("<I", len(table)) + table
    fib = struct.pack("<HH6xH", 0xA5EC, version, flags).ljust(32, b"\0")
    fib += struct.pack("<H28x", 14)
    lengths = [0, 0, 0, bounds[-1] + more, *[0] * 18]
    fib += struct.pack("<H22i", 22, *lengths)
    pairs = [0] * 186
    pairs[2 * 33 : 2 * 33 + 2] = [0, len(clx)]
    fib += struct.pack("<H186I", 93, *pairs)
    return ole_file({"WordDocument": fib.ljust(TEXT_AT, b"\0") + text, "0Table": clx})


def read(content: bytes) -> Read:
    return Read(DocExtractor(), content)


def test_pieces_of_both_kinds_make_one_text() -> None:
    found = read(document(b"caf\xe9 \x93x\x94 ", "人脸识别 𠮟", b"\rsecond\r"))
    assert found.sheet.text == "café “x” 人脸识别 𠮟\nsecond"
    assert found.problems == []


def test_codes_of_fields_are_left_out_also_when_nested_and_told_when_they_fetch() -> None:
    found = read(document("see \x13 INCLUDETEXT \x13 inner \x15 x \x14shown\x15 end\r"))
    assert found.sheet.text == "see shown end"
    assert found.notes("doc:outside") == ["INCLUDETEXT  x"]


def test_signs_that_stand_for_something_are_written_out() -> None:
    assert read(document("a\tb\x0bc\x1ed\x1fe\x01\x08\r")).sheet.text == "a\tb\nc\u2011de"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (document("x\r", flags=0x0100), ("encrypted", "password-needed")),
        (document("x\r", version=0x65), ("unsupported", "no-reader")),
        (ole_file({"WordDocument": b"no"}), ("damaged", "not-what-it-seems")),
        (ole_file({"WordDocument": bytes(2000)}), ("damaged", "not-what-it-seems")),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 100, ("damaged", "not-what-it-seems")),
        (b"", ("damaged", "not-what-it-seems")),
    ],
)
def test_what_cannot_be_read_is_refused_without_text(content, problem) -> None:
    found = read(content)
    assert found.problems == [problem]
    assert found.sheets == []


def test_letters_that_are_not_in_the_file_are_missed() -> None:
    found = read(document("there\r", more=10))
    assert found.sheet.text == "there"
    assert found.problems == [("damaged", "page-unreadable")]


def test_an_embedded_file_comes_out_under_the_name_it_was_put_in_with() -> None:
    native = struct.pack("<IH", 0, 2) + b"list.txt\0C:\\a\\list.txt\0" + struct.pack("<II", 0, 3)
    native += b"x\0\0" + struct.pack("<I", 5) + b"inner"
    out = ole_file({"ObjectPool/_1/\x01Ole10Native": native, "WordDocument": b"no"})
    (member,) = ole.objects(ole.opened(io.BytesIO(out)))
    assert isinstance(member, Member)
    assert (member.name, b"".join(member.chunks)) == ("list.txt", b"inner")


@given(st.binary(max_size=200))
def test_properties_of_any_bytes_end(packed: bytes) -> None:
    properties_of(packed, packed)


WHOLE = (
    (DocExtractor(), (SAMPLES / "specification.doc").read_bytes()),
    (PptExtractor(), gzip.decompress((SAMPLES / "slides.ppt.gz").read_bytes())),
)


@pytest.mark.parametrize(("extractor", "whole"), WHOLE, ids=["doc", "ppt"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_changed_bytes_never_break_the_promise(extractor: Extractor, whole: bytes, data) -> None:
    """What a reader raises becomes damage; what it gives must hold together all the same."""
    content = bytearray(whole)
    for at in data.draw(st.lists(st.integers(512, len(whole) - 1), min_size=1, max_size=30)):
        content[at] = data.draw(st.sampled_from([0, 1, 0x7F, 0xFF, content[at] ^ 0x10]))
    try:
        Read(extractor, bytes(content))
    except (ValueError, IndexError, KeyError, OverflowError, struct.error, RecursionError):
        return


def test_pieces_that_do_not_follow_one_another_are_damage() -> None:
    content = document("one", "two")
    bounds = struct.pack("<3I", 0, 3, 6)
    for broken in ((0, 4, 2), (1, 3, 6), (0, 3, 0xFFFFFFF)):
        changed = content.replace(bounds, struct.pack("<3I", *broken))
        assert changed != content
        assert read(changed).problems == [("damaged", "not-what-it-seems")]
