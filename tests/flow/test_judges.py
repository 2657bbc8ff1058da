"""Judging in other processes: the same as here, and nothing lost when they die."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import NoReturn

import pytest

from heliograph.app import Heliograph
from heliograph.pipeline.steps import judges
from heliograph.pipeline.steps.work import Work
from heliograph.pipeline.tools import Parts
from heliograph.sandbox.pool import child_command

DIES_ON_THE_FIRST = """
import socket, sys
from heliograph.pipeline.steps.judge_talk import End, Hello, Talk
from heliograph.pipeline.steps.work import current_steps
from heliograph.pipeline.steps.judge_child import _Parts
from heliograph.plugins.finders import load_finders, load_segmenter
from pathlib import Path
folder, taxonomy, *talks = sys.argv[1:]
parts = _Parts(Path(folder), load_segmenter(), load_finders(Path(taxonomy)))
ends = [Talk(socket.socket(fileno=int(one))) for one in talks]
for end in ends:
    end.say(Hello(current_steps(parts)))
    end.flush()
ends[0].hear()
"""
SAYS_IT_DOES_OTHER_STEPS = """
import socket, sys
from heliograph.pipeline.steps.judge_talk import Hello, Talk
for one in sys.argv[3:]:
    end = Talk(socket.socket(fileno=int(one)))
    end.say(Hello(("segment:other/0",)))
    end.flush()
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "papers"
    made.mkdir()
    for number in range(judges.WORTH_STARTING + 6):
        words = (
            f"# 产品 {number}\n\n本系统支持识别维族人员并报警。\n\nThe camera sees gate {number}.\n"
        )
        (made / f"{number:02d}.md").write_text(words, encoding="utf-8")
    return made


def scanned(folder: Path, case: Path) -> None:
    with Heliograph.create(case) as opened:
        opened.add(folder)
        opened.run()


def kept(case: Path) -> list[list[tuple[object, ...]]]:
    """Everything that judging makes, without what depends on the order of the documents."""
    with sqlite3.connect(f"file:{case / 'case.db'}?mode=ro", uri=True) as database:
        found = [
            database.execute(sql).fetchall()
            for sql in (
                "SELECT c.id, c.begins, c.ends, c.stance, c.score, c.why FROM claims c ORDER BY id",
                "SELECT p.id, s.number, s.begins, s.ends, s.role, s.language, s.context, s.position"
                " FROM passages s JOIN pages p ON p.key = s.page_key ORDER BY 1, 2",
                "SELECT p.id, c.heading, c.container FROM contexts c"
                " JOIN pages p ON p.key = c.page_key ORDER BY 1, 2, 3",
                "SELECT digest, outcome, reason, steps, held FROM readings ORDER BY 1",
                "SELECT digest, reason, detail FROM problems ORDER BY 1, 2, 3",
            )
        ]
    database.close()
    return found


def judged_by(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Start this in place of the judges."""
    command = (*child_command("x")[:-2], "-c", script)
    monkeypatch.setattr(judges, "child_command", lambda module: command)


def judges_nothing(work: Work, parts: Parts) -> NoReturn:
    raise AssertionError("no other process judged this")


def test_what_others_judge_is_what_this_process_judges(folder, tmp_path, monkeypatch):
    with monkeypatch.context() as patched:
        # Where no process could be started, all would be judged here, and the same.
        patched.setattr(judges, "judge", judges_nothing)
        scanned(folder, tmp_path / "others")
    monkeypatch.setattr(judges, "WORTH_STARTING", 10_000)
    scanned(folder, tmp_path / "here")

    made = kept(tmp_path / "others")

    assert made == kept(tmp_path / "here")
    assert made[0]
    assert made[-1] == []


def test_a_document_on_which_its_judge_dies_says_so_and_the_others_are_judged(
    folder, tmp_path, monkeypatch
):
    judged_by(monkeypatch, DIES_ON_THE_FIRST)

    scanned(folder, tmp_path / "case")

    *_, readings, problems = kept(tmp_path / "case")
    assert {reason for _, reason, _ in problems} == {"step-failed"}
    assert 1 <= len(problems) <= len(readings) // 4
    judged = [outcome for _, outcome, *_ in readings if outcome == "read"]
    assert len(judged) + len(problems) == len(readings)


@pytest.mark.parametrize("script", [SAYS_IT_DOES_OTHER_STEPS, "raise SystemExit(1)"])
def test_what_judges_differently_or_not_at_all_is_not_asked(folder, tmp_path, monkeypatch, script):
    judged_by(monkeypatch, script)

    scanned(folder, tmp_path / "case")

    claims, *_, problems = kept(tmp_path / "case")
    assert claims
    assert problems == []


def test_no_judge_outlives_the_scan(folder, tmp_path):
    scanned(folder, tmp_path / "case")

    assert [one for one in _commands() if "judge_child" in one and str(tmp_path) in one] == []


def _commands() -> list[str]:
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(file.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace"))
        except OSError:
            continue
    return found
