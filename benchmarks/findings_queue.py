"""Measures the queue of findings on a made database: pages, neighbours and facets.

python -m benchmarks.findings_queue [FINDINGS]

Prints processor time, median of five, in milliseconds.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import get_args

from heliograph.store.database import Database, open_database
from heliograph.store.finding_rows import FINDING_FACETS
from heliograph.store.rows import Rows
from heliograph.watch_records import Finding, FindingId, FindingState, Place, WatchId

USUAL = 50_000
SOURCES, CAPABILITIES, WATCHES = 20, 36, 12
START = datetime(2026, 3, 1, tzinfo=UTC)
TEXT = "本产品支持对人员进行识别并自动报警。" * 40


def main() -> None:
    """Make the database and measure."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else USUAL
    with TemporaryDirectory() as folder:
        database = open_database(Path(folder) / "case.db", create=True)
        rows = Rows(database)
        documents(database, count * 2 // 5, count)
        rows.keep_findings(list(findings(count)), [])
        for asked in ({}, {"state": "new"}, {"capability": "class3"}, {"source": "s3"}):
            measure(rows, asked)
        database.close()


def documents(database: Database, pages: int, claims: int) -> None:
    """Make documents of one page each, and claims on them."""
    run = database.run_many
    with database.all_or_nothing():
        run(
            "INSERT INTO sources VALUES (?,'page',?,?,'2026')",
            ((f"s{one}", f"n{one}", f"l{one}") for one in range(SOURCES)),
        )
        run(
            "INSERT INTO captures VALUES (?,?,'2026','2026')",
            ((f"k{one}", f"s{one}") for one in range(SOURCES)),
        )
        run(
            "INSERT INTO documents (key, id, capture_id, source_id, path, digest, size, depth) "
            "VALUES (?,?,?,?,?,?,1,0)",
            (
                (one, f"d{one}", f"k{one % SOURCES}", f"s{one % SOURCES}", f"{one}.txt", f"b{one}")
                for one in range(pages)
            ),
        )
        run(
            "INSERT INTO pages (key, id, digest, number, label, read_by, confinement, text, "
            "layout, boxes) VALUES (?,?,?,1,'','t/1',3,?,x'',x'')",
            ((one, f"p{one}", f"b{one}", TEXT) for one in range(pages)),
        )
        run(
            "INSERT INTO claims (key, id, page_key, begins, ends, capability, stance, strength, "
            "action, language, score, why, judged_by) "
            "VALUES (?,?,?,0,9,?,'asserted','S2','alarm','zh',0.5,'[]','')",
            (
                (one, f"{one:024x}", one % pages, f"class{one % CAPABILITIES}")
                for one in range(claims)
            ),
        )


def findings(count: int) -> Iterator[tuple[Finding, Place]]:
    """Make findings, each at a claim; three in five nobody looked at."""
    drawn = random.Random(1)
    states: tuple[FindingState, ...] = ("new", "new", *get_args(FindingState))
    for one in range(count):
        finding = Finding(
            id=FindingId(f"{drawn.getrandbits(96):024x}"),
            watch_id=WatchId(f"w{one % WATCHES}"),
            key=str(one),
            found_at=START + timedelta(seconds=one // 50),
            state=states[drawn.randrange(len(states))],
            quote=TEXT[:40],
        )
        at = finding.found_at
        yield finding, Place(finding_id=finding.id, kind="claim", about=f"{one:024x}", at=at)


def measure(rows: Rows, asked: dict[str, str]) -> None:
    """Print what one page costs."""
    page, total, _ = rows.findings_page(asked, 25)
    told = {
        "page": timed(lambda: rows.findings_page(asked, 25)),
        "around": timed(lambda: rows.findings_around(asked, page[3])),
        **{one: timed(partial(rows.findings_facet, asked, one)) for one in FINDING_FACETS},
    }
    print(asked, f"{total} findings:", ", ".join(f"{name} {ms:.0f}" for name, ms in told.items()))


def timed(ask: Callable[[], object]) -> float:
    """Measure the processor time of asking, in milliseconds."""
    taken = []
    for _ in range(5):
        start = time.process_time()
        ask()
        taken.append(time.process_time() - start)
    return 1000 * median(taken)


if __name__ == "__main__":
    main()
