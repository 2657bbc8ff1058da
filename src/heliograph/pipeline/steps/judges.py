"""Processes that judge while this one reads and keeps: pages go out, leaves and findings come back.

Segmenting and finding take most of a scan's time and need nothing but a document's pages. Nothing
is kept by a judge: killed at any moment, it loses what the next run reads again. What it makes is
the same as what this process would make: its steps must have the same versions, else it is not
asked at all.
"""

from __future__ import annotations

import queue
import socket
import subprocess
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from types import TracebackType
from typing import Self

import msgspec

from heliograph.config import workers_wanted
from heliograph.pipeline.steps.judge_talk import (
    Asked,
    End,
    Hello,
    Judged,
    LeafCut,
    Talk,
    put_together,
)
from heliograph.pipeline.steps.work import (
    FOUND_WEIGHT,
    PASSAGE_WEIGHT,
    Work,
    current_steps,
    extracted,
    judge,
    spool_of_found,
    spool_of_leaves,
    stamped,
    with_problem,
)
from heliograph.pipeline.tools import Tools
from heliograph.records import Claim, Mention
from heliograph.sandbox.pool import child_command
from heliograph.sandbox.stem import ENVIRONMENT
from heliograph.store import CaseFolder

WORTH_STARTING = 24
"""Documents that must wait for judges to be started: they take about a second to be ready."""

CHARACTERS_AHEAD = 4_000_000
"""Of all documents that are with the judges or were judged and not yet taken."""

DOCUMENTS_AHEAD = 64


class Judges:
    """Takes works through all steps, the later ones in other processes where these are worth it.

    Use as a context manager: leaving it ends the processes.
    """

    def __init__(self, tools: Tools) -> None:
        """Prepare; nothing is started yet."""
        self._tools = tools
        self._stack = ExitStack()
        self._idle: queue.SimpleQueue[Talk | None] = queue.SimpleQueue()
        self._threads: ThreadPoolExecutor | None = None

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def expect(self, documents: int) -> None:
        """Start the processes if so many are worth it: they load while documents are read."""
        if self._threads is None and documents >= WORTH_STARTING:
            count = workers_wanted(self._tools.config.reading)
            self._threads = ThreadPoolExecutor(count, thread_name_prefix="judging")
            self._stack.callback(self._threads.shutdown, cancel_futures=True)
            self._start(count)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the processes, whatever they are doing."""
        self._stack.close()

    def advance(self, works: Iterable[Work]) -> Iterator[Work]:
        """Take works through every step; yield them in the order in which they came."""
        flying: deque[tuple[Work, Future[Work | None]]] = deque()
        ahead = 0
        for work in works:
            begun = extracted(work, self._tools)
            if self._threads is None:
                yield stamped(judge(begun, self._tools), self._tools)
                continue
            flying.append((begun, self._threads.submit(self._judged, begun)))
            ahead += begun.characters
            while flying and (
                flying[0][1].done() or ahead > CHARACTERS_AHEAD or len(flying) > DOCUMENTS_AHEAD
            ):
                ahead -= flying[0][0].characters
                yield self._taken(*flying.popleft())
        while flying:
            yield self._taken(*flying.popleft())

    def _taken(self, begun: Work, judged: Future[Work | None]) -> Work:
        """Take what a judge made, or judge here what none would take."""
        work = judged.result()
        return stamped(judge(begun, self._tools) if work is None else work, self._tools)

    def _start(self, count: int) -> None:
        """Start one process that loads everything and makes the others of itself."""
        pairs = [socket.socketpair() for _ in range(count)]
        theirs = [other.fileno() for _, other in pairs]
        folder = self._tools.folder.resolve()
        process = subprocess.Popen(
            [
                *child_command("heliograph.pipeline.steps.judge_child"),
                str(folder),
                str(CaseFolder(folder).taxonomy),
                *map(str, theirs),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=theirs,
            cwd="/",
            env=ENVIRONMENT,
            # Own session: Ctrl-C reaches us alone.
            start_new_session=True,
        )
        self._stack.callback(process.wait)
        self._stack.callback(process.kill)
        for ours, other in pairs:
            other.close()
            # Before the process is waited for, and while a thread may still listen.
            self._stack.callback(ours.close)
            self._stack.callback(_hung_up, ours)
            self._idle.put(Talk(ours))

    def _judged(self, work: Work) -> Work | None:
        """Have a judge take it through its steps; None where there is none left to ask."""
        talk = self._idle.get()
        if talk is None or not self._is_ours(talk):
            self._idle.put(None)
            return None
        try:
            judged = self._answer(talk, work)
        except (OSError, EOFError, msgspec.DecodeError) as broken:
            # Whatever it died of may be this document: it is not tried again here.
            self._idle.put(None)
            return with_problem(work, f"judging: its process ended ({type(broken).__name__})")
        self._idle.put(talk)
        return judged

    def _is_ours(self, talk: Talk) -> bool:
        """Say whether a judge does the same steps as we would; it tells when it is ready."""
        if talk.steps is None:
            try:
                said = talk.hear()
            except (OSError, EOFError, msgspec.DecodeError):
                return False
            talk.steps = said.steps if isinstance(said, Hello) else ()
        return talk.steps == current_steps(self._tools)

    def _answer(self, talk: Talk, work: Work) -> Work:
        talk.say(Asked(digest=work.digest, reading=work.reading, released=work.released))
        for page in work.pages:
            talk.say(page)
        talk.say(End())
        talk.flush()
        leaves = spool_of_leaves(self._tools)
        found = spool_of_found(self._tools)
        pages = iter(work.pages)
        while True:
            match talk.hear():
                case LeafCut() as cut:
                    leaf = put_together(next(pages), cut)
                    weight = len(leaf.page.text) + len(leaf.page.boxes)
                    leaves.append(leaf, weight + PASSAGE_WEIGHT * len(leaf.passages))
                case Claim() | Mention() as one:
                    found.append(one, FOUND_WEIGHT)
                case Judged(reading=reading, problems=problems):
                    return replace(
                        work,
                        reading=reading,
                        leaves=leaves.settled(),
                        found=found.settled(),
                        problems=(*work.problems, *problems),
                    )
                case _:
                    raise EOFError


def _hung_up(talk: socket.socket) -> None:
    try:
        talk.shutdown(socket.SHUT_RDWR)
    except OSError:
        # It had ended before us.
        return
