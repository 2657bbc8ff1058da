"""Does one deed to copies of a case, killed at each moment at which something becomes durable.

    python -m tests.flow.deed_killer DEED FOLDER

FOLDER holds `case`, `keys`, `passphrase`. Copies stand in FOLDER/killed-1, killed-2… afterwards.
A moment is just before a write is made durable, a file is renamed or removed, the signer is asked,
or a row is changed. Prints how many copies were killed.
"""

import itertools
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from heliograph.app import Heliograph
from heliograph.proof.signing import Session
from heliograph.sealing.checkpoints import seal
from heliograph.sealing.deletion import delete_document
from heliograph.sealing.keys import Unlocking, lose_key, make_key, rotate_key
from heliograph.sealing.timestamps import timestamp
from heliograph.store.database import Database

MOST = 200


def arm(moment: int) -> None:
    """Have this process killed at the given moment."""
    count = itertools.count(1)
    last = ""

    def killing(call: Callable[..., Any]) -> Callable[..., Any]:
        def killed(*values: Any, **named: Any) -> Any:
            nonlocal last
            # Rows that are changed one after the other are one moment: they are committed together.
            new, last = last != "run" or call.__name__ != "run", call.__name__
            if new and next(count) == moment:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*values, **named)

        return killed

    os.fsync = killing(os.fsync)
    for kind, name in ((Path, "replace"), (Path, "unlink"), (Session, "_asked"), (Database, "run")):
        setattr(kind, name, killing(getattr(kind, name)))


def do(deed: str, opened: Heliograph, unlocking: Unlocking, folder: Path) -> None:
    """Do it."""
    match deed:
        case "make":
            make_key(opened, unlocking)
        case "rotate":
            rotate_key(opened, unlocking)
        case "lose":
            lose_key(opened, "the disk died", unlocking)
        case "seal":
            seal(opened, unlocking)
        case "stamp":
            timestamp(opened)
        case "delete":
            delete_document(opened, "two.txt", "not needed")
        case "add":
            opened.add(folder / "more")


def main() -> None:
    """Kill, count up, and stop when the deed was done before its moment came."""
    deed, folder = sys.argv[1], Path(sys.argv[2])
    unlocking = Unlocking(passphrase=folder / "passphrase")
    for moment in range(1, MOST):
        copy = folder / f"killed-{moment}"
        shutil.copytree(folder / "case", copy / "case")
        shutil.copytree(folder / "keys", copy / "keys")
        child = os.fork()
        if child == 0:
            os.environ["HELIOGRAPH_KEYS"] = str(copy / "keys")
            with Heliograph.open_to_work(copy / "case") as opened:
                arm(moment)
                do(deed, opened, unlocking, folder)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            if status:
                sys.exit(f"the deed failed when killed at {moment}")
            shutil.rmtree(copy)
            sys.stdout.write(f"{moment - 1}\n")
            return
    sys.exit("it never ended")


if __name__ == "__main__":
    main()
