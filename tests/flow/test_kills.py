"""Killed at any moment, a scan is gone on with and ends as if it had never been killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from benchmarks.kills import contents, go_on, scan_and_kill

from heliograph.app import Heliograph

DOCUMENTS = Path(__file__).resolve().parents[2] / "examples" / "documents"


@pytest.fixture(scope="module")
def unkilled(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, object], float]:
    """What the case holds when nobody kills it, and how long that takes."""
    case = tmp_path_factory.mktemp("unkilled") / "case"
    began = time.monotonic()
    assert not scan_and_kill(DOCUMENTS, case, after=600)
    return contents(case), time.monotonic() - began


@pytest.mark.parametrize("share", [0.3, 0.5, 0.65, 0.8, 0.9])
def test_a_killed_scan_goes_on_to_the_same_case(unkilled, tmp_path, share):
    expected, lasted = unkilled
    scan_and_kill(DOCUMENTS, tmp_path / "case", after=share * lasted)
    assert go_on(tmp_path / "case", DOCUMENTS) == ""
    assert contents(tmp_path / "case") == expected


def test_ctrl_c_leaves_a_whole_case_and_says_how_to_go_on(tmp_path):
    case = tmp_path / "case"
    scan = subprocess.Popen(
        [sys.executable, "-m", "heliograph", "scan", str(DOCUMENTS), "--case", str(case)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while scan.poll() is None and not (case / "custody.jsonl").exists():
        os.sched_yield()
    scan.send_signal(signal.SIGINT)
    _, said = scan.communicate(timeout=120)
    if scan.returncode == 0:
        pytest.skip("the scan was faster than the signal")
    assert scan.returncode == 130, said
    assert "heliograph run" in said
    with Heliograph.open_to_work(case) as opened:
        opened.run()
        assert opened.rows.ledger_sums().waiting == 0
        assert not any(check.fails for check in opened.verify())
