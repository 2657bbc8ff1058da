"""A folder goes in; claims, an account of every file and a findable text come out."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from heliograph.app import Heliograph
from heliograph.cli import cli
from heliograph.errors import CaseBusy, NoCase, NothingThere
from heliograph.ocr.models import installed
from heliograph.records import DocumentId, Problem

HEADER = """\
/* 人脸属性 */
typedef enum tagSRV_NATION_TYPE
{
    SRV_NATION_UNKNOWN = 0,  // 未知
    SRV_NATION_UYGUR,        // 维族
    SRV_NATION_OTHER,        // 其他
} SRV_NATION_TYPE;

typedef struct tagSRV_FACE
{
    int nAge;                   // 年龄
    int nMask;                  // 口罩
    SRV_NATION_TYPE emNation;   // 民族
} SRV_FACE;
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small folder with a copy, an archive, an empty file, a link and a picture in it."""
    made = tmp_path / "papers"
    (made / "sdk").mkdir(parents=True)
    (made / "sdk" / "face.h").write_text(HEADER, encoding="utf-8")
    (made / "copy of face.h").write_text(HEADER, encoding="utf-8")
    (made / "notes.txt").write_text("会议纪要。本次会议讨论了食堂的菜单。\n", encoding="utf-8")
    (made / "empty.txt").write_bytes(b"")
    (made / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    (made / "link").symlink_to(made / "notes.txt")
    with zipfile.ZipFile(made / "bundle.zip", "w") as bundle:
        bundle.writestr("inner/readme.md", "# 产品\n\n支持识别维族人员并报警。\n")
        bundle.writestr("inner/face.h", HEADER)
    return made


def scanned(folder: Path, case: Path) -> None:
    with Heliograph.create(case) as opened:
        opened.add(folder)
        opened.run()


def test_every_file_and_member_has_one_outcome_and_the_sum_is_right(folder, tmp_path):
    scanned(folder, tmp_path / "case")
    with Heliograph.open(tmp_path / "case") as opened:
        outcomes = {line.path: line.outcome for line in opened.rows.ledger_lines()}
        sums = opened.rows.ledger_sums()
    assert outcomes == {
        "bundle.zip": "read",
        "bundle.zip!/inner/face.h": "read",
        "bundle.zip!/inner/readme.md": "read",
        "copy of face.h": "read",
        "empty.txt": "empty",
        "link": "unsupported",
        "notes.txt": "read",
        "picture.png": "damaged" if installed().works else "unsupported",
        "sdk/face.h": "read",
    }
    assert sum(sums.outcomes.values()) + sums.waiting == sums.files == len(outcomes)


def test_the_same_bytes_are_kept_and_read_once_and_every_path_is_kept(folder, tmp_path):
    scanned(folder, tmp_path / "case")
    with Heliograph.open(tmp_path / "case") as opened:
        claim = next(
            claim
            for claim in opened.rows.claim_views(capability="ethnicity_classification")
            if claim.quote.startswith("SRV_NATION_UYGUR") or "UYGUR" in claim.quote
        )
    assert claim.document.path == "bundle.zip!/inner/face.h"
    assert claim.copies == ["copy of face.h", "sdk/face.h"]


def test_a_second_scan_makes_nothing_new(folder, tmp_path):
    scanned(folder, tmp_path / "case")
    with Heliograph.open(tmp_path / "case") as opened:
        before, entries = opened.rows.counts(), opened.custody.count
    scanned(folder, tmp_path / "case")
    with Heliograph.open(tmp_path / "case") as opened:
        assert opened.rows.counts() == before
        assert opened.custody.count == entries


def test_a_copy_that_comes_later_gets_the_members_of_the_first(folder, tmp_path):
    scanned(folder, tmp_path / "case")
    later = tmp_path / "later"
    later.mkdir()
    (later / "again.zip").write_bytes((folder / "bundle.zip").read_bytes())
    scanned(later, tmp_path / "case")
    with Heliograph.open(tmp_path / "case") as opened:
        paths = {line.path for line in opened.rows.ledger_lines()}
        found = opened.search("识别维族 folder:again.zip")
        checks = list(opened.verify())
    assert {"again.zip", "again.zip!/inner/face.h", "again.zip!/inner/readme.md"} <= paths
    assert found.total == 1
    assert not any(check.fails for check in checks), checks


def test_a_quote_is_the_very_words_at_its_offsets_and_its_line(folder, tmp_path):
    scanned(folder, tmp_path / "case")
    with Heliograph.open(tmp_path / "case") as opened:
        claims = list(opened.rows.claim_views())
        assert claims
        assert any(claim.line is not None for claim in claims)
        for claim in claims:
            (leaf,) = opened.rows.leaves(claim.document.digest)
            assert leaf.page.text[claim.start : claim.end] == claim.quote
            if claim.line is not None:
                lines = leaf.page.text.splitlines()
                assert claim.quote.splitlines()[0] in lines[claim.line - 1]


def test_search_folds_script_and_width(folder, tmp_path):
    scanned(folder, tmp_path / "case")
    with Heliograph.open(tmp_path / "case") as opened:
        assert opened.search("會議紀要").total == 1
        assert opened.search("ＳＲＶ_NATION_UYGUR").total == 1
        assert opened.search("菜單 NOT 會議").total == 0


def test_a_page_that_went_since_it_was_indexed_is_left_out(folder, tmp_path):
    scanned(folder, tmp_path / "case")
    with Heliograph.open_to_work(tmp_path / "case") as opened:
        (hit,) = opened.search("会议纪要").hits
        opened.rows.forget_pages(hit.document.digest)
        assert opened.search("会议纪要").hits == []


def test_an_index_that_is_gone_is_made_anew_without_being_asked(folder, tmp_path):
    scanned(folder, tmp_path / "case")
    shutil.rmtree(tmp_path / "case" / "index")
    with Heliograph.open(tmp_path / "case") as opened:
        assert list(opened.rows.claim_views())
    with Heliograph.open(tmp_path / "case") as opened:
        assert opened.search("会议纪要").total == 1


def test_what_was_asked_for_is_known_before_the_case_is(folder, tmp_path, monkeypatch):
    def killed(*_args: object, **_named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("heliograph.app.open_database", killed)
        with pytest.raises(KeyboardInterrupt):
            Heliograph.create(tmp_path / "case", ask=[folder])
    with Heliograph.open_to_work(tmp_path / "case") as opened:
        opened.run()
        assert opened.rows.ledger_sums().files == 9


def test_a_source_that_is_gone_stops_nothing_and_stays_asked_for(folder, tmp_path):
    away = tmp_path / "away"
    folder.rename(away)
    with Heliograph.create(tmp_path / "case") as opened:
        opened.asked.add(["../papers"])
        assert opened.run().missing == ("../papers",)
    away.rename(folder)
    with Heliograph.open_to_work(tmp_path / "case") as opened:
        assert opened.run().missing == ()
        assert opened.rows.ledger_sums().files == 9
        assert opened.run().taken == ()


def test_a_new_case_verifies_and_a_changed_byte_does_not(folder, tmp_path):
    scanned(folder, tmp_path / "case")
    with Heliograph.open_to_work(tmp_path / "case") as opened:
        assert not any(check.fails for check in opened.verify())
        victim = max(opened.folder.blobs.glob("??/*"), key=lambda file: file.stat().st_size)
    victim.chmod(0o600)
    content = bytearray(victim.read_bytes())
    content[len(content) // 2] ^= 1
    victim.write_bytes(bytes(content))
    with Heliograph.open_to_work(tmp_path / "case") as opened:
        failed = [check for check in opened.verify() if check.fails]
    assert victim.name in failed[0].detail


def test_an_interrupted_walk_is_finished_by_the_next_run(folder, tmp_path, monkeypatch):
    monkeypatch.setattr("heliograph.pipeline.collecting.intake.BATCH_FILES", 2)

    def stop_early(step: str, done: int, total: int | None, now: str = "") -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), Heliograph.create(tmp_path / "case") as opened:
        opened.add(folder, stop_early)
    with Heliograph.open_to_work(tmp_path / "case") as opened:
        assert opened.rows.ledger_sums().files == 2
        opened.run()
        assert opened.rows.ledger_sums().files == 9
        assert opened.rows.ledger_sums().waiting == 0
        assert not any(check.fails for check in opened.verify())


def test_rows_that_custody_knows_and_the_database_lost_come_back(folder, tmp_path):
    with Heliograph.create(tmp_path / "case") as opened:
        opened.add(folder)
    # As after a kill between the custody entry and the transaction.
    with Heliograph.open_to_work(tmp_path / "case") as opened:
        with opened.rows.all_or_nothing():
            for table in ("jobs", "documents", "captures"):
                opened.rows._database.run(f"DELETE FROM {table}")
            opened.rows.set_mark("custody", "1")
        opened.run()
        assert opened.rows.ledger_sums().files == 9
        assert not any(check.fails for check in opened.verify())


def test_an_archive_that_holds_itself_is_opened_once_however_often_it_is_read(tmp_path):
    folder, inner = tmp_path / "papers", io.BytesIO()
    folder.mkdir()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.txt", "one")
    (folder / "outer.zip").write_bytes(inner.getvalue())
    with Heliograph.create(tmp_path / "case") as opened:
        opened.add(folder)
        (outer,) = opened.rows.documents()
        itself = msgspec.structs.replace(
            outer,
            id=DocumentId("itself"),
            path="outer.zip!/outer.zip",
            parent_id=outer.id,
            depth=1,
            refusal=Problem(outcome="cut", reason="repeats-ancestor"),
        )
        # As after a kill between the custody entry of a member and the reading it came from.
        opened.rows.keep([itself])
        opened.run()
        outcomes = {line.path: line.outcome for line in opened.rows.ledger_lines()}
    assert outcomes == {
        "outer.zip": "read",
        "outer.zip!/a.txt": "read",
        "outer.zip!/outer.zip": "cut",
    }


def test_the_case_folder_is_not_scanned_into_itself(tmp_path):
    (tmp_path / "a.txt").write_text("one", encoding="utf-8")
    case = tmp_path / "case"
    scanned(tmp_path, case)
    with Heliograph.open(case) as opened:
        assert [line.path for line in opened.rows.ledger_lines()] == ["a.txt"]


def test_only_one_may_work_on_a_case(tmp_path):
    with Heliograph.create(tmp_path / "case"), pytest.raises(CaseBusy):
        Heliograph.open_to_work(tmp_path / "case")


def test_what_is_not_there_is_said_so(tmp_path):
    with pytest.raises(NoCase):
        Heliograph.open(tmp_path / "nowhere")
    with (
        Heliograph.create(tmp_path / "case") as opened,
        pytest.raises(NothingThere, match="nowhere"),
    ):
        opened.add(tmp_path / "nowhere")


def test_the_json_of_a_claim_keeps_its_promise(folder, tmp_path):
    case = tmp_path / "case"
    done = CliRunner().invoke(cli, ["scan", str(folder), "--case", str(case), "--json"])
    assert done.exit_code == 0, done.output
    done = CliRunner().invoke(cli, ["claims", "--case", str(case), "--json"])
    lines = [json.loads(line) for line in done.output.splitlines()]
    assert lines
    for line in lines:
        assert list(line)[:18] == [
            "id", "document", "page", "line", "last_line", "start", "end", "quote", "boxes",
            "language", "capability", "stance", "strength", "action", "group", "score", "why",
            "copies",
        ]  # fmt: skip
        assert set(line["document"]) == {"path", "digest"}


@pytest.mark.parametrize(
    "command",
    [
        ["claims"],
        ["search", "维族"],
        ["ledger"],
        ["ledger", "--not-read"],
        ["show", "sdk/face.h"],
        ["show", "sdk/face.h", "--page", "1"],
        ["verify"],
        ["run"],
        ["report"],
    ],
    ids=" ".join,
)
def test_every_command_speaks_to_people_and_to_programs(folder, tmp_path, command):
    case = tmp_path / "case"
    scanned(folder, case)
    spoken = CliRunner().invoke(cli, [*command, "--case", str(case)])
    assert spoken.exit_code == 0, spoken.output
    written = CliRunner().invoke(cli, [*command, "--case", str(case), "--json"])
    assert written.exit_code == 0, written.output
    assert [json.loads(line) for line in written.stdout.splitlines()]


def test_a_claim_is_shown_with_its_surroundings_by_the_start_of_its_id(folder, tmp_path):
    case = tmp_path / "case"
    scanned(folder, case)
    with Heliograph.open(case) as opened:
        claim = next(iter(opened.rows.claim_views(path="sdk/face.h")), None) or next(
            iter(opened.rows.claim_views())
        )
    done = CliRunner().invoke(cli, ["show", claim.id[:10], "--case", str(case)])
    assert done.exit_code == 0, done.output
    assert claim.document.digest in done.output
