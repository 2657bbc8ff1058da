"""A misread word is put right: both readings are kept, and what is claimed is found anew."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
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
from heliograph.handwork.corrections import (
    Corrector,
    correct_word,
    corrections,
    take_correction_back,
)
from heliograph.handwork.places import Pointed
from heliograph.pipeline.deeds.deciding import Said

READER = Corrector(by="R. Reader", note="the picture shows it")

__all__ = ["case", "misread", "other_eyes_are_shut"]


def pointed(words: str = WRONG, line: int | None = None) -> Pointed:
    return Pointed(document="scan.png", page=1, words=words, line=line)


def claims(opened: Heliograph) -> dict[str, str]:
    """The claims on the picture: id by capability and quote."""
    return {
        f"{one.capability} {one.quote}": one.id for one in opened.rows.claim_views(path="scan.png")
    }


def failures(opened: Heliograph) -> list[str]:
    return [f"{one.name}: {one.detail}" for one in opened.verify() if one.fails]


def test_a_corrected_word_makes_the_claim_that_it_hid_and_keeps_both_readings(case):
    with Heliograph.open_to_work(case) as opened:
        before = claims(opened)
        made = correct_word(opened, pointed(), RIGHT, READER)
        after = {one.id: one for one in opened.rows.claim_views(path="scan.png")}
        alarms = [one for one in after.values() if RIGHT in one.quote]
        assert "ethnicity_alarm" in {one.capability for one in alarms}
        assert not any("ethnicity_alarm" in one for one in before)
        assert not [one for one in before if RIGHT in one]
        for one in alarms:
            assert f"corrected:{WRONG} → {RIGHT}" in one.why
            assert len(one.boxes) == 1
        page = opened.rows.numbered_pages(scan_of(opened), 1)[0]
        assert page.text == MISREAD.replace(WRONG, RIGHT)
        assert opened.rows.as_read(page).text == MISREAD
        assert [one.was for one in page.corrected] == [WRONG]
        assert not page.doubts, "a person has looked at it"
        versions = opened.rows.page_versions(scan_of(opened), 1)
        assert [one.page.text for one in versions] == [MISREAD, page.text]
        assert made.stands
        assert made.words == WRONG
        assert opened.search(RIGHT).total == 1
        assert opened.search(WRONG).total == 0
        assert failures(opened) == []
        (entry,) = [one for one in opened.custody.entries() if one.event == "corrected"]
        assert entry.facts["by"] == "R. Reader"
        assert (entry.facts["words"], entry.facts["instead"]) == (WRONG, RIGHT)
        assert entry.facts["note"] == "the picture shows it"


def test_claims_in_other_words_keep_their_names_and_reviews(case):
    with Heliograph.open_to_work(case) as opened:
        before = claims(opened)
        kept = next(name for name in before if LINES[2] in name)
        gone = [name for name in before if WRONG in name]
        assert gone
        opened.review(before[kept], Said(judgement="accepted", by="R. Reader"))
        correct_word(opened, pointed(), RIGHT + "了一下", READER)
        after = claims(opened)
        assert after[kept] == before[kept]
        (claim,) = opened.rows.claim_views(claim_id=after[kept])
        assert claim.review == "accepted"
        assert claim.quote == LINES[2]
        assert not set(gone) & set(after)
        for name in gone:
            assert opened.rows.former_surroundings(before[name]).claim.quote == LINES[1]
        correct_word(opened, pointed("智能安防平台"), "智慧安防总平台", READER)
        assert claims(opened)[kept] == before[kept]
        assert failures(opened) == []


def test_taken_back_everything_is_as_it_was_read(case):
    with Heliograph.open_to_work(case) as opened:
        before = claims(opened)
        page = opened.rows.numbered_pages(scan_of(opened), 1)[0]
        made = correct_word(opened, pointed(), RIGHT, READER)
        back = take_correction_back(opened, made.id[:10], Corrector(by="S. Second"))
        assert claims(opened) == before
        assert opened.rows.numbered_pages(scan_of(opened), 1)[0] == page
        assert not back.stands
        assert back.withdrawn_by == "S. Second"
        assert [one.stands for one in corrections(opened)] == [False]
        assert opened.search(WRONG).total == 1
        assert opened.search(RIGHT).total == 0
        assert failures(opened) == []
        with pytest.raises(NothingThere):
            take_correction_back(opened, made.id, READER)


def test_a_later_correction_that_touches_an_earlier_one_stands_above_it(case):
    with Heliograph.open_to_work(case) as opened:
        correct_word(opened, pointed(), "报誓了", READER)
        second = correct_word(opened, pointed("动报"), "动预报", READER)
        text = opened.rows.numbered_pages(scan_of(opened), 1)[0].text
        assert "自动预报誓了。" in text
        assert second.words == "动" + WRONG
        assert second.instead == "动预报誓了"
        assert failures(opened) == []
        take_correction_back(opened, second.id, READER)
        assert "自动报誓了。" in opened.rows.numbered_pages(scan_of(opened), 1)[0].text
        assert failures(opened) == []


def test_a_correction_survives_that_the_picture_is_read_anew(case):
    with Heliograph.open_to_work(case) as opened:
        correct_word(opened, pointed(), RIGHT, READER)
        named = claims(opened)
    see(case, "另一行先读到的字\n" + MISREAD, "newer")
    with Heliograph.open_to_work(case) as opened:
        page = opened.rows.numbered_pages(scan_of(opened), 1)[0]
        assert page.text == "另一行先读到的字\n" + MISREAD.replace(WRONG, RIGHT)
        assert page.corrected[0].was == WRONG
        assert {one.partition(" ")[2] for one in claims(opened)} == {
            one.partition(" ")[2] for one in named
        }
        assert failures(opened) == []
    see(case, "完全不同的一页", "newest")
    with Heliograph.open_to_work(case) as opened:
        assert [one.stands for one in corrections(opened)] == [False]
        assert opened.rows.numbered_pages(scan_of(opened), 1)[0].text == "完全不同的一页"
        assert failures(opened) == []


def test_a_lost_database_is_made_anew_with_its_corrections(case, monkeypatch):
    with Heliograph.open_to_work(case) as opened:
        made = correct_word(opened, pointed(), RIGHT, READER)
        named = claims(opened)
    for file in case.glob("case.db*"):
        file.unlink()
    shutil.rmtree(case / "index")
    with Heliograph.open_to_work(case) as opened:
        opened.run()
    see(case, MISREAD)
    with Heliograph.open_to_work(case) as opened:
        assert claims(opened) == named
        assert [one.id for one in corrections(opened)] == [made.id]
        assert failures(opened) == []


def test_what_cannot_be_corrected_is_said(case):
    with Heliograph.open_to_work(case) as opened:
        for words, line, error, told in (
            ("没有的字", None, NothingThere, "to the letter"),
            ("人员", None, NothingThere, "on lines 2, 3, 4"),
            (WRONG, 3, NothingThere, "on line 3"),
        ):
            with pytest.raises(error, match=told):
                correct_word(opened, pointed(words, line), "别的", READER)
        for instead in ("", "   ", WRONG, "字" * 501):
            with pytest.raises(UsageError):
                correct_word(opened, pointed(), instead, READER)
        with pytest.raises(UsageError, match="read from a picture"):
            correct_word(opened, Pointed(document="notes.txt", page=1, words="系统"), "别", READER)
        assert correct_word(opened, pointed("人员", 3), "人们", READER).stands
        assert [one.event for one in opened.custody.entries()].count("corrected") == 1


def said(case: Path, *words: str) -> list[dict[str, object]]:
    done = CliRunner().invoke(cli, [*words, "--case", str(case), "--json"])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_command_corrects_lists_and_takes_back(case):
    (made,) = said(case, "correct", "word", "scan.png", WRONG, RIGHT, "--by", "R", "--line", "2")
    assert (made["words"], made["instead"], made["stands"]) == (WRONG, RIGHT, True)
    (page,) = said(case, "show", "scan.png", "--page", "1")
    assert RIGHT in str(page["text"])
    (former,) = said(case, "show", "scan.png", "--page", "1", "--version", "1")
    assert former["text"] == MISREAD
    assert said(case, "correct", "list", "scan.png") == [made]
    shown = CliRunner().invoke(cli, ["correct", "list", "--case", str(case)])
    assert f"“{WRONG}” → “{RIGHT}”" in shown.stdout
    (back,) = said(case, "correct", "withdraw", str(made["id"])[:8], "--by", "S", "--note", "no")
    assert (back["stands"], back["withdrawn_by"]) == (False, "S")
    wrong = CliRunner().invoke(cli, ["correct", "withdraw", "zz", "--case", str(case)])
    assert "heliograph correct list" in str(wrong.exception)


def test_a_corrected_page_that_was_tampered_with_is_told(case):
    with Heliograph.open_to_work(case) as opened:
        correct_word(opened, pointed(), RIGHT, READER)
    for sql, told in (
        (f"UPDATE pages SET text = replace(text, '{RIGHT}', '警报')", "no entry of custody"),
        ("UPDATE pages SET text = replace(text, '步态', '姿态')", "more than its corrections"),
        ("UPDATE former_pages SET text = replace(text, '步态', '姿态')", "texts: "),
        ("UPDATE corrections SET instead = '别的'", "not in custody"),
        ("DELETE FROM former_pages", "is not kept"),
    ):
        shutil.rmtree(case.with_name("other"), ignore_errors=True)
        shutil.copytree(case, case.with_name("other"))
        with closing(sqlite3.connect(case.with_name("other") / "case.db")) as database:
            database.execute(sql)
            database.commit()
        with Heliograph.open(case.with_name("other")) as opened:
            assert any(told in one for one in failures(opened)), sql
