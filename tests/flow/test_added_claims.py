"""A claim that a person adds by marking words is a claim like others, and a decision that stays."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.hand_cases import (
    LINES,
    MISREAD,
    RIGHT,
    WRONG,
    case,
    misread,
    other_eyes_are_shut,
    scan_of,
    see,
)

from heliograph.app import Heliograph
from heliograph.cli import cli
from heliograph.errors import NothingThere, UsageError
from heliograph.handwork.additions import Says, add_to_page, additions, take_claim_back
from heliograph.handwork.corrections import Corrector, correct_word
from heliograph.handwork.places import Pointed
from heliograph.pipeline.deeds.deciding import Said

NOTES = "系统支持民族识别，识别结果为维吾尔族时自动告警。"
SAYS = Says(
    capability="gait_reid_tracking",
    by="R. Reader",
    strength="S2",
    group="维吾尔族",
    note="as the picture beside it shows",
)

__all__ = ["case", "misread", "other_eyes_are_shut"]


def pointed(words: str, document: str = "notes.txt") -> Pointed:
    return Pointed(document=document, page=1, words=words)


def failures(opened: Heliograph) -> list[str]:
    return [f"{one.name}: {one.detail}" for one in opened.verify() if one.fails]


def said(case: Path, *words: str) -> list[dict[str, object]]:
    done = CliRunner().invoke(cli, [*words, "--case", str(case), "--json"])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_an_added_claim_is_told_of_like_others_and_says_by_whom(case):
    with Heliograph.open_to_work(case) as opened:
        known = {one.id for one in opened.rows.claim_views()}
        made = add_to_page(opened, pointed("识别结果为维吾尔族时"), SAYS)
        (claim,) = [one for one in opened.rows.claim_views() if one.id not in known]
        assert claim == made
        assert claim.quote == "识别结果为维吾尔族时"
        assert (claim.score, claim.why[0]) == (1.0, "person:added")
        assert (claim.stance, claim.strength, claim.group) == ("asserted", "S2", "维吾尔族")
        assert (claim.language, claim.line) == ("zh", 1)
        assert opened.search("capability:gait_reid_tracking AND 民族").total == 1
        assert failures(opened) == []
        (entry,) = [one for one in opened.custody.entries() if one.event == "claim-added"]
        assert entry.facts["quote"] == claim.quote
        assert entry.facts["by"] == "R. Reader"
    (line,) = [one for one in said(case, "claims") if one["id"] == made.id]
    others = [one for one in said(case, "claims") if one["id"] != made.id]
    assert line.keys() == others[0].keys()


def test_it_stays_through_judging_rebuilding_and_a_lost_database(case):
    with Heliograph.open_to_work(case) as opened:
        made = add_to_page(opened, pointed("识别结果为维吾尔族时"), SAYS)
        opened.review(made.id, Said(judgement="accepted", by="S. Second"))
        for reading in opened.rows.readings():
            opened.rows.keep([_unjudged(reading)])
        opened.run()
        opened.rebuild_index()
        (claim,) = opened.rows.claim_views(claim_id=made.id)
        assert claim.review == "accepted"
        assert failures(opened) == []
    for file in case.glob("case.db*"):
        file.unlink()
    shutil.rmtree(case / "index")
    with Heliograph.open_to_work(case) as opened:
        opened.run()
        (again,) = opened.rows.claim_views(claim_id=made.id)
        assert again == claim
        assert opened.search("capability:gait_reid_tracking AND 民族").total == 1
        assert failures(opened) == []


def _unjudged(reading):
    return type(reading)(
        **{name: getattr(reading, name) for name in reading.__struct_fields__ if name != "steps"},
        steps=reading.steps[:1],
    )


def test_its_words_are_found_again_where_the_page_is_read_anew_or_corrected(case):
    with Heliograph.open_to_work(case) as opened:
        made = add_to_page(opened, pointed("自动" + WRONG, "scan.png"), SAYS_NO_GROUP)
        correct_word(
            opened, Pointed(document="scan.png", page=1, words="智能"), "智慧型", Corrector(by="R")
        )
        (claim,) = opened.rows.claim_views(claim_id=made.id)
        assert claim.quote == "自动" + WRONG
        correct_word(
            opened, Pointed(document="scan.png", page=1, words=WRONG), RIGHT, Corrector(by="R")
        )
        (claim,) = opened.rows.claim_views(claim_id=made.id)
        assert claim.quote == "自动" + RIGHT
        assert f"corrected:{WRONG} → {RIGHT}" in claim.why
        assert failures(opened) == []
    see(case, "先有一行\n" + MISREAD, "newer")
    with Heliograph.open_to_work(case) as opened:
        (claim,) = opened.rows.claim_views(claim_id=made.id)
        assert claim.quote == "自动" + RIGHT
    see(case, LINES[0], "newest")
    with Heliograph.open_to_work(case) as opened:
        assert [one.stands for one in additions(opened)] == [False]
        assert opened.rows.former_surroundings(made.id).claim.quote == "自动" + RIGHT
        assert failures(opened) == []


SAYS_NO_GROUP = Says(capability="face_watchlist", by="R. Reader")


def test_taken_back_it_is_gone_and_what_was_said_is_kept(case):
    with Heliograph.open_to_work(case) as opened:
        before = {one.id for one in opened.rows.claim_views()}
        made = add_to_page(opened, pointed("民族识别"), SAYS_NO_GROUP)
        again = take_claim_back(opened, made.id[:8], "S. Second", "a slip")
        assert {one.id for one in opened.rows.claim_views()} == before
        assert not again.stands
        assert opened.rows.former_surroundings(made.id).claim.quote == "民族识别"
        assert failures(opened) == []
        found = add_to_page(opened, pointed("民族识别"), SAYS_NO_GROUP)
        assert found.id != made.id
        with pytest.raises(NothingThere):
            take_claim_back(opened, made.id, "S. Second")


def test_what_cannot_be_added_is_said(case):
    with Heliograph.open_to_work(case) as opened:
        add_to_page(opened, pointed(NOTES), SAYS)
        wrong = Says(capability="nothing_known", by="R")
        elsewhere = Says(capability="gait_reid_tracking", by="R", group="藏族")
        for words, says, error, told in (
            (NOTES, SAYS, UsageError, "already"),
            (NOTES, wrong, NothingThere, "capability nothing_known"),
            (NOTES, elsewhere, UsageError, "does not stand in the words"),
            ("识别", SAYS_NO_GROUP, NothingThere, "2 times"),
            ("没有", SAYS_NO_GROUP, NothingThere, "to the letter"),
            (" \n ", SAYS_NO_GROUP, NothingThere, "to the letter"),
        ):
            with pytest.raises(error, match=told):
                add_to_page(opened, pointed(words), says)
        assert scan_of(opened)
        assert len(additions(opened)) == 1


def test_the_command_adds_lists_and_takes_back(case):
    (made,) = said(
        case, "claim", "add", "notes.txt", "民族识别", "--capability", "face_watchlist",
        "--by", "R", "--stance", "reported", "--action", "list", "--strength", "S3",
    )  # fmt: skip
    assert (made["stance"], made["action"], made["why"]) == ("reported", "list", ["person:added"])
    (listed,) = said(case, "claim", "list")
    assert (listed["id"], listed["stands"]) == (made["id"], True)
    shown = CliRunner().invoke(cli, ["show", str(made["id"])[:8], "--case", str(case)])
    assert "person:added" in shown.stdout
    listing = CliRunner().invoke(cli, ["claim", "list", "--case", str(case)]).stdout
    assert "R, 20" in listing
    (back,) = said(case, "claim", "withdraw", str(made["id"]), "--by", "S")
    assert back["stands"] is False
    assert (
        "taken back by S" in CliRunner().invoke(cli, ["claim", "list", "--case", str(case)]).stdout
    )
