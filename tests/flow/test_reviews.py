"""What a person says of a claim is kept beside it, survives, and can be trained on."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from heliograph.app import Heliograph
from heliograph.cli import cli

BROCHURE = """\
产品说明书

本产品支持对维吾尔族人员进行人脸识别并自动报警。

平台可对上访人员进行人脸布控，发现后推送至值班室。

系统支持步态识别，可按步态检索人员。
"""


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("reviews")
    (work / "brochure.txt").write_text(BROCHURE, encoding="utf-8")
    with Heliograph.create(work / "case", ask=[work / "brochure.txt"]) as opened:
        opened.run()
    return work / "case"


@pytest.fixture
def case(scanned: Path, tmp_path: Path) -> Path:
    shutil.copytree(scanned, tmp_path / "case")
    return tmp_path / "case"


def said(case: Path, *words: str) -> list[dict[str, object]]:
    done = CliRunner().invoke(cli, [*words, "--case", str(case), "--json"])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def ids(case: Path) -> list[str]:
    found = [str(one["id"]) for one in said(case, "claims")]
    assert len(found) >= 3
    return found


def test_a_review_shows_beside_the_claim_and_changes_nothing_else_of_it(case):
    before = {str(one["id"]): one for one in said(case, "claims")}
    first = min(before)
    said(case, "judge", first[:12], "rejected", "--note", "a form field", "--by", "R. Reader")
    after = {str(one["id"]): one for one in said(case, "claims")}
    assert after[first] == before[first] | {"review": "rejected"}
    (shown,) = said(case, "show", first)
    assert isinstance(shown["reviews"], list)
    assert shown["reviews"][0]["by"] == "R. Reader"
    spoken = CliRunner().invoke(cli, ["show", first, "--case", str(case)])
    assert "rejected by R. Reader" in spoken.output


def test_a_review_that_is_taken_back_is_kept_and_no_longer_stands(case):
    first = ids(case)[0]
    said(case, "judge", first, "accepted")
    said(case, "judge", first, "withdrawn", "--note", "read it again")
    assert {one["review"] for one in said(case, "claims")} == {""}
    (shown,) = said(case, "show", first)
    assert isinstance(shown["reviews"], list)
    assert [one["judgement"] for one in shown["reviews"]] == ["accepted", "withdrawn"]


def test_custody_tells_of_each_review_and_brings_it_back_where_the_database_lost_it(case):
    first = ids(case)[0]
    (made,) = said(case, "judge", first, "unsure", "--stance", "reported")
    entries = [json.loads(line) for line in (case / "custody.jsonl").read_bytes().splitlines()]
    assert [one["facts"]["judgement"] for one in entries if one["event"] == "reviewed"] == [
        "unsure"
    ]
    with Heliograph.open_to_work(case) as opened:
        with opened.rows.all_or_nothing():
            opened.rows._database.run("DELETE FROM reviews")
            opened.rows.set_mark("custody", str(int(opened.rows.mark("custody") or 0) - 1))
        opened.run()
        assert not any(check.fails for check in opened.verify())
    (shown,) = said(case, "show", first)
    assert shown["reviews"] == [made]


def test_reviews_survive_judging_anew_and_are_orphaned_where_the_claim_is_not_made(case):
    first, second, *_ = ids(case)
    for one in (first, second):
        said(case, "judge", one, "accepted", "--note", "seen on the page")
    with Heliograph.open_to_work(case) as opened:
        database = opened.rows._database
        database.run("UPDATE readings SET steps = '[]'")
        opened.run()
        database.run("DELETE FROM claims WHERE id = ?", (second,))
    assert said(case, "claims")[0]["review"] == "accepted"
    (orphan,) = said(case, "judge", "--orphaned")
    assert (orphan["claim_id"], orphan["note"]) == (second, "seen on the page")
    assert orphan["quote"]


def test_labels_have_the_shape_that_training_reads_and_mask_the_note(case, tmp_path):
    first, second, third, *_ = ids(case)
    said(case, "judge", first, "accepted", "--note", "电话 13800138000 确认")
    said(case, "judge", second, "rejected")
    said(case, "judge", third, "rejected", "--stance", "reported")
    out = tmp_path / "labels.jsonl"
    said(case, "labels", "--out", str(out))
    labels = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [one["label"] for one in labels] == ["claim", "unrelated", "mention_critical"]
    for one in labels:
        assert list(one) == [
            "file", "page_or_line", "quote", "label", "capability", "taxonomy_id", "language",
            "note",
        ]  # fmt: skip
        assert one["file"] == "brochure.txt"
        assert one["quote"] in BROCHURE.splitlines()[one["page_or_line"] - 1]
    assert labels[1]["taxonomy_id"] == ""
    assert "13800138000" not in labels[0]["note"]
    assert "确认" in labels[0]["note"]


def test_what_cannot_be_meant_is_refused(case):
    first = ids(case)[0]
    for words, code in (
        (["judge", "ffffffffffff", "accepted"], 4),
        (["judge", first, "accepted", "--capability", "mind_reading"], 4),
        (["judge", first, "perhaps"], 2),
        (["judge", first], 2),
    ):
        done = CliRunner().invoke(cli, [*words, "--case", str(case)])
        assert getattr(done.exception, "exit_code", done.exit_code) == code
    assert {one["review"] for one in said(case, "claims")} == {""}
