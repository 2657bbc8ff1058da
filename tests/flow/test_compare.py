"""Versions in a case: what is compared, told first, printed, and refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.versions_samples import INTERFACES, LAW, PRODUCT

from heliograph.app import Heliograph
from heliograph.cli import cli
from heliograph.errors import NothingThere, UsageError

NATION = "BYTE byNation;   // 民族, 0-未知, 1-汉族, 2-维族"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with an interface in five versions, two editions of a law, and a page that shrank."""
    where = tmp_path_factory.mktemp("compare")
    papers = where / "papers"
    files = {
        f"sdk/face_{2018 + number}-0{number + 1}.h": one.header()
        for number, one in enumerate(INTERFACES)
    }
    files |= {
        "law/b.md": LAW,
        "law/a.md": LAW.replace("五万元", "十万元"),
        "pages/k7.md": PRODUCT,
        "notes.txt": "会议纪要。本次会议讨论了食堂的菜单，没有作出决定。\n",
        "empty.txt": "",
    }
    for name, text in files.items():
        (papers / name).parent.mkdir(parents=True, exist_ok=True)
        (papers / name).write_text(text, encoding="utf-8")
    made = where / "case"
    with Heliograph.create(made) as opened:
        opened.add(papers)
        opened.run()
    lost = PRODUCT.replace("支持识别人员的民族属性（如维族、汉族）。", "")
    (papers / "pages/k7.md").write_text(lost, encoding="utf-8")
    with Heliograph.create(made) as opened:
        opened.add(papers)
        opened.run()
    return made


def ran(case: Path, *words: str) -> list[dict[str, Any]]:
    done = CliRunner().invoke(cli, ["compare", *words, "--case", str(case), "--json"])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def sdk(number: int) -> str:
    return f"sdk/face_{2018 + number}-0{number + 1}.h"


def test_a_claim_that_vanished_is_told_first_with_both_quotes_and_places(case):
    *changes, total = ran(case, sdk(1), sdk(3))
    first = changes[0]
    assert first["type"] == "change"
    assert (first["claim"], first["kind"]) == ("vanished", "renamed-to-reserved")
    assert first["name"] == "byNation"
    assert {one["capability"] for one in first["claims_before"]} == {"ethnicity_classification"}
    assert first["claims_after"] == []
    for side, words in (("before", NATION), ("after", "BYTE byRes0;")):
        quote = first[side]
        assert quote["quote"] == words
        assert quote["document"]["path"] == sdk(1 if side == "before" else 3)
        assert quote["page"] == 1
        assert quote["line"] == quote["last_line"] == 13
    claimed = [one["claim"] for one in changes]
    assert claimed == sorted(claimed, key=lambda claim: claim != "vanished")
    assert total["type"] == "comparison"
    assert total["claims_vanished"] == claimed.count("vanished")
    assert sum(total["changes"].values()) == len(changes)


def test_a_claim_whose_words_were_blanked_comes_before_what_touches_no_claim(case):
    *changes, _ = ran(case, sdk(1), sdk(2))
    touched = [bool(one["claim"]) for one in changes]
    assert touched == sorted(touched, reverse=True)
    assert {one["name"] for one in changes if one["claim"]} >= {"byNation", "byBeard"}
    assert {one["kind"] for one in changes} == {"comment-blanked"}


def test_every_quote_stands_on_its_page_where_it_says(case):
    with Heliograph.open(case) as opened:
        for line in ran(case, *(sdk(number) for number in range(5))):
            for quote in filter(None, (line.get("before"), line.get("after"))):
                (leaf,) = opened.rows.leaves(quote["document"]["digest"])
                assert leaf.page.text[quote["start"] : quote["end"]] == quote["quote"]


def test_claims_are_named_so_that_they_can_be_shown(case):
    known = CliRunner().invoke(cli, ["claims", "--case", str(case), "--json"])
    ids = {json.loads(line)["id"] for line in known.stdout.splitlines()}
    told = [
        claim["id"]
        for line in ran(case, sdk(1), sdk(3))
        for claim in [*line.get("claims_before", []), *line.get("claims_after", [])]
    ]
    assert told
    assert set(told) <= ids


def test_several_versions_are_compared_each_with_the_one_before(case):
    lines = ran(case, *(sdk(number) for number in range(5)))
    totals = [line for line in lines if line["type"] == "comparison"]
    assert [(one["older"]["path"], one["newer"]["path"]) for one in totals] == [
        (sdk(number), sdk(number + 1)) for number in range(4)
    ]


def test_a_path_that_was_taken_in_twice_stands_for_both_versions(case):
    change, total = ran(case, "pages/k7.md")
    assert change["kind"] == "vanished"
    assert change["claim"] == "vanished"
    assert change["after"] is None
    assert change["before"]["quote"] == "支持识别人员的民族属性（如维族、汉族）。"
    assert total["ordered_by"] == "the capture"


def test_chains_are_found_and_put_in_order(case):
    lines = ran(case, "--chains")
    totals = [line for line in lines if line["type"] == "comparison"]
    pairs = [(one["older"]["path"], one["newer"]["path"]) for one in totals]
    assert sorted(pairs) == sorted(
        [
            *((sdk(number), sdk(number + 1)) for number in range(4)),
            ("law/a.md", "law/b.md"),
            ("pages/k7.md", "pages/k7.md"),
        ]
    )
    assert all(
        one["ordered_by"].startswith("a date in the path")
        for one in totals
        if "sdk" in one["older"]["path"]
    )
    assert not any("notes" in one or "empty" in other for one, other in pairs)


def test_the_same_bytes_have_not_changed_and_that_is_no_error(case):
    (total,) = ran(case, "law/a.md", "law/a.md")
    assert total["changes"] == {}


def test_for_people_the_vanished_claim_comes_first_and_the_sum_last(case):
    done = CliRunner().invoke(cli, ["compare", sdk(1), sdk(3), "--case", str(case)])
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == f"{sdk(1)} → {sdk(3)}"
    assert lines[2].startswith("a claim vanished: ethnicity_classification · renamed to a reserve")
    assert f"− “{' '.join(NATION.split())}” line 13" in lines[3]
    assert "+ “BYTE byRes0;” line 13" in lines[4]
    assert "passages stand as they stood" in lines[-2]


@pytest.mark.parametrize(
    ("words", "error", "told"),
    [
        ((), UsageError, "Name two documents"),
        ((sdk(0), "--chains"), UsageError, "one of the two"),
        ((sdk(0),), UsageError, "in one version"),
        ((sdk(0), "sdk/none.h"), NothingThere, "sdk/none.h"),
        ((sdk(0), "sha256:00"), NothingThere, "sha256:00"),
        ((sdk(0), "empty.txt"), NothingThere, "empty.txt"),
    ],
)
def test_what_cannot_be_compared_is_said_in_a_sentence(case, words, error, told):
    done = CliRunner().invoke(cli, ["compare", *words, "--case", str(case)])
    assert isinstance(done.exception, error)
    assert told in str(done.exception)


def test_a_case_without_versions_says_so(tmp_path):
    (tmp_path / "one.txt").write_text("支持识别人员。" * 3, encoding="utf-8")
    with Heliograph.create(tmp_path / "case") as opened:
        opened.add(tmp_path / "one.txt")
        opened.run()
    done = CliRunner().invoke(cli, ["compare", "--chains", "--case", str(tmp_path / "case")])
    assert done.exit_code == 0
    assert "No document of this case is a version of another" in done.stderr
