"""`verify` holds what people decided, as custody has it, against the records."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.deeds import DEEDS, FRESH, case_to_decide_in

from heliograph.app import Heliograph

SOURCE = f"(SELECT id FROM sources WHERE location = '{FRESH}')"
TAKEN_OUT = {
    "review": "DELETE FROM reviews",
    "claim": "DELETE FROM additions",
    "packet": "DELETE FROM packets",
    "state": "DELETE FROM decisions",
    "rule": "DELETE FROM marks WHERE key = 'people'",
    "watch": "DELETE FROM watches WHERE name = 'another'",
    "unwatch": "UPDATE watches SET ended_at = NULL",
    "source-add": f"DELETE FROM schedules WHERE source_id = {SOURCE}",
    "source-pause": "UPDATE schedules SET paused = 0",
}
CHANGED = {
    "review": "UPDATE reviews SET judgement = 'rejected'",
    "claim": "UPDATE additions SET quote = 'other words'",
    "packet": "UPDATE packets SET claims = '[]'",
    "state": "UPDATE decisions SET state = 'rejected'",
    "rule": "UPDATE marks SET value = '1' WHERE key = 'people'",
    "watch": "UPDATE watches SET query = 'other' WHERE name = 'another'",
    "source-add": f"UPDATE schedules SET every_s = 5 WHERE source_id = {SOURCE}",
}
PUT_IN = {
    "review": "UPDATE reviews SET id = 'another'",
    "claim": "UPDATE additions SET id = 'another'",
    "state": "UPDATE decisions SET id = 'another'",
    "source-remove": "INSERT INTO schedules SELECT * FROM old.schedules",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return case_to_decide_in(tmp_path_factory.mktemp("verified"))


def decisions(case: Path) -> tuple[bool, str]:
    with Heliograph.open(case) as opened:
        (check,) = (one for one in opened.verify() if one.name == "decisions")
        return check.fails, check.detail


def done(made: Path, case: Path, deed: str) -> Path:
    shutil.copytree(made, case)
    with Heliograph.open_to_work(case) as opened:
        DEEDS[deed](opened)
    return case


def altered(case: Path, sql: str, made: Path) -> None:
    with closing(sqlite3.connect(case / "case.db", isolation_level=None)) as database:
        database.execute("ATTACH ? AS old", (str(made / "case.db"),))
        assert database.execute(sql).rowcount


@pytest.mark.parametrize("deed", DEEDS)
def test_what_was_decided_stands(made, tmp_path, deed):
    assert decisions(done(made, tmp_path / "case", deed))[0] is False


@pytest.mark.parametrize(
    ("deed", "sql"),
    [each for some in (TAKEN_OUT, CHANGED, PUT_IN) for each in some.items()],
)
def test_what_was_taken_out_or_changed_or_put_in_is_told(made, tmp_path, deed, sql):
    case = done(made, tmp_path / "case", deed)
    altered(case, sql, made)
    fails, detail = decisions(case)
    assert fails
    assert "custody" in detail


def test_an_entry_that_the_mark_passed_over_is_told_with_what_mends_it(made, tmp_path):
    case = done(made, tmp_path / "case", "review")
    altered(case, "DELETE FROM reviews", made)
    fails, detail = decisions(case)
    assert fails
    assert detail.startswith("review ")
    assert "case.db" in detail
    (case / "case.db").rename(tmp_path / "away")
    with Heliograph.open_to_work(case) as opened:
        opened.run()
        assert len(list(opened.rows.standing_reviews())) == 1
        assert not [one.detail for one in opened.verify() if one.fails]


def test_what_the_database_has_yet_to_catch_up_with_is_not_missed(made, tmp_path):
    case = done(made, tmp_path / "case", "rule")
    with Heliograph.open_to_work(case) as opened:
        opened.rows.set_mark("custody", str(opened.custody.count - 1))
        opened.rows.set_mark("people", None)
    assert decisions(case)[0] is False
