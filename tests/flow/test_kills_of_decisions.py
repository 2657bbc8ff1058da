"""Killed after custody has it, a decision is never lost, whatever is done to the case next."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.deeds import DEEDS, FRESH, OTHERS, case_to_decide_in

from heliograph.app import Heliograph
from heliograph.watching.sources import pause_source

ROOT = Path(__file__).resolve().parents[2]
EVENTS = {
    "review": "reviewed", "claim": "claim-added", "packet": "packet-made", "state": "reviewed",
    "rule": "rule-set", "watch": "watch-added", "unwatch": "watch-ended", "delete": "deleted",
    "source-add": "source-added", "source-pause": "source-added", "source-remove": "source-removed",
}  # fmt: skip
OF_SOURCES = [one for one in DEEDS if one.startswith("source-")]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return case_to_decide_in(tmp_path_factory.mktemp("decided"))


def copy_of(made: Path, folder: Path) -> Path:
    shutil.copytree(made.parent / "files", folder / "files")
    shutil.copytree(made, folder / "case")
    return folder / "case"


def killed_at(event: str, case: Path, deed: str = "") -> None:
    """Do it in a process that is killed when such an entry is durable."""
    command = [sys.executable, "-m", "tests.flow.entry_killer", str(case), event]
    command += [deed] if deed else []
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr


def decided(opened: Heliograph) -> dict[str, object]:
    """What people decided, as the database has it."""
    rows = opened.rows
    return {
        "reviews": len(list(rows.standing_reviews())),
        "claims": len(rows.additions()),
        "packets": len(rows.packets()),
        "states": sorted(one.state for one in rows.findings()),
        "people": rows.mark("people"),
        "watches": sorted((one.name, one.ended_at is None) for one in rows.watches(ended=True)),
        "deleted": sorted(rows.deleted()),
        "sources": {one.location: rows.schedule(one.id) for one in rows.sources()},
    }


def failing(opened: Heliograph) -> list[str]:
    return [f"{one.name}: {one.detail}" for one in opened.verify() if one.fails]


def undisturbed(made: Path, folder: Path, *deeds: str) -> dict[str, object]:
    """What is decided where nobody is killed."""
    with Heliograph.open_to_work(copy_of(made, folder)) as opened:
        for deed in deeds:
            DEEDS[deed](opened)
        opened.run()
        return decided(opened)


@pytest.mark.parametrize("deed", [one for one in DEEDS if one not in OF_SOURCES])
def test_a_decision_that_was_killed_is_there_once_a_source_is_paused(made, tmp_path, deed):
    (tmp_path / "whole").mkdir()
    expected = undisturbed(made, tmp_path / "whole", deed, "source-pause")
    case = copy_of(made, tmp_path)
    killed_at(EVENTS[deed], case, deed)
    with Heliograph.open_to_work(case) as opened:
        assert failing(opened) == [], "the database has not caught up"
        DEEDS["source-pause"](opened)
        opened.run()
        assert decided(opened) == expected
        assert failing(opened) == []


@pytest.mark.parametrize("then", OF_SOURCES)
@pytest.mark.parametrize("deed", ["review", *OF_SOURCES])
def test_source_commands_catch_up_with_what_was_killed(made, tmp_path, deed, then):
    if (deed, then) in {("source-remove", "source-pause"), ("source-remove", "source-remove")}:
        pytest.skip("what was taken off is not there to be named")
    (tmp_path / "whole").mkdir()
    expected = undisturbed(made, tmp_path / "whole", deed, then)
    case = copy_of(made, tmp_path)
    killed_at(EVENTS[deed], case, deed)
    with Heliograph.open_to_work(case) as opened:
        DEEDS[then](opened)
        assert decided(opened) == expected
        assert failing(opened) == []


def test_a_source_that_was_killed_on_its_way_in_can_be_named(made, tmp_path):
    case = copy_of(made, tmp_path)
    killed_at("source-added", case, "source-add")
    with Heliograph.open_to_work(case) as opened:
        assert pause_source(opened, FRESH, paused=True).location == FRESH


def test_what_stands_in_one_more_folder_is_found_there_after_a_kill(made, tmp_path):
    case = copy_of(made, tmp_path)
    more = tmp_path / "files" / "more"
    more.mkdir()
    (more / "copy.txt").write_text(OTHERS)
    with Heliograph.open_to_work(case) as opened:
        opened.asked.add(["../files"])
    killed_at("collected", case)
    with Heliograph.open_to_work(case) as opened:
        opened.run()
        assert opened.search("步态识别").total == 1
        folders = opened.search("步态识别").facets["folder"]
        assert folders == {"more": 1}, "where the copy stands"
        opened.rebuild_index()
        assert opened.search("步态识别").facets["folder"] == folders
