"""Does something in a case, and is killed when custody has durably told of an event.

    python -m tests.flow.entry_killer CASE EVENT [DEED]

The deed is one of `tests.deeds`; without one, what waits in the case is read. In a process of its
own: in the fork of one that has stored blobs before, the threads that store them are missing, and
it waits for them for ever.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.deeds import DEEDS

from heliograph.app import Heliograph
from heliograph.events import Event
from heliograph.records import CustodyEntry
from heliograph.store.custody import Custody
from heliograph.store.facts import Facts


def main() -> None:
    """Run until then."""
    case, event = Path(sys.argv[1]), sys.argv[2]
    append = Custody.append

    def until(self: Custody, events: Iterable[tuple[Event, Facts]]) -> list[CustodyEntry]:
        told = list(events)
        entries = append(self, told)
        if any(name == event for name, _ in told):
            os.kill(os.getpid(), signal.SIGKILL)
        return entries

    Custody.append = until  # type: ignore[method-assign]
    with Heliograph.open_to_work(case) as opened:
        if len(sys.argv) > 3:
            DEEDS[sys.argv[3]](opened)
        else:
            opened.run()


if __name__ == "__main__":
    main()
