"""Each level of confinement that this machine offers stops what it says, and is what it says."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from heliograph.errors import NotConfined
from heliograph.records import Problem
from heliograph.sandbox.confinement import LOST_WITHOUT
from heliograph.sandbox.level import offered
from heliograph.sandbox.pool import Patience, Read, ReadingPool, Task
from heliograph.seams import Kept, Limits, Sheet

CHILD = Path(__file__).with_name("sandbox_child.py")
COMMAND = (sys.executable, "-P", "-X", "utf8", str(CHILD))
OFFERED = offered().level
FORBIDDEN = ("read /etc/passwd", "list /", "connect tcp", "connect udp", "fork", "run")


def keep_nothing(chunks: Iterable[bytes]) -> Kept:
    raise AssertionError("no member was expected")


def read(folder: Path, words: Iterable[str], most: int) -> dict[str, Read]:
    tasks = []
    for at, deed in enumerate(words):
        path = folder / f"{at}.told"
        path.write_text(deed, encoding="utf-8")
        tasks.append(
            Task(
                key=deed,
                open=lambda path=path: path.open("rb"),  # type: ignore[misc]
                size=path.stat().st_size,
                name=path.name,
                limits=Limits(),
                depth=0,
            )
        )
    with ReadingPool(
        COMMAND, workers=1, patience=Patience(base_s=60), take=keep_nothing, most=most
    ) as pool:
        return {one.task.key: one for one in pool.read_all(tasks)}


@pytest.mark.parametrize("level", range(1, 4))
def test_a_document_is_read_at_each_level_and_says_at_which(tmp_path: Path, level: int) -> None:
    if level > OFFERED:
        pytest.skip(f"this machine offers level {OFFERED}")
    (found,) = read(tmp_path, ["plain words"], level).values()
    assert found.confinement == level
    assert any(isinstance(value, Sheet) and value.text == "words" for value in found.values)


@pytest.mark.parametrize("level", [2, 3])
def test_from_level_2_on_nothing_that_is_forbidden_works(tmp_path: Path, level: int) -> None:
    if level > OFFERED:
        pytest.skip(f"this machine offers level {OFFERED}")
    for deed, found in read(tmp_path, FORBIDDEN, level).items():
        assert [type(value) for value in found.values] == [Problem], deed


def test_memory_is_limited_at_level_1_too(tmp_path: Path) -> None:
    (found,) = read(tmp_path, ["hoard"], 1).values()
    *_, problem = found.values
    assert isinstance(problem, Problem)
    assert problem.reason == "memory"


def test_at_level_0_nothing_is_read(tmp_path: Path) -> None:
    with pytest.raises(NotConfined, match="doctor"):
        read(tmp_path, ["plain words"], 0)


@pytest.mark.parametrize("level", range(4))
def test_what_a_lower_level_loses_is_said(level: int) -> None:
    if level > OFFERED:
        pytest.skip(f"this machine offers level {OFFERED}")
    report = offered(level)
    assert report.level == level
    working = [one.name for one in report.mechanisms if one.works]
    assert len(report.lost) == len(LOST_WITHOUT) - len(working)
    assert all(LOST_WITHOUT[one.name] in report.lost for one in report.mechanisms if not one.works)
