"""A deleted document is gone, its tombstone stays, and it does not come back unnoticed."""

import json
import shutil
import subprocess
import sys
import zipfile

import pytest
from tests.sealed_cases import answers, failures, opened_in, write_files

from heliograph.errors import NothingThere
from heliograph.sealing.deletion import delete_document

NAMES = ("two.txt", "one.txt")


@pytest.fixture
def folder(tmp_path):
    """A case with three files, and the first of them in an archive, too."""
    files = write_files(tmp_path / "files")
    with zipfile.ZipFile(files / "more.zip", "w") as archive:
        archive.write(files / "one.txt", "inside/one.txt")
        archive.writestr("inside/other.txt", "Another one that is inside.\n")
    with opened_in(tmp_path) as opened:
        opened.add(files)
        opened.run()
    return tmp_path


def ledger(opened):
    return {line.path: (line.outcome, line.reason) for line in opened.rows.ledger_lines()}


def anywhere(folder, words):
    """Whether any file of the case holds these bytes."""
    files = (one for one in (folder / "case").rglob("*") if one.is_file())
    return [one.name for one in files if words in one.read_bytes()]


def test_bytes_text_and_claims_go_and_a_tombstone_stays(folder):
    with opened_in(folder) as opened:
        assert opened.search("plates").total == 1
        (gone,) = delete_document(opened, "two.txt", "not needed")
        assert gone.path == "two.txt"
        assert gone.stands_elsewhere == ()
        assert ledger(opened)["two.txt"] == ("deleted", "deleted")
        assert gone.digest not in set(opened.blobs.digests())
        entry = [one for one in opened.custody.entries() if one.event == "deleted"][-1]
        assert (entry.facts["digest"], entry.facts["reason"]) == (gone.digest, "not needed")
    with opened_in(folder) as opened:
        assert opened.search("plates").total == 0
        assert opened.search("faces").total == 1
    assert anywhere(folder, b"Number plates are read") == []
    assert not failures(folder)


def test_what_was_drawn_and_translated_of_it_goes_too_and_of_nothing_else(folder):
    with opened_in(folder) as opened:
        gone, stays = (next(iter(opened.rows.documents(path=one))).digest for one in NAMES)
        for digest in (gone, stays):
            name = digest.removeprefix("sha256:")
            for place in (f"pictures/{name}-1-110-abc.png", f"translations/{name}/abc-def.json"):
                made = opened.folder.root / place
                made.parent.mkdir(parents=True, exist_ok=True)
                made.write_bytes(b"made of it")
        delete_document(opened, "two.txt", "not needed")
    assert len(anywhere(folder, b"made of it")) == 2
    assert not [one for one in (folder / "case").rglob(f"*{gone.removeprefix('sha256:')}*")]
    with opened_in(folder) as opened:
        opened.run()
    assert len(anywhere(folder, b"made of it")) == 2


def test_the_same_bytes_are_not_taken_in_again_and_it_is_said(folder):
    with opened_in(folder) as opened:
        delete_document(opened, "two.txt", "not needed")
        assert opened.add(folder / "files").deleted == 1
    shutil.copy(folder / "files" / "two.txt", folder / "renamed.txt")
    command = [sys.executable, "-m", "heliograph", "scan", folder / "renamed.txt"]
    told = subprocess.run(
        [*command, "--case", folder / "case"], capture_output=True, text=True, check=True
    )
    assert "1 files were not taken in again" in told.stderr
    with opened_in(folder) as opened:
        assert ledger(opened)["renamed.txt"] == ("deleted", "deleted-before")
        assert opened.search("plates").total == 0
    assert anywhere(folder, b"Number plates are read") == []
    assert not failures(folder)


def test_it_survives_run_and_rebuild_and_a_database_that_is_lost(folder):
    with opened_in(folder) as opened:
        delete_document(opened, "two.txt", "not needed")
        opened.run()
        opened.rebuild_index()
        before = ledger(opened)
    for path in (folder / "case").glob("case.db*"):
        path.unlink()
    with opened_in(folder) as opened:
        opened.run()
        assert ledger(opened) == before
        assert opened.search("plates").total == 0
    assert not failures(folder)


def test_bytes_that_stand_elsewhere_stay_and_it_is_said(folder):
    with opened_in(folder) as opened:
        (gone,) = delete_document(opened, "one.txt", "not needed")
        assert gone.stands_elsewhere == ("more.zip!/inside/one.txt",)
        assert gone.digest in set(opened.blobs.digests())
        assert ledger(opened)["one.txt"] == ("deleted", "deleted")
        assert ledger(opened)["more.zip!/inside/one.txt"][0] == "read"
        assert opened.search("faces").total == 1
        opened.run()
    assert not failures(folder)


def test_a_container_goes_with_all_that_is_inside(folder):
    with opened_in(folder) as opened:
        gone = {one.path for one in delete_document(opened, "more.zip", "not needed")}
        assert gone == {"more.zip", "more.zip!/inside/one.txt", "more.zip!/inside/other.txt"}
        opened.run()
        assert opened.search("another").total == 0
        assert opened.search("faces").total == 1, "one.txt itself stays"
    assert not failures(folder)


def test_a_member_alone_may_go_though_its_container_holds_it(folder):
    with opened_in(folder) as opened:
        (gone,) = delete_document(opened, "more.zip!/inside/other.txt", "not needed")
        assert gone.stands_elsewhere == ("more.zip",)
        opened.run()
    assert "unfinished" not in answers(folder)["no other bytes"][1]
    assert not failures(folder)


def test_a_digest_names_every_place(folder):
    with opened_in(folder) as opened:
        digest = next(opened.rows.documents(path="one.txt")).digest
        assert digest is not None
        assert len(delete_document(opened, digest, "not needed")) == 2
        assert digest not in set(opened.blobs.digests())
        with pytest.raises(NothingThere):
            delete_document(opened, digest, "again")
        with pytest.raises(NothingThere):
            delete_document(opened, "nothing.txt", "again")
    assert not failures(folder)


def test_the_command_tells_what_went_and_what_stays(folder):
    command = [sys.executable, "-m", "heliograph", "delete", "one.txt", "--case", folder / "case"]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 2, "no reason"
    told = subprocess.run(
        [*command, "--reason", "a name", "--json"], capture_output=True, text=True, check=True
    )
    (line,) = map(json.loads, told.stdout.splitlines())
    assert line["path"] == "one.txt"
    assert line["stands_elsewhere"] == ["more.zip!/inside/one.txt"]
