"""What it costs a page that a look at it is entered in custody: not at all, at once, or together.

python -m benchmarks.looks [TIMES]
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from heliograph.accounts.passwords import fits, kept
from heliograph.app import Heliograph
from heliograph.web.desk import Desk
from heliograph.web.looks import Looks
from heliograph.web.pages.claim import claim_page
from heliograph.web.visit import Visit

WORDS = "本产品支持对维吾尔族人员进行人脸识别并自动报警，并记录到第{}号平台。\n\n"


def made(folder: Path) -> Path:
    """Make a case of two hundred claims."""
    (folder / "in").mkdir()
    text = "".join(map(WORDS.format, range(200)))
    (folder / "in" / "a.txt").write_text(text, encoding="utf-8")
    with Heliograph.create(folder / "case", ask=[folder / "in"]) as opened:
        opened.run()
    return folder / "case"


def timed(works: Sequence[Callable[[], object]], times: int) -> list[tuple[float, float]]:
    """Milliseconds of the middle one, and of the one that 95 of a hundred do not exceed, of each.

    They take turns, so that what else the machine does falls on all of them.
    """
    took: list[list[float]] = [[] for _ in works]
    for _ in range(times):
        for each, work in zip(took, works, strict=True):
            began = time.perf_counter()
            work()
            each.append((time.perf_counter() - began) * 1_000)
    return [(statistics.median(each), statistics.quantiles(each, n=20)[-1]) for each in took]


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("times", nargs="?", type=int, default=200)
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as folder:
        case = made(Path(folder))
        with Heliograph.open(case) as opened:
            ids = [one.id for one in opened.rows.claim_views()]
        shutil.copytree(case, other := Path(folder) / "other")
        settings = other / "heliograph.toml"
        words = settings.read_text("utf-8")
        settings.write_text(re.sub(r"(?m)^# ?log_views.*$", "log_views = true", words), "utf-8")
        looks = Looks(case, lambda: datetime.now(UTC))
        at = iter(range(10**9))

        def page(where: Path, desk: Desk) -> None:
            visit = Visit(path={"claim": ids[next(at) % len(ids)]}, by="Ana", desk=desk)
            with Heliograph.open(where) as opened:
                claim_page(opened, visit)

        desk = Desk(looks=looks)
        works = (
            lambda: page(case, Desk()),
            lambda: page(case, desk),
            lambda: page(other, Desk()),
        )
        found = timed(works, times)
        looks.enter()
    names = ("no look entered", "together, 5 s late", "at once, each synced")
    print("gathering the page of a claim, milliseconds: median, 95th percentile")
    for name, (median, most) in zip(names, found, strict=True):
        print(f"  {name:<20} {median:6.1f} {most:6.1f}")
    secret = kept("a lantern in the harbour")
    ((median, most),) = timed((lambda: fits("no", secret),), 20)
    print(f"a password, tried      {median:6.0f} {most:6.0f}")


if __name__ == "__main__":
    main()
