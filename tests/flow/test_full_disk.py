"""A full disk is said in one sentence, blamed on nothing else, and waited out; nothing is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from heliograph.app import Heliograph
from heliograph.errors import CannotWrite
from heliograph.store.asked import Asked
from heliograph.store.database import open_database

ROOT = Path(__file__).resolve().parents[2]


def when_full(deed: str, case: Path) -> tuple[subprocess.CompletedProcess[str], list[Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.flow.full_disk", deed, str(case)],
        cwd=ROOT, capture_output=True, check=False, text=True, timeout=300,
    )  # fmt: skip
    lines = [json.loads(one) for one in done.stdout.splitlines() if one.startswith("{")]
    return done, lines


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case that was asked to take in a file for which there is no room."""
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "large.bin").write_bytes(os.urandom(6 * 2**20))
    (folder / "small.txt").write_text("The system raises an alarm when it recognises a person.\n")
    with Heliograph.create(tmp_path / "case"):
        pass
    Asked(tmp_path / "case" / "asked.json").add(["../files"])
    return tmp_path / "case"


def test_a_blob_for_which_there_is_no_room_is_refused_in_words_and_kept_later(tmp_path):
    done, lines = when_full("put", tmp_path)
    assert done.returncode == 0, done.stderr
    assert [one["size"] for one in lines] == [6, 6, 12, 12]
    for refused, kept in (lines[:2], lines[2:]):
        assert "The disk takes no more" in refused["said"]
        assert "File too large" in refused["said"]
        assert "\n" not in refused["said"]
        assert kept["kept"] == kept["size"] * 2**20


def test_an_index_for_which_there_is_no_room_is_refused_in_words_and_filled_later(tmp_path):
    done, lines = when_full("index", tmp_path)
    assert done.returncode == 0, done.stderr
    refused, empty, filled, made = lines
    assert "The disk takes no more (its text index" in refused["said"]
    assert (empty, filled) == ({"pages": 0}, {"pages": 200})
    assert "The disk takes no more" in made["said"]


def test_a_command_says_what_to_do_and_ends_with_its_own_code(case):
    done, _ = when_full("run", case)
    assert done.returncode == CannotWrite.exit_code
    assert "Traceback" not in done.stderr
    assert "Make room on it" in done.stderr
    with Heliograph.open_to_work(case) as opened:
        opened.run()
        ledger = list(opened.rows.ledger_lines())
        assert len(ledger) == 2
        assert not [one for one in ledger if one.outcome == "unreachable"]
        assert not [check for check in opened.verify() if check.fails]


def test_the_daemon_waits_for_room_and_goes_on(case):
    done, lines = when_full("watch", case)
    assert done.returncode == 0, done.stderr
    said, slept, after = lines
    assert "The disk takes no more" in said["said"]
    assert slept == {"slept": 60.0, "documents": 0}
    assert after == {"documents": 2}


def test_a_database_that_finds_no_room_is_not_called_broken(tmp_path):
    """Limits of a process count for it alone, so it is a child that opens the database."""
    open_database(tmp_path / "case.db", create=True).close()
    script = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from heliograph.errors import CannotWrite\n"
        "from heliograph.store.database import open_database\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))\n"
        "try:\n    open_database(Path(sys.argv[1]), create=False)\n"
        "except CannotWrite:\n    sys.exit(26)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "case.db")]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert done.returncode == 26, done.stderr


def test_a_member_for_which_there_is_no_room_is_no_fault_of_its_archive(tmp_path):
    files = tmp_path / "files"
    files.mkdir()
    with zipfile.ZipFile(files / "outer.zip", "w", zipfile.ZIP_DEFLATED) as outer:
        outer.writestr("inner.bin", bytes(range(256)) * 2**10 * 24)
    with Heliograph.create(tmp_path / "case"):
        pass
    Asked(tmp_path / "case" / "asked.json").add(["../files"])
    done, _ = when_full("run", tmp_path / "case")
    assert done.returncode == CannotWrite.exit_code, done.stderr
    assert "Traceback" not in done.stderr
    with Heliograph.open_to_work(tmp_path / "case") as opened:
        opened.run()
        assert [one.path for one in opened.rows.ledger_lines() if one.outcome == "damaged"] == []
        assert {one.path for one in opened.rows.documents()} == {
            "outer.zip", "outer.zip!/inner.bin",
        }  # fmt: skip
