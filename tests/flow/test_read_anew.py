"""A new version of an extractor reads again what an older one read, and loses nothing by it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from benchmarks.kills import contents
from click.testing import CliRunner
from msgspec.structs import replace

from heliograph.app import Heliograph
from heliograph.cli import cli
from heliograph.codec import id_of
from heliograph.errors import NothingThere
from heliograph.pipeline.collecting.deletion import delete
from heliograph.pipeline.deeds.deciding import Said
from heliograph.pipeline.steps.reading import read_anew
from heliograph.records import Claim, Page, PageId, Problem
from heliograph.sandbox.pool import Read, Task

WORDS = "平台支持维吾尔族识别告警。\n投标人应当具有良好的信誉。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "folder"
    made.mkdir()
    (made / "offer.txt").write_text(WORDS, encoding="utf-8")
    (made / "list.csv").write_text("名称,数量\n维族告警模块,3\n", encoding="utf-8")
    return made


def read_by_an_older_version(opened: Heliograph, media_type: str, words: str | None = None) -> None:
    """Put what was read of one kind back to an older version, which read other words perhaps."""
    (reading,) = (one for one in opened.rows.readings() if one.media_type == media_type)
    steps = ("extract:older/0", *reading.steps[1:])
    with opened.rows.all_or_nothing():
        opened.rows.keep([replace(reading, read_by="older/0", steps=steps)])
        if words is not None:
            (page,) = opened.rows.pages(reading.digest)
            opened.rows.forget_pages(reading.digest)
            name = PageId(id_of("page", page.digest, "older", page.number, words))
            blank = replace(page, blocks=(), marks=(), containers=())
            opened.rows.keep([replace(blank, id=name, text=words)])


def pages(opened: Heliograph) -> dict[str, Page]:
    return {
        page.id: page for one in opened.rows.readings() for page in opened.rows.pages(one.digest)
    }


def test_what_another_version_read_is_read_again_and_nothing_else(tmp_path, folder):
    with Heliograph.create(tmp_path / "case", ask=[folder]) as opened:
        assert opened.run().read_anew == 0
        before = contents(tmp_path / "case")
        read_by_an_older_version(opened, "text/plain", "Text that was read wrong.")
        assert opened.index.search("wrong").total == 0, "not yet in the index"
        ran = opened.run()
        assert (ran.read_anew, ran.read, ran.judged_anew) == (1, 0, 0)
        assert opened.run().read_anew == 0
        assert opened.index.search("wrong").total == 0
    after = contents(tmp_path / "case")
    assert isinstance(after["counts"], dict)
    assert after["counts"].pop("former_pages") == 1
    assert isinstance(before["counts"], dict)
    assert before["counts"].pop("former_pages") == 0
    assert after == before


def test_where_the_words_are_the_same_claims_and_what_was_said_of_them_stand(tmp_path, folder):
    with Heliograph.create(tmp_path / "case", ask=[folder]) as opened:
        opened.run()
        claim = next(opened.rows.claim_views())
        opened.review(claim.id, Said(judgement="accepted", by="A. Reader"))
        ids = pages(opened).keys()
        for media_type in ("text/plain", "text/csv"):
            read_by_an_older_version(opened, media_type)
        assert opened.run().read_anew == 2
        assert pages(opened).keys() == ids
        (again,) = opened.rows.claim_views(claim_id=claim.id)
        assert again.review == "accepted"
        assert list(opened.rows.standing_reviews(orphaned=True)) == []


def test_where_the_words_are_others_the_review_stays_and_says_what_it_was_about(tmp_path, folder):
    with Heliograph.create(tmp_path / "case", ask=[folder]) as opened:
        opened.run()
        read_by_an_older_version(opened, "text/plain", "平台支持维吾尔族人识别告警。")
        (reading,) = (one for one in opened.rows.readings() if one.media_type == "text/plain")
        (page,) = opened.rows.pages(reading.digest)
        opened.rows.keep([_claim_on(page)])
        opened.review("of-old", Said(judgement="accepted", by="A. Reader"))
        opened.run()
        (orphan,) = opened.rows.standing_reviews(orphaned=True)
        assert orphan.quote == page.text
        before, now = opened.rows.page_versions(reading.digest, 1)
        assert (before.page, before.version) == (page, 1)
        assert (now.page.text, now.version, now.retired_at) == (WORDS, 2, "")
        assert now.page.id != page.id
        stood = opened.rows.former_surroundings("of-old")
        assert stood.claim.quote == page.text
        assert stood.superseded_at == before.retired_at > ""
        assert [one.by for one in stood.reviews] == ["A. Reader"]
        with pytest.raises(NothingThere):
            opened.rows.surroundings("of-old")
    shown = _show(tmp_path, "of-old")
    assert shown["superseded_at"]
    assert shown["claim"]["quote"] == page.text
    assert _show(tmp_path, "offer.txt", "--page", "1")["text"] == WORDS
    old = _show(tmp_path, "offer.txt", "--page", "1", "--version", "1")
    assert (old["text"], old["read_by"], old["versions"]) == (page.text, page.read_by, 2)
    told = CliRunner().invoke(cli, ["show", "of-old", "--case", str(tmp_path / "case")])
    assert "a newer reading does not make this claim" in " ".join(told.output.split())


def test_a_reading_that_comes_back_is_no_history_of_itself(tmp_path, folder):
    with Heliograph.create(tmp_path / "case", ask=[folder]) as opened:
        opened.run()
        for words in ("One wrong reading.", "Another."):
            read_by_an_older_version(opened, "text/plain", words)
            opened.run()
        (reading,) = (one for one in opened.rows.readings() if one.media_type == "text/plain")
        texts = [one.page.text for one in opened.rows.page_versions(reading.digest, 1)]
        assert texts == ["One wrong reading.", "Another.", WORDS]


def test_history_goes_with_what_is_deleted_and_stays_behind_what_is_held_back(tmp_path, folder):
    with Heliograph.create(tmp_path / "case", ask=[folder]) as opened:
        opened.run()
        read_by_an_older_version(opened, "text/plain", "平台支持维吾尔族人识别告警。")
        (reading,) = (one for one in opened.rows.readings() if one.media_type == "text/plain")
        (page,) = opened.rows.pages(reading.digest)
        opened.rows.keep([_claim_on(page)])
        opened.run()
        (reading,) = (one for one in opened.rows.readings() if one.media_type == "text/plain")
        opened.rows.keep([replace(reading, held="30 rows of persons")])
        with pytest.raises(NothingThere):
            opened.rows.former_surroundings("of-old")
        opened.rows.keep([reading])
        opened.rows.former_surroundings("of-old")
        delete("offer.txt", "a slip", opened.tools())
        counts = opened.rows.counts()
        assert (counts["former_pages"], counts["former_claims"]) == (0, 0)


def test_claims_that_another_finder_does_not_make_are_kept_as_history(tmp_path, folder):
    with Heliograph.create(tmp_path / "case", ask=[folder]) as opened:
        opened.run()
        (reading,) = (one for one in opened.rows.readings() if one.media_type == "text/plain")
        (page,) = opened.rows.pages(reading.digest)
        opened.rows.keep([_claim_on(page), replace(reading, steps=("extract:x", "find:older/0"))])
        assert opened.run().judged_anew == 1
        stood = opened.rows.former_surroundings("of-old")
        assert (stood.claim.quote, stood.read_by) == (page.text, page.read_by)
        assert opened.rows.counts()["former_claims"] == 1
        assert len(opened.rows.page_versions(reading.digest, 1)) == 1


def test_a_case_of_before_there_was_history_gets_tables_for_it(tmp_path, folder):
    with Heliograph.create(tmp_path / "case", ask=[folder]) as opened:
        opened.run()
        for table in ("former_claims", "former_pages"):
            opened.rows._database.run(f"DROP TABLE {table}")
    with Heliograph.open(tmp_path / "case") as opened:
        assert opened.rows.counts()["former_pages"] == 0


def _show(tmp_path: Path, *what: str) -> dict[str, Any]:
    asked = ["show", *what, "--json", "--case", str(tmp_path / "case")]
    shown = CliRunner().invoke(cli, asked)
    assert shown.exit_code == 0, shown.output
    answer: dict[str, Any] = json.loads(shown.stdout)
    return answer


def _claim_on(page: Page) -> Claim:
    return Claim(
        id="of-old",  # type: ignore[arg-type]
        page_id=page.id,
        start=0,
        end=len(page.text),
        capability="ethnicity_alarm",  # type: ignore[arg-type]
        stance="asserted",
        strength="S2",
        action="alarm",
        language="zh",
        score=0.9,
        why=("term:older",),
        judged_by="older/0",
    )


class Dying:
    """Reads as a new version that dies on everything."""

    def __init__(self, read_by: dict[str, str]) -> None:
        self._read_by = read_by

    def read_all(self, tasks: Iterable[Task]) -> Iterator[Read]:
        problem = Problem(outcome="damaged", reason="crash", detail="SIGSEGV")
        for task in tasks:
            yield Read(
                task=task,
                media_type="text/plain",
                read_by=self._read_by["text/plain"],
                confinement=2,
                values=(problem,),
            )


def test_where_the_new_version_dies_the_old_pages_stay_and_it_is_not_tried_for_ever(
    tmp_path, folder
):
    with Heliograph.create(tmp_path / "case", ask=[folder]) as opened:
        opened.run()
        before = contents(tmp_path / "case")["claims"]
        read_by_an_older_version(opened, "text/plain")
        tools = opened.tools()
        assert read_anew(tools, Dying(dict(tools.readers))) == 1
        assert contents(tmp_path / "case")["claims"] == before
        (reading,) = (one for one in opened.rows.readings() if one.media_type == "text/plain")
        assert (reading.outcome, reading.reason) == ("damaged", "crash")
        (problem,) = opened.rows.problems(reading.digest)
        assert problem.detail == "reading it again: SIGSEGV"
        assert read_anew(tools, Dying(dict(tools.readers))) == 0


def test_a_kind_that_had_no_reader_is_read_when_there_is_one(tmp_path, folder):
    with Heliograph.create(tmp_path / "case", ask=[folder]) as opened:
        opened.run()
        before = contents(tmp_path / "case")
        (reading,) = (one for one in opened.rows.readings() if one.media_type == "text/csv")
        with opened.rows.all_or_nothing():
            opened.rows.forget_pages(reading.digest)
            unread = replace(reading, outcome="unsupported", reason="no-reader", read_by="")
            opened.rows.keep([unread])
        assert json.dumps(contents(tmp_path / "case")["ledger"]) != json.dumps(before["ledger"])
        assert opened.run().read_anew == 1
    assert contents(tmp_path / "case") == before
