"""Files made to hurt their reader cost themselves alone: all of them in one case, side by side."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from benchmarks.process_memory import MemoryWatch
from tests.hostile_files import MIB, Hostile, hostile_files

from heliograph.app import Heliograph
from heliograph.views import LedgerLine

MOST_MEMORY = 2048 * MIB
DEADLINE_S = 600
SETTINGS = """\
[reading]
workers = 2
base_seconds = 8.0
seconds_per_mb = 1.0
[limits]
members = 400
pages = 2000
"""
ESCAPED = (Path("/tmp/heliograph-escaped.txt"), Path("/tmp/escaped.txt"))
HARMLESS = "harmless-{}.txt"


class Trap:
    """Listens on this machine and remembers everybody who connects."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.callers = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                caller, _ = self._listening.accept()
            except OSError:
                return
            self.callers += 1
            caller.close()

    def close(self) -> None:
        self._listening.close()


@dataclass
class Scanned:
    """What one scan of all the files left."""

    case: Path
    folder: Path
    files: list[Hostile]
    lines: list[LedgerLine]
    memory: MemoryWatch
    callers: int
    besides: set[str]
    """What stood in the folder around the case after the scan, and had not before."""


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scanned]:
    around = tmp_path_factory.mktemp("hostile")
    folder, case = around / "folder", around / "case"
    folder.mkdir()
    trap = Trap()
    files = list(hostile_files(trap.address))
    for at, one in enumerate(files):
        (folder / one.name).write_bytes(one.content)
        (folder / HARMLESS.format(at)).write_text(f"harmless words {at}", encoding="utf-8")
    (folder / "link").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe")
    Heliograph.create(case).close()
    (case / "heliograph.toml").write_text(SETTINGS, encoding="utf-8")
    before = {path.name for path in around.iterdir()}
    command = [sys.executable, "-m", "heliograph", "scan", str(folder), "--case", str(case)]
    with subprocess.Popen(command, cwd=around, stdout=subprocess.DEVNULL) as running:
        with MemoryWatch(running.pid) as memory:
            try:
                running.wait(DEADLINE_S)
            except subprocess.TimeoutExpired:
                running.kill()
                raise
        assert running.returncode == 0
    with Heliograph.open(case) as opened:
        lines = list(opened.rows.ledger_lines())
    besides = {path.name for path in around.iterdir()} - before
    yield Scanned(case, folder, files, lines, memory, trap.callers, besides)
    trap.close()


def ended(line: LedgerLine) -> str:
    return f"{line.outcome}:{line.reason}" if line.reason else f"{line.outcome}"


def test_each_ends_as_what_it_is(scanned: Scanned) -> None:
    found = {line.path: line for line in scanned.lines}
    wrong = {}
    for one in scanned.files:
        line = found[one.name]
        if not {ended(line), str(line.outcome)} & set(one.ends):
            wrong[one.name] = (ended(line), line.detail)
        # Lines, not paths: two members may bear one name.
        members = sum(line.path.startswith(f"{one.name}!/") for line in scanned.lines)
        if one.members not in (None, members):
            wrong[f"{one.name}, members"] = (str(members), str(one.members))
    assert wrong == {}


def test_the_file_beside_each_is_read_and_the_words_in_them_are_found(scanned: Scanned) -> None:
    read = {line.path for line in scanned.lines if line.outcome == "read"}
    assert {HARMLESS.format(at) for at in range(len(scanned.files))} <= read
    with Heliograph.open(scanned.case) as opened:
        assert opened.search("harmless", limit=1).total == len(scanned.files)
        for one in scanned.files:
            if one.words:
                # A hit names one path; the same bytes may stand in several archives.
                hits = {hit.document.digest for hit in opened.search(one.words, limit=1000).hits}
                files = {line.path.split("!/")[0] for line in scanned.lines if line.digest in hits}
                assert one.name in files, one.name


def test_the_account_is_whole_and_everything_verifies(scanned: Scanned) -> None:
    with Heliograph.open(scanned.case) as opened:
        sums = opened.rows.ledger_sums()
        checks = list(opened.verify())
    assert sum(sums.outcomes.values()) == sums.files == len(scanned.lines)
    assert sums.waiting == 0
    assert not any(check.fails for check in checks), checks


def test_nobody_called_home(scanned: Scanned) -> None:
    assert scanned.callers == 0


def test_nothing_was_written_outside_the_case_and_the_files_are_as_they_were(
    scanned: Scanned,
) -> None:
    assert scanned.besides == set()
    assert not any(path.exists() for path in ESCAPED)
    for one in scanned.files:
        assert (scanned.folder / one.name).read_bytes() == one.content
    names = {path.name for path in scanned.folder.iterdir()}
    assert len(names) == 2 * len(scanned.files) + 2


def test_no_word_of_a_file_of_this_machine_was_read(scanned: Scanned) -> None:
    with Heliograph.open(scanned.case) as opened:
        assert opened.search('"root:x:0:0"').total == 0


def test_links_and_pipes_are_named_and_not_opened(scanned: Scanned) -> None:
    found = {line.path: ended(line) for line in scanned.lines}
    assert found["link"] == found["pipe"] == "unsupported:not-followed"


def test_memory_stays_bounded_over_all_processes(scanned: Scanned) -> None:
    assert 0 < scanned.memory.peak < MOST_MEMORY, scanned.memory.peak // MIB
