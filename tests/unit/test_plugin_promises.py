"""The check that authors of extractors call complains of each broken promise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import pytest

from heliograph.records import Block, Container, Mark, Problem
from heliograph.seams import Extracted, Limits, Sheet
from heliograph.testing import check_extractor


class Saying:
    """An extractor that says what it was told to."""

    name = "saying"
    version = "1"
    media_types = frozenset({"text/x-said"})

    def __init__(self, *said: Extracted) -> None:
        self.said = said

    def read(self, file: BinaryIO, media_type: str, limits: Limits) -> Iterator[Extracted]:
        yield from self.said


def check(*said: Extracted) -> None:
    check_extractor(Saying(*said), b"", "text/x-said")


def sheet(*blocks: Block, text: str = "words and words", **more: object) -> Sheet:
    return Sheet(number=1, text=text, blocks=blocks, **more)  # type: ignore[arg-type]


def test_what_holds_together_passes() -> None:
    block = Block(start=0, end=5, role="row", container=0)
    check(sheet(block, containers=(Container(kind="table"),), marks=(Mark(start=0, line=1),)))


@pytest.mark.parametrize(
    "said",
    [
        sheet(Block(start=0, end=99, role="paragraph")),
        sheet(Block(start=3, end=3, role="paragraph")),
        sheet(Block(start=5, end=6, role="paragraph")),
        sheet(Block(start=0, end=5, role="heading")),
        sheet(Block(start=0, end=5, role="row", container=0)),
        sheet(Block(start=0, end=5, role="paragraph"), Block(start=4, end=9, role="paragraph")),
        sheet(Block(start=6, end=9, role="paragraph"), Block(start=0, end=5, role="paragraph")),
        sheet(text="a\0b"),
        sheet(text="\ud800"),
        sheet(marks=(Mark(start=5, line=1), Mark(start=2, line=2))),
        sheet(marks=(Mark(start=0, line=0),)),
        sheet(marks=(Mark(start=0, line=1),), first_line=1),
        Sheet(number=0, text="words"),
        Problem(outcome="damaged", reason="unheard-of"),
    ],
)
def test_what_does_not_hold_together_is_named(said: Extracted) -> None:
    with pytest.raises(AssertionError, match=r"\w"):
        check(said)


def test_a_media_type_must_be_its_own() -> None:
    with pytest.raises(AssertionError, match="none of its media types"):
        check_extractor(Saying(), b"", "text/plain")
