"""Seals a case and reads a document, then waits, so that a test can look into each process.

    python -m tests.flow.sealed_reader CASE DOCUMENT

The passphrase file is named by the environment. Prints the numbers of the processes that are alive.
"""

import os
import sys
from pathlib import Path

from heliograph.app import Heliograph
from heliograph.sandbox.pool import Patience, ReadingPool, Task, child_command
from heliograph.sealing.checkpoints import seal
from heliograph.sealing.keys import Unlocking
from heliograph.seams import Limits


def below(pid: int) -> list[int]:
    """Every descendant of a process."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == pid:
            child = int(stat.parent.name)
            found += [child, *below(child)]
    return found


def main() -> None:
    """Seal, read, wait."""
    case, document = Path(sys.argv[1]), Path(sys.argv[2])
    with Heliograph.open_to_work(case) as opened:
        sealed = seal(opened, Unlocking())
        with ReadingPool(
            child_command(),
            workers=1,
            patience=Patience(base_s=30, per_mb_s=1),
            take=opened.blobs.put,
        ) as pool:
            task = Task(
                key="one",
                open=lambda: document.open("rb"),
                size=document.stat().st_size,
                name=document.name,
                limits=Limits(),
                depth=0,
            )
            read = [
                len(one.values) if hasattr(one, "values") else 1 for one in pool.read_all([task])
            ]
            pids = [os.getpid(), *below(os.getpid())]
            sys.stdout.write(f"{sealed.size} {len(read)} {' '.join(map(str, pids))}\n")
            sys.stdout.flush()
            sys.stdin.readline()


if __name__ == "__main__":
    main()
