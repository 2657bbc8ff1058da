"""What people decide in a case, each as one deed: done by name in a process that is killed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from heliograph.accounts.rules import ask_for_people
from heliograph.app import Heliograph
from heliograph.handwork.additions import Says, add_to_page
from heliograph.handwork.packets import hand_out
from heliograph.handwork.places import Pointed
from heliograph.pipeline.deeds.deciding import Said
from heliograph.records import SourceId
from heliograph.sealing.deletion import delete_document
from heliograph.store.queue_rows import Wanted
from heliograph.watch_records import Schedule, Watch, WatchId
from heliograph.watching.sources import add_source, pause_source, remove_source
from heliograph.watching.watches import add_watch, end_watch, set_state

WORDS: Final = "系统支持维族告警。"
OTHERS: Final = "系统支持步态识别，可按步态检索人员。"
KNOWN, FRESH = "https://known.example/list", "https://fresh.example/list"
QUESTION: Final = "alarms"


def case_to_decide_in(folder: Path) -> Path:
    """Make a case with two files that were read, a web source and a question with a finding."""
    files = folder / "files"
    files.mkdir()
    (files / "a.txt").write_text(WORDS)
    (files / "b.txt").write_text(OTHERS)
    with Heliograph.create(folder / "case", ask=[files]) as opened:
        opened.run()
        add_source(opened, "listing", KNOWN, Schedule(source_id=SourceId(""), every_s=600))
        ask(opened, QUESTION)
    return folder / "case"


def ask(opened: Heliograph, name: str) -> None:
    """Have a question stay asked."""
    made_at = datetime.now(UTC)
    add_watch(
        opened, Watch(id=WatchId(""), number=0, name=name, query="告警 OR 识别", made_at=made_at)
    )


def _review(opened: Heliograph) -> None:
    claim = next(opened.rows.claim_views(path="a.txt"))
    opened.review(claim.id, Said(judgement="accepted", by="R. Reader"))


def _claim(opened: Heliograph) -> None:
    says = Says(capability="gait_reid_tracking", by="R. Reader")
    add_to_page(opened, Pointed(document="a.txt", page=1, words="告警"), says)


def _packet(opened: Heliograph) -> None:
    hand_out(opened, Wanted(), minutes=1, name="R. Reader", by="R. Reader")


def _state(opened: Heliograph) -> None:
    set_state(opened, opened.rows.findings()[0].id, "accepted", by="R. Reader")


DEEDS: Final[dict[str, Callable[[Heliograph], object]]] = {
    "review": _review,
    "claim": _claim,
    "packet": _packet,
    "state": _state,
    "rule": lambda opened: ask_for_people(opened, 2, "R. Reader"),
    "watch": lambda opened: ask(opened, "another"),
    "unwatch": lambda opened: end_watch(opened, QUESTION),
    "delete": lambda opened: delete_document(opened, "b.txt", "not needed"),
    "source-add": lambda opened: add_source(opened, "listing", FRESH),
    "source-pause": lambda opened: pause_source(opened, KNOWN, paused=True),
    "source-remove": lambda opened: remove_source(opened, KNOWN),
}
