"""What leaves a case is entered in custody before it has its name; each kind, killed about that."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from heliograph.app import Heliograph
from heliograph.cli import cli
from heliograph.codec import digest_of
from heliograph.leaving import beside

SAYS = "The gateway raises an alarm when it recognises a person of an ethnic minority.\n"
LEAVE = ["report", "labels", "export csv", "export ftm", "export bagit", "chart matrix"]

KILLED = """
import os, signal, sys
from heliograph.cli import main
from heliograph.store.custody import Custody

append = Custody.append

def killed(self, events):
    events = list(events)
    leaves = any(event == "exported" for event, _ in events)
    if leaves and MOMENT == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    entries = append(self, events)
    if leaves:
        os.kill(os.getpid(), signal.SIGKILL)
    return entries

Custody.append = killed
sys.argv[0] = "heliograph"
main()
"""


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("leaving")
    (folder / "files").mkdir()
    (folder / "files" / "brochure.txt").write_text(SAYS)
    with Heliograph.create(folder / "case") as opened:
        opened.add(folder / "files")
        opened.run()
    return folder / "case"


def exports(case: Path) -> list[str]:
    with Heliograph.open(case) as opened:
        return [
            str(one.facts["what"]) for one in opened.custody.entries() if one.event == "exported"
        ]


@pytest.mark.parametrize("words", LEAVE)
@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_about_its_entry_it_has_no_name_yet_and_stands_whole_the_next_time(
    case: Path, tmp_path: Path, words: str, moment: str
):
    where = tmp_path / ("out.csv" if words.startswith("chart") else "out")
    command = [*words.split(), "--case", str(case), "--out", str(where)]
    before = exports(case)
    script = KILLED.replace("MOMENT", repr(moment))
    killed = subprocess.run([sys.executable, "-c", script, *command], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert not where.exists(), "nothing leaves of which custody knows nothing"
    assert len(exports(case)) - len(before) == (moment == "after")
    done = CliRunner().invoke(cli, command)
    assert done.exit_code == 0, done.output
    assert where.exists()
    assert [one.name for one in tmp_path.iterdir()] == [where.name], "what was unfinished is swept"


@pytest.mark.parametrize("words", ["report", "labels"])
def test_custody_has_the_digest_of_the_file_that_stands(case: Path, tmp_path: Path, words: str):
    where = tmp_path / "out"
    done = CliRunner().invoke(cli, [words, "--case", str(case), "--out", str(where)])
    assert done.exit_code == 0, done.output
    with Heliograph.open(case) as opened:
        entry = opened.custody.last()
    assert entry is not None
    assert (entry.event, dict(entry.facts)) == (
        "exported",
        {"what": words, "digest": digest_of(where.read_bytes())},
    )


def test_what_cannot_be_written_leaves_nothing_behind_and_the_one_before_stands(
    case: Path, tmp_path: Path
):
    where = tmp_path / "out"
    where.write_bytes(b"before")

    def fill(opened: Heliograph) -> None:
        with beside(opened, where, {"what": "labels"}, folder=False) as making:
            making.path.write_bytes(b"half")
            raise OSError("full")

    with Heliograph.open_to_work(case) as opened:
        before = opened.custody.count
        with pytest.raises(OSError, match="full"):
            fill(opened)
        assert opened.custody.count == before
    assert where.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [where]
