"""The words of a deleted document leave the index's files, whoever searches while it goes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.sealed_cases import opened_in, write_files

from heliograph.app import Heliograph
from heliograph.errors import CaseBusy
from heliograph.sealing.deletion import delete_document
from heliograph.store.custody import Custody
from heliograph.store.database import Database
from heliograph.store.index_rows import UNPURGED

WORD = "纛旐"
"""Of two characters, so that the index holds it as one word; folding leaves it as it is."""


@pytest.fixture
def case(tmp_path):
    """A case with three files, one of which holds a word that stands nowhere else."""
    files = write_files(tmp_path / "files")
    (files / "two.txt").write_text(f"Number plates are read at the gate of {WORD}.\n")
    with opened_in(tmp_path) as opened:
        opened.add(files)
        opened.run()
    assert holding(tmp_path / "case") != []
    return tmp_path / "case"


def holding(case):
    """Name the files of the case in which the word stands, as such or as tantivy spells it.

    Its dictionary keeps words backwards, a state behind each byte; of what begins a word, and may
    begin others too, nothing is asked.
    """
    word = WORD.encode()
    kept = bytes([word[-1], 0x80]) + b"".join(bytes([one, 0xC0]) for one in word[-2:1:-1])
    files = [one for one in case.rglob("*") if one.is_file()]
    return [one.name for one in files if word in one.read_bytes() or kept in one.read_bytes()]


def searched_by_another(case):
    """Search in a process of its own, as the reading room does; say how many pages it told of."""
    command = [sys.executable, "-m", "heliograph", "search", "faces", "--case", case]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    return told.stdout.count("one.txt")


def test_another_process_that_searches_meanwhile_leaves_no_word_behind(case, monkeypatch):
    told, append = [], Custody.append

    def searching(custody, entries):
        told.append(searched_by_another(case))
        return append(custody, entries)

    with Heliograph.open_to_work(case) as opened:
        monkeypatch.setattr(Custody, "append", searching)
        delete_document(opened, "two.txt", "not needed")
    assert told == [1], "it found what stays, while the other went"
    assert holding(case) == []
    assert searched_by_another(case) == 1


def test_a_look_at_any_moment_leaves_no_word_behind(case, monkeypatch):
    """At each moment at which something becomes durable."""
    told: list[int | None] = []
    looks: list[object] = []

    def looking(call):
        def looked(*values, **named):
            if not looks:
                looks.append(call)
                try:
                    with Heliograph.open(case) as other:
                        told.append(other.search("faces").total)
                except CaseBusy:
                    told.append(None)
                looks.pop()
            return call(*values, **named)

        return looked

    with Heliograph.open_to_work(case) as opened:
        monkeypatch.setattr(os, "fsync", looking(os.fsync))
        for kind, name in ((Path, "replace"), (Path, "unlink"), (Database, "run")):
            monkeypatch.setattr(kind, name, looking(getattr(kind, name)))
        delete_document(opened, "two.txt", "not needed")
        monkeypatch.undo()
        assert opened.search("faces").total == 1
        assert opened.search(WORD).total == 0
    assert told[0] == 1
    assert None in told, "while it is made anew, who looks is told that another works"
    assert holding(case) == []


def test_what_a_kill_left_to_be_purged_is_purged_by_the_next_who_works(case):
    with Heliograph.open_to_work(case) as opened:
        opened.rows.set_mark(UNPURGED, "yes")
    before = {one.name for one in (case / "index").glob("*.term")}
    with Heliograph.open(case) as opened:
        assert opened.search(WORD).total == 1
    assert {one.name for one in (case / "index").glob("*.term")} == before, "who looks writes not"
    with Heliograph.open_to_work(case) as opened:
        assert opened.search(WORD).total == 1
        assert opened.rows.mark(UNPURGED) is None
    after = {one.name for one in (case / "index").glob("*.term")}
    assert before
    assert after
    assert not before & after


def test_rebuilding_leaves_nothing_of_the_files_that_were(case):
    before = {one.name for one in (case / "index").glob("*.term")}
    with Heliograph.open_to_work(case) as opened:
        assert opened.rebuild_index() == 3
        assert opened.search(WORD).total == 1
    assert before
    assert not before & {one.name for one in (case / "index").glob("*.term")}


def test_who_looks_makes_a_lost_index_anew_only_while_nobody_works(case):
    (case / "index" / "version.txt").unlink()
    with Heliograph.open_to_work(case), Heliograph.open(case) as other:
        with pytest.raises(CaseBusy):
            other.search("faces")
        assert not (case / "index" / "version.txt").exists()
    with Heliograph.open(case) as other:
        assert other.search("faces").total == 1
        # It holds neither the case nor the index's writer any more.
        with Heliograph.open_to_work(case) as opened:
            delete_document(opened, "two.txt", "not needed")
            assert other.search("plates").total == 0


def test_a_making_that_was_killed_before_the_rows_knew_is_done_again(case):
    """The index stands sealed and empty; the rows still say that it has everything."""
    with Heliograph.open_to_work(case) as opened:
        index = opened.index
        opened.rows.set_mark(UNPURGED, "yes")
        index.empty()
    with Heliograph.open_to_work(case) as opened:
        assert opened.search("faces").total == 1
