"""Properties of the language between parent and child, and of sheets that are cut to fit."""

from __future__ import annotations

import socket
import struct
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.codec import boxes_of, pack_boxes
from heliograph.records import Block, Container, Mark, Note, Problem
from heliograph.sandbox import frames
from heliograph.sandbox.allowance import Allowance
from heliograph.sandbox.channel import Channel, HungUp, Waiting
from heliograph.sandbox.cutting import cut_to, mended, whole_characters
from heliograph.sandbox.soundness import must_be_sound
from heliograph.seams import Limits, Sheet, Title

WORDS = st.text(max_size=60)


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """Sheets whose parts fit each other."""
    text = draw(st.text(min_size=1, max_size=80))
    edges = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    placed = draw(st.booleans())
    return Sheet(
        number=draw(st.integers(1, 1000)),
        text=text,
        label=draw(WORDS),
        first_line=draw(st.none() | st.integers(1, 9)),
        marks=tuple(Mark(start=at, line=line + 1) for line, at in enumerate(edges)),
        boxes=pack_boxes([(at / 100, 0.1, (at + 1) / 100, 0.2) for at in range(len(text))])
        if placed
        else b"",
        containers=(Container(kind="table", header=("a", "b")),),
        blocks=tuple(Block(start=s, end=e, role="row", container=0) for s, e in pairs),
    )


answers = st.one_of(
    sheets(),
    st.builds(Title, text=WORDS),
    st.builds(Note, key=WORDS, value=WORDS, page=st.none() | st.integers(1, 99)),
    st.builds(Problem, outcome=st.just("damaged"), reason=st.just("crash"), detail=WORDS),
    st.builds(frames.MemberBegins, name=WORDS, raw_name=st.none() | st.binary(max_size=20)),
    st.builds(frames.Chunk, data=st.binary(max_size=200)),
    st.builds(frames.Began, media_type=WORDS, read_by=WORDS),
    st.builds(frames.Done, spent=st.booleans()),
)


@given(st.lists(answers, max_size=8), st.integers(1, 64))
def test_what_is_said_is_heard_however_it_is_split_on_the_way(
    said: list[frames.Answer], piece: int
) -> None:
    stream = b"".join(frames.packed(one) for one in said)
    ours, theirs = socket.socketpair()
    channel = Channel(ours)
    waiting = Waiting(10)

    def say() -> None:
        with theirs:
            for start in range(0, len(stream), piece):
                theirs.sendall(stream[start : start + piece])

    # In a thread: a socket holds few messages of one byte.
    speaker = threading.Thread(target=say)
    speaker.start()
    heard = [channel.hear(waiting) for _ in said]
    with pytest.raises(HungUp):
        channel.hear(waiting)
    speaker.join()
    channel.close()
    assert heard == said


@given(st.binary(max_size=200))
def test_noise_is_out_of_form_and_nothing_else(noise: bytes) -> None:
    try:
        frames.answer_of(noise)
    except frames.OutOfForm:
        return
    raise AssertionError(f"{noise!r} was taken for an answer")


@given(st.integers(frames.MAX_FRAME + 1, 2**32 - 1))
def test_a_frame_past_the_limit_is_refused_before_it_is_read(length: int) -> None:
    ours, theirs = socket.socketpair()
    channel = Channel(ours)
    with theirs:
        theirs.send(struct.pack(">I", length))
        with pytest.raises(frames.OutOfForm):
            channel.hear(Waiting(10))
    channel.close()


@given(sheets(), st.integers(0, 100))
def test_a_cut_sheet_is_the_beginning_of_the_whole_and_sound(sheet: Sheet, characters: int) -> None:
    cut = cut_to(sheet, characters)
    must_be_sound(sheet)
    if characters:
        must_be_sound(cut)
    assert cut.text == sheet.text[:characters]
    for block in cut.blocks:
        assert block.end <= len(cut.text)
    assert boxes_of(cut.boxes, 0, len(cut.text)) == boxes_of(sheet.boxes, 0, len(cut.text))


@given(st.text(alphabet=st.characters(codec=None, categories=["L", "Cs"]), max_size=30))
def test_mending_keeps_every_offset_and_can_be_written_down(text: str) -> None:
    sheet = mended(Sheet(number=1, text=text))
    assert len(sheet.text) == len(text)
    assert whole_characters(text) == sheet.text
    frames.packed(sheet)


@given(
    st.lists(st.lists(st.integers(0, 4000), max_size=6), max_size=12),
    st.integers(1, 10_000),
    st.integers(1, 20_000),
)
def test_no_more_bytes_are_allowed_than_the_limits_say(
    members: list[list[int]], member_bytes: int, tree_bytes: int
) -> None:
    limits = Limits(members=10, member_bytes=member_bytes, tree_bytes=tree_bytes)
    allowance = Allowance(limits, size=100, depth=0)
    allowed = begun = 0
    for chunks in members:
        if allowance.member() is not None:
            break
        begun += 1
        of_member = 0
        if allowance.member_bytes(None) is not None:
            continue
        for size in chunks:
            if allowance.chunk(size) is not None:
                break
            of_member += size
            allowed += size
        assert of_member <= member_bytes
    assert allowed <= tree_bytes
    assert begun <= 10
