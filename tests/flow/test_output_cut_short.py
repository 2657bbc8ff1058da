"""Whoever reads what a command prints may go away: nothing is complained of, nor called done."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from heliograph.app import Heliograph


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("read")
    (folder / "a.txt").write_text("系统支持维族告警。", encoding="utf-8")
    with Heliograph.create(folder / "case", ask=[folder / "a.txt"]) as opened:
        opened.run()
    return folder / "case"


@pytest.mark.parametrize("words", ["claims", "claims --json", "ledger", "search 维族", "verify"])
def test_a_command_whose_reader_is_gone_ends_quietly_and_not_as_if_all_were_said(case, words):
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as gone:
        command = [sys.executable, "-m", "heliograph", *words.split(), "--case", str(case)]
        done = subprocess.run(command, stdout=gone, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr.decode()) == (141, "")


def test_a_command_that_is_read_to_its_end_ends_as_ever(case):
    command = [sys.executable, "-m", "heliograph", "verify", "--case", str(case)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
