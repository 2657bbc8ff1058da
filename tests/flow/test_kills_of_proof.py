"""Killed at any moment, what proves a case holds, says what was unfinished, and can be finished."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.sealed_cases import (
    answers,
    failures,
    make_sealed,
    opened_in,
    passphrase_file,
    write_files,
)
from tests.timestamp_authority import Authority, serving

from heliograph.app import Heliograph
from heliograph.proof.checkpoints import Checkpoints
from heliograph.sealing.authorities import add_authority
from heliograph.sealing.checkpoints import seal
from heliograph.sealing.deletion import delete_document
from heliograph.sealing.keys import Unlocking, current_key, lose_key, make_key, rotate_key
from heliograph.sealing.timestamps import stampings, timestamp

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HELIOGRAPH_KEYS", str(tmp_path / "keys"))
    return tmp_path


def killed(deed, folder):
    """Do the deed to copies, killed at each of its moments; give the folders of the copies."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.flow.deed_killer", deed, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert int(told.stdout) >= 3, "there are moments to be killed at"
    return [folder / f"killed-{moment}" for moment in range(1, int(told.stdout) + 1)]


def each(deed, folder, monkeypatch):
    for copy in killed(deed, folder):
        monkeypatch.setenv("HELIOGRAPH_KEYS", str(copy / "keys"))
        assert not failures(copy), copy.name
        yield copy


def finished(copy):
    """What `run` and all else left to do make of it holds, and leaves nothing unfinished."""
    with opened_in(copy) as opened:
        opened.run()
    found = answers(copy)
    assert not failures(copy)
    assert not [detail for _, detail in found.values() if "unfinished" in detail]
    shutil.rmtree(copy)


def test_killed_while_a_seal_is_made(folder, monkeypatch):
    unlocking = make_sealed(folder)
    (folder / "files" / "four.txt").write_text("A fourth.\n")
    with opened_in(folder) as opened:
        opened.add(folder / "files")
        opened.run()
    told = set()
    for copy in each("seal", folder, monkeypatch):
        told.add("unfinished" in answers(copy)["checkpoints"][1])
        with opened_in(copy) as opened:
            sealed = seal(opened, unlocking)
            assert not seal(opened, unlocking).new
            sizes = [one.size for one in Checkpoints(opened.folder.checkpoints).all()]
            assert len(sizes) == 3, "none was made twice"
            entries = [one for one in opened.custody.entries() if one.event == "checkpoint"]
            assert [one.facts["size"] for one in entries] == sizes
            assert sealed.size == sizes[-1]
        finished(copy)
    assert told == {True, False}


def test_killed_while_a_timestamp_is_had(folder, monkeypatch):
    authority = Authority(folder / "tsa")
    unlocking = make_sealed(folder)
    with serving(authority.answer) as (url, _):
        with opened_in(folder) as opened:
            add_authority(opened, "stamps", url, authority.folder / "root.pem")
            seal(opened, unlocking)
        told = set()
        for copy in each("stamp", folder, monkeypatch):
            told.add("unfinished" in answers(copy)["timestamps"][1])
            with opened_in(copy) as opened:
                assert [one.state for one in timestamp(opened)] == ["stamped"]
                assert [one.state for one in stampings(opened)] == ["stamped"]
                entries = [one for one in opened.custody.entries() if one.event == "timestamped"]
                assert len(entries) == 1
            assert answers(copy)["timestamps"][0] == "holds"
            finished(copy)
    assert told == {True, False}


def test_killed_while_the_first_key_is_made(folder, monkeypatch):
    unlocking = Unlocking(passphrase=passphrase_file(folder))
    (folder / "keys").mkdir()
    files = write_files(folder / "files")
    with opened_in(folder) as opened:
        opened.add(files)
        opened.run()
    for copy in each("make", folder, monkeypatch):
        with opened_in(copy) as opened:
            if current_key(opened) is None:
                make_key(opened, unlocking)
            assert seal(opened, unlocking).new
        finished(copy)


def test_killed_while_a_key_is_replaced(folder, monkeypatch):
    unlocking = make_sealed(folder)
    with opened_in(folder) as opened:
        before = current_key(opened)
    assert before is not None
    for copy in each("rotate", folder, monkeypatch):
        with opened_in(copy) as opened:
            # Whichever of the two is the case's now, it signs; and it can be replaced again.
            now = current_key(opened)
            assert now is not None
            assert seal(opened, unlocking).key == now.id
            rotate_key(opened, unlocking)
            seal(opened, unlocking)
        assert answers(copy, key=before.id)["signer"][0] == "holds"
        finished(copy)


def test_killed_while_a_key_is_given_up(folder, monkeypatch):
    unlocking = make_sealed(folder)
    with opened_in(folder) as opened:
        before = current_key(opened)
    for copy in each("lose", folder, monkeypatch):
        with opened_in(copy) as opened:
            if current_key(opened) == before:
                lose_key(opened, "again", unlocking)
            seal(opened, unlocking)
        finished(copy)


def test_killed_while_a_document_is_deleted(folder, monkeypatch):
    make_sealed(folder)
    told = set()
    before = {one.name for one in (folder / "case" / "index").glob("*.term")}
    assert before
    for copy in each("delete", folder, monkeypatch):
        told |= {detail for _, detail in answers(copy).values() if "unfinished" in detail}
        with opened_in(copy) as opened:
            opened.run()
            begun = any(one.event == "deleted" for one in opened.custody.entries())
            if not begun:
                delete_document(opened, "two.txt", "not needed")
            lines = {line.path: line.outcome for line in opened.rows.ledger_lines()}
            assert lines["two.txt"] == "deleted"
            assert opened.search("plates").total == 0
            digests = list(opened.blobs.digests())
            assert len(digests) == 2
            now = {one.name for one in (copy / "case" / "index").glob("*.term")}
            assert not now & before, "its words may stand in the files that were"
        finished(copy)
    assert any("was deleted and still stands" in detail for detail in told)
    assert any("not yet in the database" in detail for detail in told)


def test_killed_while_documents_are_taken_in(folder, monkeypatch):
    make_sealed(folder)
    (folder / "more").mkdir()
    (folder / "more" / "five.txt").write_text("The fifth of them.\n")
    for copy in killed("add", folder):
        monkeypatch.setenv("HELIOGRAPH_KEYS", str(copy / "keys"))
        found = failures(copy)
        # A blob whose entry a kill prevented is the one thing that `run` must settle first.
        assert not found.keys() - {"no other bytes"}, copy.name
        (copy / "case" / "asked.json").write_text('["../../more"]')
        finished(copy)


def test_a_torn_entry_and_halves_of_files_are_told_and_mended(folder):
    unlocking = make_sealed(folder)
    case = folder / "case"
    with (case / "custody.jsonl").open("ab") as file:
        file.write(b'{"actor":"heliograph","at":"20')
    (case / "checkpoints" / "000000000099.json.new").write_bytes(b'{"pay')
    found = answers(folder)
    assert not failures(folder)
    assert "a write that was interrupted" in found["custody chain"][1]
    assert "000000000099.json.new was being written" in found["checkpoints"][1]
    with Heliograph.open_to_work(case) as opened:
        opened.enter("exported", {"what": "a test", "digest": "sha256:00"})
        assert seal(opened, unlocking).new
    assert not failures(folder)
    assert "interrupted" not in answers(folder)["custody chain"][1]
    assert "unfinished" in answers(folder)["checkpoints"][1], "what nobody named is told, and stays"
    assert (case / "custody.torn").exists()
