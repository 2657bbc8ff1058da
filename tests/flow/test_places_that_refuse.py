"""A folder that may not be written to, or is not there, is told in one sentence, never a trace."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

from heliograph.app import Heliograph
from heliograph.errors import NothingThere, UsageError

BOUNDING_SET, OVERRIDE, READ_ANYTHING = 24, 1, 2
"""prctl(PR_CAPBSET_DROP), CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH: with them, root may all."""


def as_anybody() -> None:
    """Take from root what lets it write where modes say no; others have it not anyway."""
    prctl = ctypes.CDLL(None).prctl
    for capability in (OVERRIDE, READ_ANYTHING):
        prctl(BOUNDING_SET, capability, 0, 0, 0)


def told(*line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "heliograph", *line],
        capture_output=True, check=False, text=True, preexec_fn=as_anybody,
    )  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small case, and beside it a folder `ro` that may only be read."""
    folder = tmp_path_factory.mktemp("refusing")
    (folder / "in").mkdir()
    (folder / "in" / "a.txt").write_text("The system supports gait recognition of persons.\n")
    with Heliograph.create(folder / "case", ask=[folder / "in"]) as opened:
        opened.run()
    (folder / "ro").mkdir()
    (folder / "ro").chmod(0o555)
    return folder


@pytest.mark.parametrize(
    "line",
    [
        "scan {0}/in --case {0}/ro/c",
        "init {0}/ro/c",
        "report --case {0}/case --out {0}/ro/x.html",
        "export csv --case {0}/case --out {0}/ro/x.csv",
        "report --case {0}/case --out {0}/in/a.txt/x.html",
        "export bagit --case {0}/case --out {0}/ro/bag",
    ],
)
def test_what_cannot_be_written_there_is_said_in_one_sentence(place, line):
    done = told(*line.format(place).split())
    assert done.returncode == UsageError.exit_code, done.stderr
    assert "Traceback" not in done.stderr
    words = " ".join(done.stderr.split())
    assert "Error: " in words
    assert "Name another place" in words
    assert ".new" not in words


def test_a_case_that_may_only_be_read_is_told_so(place):
    case = place / "shut"
    with Heliograph.create(case) as opened:
        opened.run()
    for one in [case, *case.rglob("*")]:
        one.chmod(0o555 if one.is_dir() else 0o444)
    done = told("run", "--case", str(case))
    assert "Traceback" not in done.stderr
    assert done.returncode == UsageError.exit_code, done.stderr


def test_a_broken_plan_is_blamed_itself_and_not_the_settings(place):
    (place / "bad.toml").write_text("words = [\n")
    done = told("redact", f"{place}/bad.toml", "--out", f"{place}/e.zip", "--case", f"{place}/case")
    assert done.returncode == UsageError.exit_code
    assert "bad.toml cannot be read" in done.stderr
    assert "heliograph.toml" not in done.stderr


def test_a_web_archive_of_nothing_is_not_written(place):
    where = place / "none.wacz"
    done = told("export", "wacz", "--case", f"{place}/case", "--out", str(where))
    assert done.returncode == NothingThere.exit_code, done.stderr
    assert not list(place.glob("none*"))
