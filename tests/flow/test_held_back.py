"""A list of persons is kept as evidence, and goes nowhere until a person releases it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from stdnum.cn import ric

from heliograph.app import Heliograph
from heliograph.cli import cli
from heliograph.errors import HeldBack, NothingThere
from heliograph.handwork.files import release_file
from heliograph.records import Reading

LIST = "rosters/list.csv"
REASON = "its header proves which system wrote it"


def identity(number: int) -> str:
    body = f"999999{1950 + number % 50}{1 + number % 12:02}{1 + number % 28:02}{number:03}"
    return body + ric.calc_check_digit(body + "0")


def the_list(opened: Heliograph) -> Reading:
    document = next(opened.rows.documents(path=LIST))
    assert document.digest is not None
    reading = opened.rows.reading(document.digest)
    assert reading is not None
    return reading


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case with one list of persons, one letter, one header file."""
    folder = tmp_path / "leak"
    (folder / "rosters").mkdir(parents=True)
    rows = [f"王{at}丽,{identity(at)},1990000{at:04},支持识别维族人员并报警" for at in range(30)]
    (folder / LIST).write_text("\n".join(["姓名,身份证号,手机,备注", *rows]), encoding="utf-8")
    (folder / "letter.txt").write_text("晨岭一号支持识别维族人员并报警。\n", encoding="utf-8")
    with Heliograph.create(tmp_path / "case") as opened:
        opened.add(folder)
        opened.run()
    return tmp_path / "case"


def output(case: Path, *command: str) -> str:
    done = CliRunner().invoke(cli, [*command, "--case", str(case)])
    assert done.exit_code == 0, done.output
    return done.output


def test_what_is_held_back_is_in_no_index_claim_mention_or_export(case):
    with Heliograph.open(case) as opened:
        reading = the_list(opened)
        digest = reading.digest
        assert reading.outcome == "read"
        assert reading.held == "rows of persons: 30 identity numbers"
        assert {claim.document.path for claim in opened.rows.claim_views()} == {"letter.txt"}
        assert {hit.document.path for hit in opened.search("维族").hits} == {"letter.txt"}
        assert opened.search(identity(7)).total == 0
        assert opened.rows.leaves(digest) == []
        assert opened.rows.pages(digest)[0].text.startswith("姓名")
    for command in (["report"], ["ledger"], ["ledger", "--held"], ["show", LIST], ["claims"]):
        assert identity(7) not in output(case, *command)
        assert identity(7) not in output(case, *command, "--json")


def test_the_ledger_says_so_and_the_page_is_not_printed(case):
    assert "held back: rows of persons" in " ".join(output(case, "ledger").split())
    *lines, sums = [
        json.loads(line) for line in output(case, "ledger", "--held", "--json").splitlines()
    ]
    assert [line["path"] for line in lines] == [LIST]
    assert sums["held"] == 1
    refused = CliRunner().invoke(cli, ["show", LIST, "--page", "1", "--case", str(case)])
    assert isinstance(refused.exception, HeldBack)
    assert "heliograph release" in str(refused.exception)


def test_released_it_is_judged_and_found_and_custody_says_why(case):
    output(case, "release", LIST, "--reason", REASON)
    with Heliograph.open(case) as opened:
        digest = the_list(opened).digest
        assert the_list(opened).held == ""
        assert opened.search("维族 folder:rosters").total == 1
        assert opened.rows.leaves(digest)[0].passages
        *_, last = opened.custody.entries()
        assert (last.event, last.facts["digest"], last.facts["reason"]) == (
            "released",
            digest,
            REASON,
        )
        assert not any(check.fails for check in opened.verify())
    output(case, "show", LIST, "--page", "1")


def test_a_release_that_was_killed_after_custody_is_done_by_the_next_run(case):
    with Heliograph.open_to_work(case) as opened:
        digest = the_list(opened).digest
        opened.custody.append([("released", {"digest": digest, "held": "", "reason": REASON})])
    output(case, "run")
    with Heliograph.open(case) as opened:
        assert the_list(opened).held == ""
        assert opened.search("维族 folder:rosters").total == 1


def test_what_was_found_before_the_rules_knew_better_is_taken_out(case, monkeypatch):
    output(case, "release", LIST, "--reason", REASON)
    with Heliograph.open_to_work(case) as opened:
        digest = the_list(opened).digest
        opened.rows.set_mark(f"released:{digest}", None)
        monkeypatch.setattr("heliograph.pipeline.steps.work.SCREEN_VERSION", "2")
        opened.run()
        assert opened.search("维族 folder:rosters").total == 0
        assert {claim.document.path for claim in opened.rows.claim_views()} == {"letter.txt"}


def test_what_is_not_held_back_cannot_be_released(case):
    with Heliograph.open_to_work(case) as opened, pytest.raises(NothingThere, match="--held"):
        release_file(opened, "letter.txt", REASON, "R. Reader")
