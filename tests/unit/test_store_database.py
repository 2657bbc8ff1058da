"""The database of a case: one schema on two engines, opened with care, all or nothing."""

import sqlite3
from contextlib import nullcontext

import pytest
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable
from tests.store_makers import SOURCE, some_rows

from heliograph.errors import CaseInconsistent, CaseTooNew, CaseTooOld, NoCase
from heliograph.store import CASE_FORMAT
from heliograph.store.database import open_database
from heliograph.store.schema import METADATA


def test_every_table_is_strict_on_sqlite(tmp_path):
    database = open_database(tmp_path / "case.db", create=True)
    strict = {
        name: flag
        for _, name, _, _, _, flag in database.all("PRAGMA table_list")
        if not name.startswith("sqlite_")
    }
    assert strict == dict.fromkeys(METADATA.tables, 1)
    database.close()


def test_the_same_schema_compiles_on_postgresql():
    engine = postgresql.dialect()
    for table in METADATA.sorted_tables:
        written = str(CreateTable(table).compile(dialect=engine))
        assert "STRICT" not in written
        for index in table.indexes:
            assert str(CreateIndex(index).compile(dialect=engine))
    scores = str(CreateTable(METADATA.tables["claims"]).compile(dialect=engine))
    assert "score DOUBLE PRECISION NOT NULL" in scores


def test_it_is_durable_and_checks_references(tmp_path):
    database = open_database(tmp_path / "case.db", create=True)
    asked = {
        name: database.all(f"PRAGMA {name}")[0][0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "user_version")
    }
    assert asked == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "user_version": CASE_FORMAT,
    }
    database.close()


def test_a_missing_or_empty_database_is_no_case(tmp_path):
    with pytest.raises(NoCase):
        open_database(tmp_path / "case.db", create=False)
    assert not (tmp_path / "case.db").exists()
    (tmp_path / "case.db").touch()
    with pytest.raises(NoCase):
        open_database(tmp_path / "case.db", create=False)


def test_a_later_case_is_refused_and_left_as_it_is(tmp_path):
    path = tmp_path / "case.db"
    later = sqlite3.connect(path)
    later.execute("CREATE TABLE of_the_future (x)")
    later.execute(f"PRAGMA user_version = {CASE_FORMAT + 1}")
    later.close()
    before = path.read_bytes()
    with pytest.raises(CaseTooNew):
        open_database(path, create=True)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_an_earlier_case_is_refused_with_what_to_do_and_left_as_it_is(tmp_path):
    path = tmp_path / "case.db"
    open_database(path, create=True).close()
    earlier = sqlite3.connect(path)
    earlier.execute("DROP TABLE watches")
    earlier.execute("ALTER TABLE claims RENAME COLUMN stance TO stand")
    earlier.execute("PRAGMA journal_mode = DELETE")
    earlier.close()
    before = path.read_bytes()
    for create in (True, False):
        with pytest.raises(CaseTooOld, match=r"lacks claims\.stance\. Move case\.db away"):
            open_database(path, create=create)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path):
    (tmp_path / "case.db").write_bytes(b"no database at all, by its first sixteen bytes" * 100)
    with pytest.raises(CaseInconsistent, match=r"case\.db"):
        open_database(tmp_path / "case.db", create=True)


def test_what_was_kept_is_there_after_opening_again(tmp_path):
    rows = some_rows(tmp_path / "case.db")
    rows._database.close()
    again = some_rows(tmp_path / "case.db")
    assert again.sources() == [SOURCE]
    again._database.close()


def _set_and_fail(rows, inside):
    with rows.all_or_nothing():
        with inside:
            rows.set_mark("inner", "1")
        raise RuntimeError


def test_an_exception_undoes_its_own_level_and_no_more(tmp_path):
    rows = some_rows(tmp_path / "case.db")
    with rows.all_or_nothing():
        rows.set_mark("outer", "1")
        with pytest.raises(RuntimeError):
            _set_and_fail(rows, nullcontext())
        assert rows.mark("inner") is None
    assert rows.mark("outer") == "1"
    with pytest.raises(RuntimeError):
        _set_and_fail(rows, rows.all_or_nothing())
    assert rows.mark("inner") is None
    rows._database.close()


def test_a_reference_that_leads_nowhere_is_noticed_when_all_is_kept(tmp_path):
    database = open_database(tmp_path / "case.db", create=True)
    sql = "INSERT INTO captures (id, source_id, started_at) VALUES ('c', 'nobody', '')"
    with pytest.raises(sqlite3.IntegrityError), database.all_or_nothing():
        database.run(sql)
    with database.all_or_nothing():
        database.run("INSERT INTO marks VALUES ('still', 'works')")
    database.close()


def test_a_case_of_an_earlier_program_is_given_the_tables_that_came_since(tmp_path):
    open_database(tmp_path / "case.db", create=True).close()
    earlier = sqlite3.connect(tmp_path / "case.db")
    earlier.execute("DROP TABLE packets")
    earlier.execute("DROP TABLE decisions")
    earlier.close()
    database = open_database(tmp_path / "case.db", create=False)
    assert database.all("SELECT * FROM packets") == []
    indexes = database.all("SELECT name FROM sqlite_master WHERE type = 'index'")
    assert ("decisions_by_finding",) in indexes
    database.close()
