"""Kills the stem of a reading pool, and no other process, below a parent that buries whatever dies.

    python -m tests.flow.stem_killer MOMENT FOLDER COMMAND…

MOMENT is `idle`, `reading` or `leaving`. Prints what each document that was read then says: its
words, or the reason why there are none.
"""

import os
import signal
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from heliograph.records import Note, Problem
from heliograph.sandbox.kernel import prctl
from heliograph.sandbox.pool import Patience, Read, ReadingPool, Task
from heliograph.seams import Kept, Limits, Sheet

PR_SET_CHILD_SUBREAPER = 36
WITHIN_S = 30


def kill_stem(reader: int) -> None:
    """Kill what a reader was forked from; return when nothing is left of the reader itself."""
    # The fourth word of its status is its parent.
    status = Path(f"/proc/{reader}/stat")
    os.kill(int(status.read_text(encoding="ascii").split()[3]), signal.SIGKILL)
    until = time.monotonic() + WITHIN_S
    while status.exists():
        assert time.monotonic() < until, "nobody buried it"
        os.sched_yield()


def killing(chunks: Iterable[bytes]) -> Kept:
    """Take a member that says who sends it, and kill that one's stem."""
    for chunk in chunks:
        kill_stem(int(chunk))
    raise AssertionError("it ended")


def main() -> None:
    """Read, kill, read again."""
    moment, folder, command = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]

    def task(words: str) -> Task:
        path = folder / words.replace(" ", "-")
        path.write_text(words, encoding="utf-8")
        return Task(
            key=words, open=lambda: path.open("rb"), size=path.stat().st_size, name="a.told",
            depth=0, limits=Limits(),
        )  # fmt: skip

    reads: list[Read] = []
    with ReadingPool(command, workers=1, patience=Patience(base_s=60), take=killing) as pool:
        (first,) = pool.read_all([task("plain one")])
        (note,) = (one for one in first.values if isinstance(one, Note))
        if moment == "reading":
            reads += pool.read_all([task("member-loop")])
        else:
            kill_stem(int(note.value))
        if moment != "leaving":
            reads += pool.read_all([task("plain two")])
    for value in (one for read in reads for one in read.values):
        if isinstance(value, Sheet | Problem):
            print(value.text if isinstance(value, Sheet) else value.reason)  # noqa: T201


def bury() -> int:
    """Bury every child until none is left; say how the first of them ended."""
    child = os.fork()
    if child == 0:
        main()
        sys.exit(0)
    ended = 1
    while True:
        try:
            pid, status = os.wait()
        except ChildProcessError:
            return ended
        if pid == child:
            ended = os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    sys.exit(bury())
