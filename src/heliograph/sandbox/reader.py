"""A reading child as its parent holds it: started, asked, killed with its group, and mourned."""

from __future__ import annotations

import os
import select
import signal
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass

from heliograph.errors import NotConfined, PluginError
from heliograph.records import Problem
from heliograph.sandbox.channel import Channel, HungUp, Waiting
from heliograph.sandbox.frames import Answer, Ask, OutOfForm, Ready
from heliograph.sandbox.report import ConfinementReport
from heliograph.sandbox.rlimits import limit_processor_time
from heliograph.sandbox.stem import START_S, Stem, last_words

GRACE_S = 2.0
"""Seconds for a child that has closed its end to be dead; dying with 1.5 GiB takes some."""

_OUT_OF_MEMORY = (b"bad_alloc", b"memory allocation of", b"out of memory", b"Out of memory")
"""What C++, Rust and PDFium print before they abort for want of memory."""

_NEAR_THE_LIMIT = 0.5
"""Of what it may take, the part that stood in memory at the peak from which a death is put down to
the limit: what is asked for and not to be had never stands in memory."""

_ABORTS = frozenset({signal.SIGABRT, signal.SIGTRAP, signal.SIGILL, signal.SIGSEGV, signal.SIGBUS})

_ENDS_FOR_MEMORY = _ABORTS | {signal.SIGKILL}
"""Where we did not send it, the last is the kernel's, which has no memory left."""


@dataclass(frozen=True, slots=True)
class Death:
    """How a child ended."""

    code: int
    """Exit status; below zero, the signal."""
    peak_kb: int
    allowed_kb: int
    """How much it might have taken."""
    last_words: bytes
    hung_up: bool = False
    """It had closed its end and lived on, so the signal is ours."""

    def problem(self) -> Problem:
        """Say it as what became of the document."""
        if self.hung_up:
            return Problem(outcome="damaged", reason="crash", detail="it hung up and lived on")
        if self.code >= 0:
            return Problem(outcome="damaged", reason="crash", detail=f"exit status {self.code}")
        if -self.code == signal.SIGXCPU:
            return Problem(outcome="timed-out", reason="time", detail="processor time")
        name = signal.Signals(-self.code).name
        reason = "memory" if self._starved() else "crash"
        return Problem(outcome="damaged", reason=reason, detail=name)

    def _starved(self) -> bool:
        said_so = any(word in self.last_words for word in _OUT_OF_MEMORY)
        near = self.peak_kb > _NEAR_THE_LIMIT * self.allowed_kb
        return (-self.code in _ABORTS and said_so) or (-self.code in _ENDS_FOR_MEMORY and near)


class Reader:
    """One child process. Its methods are for one thread; `kill` is for any."""

    def __init__(self, stem: Stem) -> None:
        """Fork a child; it is not ready until `begin` returns. Raises `PluginError`."""
        self._stem = stem
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self._channel = Channel(ours)
        self._printed = os.memfd_create("printed")
        self._death: Death | None = None
        self._dying = threading.Lock()
        self.tasks = 0
        self.report = ConfinementReport(level=0, mechanisms=())
        try:
            with theirs:
                self.pid = stem.fork(theirs.fileno(), self._printed)
            self._process = _held(self.pid)
        except BaseException:
            self._close()
            raise

    def begin(self, least: int) -> None:
        """Wait until the child is locked in. Raises `NotConfined` below level `least`."""
        waiting = Waiting(START_S)
        try:
            said = self._channel.hear(waiting)
        except (HungUp, OutOfForm, TimeoutError) as error:
            death = self.end()
            words = death.last_words.decode("utf-8", "replace").strip()[-1000:]
            raise PluginError(
                detail=f"The reading child did not start ({error or 'it took too long'}): {words}"
            ) from None
        if not isinstance(said, Ready):
            self.end()
            raise PluginError(detail="The reading child did not say how it is locked in")
        self.report = said.report
        if said.report.level < least:
            self.end()
            missing = (f"{one.name}: {one.said}" for one in said.report.mechanisms if not one.works)
            raise NotConfined(detail="; ".join(missing))

    def ask(
        self, ask: Ask, descriptor: int, waiting: Waiting, at_work_s: float | None = None
    ) -> None:
        """Hand a file over, to be read in so many seconds of processor time, if it is said.

        Raises `HungUp`, `TimeoutError`.
        """
        self.tasks += 1
        if at_work_s is not None:
            limit_processor_time(self.pid, at_work_s)
        self._channel.ask(ask, [descriptor], waiting)

    def hear(self, waiting: Waiting) -> Answer:
        """Wait for the next frame. Raises `HungUp`, `OutOfForm`, `TimeoutError`."""
        return self._channel.hear(waiting)

    def kill(self) -> None:
        """Kill the child and all its group at once; whoever listens to it hears it hang up."""
        with self._dying:
            if self._death is None and not self._is_buried():
                with suppress(ProcessLookupError):
                    os.killpg(self.pid, signal.SIGKILL)

    def end(self, *, grace: bool = False) -> Death:
        """Kill it, unless it is to have the `grace` of dying by itself; bury it; say how it was."""
        hung_up = grace and not self._dies()
        self.kill()
        with self._dying:
            if self._death is None:
                self._death = self._buried(hung_up=hung_up)
        return self._death

    def _dies(self) -> bool:
        """Give a child that has hung up the time to end, so that it is known how it did."""
        if self._death is not None:
            return True
        return bool(select.select([self._process], [], [], GRACE_S)[0])

    def _is_buried(self) -> bool:
        """Say whether nothing is left of it: its stem died, and whose orphan it was saw to it.

        Its number may be another's by then.
        """
        try:
            signal.pidfd_send_signal(self._process, 0)
        except ProcessLookupError:
            return True
        return False

    def _buried(self, *, hung_up: bool) -> Death:
        end = self._stem.bury(self.pid)
        words = last_words(self._printed)
        self._close()
        os.close(self._process)
        return Death(end.code, end.peak_kb, end.allowed_kb, words, hung_up)

    def _close(self) -> None:
        self._channel.close()
        os.close(self._printed)


def _held(pid: int) -> int:
    """Hold a child by a descriptor, which stays its own whatever becomes of its number."""
    try:
        return os.pidfd_open(pid)
    except ProcessLookupError:
        raise PluginError(detail="The reading child died as it was started") from None
