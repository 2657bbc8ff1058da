"""Killed after custody tells what was read, before it is kept: what is verified is what is kept."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import msgspec

from heliograph.app import Heliograph


def killed_at(event: str, case: Path) -> None:
    """Read what waits in a case, in a process that is killed when such an entry is durable."""
    command = [sys.executable, "-m", "tests.flow.entry_killer", str(case), event]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr


def failing(opened: Heliograph) -> list[str]:
    return [f"{one.name}: {one.detail}" for one in opened.verify() if one.fails]


def made(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.txt").write_text("系统支持维族告警。")
    Heliograph.create(tmp_path / "case", ask=[folder]).close()
    return tmp_path / "case"


def test_what_died_three_times_on_its_way_into_the_database_verifies(tmp_path):
    case = made(tmp_path)
    for _ in range(3):
        killed_at("derived", case)
    with Heliograph.open_to_work(case) as opened:
        opened.run()
        assert [one.reason for one in opened.rows.readings()] == ["crash"]
        assert failing(opened) == []


def test_what_was_read_anew_and_not_kept_is_read_again(tmp_path):
    case = made(tmp_path)
    with Heliograph.open_to_work(case) as opened:
        opened.run()
        (reading,) = opened.rows.readings()
        (page,) = opened.rows.pages(reading.digest)
        # As another version had read it, with other words.
        (derived,) = (one for one in opened.custody.entries() if one.event == "derived")
        opened.enter("derived", {**derived.facts, "text": "sha256:" + 64 * "0"})
        opened.rows.set_mark("custody", str(opened.custody.count - 1))
    with Heliograph.open_to_work(case) as opened:
        assert failing(opened) == [], "the database has not caught up"
        opened.add(tmp_path / "files")
        assert failing(opened) == [], "it has caught up, and reading waits"
        opened.run()
        assert [one.text for one in opened.rows.pages(reading.digest)] == [page.text]
        assert failing(opened) == []


def test_text_that_nobody_read_does_not_pass_as_waiting_to_be_read_again(tmp_path):
    case = made(tmp_path)
    with Heliograph.open_to_work(case) as opened:
        opened.run()
        (reading,) = opened.rows.readings()
        (page,) = opened.rows.pages(reading.digest)
        opened.rows.forget_pages(reading.digest)
        other = msgspec.structs.replace(page, text="系统支持车牌告警。")
        opened.rows.keep([other, msgspec.structs.replace(reading, read_by="")])
        assert any(one.startswith("texts:") for one in failing(opened))
