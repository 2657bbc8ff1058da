"""What is put aside comes back as it was, whatever of it is held and whatever is in the file."""

from __future__ import annotations

from pathlib import Path

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from heliograph.records import Note, Problem
from heliograph.sandbox.spool import Spool
from heliograph.seams import Kept, Sheet, TakenMember, Title

Value = Sheet | Title | Note | Problem | TakenMember
PACK = msgspec.msgpack.Encoder().encode
DECODER: msgspec.msgpack.Decoder[Value] = msgspec.msgpack.Decoder(Value)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
VALUES: st.SearchStrategy[Value] = st.one_of(
    st.builds(Sheet, number=st.integers(1, 9), text=WORDS, boxes=st.binary(max_size=9)),
    st.builds(Title, text=WORDS),
    st.builds(Note, key=WORDS, value=WORDS),
    st.builds(
        TakenMember,
        name=WORDS,
        raw_name=st.none() | st.binary(max_size=9),
        kept=st.none()
        | st.builds(Kept, digest=WORDS, second=WORDS, size=st.integers(0, 2**63 - 1)),
        problem=st.just(Problem(outcome="cut", reason="too-deep")),
    ),
)


def descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


@given(values=st.lists(VALUES, max_size=20), held=st.integers(0, 200))
def test_a_spool_is_the_list_that_was_put_into_it(values: list[Value], held: int) -> None:
    spool = Spool[Value](PACK, DECODER.decode, Path("/tmp"), held=held)
    for value in values:
        spool.append(value, 20)
    settled = spool.settled()
    assert len(settled) == len(values)
    assert list(settled) == values
    assert list(settled) == values, "a second time"
    assert [settled[at] for at in range(len(values))] == values
    assert [settled[-1 - at] for at in range(len(values))] == values[::-1]
    assert list(settled[1:-1]) == values[1:-1]
    assert isinstance(settled, tuple) == (len(values) * 20 <= held or not values)


def test_what_is_put_aside_stands_under_no_name_and_goes_with_the_spool(tmp_path: Path) -> None:
    before = descriptors()
    spool = Spool[Value](PACK, DECODER.decode, tmp_path, held=0)
    spool.append(Title(text="a secret"), 1)
    assert list(tmp_path.iterdir()) == []
    assert descriptors() == before + 1
    del spool
    assert descriptors() == before


def test_without_a_folder_all_is_held() -> None:
    spool = Spool[Value](PACK, DECODER.decode, None, held=0)
    spool.append(Title(text="a"), 1)
    assert spool.settled() == (Title(text="a"),)
