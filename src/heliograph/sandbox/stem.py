"""The stem as the parent holds it: started once, asked for readers, asked how they died."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence

from heliograph.errors import PluginError
from heliograph.sandbox.bubble import wrapped
from heliograph.sandbox.channel import Channel, HungUp, Waiting
from heliograph.sandbox.frames import Answer, Buried, Bury, Fork, Forked, OutOfForm, Request

START_S = 120.0
"""Seconds a stem may take to import the parsers, on a slow disk, cold."""

IN_A_BUBBLE = 3
"""The level of confinement that needs bubblewrap."""

ENVIRONMENT = {
    "LC_ALL": "C.UTF-8",
    # Landlock binds one thread and its offspring: numeric libraries must not start theirs before.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
"""All that a child gets: the parent's own environment may hold keys and names."""

LAST_WORDS = 4096
"""Bytes of the end of what a child printed that are worth a look."""


_WITH_THE_STEM = Buried(code=-signal.SIGKILL, peak_kb=0, allowed_kb=1)
"""How a reader ends whose stem is dead: by the signal that the kernel sends it then."""


def child_command(module: str = "heliograph.child") -> tuple[str, ...]:
    """Spell the command that starts a child: this Python, and never a module from the folder."""
    return (sys.executable, "-P", "-X", "utf8", "-m", module)


def last_words(printed: int) -> bytes:
    """Read the end of what was printed into an open file."""
    size = os.fstat(printed).st_size
    return os.pread(printed, LAST_WORDS, max(0, size - LAST_WORDS))


class Stem:
    """One process with every parser imported. For any thread.

    It dies with the thread that started it, and its readers with it.
    """

    def __init__(self, command: Sequence[str], *, most: int = 3) -> None:
        """Start it; it imports while we go on. In a bubble, where level 3 is wanted and to be had.

        `most` is the highest level of confinement that is wanted of its readers.
        """
        self._most = most
        spelled = (wrapped(command) if most >= IN_A_BUBBLE else None) or tuple(command)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self._printed = os.memfd_create("printed")
        with theirs:
            # Own session: Ctrl-C reaches us alone, and no reader has a terminal.
            self._process = subprocess.Popen(
                list(spelled),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=self._printed,
                cwd="/",
                env=ENVIRONMENT,
                start_new_session=True,
            )
        self._channel = Channel(ours)
        self._talking = threading.Lock()

    def fork(self, talk: int, printed: int) -> int:
        """Make a reader with these descriptors; give its process id. Raises `PluginError`."""
        try:
            answer = self._ask(Fork(most=self._most), [talk, printed])
        except (HungUp, OutOfForm, TimeoutError) as error:
            words = last_words(self._printed).decode("utf-8", "replace").strip()[-1000:]
            why = str(error) or "it took too long"
            raise PluginError(detail=f"The reading child did not start ({why}): {words}") from None
        if not isinstance(answer, Forked):
            raise PluginError(detail="The reading child did not start as one")
        return answer.pid

    def bury(self, pid: int) -> Buried:
        """Wait for a reader that was killed or has died. If the stem is dead, so are they all."""
        try:
            answer = self._ask(Bury(pid=pid), [])
        except (HungUp, OutOfForm, TimeoutError):
            answer = None
        return answer if isinstance(answer, Buried) else _WITH_THE_STEM

    def end(self) -> None:
        """Kill it, and with it what is left of its readers."""
        self._process.kill()
        self._process.wait()
        self._channel.close()
        os.close(self._printed)

    def _ask(self, request: Request, descriptors: list[int]) -> Answer:
        with self._talking:
            waiting = Waiting(START_S)
            self._channel.ask(request, descriptors, waiting)
            return self._channel.hear(waiting)
