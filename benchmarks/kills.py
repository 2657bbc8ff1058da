"""Kill a scan at random moments, go on with `run`, and compare the case with an unkilled one.

    python -m benchmarks.kills FOLDER --kills 200

Prints one line a kill that left a difference, then the count. Ends with 1 if there was any.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from heliograph.app import Heliograph
from heliograph.errors import HeliographError

PYTHON = (sys.executable, "-m", "heliograph")


def contents(case: Path) -> dict[str, object]:
    """Everything of a case that must not depend on when it was killed."""
    with Heliograph.open(case) as opened:
        return {
            "claims": sorted(
                json.dumps([c.id, c.document.path, c.page, c.start, c.end, c.quote, c.score])
                for c in opened.rows.claim_views()
            ),
            "ledger": sorted(
                (line.path, line.digest, line.outcome, line.reason, line.pages)
                for line in opened.rows.ledger_lines()
            ),
            "counts": {
                name: count
                for name, count in opened.rows.counts().items()
                if name not in ("jobs", "marks")
            },
            "indexed": opened.index.search("*").total,
        }


def scan_and_kill(folder: Path, case: Path, after: float) -> bool:
    """Start a scan and kill it and its children; say whether it was still at work."""
    scan = subprocess.Popen(
        [*PYTHON, "scan", str(folder), "--case", str(case)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        scan.wait(timeout=after)
    except subprocess.TimeoutExpired:
        os.kill(scan.pid, signal.SIGKILL)
        scan.wait()
        return True
    return False


def go_on(case: Path, folder: Path) -> str:
    """Do what `run` and `verify` do, in this process; return what went wrong, if anything did."""
    # A kill before it is down what was asked leaves nothing to go on from, and `run` says so: the
    # scan is begun again.
    begun = any((case / name).exists() for name in ("asked.json", "case.db", "custody.jsonl"))
    ask = [] if begun else [folder]
    try:
        with Heliograph.create(case, ask=ask) as opened:
            opened.run()
            failed = [check for check in opened.verify() if check.fails]
    except HeliographError as error:
        return f"run: {error}"
    return "; ".join(f"{check.name}: {check.detail}" for check in failed)


def main() -> int:
    """Run the trial and print its figures."""
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("folder", type=Path)
    args.add_argument("--kills", type=int, default=200)
    args.add_argument("--seed", type=int, default=1)
    options = args.parse_args()
    chance = random.Random(options.seed)
    work = Path(tempfile.mkdtemp(prefix="heliograph-kills-"))
    began = time.monotonic()
    whole = work / "whole"
    scan_and_kill(options.folder, whole, after=3600)
    lasted = time.monotonic() - began
    expected = contents(whole)
    differences = at_work = 0
    for number in range(options.kills):
        case = work / f"case-{number}"
        at_work += scan_and_kill(options.folder, case, after=chance.uniform(0.1, lasted))
        wrong = go_on(case, options.folder)
        found = contents(case) if not wrong else {}
        if wrong or found != expected:
            differences += 1
            changed = [part for part in expected if found.get(part) != expected[part]]
            print(f"kill {number}: {wrong or 'differs in ' + ', '.join(changed)} ({case})")
        else:
            shutil.rmtree(case)
    files = len(expected["ledger"])  # type: ignore[arg-type]
    print(
        f"{options.kills} kills of a scan of {files} files ({lasted:.1f} s unkilled), "
        f"{at_work} of them at work: {differences} with a difference"
    )
    if not differences:
        shutil.rmtree(work)
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
