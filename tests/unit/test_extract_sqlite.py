"""What comes out of a database: definitions, rows under their header, files in blobs."""

import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.extracted import Read
from tests.pdf_writer import Leaf, Pdf, show

from heliograph.extractors import sqlite
from heliograph.extractors.sqlite import ROWS_A_SHEET, SqliteExtractor
from heliograph.seams import Member, Sheet


def database(folder: Path, *statements: str) -> Path:
    with sqlite3.connect(folder / "a.db") as made:
        for statement in statements:
            made.execute(statement)
    made.close()
    return folder / "a.db"


def labels(found: Read) -> list[str]:
    return [sheet.label for sheet in found.sheets]


def words(sheet: Sheet, role: str) -> list[str]:
    return [sheet.text[one.start : one.end] for one in sheet.blocks if one.role == role]


FACES = "CREATE TABLE faces (\n  id INTEGER,\n  race INT -- 民族\n)"


def test_a_table_is_rows_under_its_header_and_its_definition_is_fields(tmp_path):
    path = database(
        tmp_path, FACES, "INSERT INTO faces VALUES (1, 2), (2, NULL)", "CREATE TABLE empty (a, b)"
    )
    found = Read(SqliteExtractor(), path.read_bytes())
    assert labels(found) == ["schema", "faces"]
    schema, faces = found.sheets
    assert words(schema, "field") == ["id INTEGER,", "race INT -- 民族"]
    assert words(faces, "row") == ["id | race", "1 | 2", "2"]
    (table,) = faces.containers
    assert (table.kind, table.name, table.header) == ("table", "faces", ("id", "race"))


def test_text_in_gbk_is_read_and_a_nul_is_shown(tmp_path):
    path = database(tmp_path, "CREATE TABLE t (a, b)")
    with sqlite3.connect(path) as made:
        raw = "平台支持人脸识别与报警功能".encode("gb18030")
        made.execute("INSERT INTO t VALUES (CAST(? AS TEXT), ?)", (raw, "a\0b"))
    made.close()
    found = Read(SqliteExtractor(), path.read_bytes())
    assert words(found.sheets[1], "row")[1] == "平台支持人脸识别与报警功能 | a␀b"


def test_many_rows_are_many_sheets_of_one_label(tmp_path):
    count = (
        f"WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c LIMIT {ROWS_A_SHEET + 5})"
    )
    path = database(tmp_path, "CREATE TABLE t (a, b)", f"INSERT INTO t {count} SELECT x, x FROM c")
    found = Read(SqliteExtractor(), path.read_bytes())
    assert labels(found) == ["schema", "t", "t"]
    assert len(words(found.sheets[2], "row")) == 1 + 5


def test_a_document_in_a_blob_is_a_member_and_other_blobs_are_told(tmp_path):
    content = Pdf([Leaf(show("words", 20, 200))]).write()
    path = database(tmp_path, "CREATE TABLE files (name, data)")
    with sqlite3.connect(path) as made:
        made.execute("INSERT INTO files VALUES ('a.pdf', ?)", (content,))
        made.execute("INSERT INTO files VALUES ('b', ?)", (bytes(9),))
    made.close()
    found = Read(SqliteExtractor(), path.read_bytes())
    members = [one for one in found.found if isinstance(one, Member)]
    assert [one.name for one in members] == ["files/1-data"]
    assert words(found.sheets[1], "row")[2] == "b | [9 bytes]"


def test_what_a_database_defines_is_told_and_not_run(tmp_path):
    path = database(
        tmp_path,
        "CREATE TABLE t (a, b)",
        "CREATE VIEW v AS SELECT load_extension('/tmp/x.so')",
        "CREATE VIRTUAL TABLE f USING fts5(body)",
        "INSERT INTO f VALUES ('人脸识别')",
    )
    found = Read(SqliteExtractor(), path.read_bytes())
    assert found.notes("sqlite:not-run") == ["view v", "table f"]
    assert "v" not in labels(found)
    assert "人脸识别" in "".join(sheet.text for sheet in found.sheets)


def test_an_endless_column_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr("heliograph.extractors.sqlite.MOST_TICKS", 0)
    monkeypatch.setattr("heliograph.extractors.sqlite.STEPS_A_TICK", 100)
    path = database(tmp_path, "CREATE TABLE t (a, b)", *["INSERT INTO t VALUES (1, 2)"] * 200)
    found = Read(SqliteExtractor(), path.read_bytes())
    assert ("damaged", "page-unreadable") in found.problems


def test_a_database_with_a_log_beside_it_is_read_and_says_so(tmp_path):
    path = database(tmp_path, "PRAGMA journal_mode=WAL", "CREATE TABLE t (a, b)")
    with sqlite3.connect(path) as made:
        made.execute("INSERT INTO t VALUES (1, 2)")
        made.commit()
        made.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    made.close()
    found = Read(SqliteExtractor(), path.read_bytes())
    assert words(found.sheets[1], "row") == ["a | b", "1 | 2"]
    assert found.notes("sqlite:journal")


@pytest.mark.parametrize("keep", [100, 4096, 6000])
def test_a_database_that_is_cut_says_so(tmp_path, keep):
    path = database(tmp_path, "CREATE TABLE t (a, b)", *["INSERT INTO t VALUES (1, 'x')"] * 2000)
    found = Read(SqliteExtractor(), path.read_bytes()[:keep])
    assert found.problems
    assert {outcome for outcome, _ in found.problems} == {"damaged"}


@pytest.mark.parametrize(
    "statement", ["ATTACH ':memory:' AS x", "PRAGMA query_only=OFF", "DELETE FROM t"]
)
def test_nothing_is_allowed_but_reading(tmp_path, statement):
    path = database(tmp_path, "CREATE TABLE t (a, b)")
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        sqlite._lock(made)
        list(sqlite._opened(made, io.BytesIO(path.read_bytes())))
        with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
            made.execute(statement)
