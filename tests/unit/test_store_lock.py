"""The lock on a case: one holder, who is named; gone with its holder."""

import os
import signal
import subprocess
import sys

import pytest

from heliograph.errors import CaseBusy
from heliograph.store.lock import CaseLock

CHILD = """
import sys, time
from pathlib import Path
from heliograph.store.lock import CaseLock

with CaseLock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_holder_is_refused_and_told_who_holds_it(tmp_path):
    with (
        CaseLock(tmp_path / "lock"),
        pytest.raises(CaseBusy, match=f"process {os.getpid()}"),
        CaseLock(tmp_path / "lock"),
    ):
        pass


def test_it_can_be_taken_again_after_it_was_let_go(tmp_path):
    for _ in range(2):
        with CaseLock(tmp_path / "lock"):
            assert (tmp_path / "lock").read_text() == f"{os.getpid()}\n"
    assert (tmp_path / "lock").read_text() == ""


def test_it_dies_with_its_holder(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path / "lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        with pytest.raises(CaseBusy, match=f"process {child.pid}"), CaseLock(tmp_path / "lock"):
            pass
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        with CaseLock(tmp_path / "lock"):
            pass
