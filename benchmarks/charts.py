"""How long charts, names and documents take over a large case, in CPU and by the clock.

    python -m benchmarks.charts FOLDER [--documents N] [--claims N]

Makes a case in FOLDER unless one stands there (as `room_at_scale` does), with the names that ship
with Heliograph put into its passages, a few of them very often and most seldom. Then asks the room,
in this process, for each page five times and prints the least CPU time and the median by the clock.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from benchmarks.made_case import Wanted, fill
from benchmarks.reading_room import Timed

from heliograph.app import Heliograph
from heliograph.codec import id_of
from heliograph.pipeline.steps.entities import keep_entities
from heliograph.records import EntityId, Leaf, Mention, MentionId
from heliograph.web import ReadingRoom

TIMES: Final = 5
AT_A_TIME: Final = 20_000
NAMES_A_PAGE: Final = (0, 0, 1, 2, 3, 4, 8)


def make(case: Path, wanted: Wanted) -> None:
    """Make the case, and name things in it."""
    with Heliograph.create(case) as opened:
        fill(opened, wanted)
        keep_entities(opened.tools())
        known = [one.id for one in opened.rows.entities() if one.kind in ("company", "product")]
        mentions = _mentions(opened, known)
        while some := list(islice(mentions, AT_A_TIME)):
            opened.rows.keep(some)


def _mentions(opened: Heliograph, known: list[EntityId]) -> Iterator[Mention]:
    """Name things in the passages of every page; what comes first in the list is named most."""
    chance = random.Random(5)
    weights = [1 / (at + 1) for at in range(len(known))]
    for document in list(opened.rows.documents()):
        for leaf in opened.rows.leaves(document.digest) if document.digest else ():
            for entity in chance.choices(known, weights, k=chance.choice(NAMES_A_PAGE)):
                yield _mention(leaf, chance.choice(leaf.passages).start, entity)


def _mention(leaf: Leaf, start: int, entity: EntityId) -> Mention:
    return Mention(
        id=MentionId(id_of("mention", leaf.page.id, start, entity)),
        page_id=leaf.page.id,
        start=start,
        end=start + 2,
        words=leaf.page.text[start : start + 2],
        entity_id=entity,
    )


def ask(case: Path) -> None:
    """Ask for each kind of page."""
    room = ReadingRoom(case, by="benchmark")
    with room.running():
        client = Timed(room.address)
        network, _ = client.take("/charts/network")
        edge = re.findall(r'href="(/charts/network/\w+/\w+)"', network)[-1]
        name = re.findall(r'href="(/names/\w+)"', network)[0]
        listed, _ = client.take("/documents?kind=pdf")
        document = re.findall(r'href="(/documents/[0-9a-f]{64})"', listed)[0]
        charts = ("timeline", "matrix", "network", "ledger")
        folder = re.findall(r'href="(/documents\?folder=[^"]+)"', client.take("/documents")[0])[0]
        lists = ("", "?by=kind", "?by=source", "?outcome=damaged", "?words=99999")
        for path in (
            *(f"/charts/{one}" for one in charts),
            *("/charts/ledger?by=folder", edge, "/names", name),
            *(f"/documents{one}" for one in lists),
            *(folder, document, f"{document}/pages/1"),
        ):
            _time(client, path)


def _time(client: Timed, path: str) -> None:
    cpu, clock = [], []
    for _ in range(TIMES):
        began = time.process_time()
        clock.append(client.take(path)[1])
        cpu.append(time.process_time() - began)
    print(
        f"{min(cpu) * 1000:7.0f} ms CPU {statistics.median(clock) * 1000:7.0f} ms  {path[:60]}",
        flush=True,
    )


def main() -> None:
    """Make, ask, print."""
    told = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    told.add_argument("folder", type=Path)
    told.add_argument("--documents", type=int, default=100_000)
    told.add_argument("--claims", type=int, default=50_000)
    given = told.parse_args()
    case = given.folder / "case"
    if not (case / "case.db").exists():
        began = time.monotonic()
        make(case, Wanted(documents=given.documents, claims=given.claims))
        print(f"made in {time.monotonic() - began:.0f} s", flush=True)
    ask(case)


if __name__ == "__main__":
    main()
