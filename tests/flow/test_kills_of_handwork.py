"""Killed at any moment of a correction or an addition, the case is whole and can be finished."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.hand_cases import MISREAD, RIGHT, WRONG, misread_case, other_eyes_are_shut, scan_of

from heliograph.app import Heliograph

ROOT = Path(__file__).resolve().parents[2]
__all__ = ["other_eyes_are_shut"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("killed")
    misread_case(folder)
    (folder / "keys").mkdir()
    return folder


def killed(deed: str, made: Path, folder: Path) -> Iterator[Path]:
    """Do the deed to copies of the case, each killed at another of its moments."""
    shutil.copytree(made / "case", folder / "case")
    (folder / "keys").mkdir()
    told = subprocess.run(
        [sys.executable, "-m", "tests.flow.deed_killer", deed, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    moments = int(told.stdout)
    assert moments >= 3
    for moment in range(1, moments + 1):
        yield folder / f"killed-{moment}" / "case"


def state_of(case: Path) -> tuple[str, set[str], int]:
    """The page as it stands, the claims on it, and how many pages a search finds."""
    with Heliograph.open_to_work(case) as opened:
        opened.run()
        assert not [one.detail for one in opened.verify() if one.fails]
        page = opened.rows.numbered_pages(scan_of(opened), 1)[0]
        ids = {one.id for one in opened.rows.claim_views(path="scan.png")}
        return page.text, ids, opened.search(RIGHT).total + 10 * opened.search(WRONG).total


def entered(case: Path, event: str) -> bool:
    with Heliograph.open(case) as opened:
        failed = [one.detail for one in opened.verify() if one.fails]
        assert not failed, "whole at the moment of the kill already"
        return any(one.event == event for one in opened.custody.entries())


def test_killed_while_a_word_is_corrected(made, tmp_path):
    before: set[frozenset[str]] = set()
    after: set[frozenset[str]] = set()
    for case in killed("correct", made, tmp_path):
        done = entered(case, "corrected")
        text, ids, found = state_of(case)
        assert (text, found) == ((MISREAD.replace(WRONG, RIGHT), 1) if done else (MISREAD, 10))
        (after if done else before).add(frozenset(ids))
        shutil.rmtree(case.parent)
    assert len(before) == 1
    assert len(after) == 1
    assert before != after


def test_killed_while_a_claim_is_added(made, tmp_path):
    counts = set()
    for case in killed("claim", made, tmp_path):
        done = entered(case, "claim-added")
        _, ids, _ = state_of(case)
        counts.add((done, len(ids)))
        shutil.rmtree(case.parent)
    (without,) = [count for done, count in counts if not done]
    assert counts == {(False, without), (True, without + 1)}
