"""A judge's entry, `python -m heliograph.pipeline.steps.judge_child FOLDER TAXONOMY TALK…`.

It loads everything once and makes one process of itself for each talk, so that all share the
memory of what was loaded. It dies with the process that started it.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from heliograph.codec import digest_of
from heliograph.language import identify
from heliograph.pipeline.steps.judge_talk import Asked, End, Hello, Judged, Talk, cut_up
from heliograph.pipeline.steps.work import Work, current_steps, judge, spool_of_pages
from heliograph.plugins.finders import load_finders, load_segmenter
from heliograph.records import Page, PageId
from heliograph.sandbox import kernel
from heliograph.seams import Finder, Segmenter

_WARMING = "This camera does not recognise faces. 本机不支持人脸识别。"


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a judge works with."""

    folder: Path
    segmenter: Segmenter
    finders: Sequence[Finder]


def main(folder: str, taxonomy: str, *talks: str) -> None:
    """Judge until the talks end."""
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    parts = _Parts(Path(folder), load_segmenter(), load_finders(Path(taxonomy)))
    _warm_up(parts)
    # What exists now stays as it is: so its memory stays shared.
    gc.collect()
    gc.freeze()
    descriptors = [int(one) for one in talks]
    mine, *others = descriptors
    for other in others:
        if os.fork() == 0:
            kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
            mine = other
            break
    for one in descriptors:
        if one != mine:
            os.close(one)
    with socket.socket(fileno=mine) as talk:
        _judge_all(Talk(talk), parts)


def _warm_up(parts: _Parts) -> None:
    """Have everything built that is built when first used, before it is shared."""
    identify.load()
    digest = digest_of(b"")
    page = Page(
        id=PageId("warm"), digest=digest, number=1, text=_WARMING, read_by="warm/1", confinement=0
    )
    judge(Work(digest=digest, pages=(page,)), parts)


def _judge_all(talk: Talk, parts: _Parts) -> None:
    talk.say(Hello(current_steps(parts)))
    talk.flush()
    while True:
        try:
            asked = talk.hear()
        except EOFError:
            return
        if isinstance(asked, Asked):
            _judge_one(talk, asked, parts)


def _judge_one(talk: Talk, asked: Asked, parts: _Parts) -> None:
    pages = spool_of_pages(parts)
    characters = 0
    for page in _pages(talk):
        pages.append(page, len(page.text) + len(page.boxes))
        characters += len(page.text)
    work = judge(
        Work(
            digest=asked.digest,
            reading=asked.reading,
            pages=pages.settled(),
            characters=characters,
            released=asked.released,
        ),
        parts,
    )
    for leaf in work.leaves:
        talk.say(cut_up(leaf))
    for found in work.found:
        talk.say(found)
    talk.say(Judged(work.reading, work.problems))
    talk.flush()


def _pages(talk: Talk) -> Iterator[Page]:
    while not isinstance(said := talk.hear(), End):
        if isinstance(said, Page):
            yield said


if __name__ == "__main__":
    main(*sys.argv[1:])
