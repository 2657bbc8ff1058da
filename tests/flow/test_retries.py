"""A file that was not read whole is read once more when a person asks, and custody says so."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from heliograph.app import Heliograph
from heliograph.cli import cli
from heliograph.errors import NothingThere
from heliograph.handwork.files import retry_file
from heliograph.pipeline.deeds.retrying import ask_again
from heliograph.pipeline.recovery import recover
from heliograph.records import Reading

WORDS = "本产品支持对维吾尔族人员进行人脸识别并自动报警。"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case in which one file timed out, one is encrypted and one was read."""
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "late.txt").write_text(WORDS, encoding="utf-8")
    (texts / "well.txt").write_text("A pump for water.", encoding="utf-8")
    with Heliograph.create(tmp_path / "case", ask=[texts]) as opened:
        opened.run()
        late = reading_of(opened, "late.txt")
        # As a machine that was too busy would have left it.
        opened.rows.forget_findings(late.digest)
        opened.rows.forget_passages(late.digest)
        opened.rows.forget_pages(late.digest)
        left = {"outcome": "timed-out", "reason": "time", "pages": 0}
        opened.rows.keep([msgspec.structs.replace(late, **left)])
    return tmp_path / "case"


def reading_of(opened: Heliograph, path: str) -> Reading:
    document = next(iter(opened.rows.documents(path=path)))
    assert document.digest is not None
    reading = opened.rows.reading(document.digest)
    assert reading is not None
    return reading


def entries(case: Path, event: str) -> list[dict[str, object]]:
    found = [json.loads(line) for line in (case / "custody.jsonl").read_bytes().splitlines()]
    return [one["facts"] for one in found if one["event"] == event]


def test_a_file_that_took_too_long_is_read_when_it_is_tried_again(case):
    with Heliograph.open_to_work(case) as opened:
        assert list(opened.rows.claim_views()) == []
        tried = retry_file(opened, "late.txt", "A. Reader")
        assert (tried.before, tried.outcome, tried.pages) == ("timed-out", "read", 1)
        assert [one.document.path for one in opened.rows.claim_views()] != []
        assert opened.search("维吾尔族").total == 1
    (kept,) = entries(case, "retried")
    assert (kept["path"], kept["outcome"], kept["by"]) == ("late.txt", "timed-out", "A. Reader")


def test_a_try_that_was_killed_before_it_read_is_done_by_the_next_run(case):
    with Heliograph.open_to_work(case) as opened:
        late = reading_of(opened, "late.txt")
        document = next(iter(opened.rows.documents(path="late.txt")))
        before = opened.rows.mark("custody")
        ask_again(document, late, "A. Reader", opened.tools())
        # Killed before the database had it.
        opened.rows.keep([late])
        opened.rows.set_mark("custody", before)
    with Heliograph.open_to_work(case) as opened:
        recover(opened.tools())
        opened.run()
        assert reading_of(opened, "late.txt").outcome == "read"
        # Once read, it is not read again and again.
        assert opened.run().read_anew == 0


@pytest.mark.parametrize("what", ["well.txt", "nothing.txt", "sha256:" + "0" * 64])
def test_what_cannot_be_tried_again_is_said_to_be_so(case, what):
    with Heliograph.open_to_work(case) as opened, pytest.raises(NothingThere):
        retry_file(opened, what, "A. Reader")
    assert entries(case, "retried") == []


def test_the_command_tries_again_and_says_what_came_of_it(case):
    done = CliRunner().invoke(cli, ["retry", "late.txt", "--case", str(case), "--json"])
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout.splitlines()[-1])
    assert (said["before"], said["outcome"]) == ("timed-out", "read")
