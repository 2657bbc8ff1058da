"""The lines by which claims are reviewed: made where a case has none, made anew when asked to."""

from __future__ import annotations

import sqlite3

import pytest
from click.testing import CliRunner
from tests.reading_rooms import Client, plain_case

from heliograph.app import Heliograph
from heliograph.cli import cli
from heliograph.errors import CaseBusy
from heliograph.web import ReadingRoom
from heliograph.web.queue import Asked, Queue


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    return plain_case(tmp_path_factory.mktemp("lines"))


def as_an_earlier_one_made_it(case):
    """Take away what an earlier Heliograph did not know."""
    database = sqlite3.connect(case / "case.db")
    with database:
        database.execute("DROP TABLE queue_lines")
        database.execute("CREATE TABLE claim_lines (claim_key INTEGER PRIMARY KEY)")
        database.execute("DELETE FROM marks WHERE key = 'queue_lines' OR key LIKE 'stamp:%'")
    database.close()


def test_a_case_of_an_earlier_heliograph_shows_all_its_claims(case):
    with Heliograph.open(case) as opened:
        before = [one.line.id for one in Queue(opened.rows, Asked()).cut().shown]
    as_an_earlier_one_made_it(case)
    room = ReadingRoom(case, by="R")
    with room.running():
        assert Client(room).enter().claims() == before


def test_such_a_case_waits_until_nobody_works_on_it(case):
    as_an_earlier_one_made_it(case)
    with Heliograph.open_to_work(case) as opened:
        opened.rows.set_mark("queue_lines", None)
        with pytest.raises(CaseBusy):
            ReadingRoom(case, by="R")


def test_rebuild_makes_the_lines_anew(case):
    with Heliograph.open_to_work(case):
        pass
    database = sqlite3.connect(case / "case.db")
    whole = database.execute("SELECT * FROM queue_lines ORDER BY claim_key").fetchall()
    with database:
        database.execute("UPDATE queue_lines SET capability = 'nonsense', sources = '[]'")
    done = CliRunner().invoke(cli, ["rebuild", "--case", str(case)])
    assert done.exit_code == 0, done.output
    assert database.execute("SELECT * FROM queue_lines ORDER BY claim_key").fetchall() == whole
    database.close()
