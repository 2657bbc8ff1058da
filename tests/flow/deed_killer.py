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

from tests.hand_cases import RIGHT, WRONG

from heliograph.app import Heliograph
from heliograph.handwork.additions import Says, add_to_page
from heliograph.handwork.corrections import Corrector, correct_word
from heliograph.handwork.places import Pointed
from heliograph.proof.signing import Session
from heliograph.sealing.checkpoints import seal
from heliograph.sealing.deletion import delete_document
from heliograph.sealing.keys import Unlocking, lose_key, make_key, rotate_key
from heliograph.sealing.timestamps import timestamp
from heliograph.store.database import Database

MOST = 200
BEGIN = "all_or_nothing"
BY_HAND = ("correct", "claim")


def arm(moment: int, *, between: bool = False) -> None:
    """Have this process killed at the given moment; `between`: of those where a transaction begins,
    too.
    """
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
    if between:
        setattr(Database, BEGIN, killing(Database.all_or_nothing))
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
        case _:
            do_by_hand(deed, opened)


def do_by_hand(deed: str, opened: Heliograph) -> None:
    """Correct a word, or add a claim to it."""
    if deed == "correct":
        correct_word(opened, pointed(WRONG), RIGHT, Corrector(by="R. Reader"))
    else:
        says = Says(capability="gait_reid_tracking", by="R. Reader")
        add_to_page(opened, pointed(WRONG), says)


def pointed(words: str) -> Pointed:
    """Point at words of the page that was read from a picture."""
    return Pointed(document="scan.png", page=1, words=words)


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
                arm(moment, between=deed in BY_HAND)
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
