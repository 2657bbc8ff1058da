"""Makes a dossier and kills itself on the way: PHASE CASE WHERE PASSPHRASE-FILE."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from heliograph.app import Heliograph
from heliograph.dossier import container, making
from heliograph.dossier.choosing import Choice
from heliograph.dossier.parts import Part
from heliograph.sealing.keys import Unlocking


def die(*_: Any, **__: Any) -> Any:
    """End as a pulled plug would."""
    os.kill(os.getpid(), signal.SIGKILL)


def half(parts: Iterable[Part], where: Path) -> None:
    """Write, and die in the middle of it."""

    def cut(part: Part) -> Iterator[bytes]:
        whole = b"".join(part.chunks())
        yield whole[: len(whole) // 2]
        die()

    class Cut:
        def __init__(self, part: Part) -> None:
            self.path, self.role, self.chunks = part.path, part.role, lambda: cut(part)

    some = sorted(parts, key=lambda one: one.path)
    write([*some[:5], Cut(some[5]), *some[6:]], where)  # type: ignore[list-item]


write = container.write

if __name__ == "__main__":
    phase, case, where, passphrase = sys.argv[1:]
    if phase == "gather":
        vars(making)["parts_of"] = die
    elif phase == "half":
        vars(making)["write"] = half
    elif phase == "written":
        Heliograph.enter = die  # type: ignore[method-assign]
    else:
        vars(making)["finish"] = die
    with Heliograph.open_to_work(Path(case)) as opened:
        unlocking = Unlocking(passphrase=Path(passphrase))
        making.make_dossier(opened, Choice(), Path(where), unlocking)
