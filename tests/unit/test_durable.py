"""Files that stand whole or not at all: beside, synced, moved, and the folder synced."""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from heliograph.durable import (
    add_line,
    disk_refused,
    make_folder,
    settle_all,
    sweep,
    unfinished,
    write_whole,
)

KILLED = """
import os, signal, sys
from pathlib import Path
from heliograph.durable import write_whole
os.fsync = lambda handle: os.kill(os.getpid(), signal.SIGKILL)
write_whole(Path(sys.argv[1]), b"after, and longer")
"""


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what is synced, in order; a file that is being written goes by its own."""
    names: list[str] = []
    sync = os.fsync

    def noted(handle: int) -> None:
        names.append(Path(f"/proc/self/fd/{handle}").readlink().name)
        sync(handle)

    monkeypatch.setattr(os, "fsync", noted)
    return names


def test_the_bytes_are_synced_before_the_name_and_the_name_after(tmp_path, synced):
    write_whole(tmp_path / "a.json", b"one")
    assert synced == ["a.json.new", tmp_path.name]
    assert (tmp_path / "a.json").read_bytes() == b"one"
    assert [one.name for one in tmp_path.iterdir()] == ["a.json"]


def test_what_a_killed_run_left_beside_it_is_written_over(tmp_path):
    (tmp_path / "a.json.new").write_bytes(b"half of something long")
    write_whole(tmp_path / "a.json", b"one")
    assert (tmp_path / "a.json").read_bytes() == b"one"
    assert not (tmp_path / "a.json.new").exists()


def test_a_file_for_its_owner_alone_is_so_from_the_first_byte(tmp_path, monkeypatch):
    seen = []
    sync = os.fsync

    def noted(handle: int) -> None:
        seen.append(stat.S_IMODE(os.fstat(handle).st_mode))
        sync(handle)

    monkeypatch.setattr(os, "fsync", noted)
    (tmp_path / "secret.new").write_bytes(b"left by a killed run")
    write_whole(tmp_path / "secret", b"word", mode=0o600)
    assert seen[0] == 0o600
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_killed_before_it_is_moved_the_file_before_stands_whole(tmp_path):
    place = tmp_path / "a.json"
    write_whole(place, b"before")
    killed = subprocess.run([sys.executable, "-c", KILLED, str(place)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (tmp_path / "a.json.new").exists()
    assert place.read_bytes() == b"before"
    write_whole(place, b"after")
    assert place.read_bytes() == b"after"


def test_two_that_write_one_file_at_once_each_write_all_of_it(tmp_path):
    place = tmp_path / "a.json"
    wrong: list[object] = []

    def write(letter: bytes) -> None:
        for _ in range(60):
            try:
                write_whole(place, letter * 50_000)
                found = place.read_bytes()
            except OSError as error:
                wrong.append(error)
                return
            if len(found) != 50_000 or len(set(found)) != 1:
                wrong.append(found[:20])

    threads = [threading.Thread(target=write, args=[letter]) for letter in (b"a", b"b", b"c")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert wrong == []


def test_a_write_that_fails_leaves_the_file_before_and_gives_its_room_back(tmp_path, monkeypatch):
    place = tmp_path / "a.json"
    write_whole(place, b"before")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            write_whole(place, b"after")
    assert [one.name for one in tmp_path.iterdir()] == ["a.json"]
    assert place.read_bytes() == b"before"


def test_every_folder_that_was_made_is_named_durably(tmp_path, synced):
    make_folder(tmp_path / "one" / "two")
    assert (tmp_path / "one" / "two").is_dir()
    assert synced == [tmp_path.name, "one"]


def test_a_folder_is_settled_with_all_that_is_below_it(tmp_path, synced):
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "a").write_bytes(b"a")
    (tmp_path / "one" / "gone").symlink_to("nowhere")
    settle_all(tmp_path)
    assert synced == ["one", "a", tmp_path.name]


def test_what_a_killed_run_left_is_swept_and_what_a_link_leads_to_is_not(tmp_path):
    folder, kept = unfinished(tmp_path / "one"), tmp_path / "kept"
    assert folder.name == ".one.unfinished"
    for made in (folder, kept):
        made.mkdir()
        (made / "a").write_bytes(b"a")
    link = unfinished(tmp_path / "two")
    link.symlink_to(kept)
    for path in (folder, link, unfinished(tmp_path / "three")):
        sweep(path)
    assert [one.name for one in tmp_path.iterdir()] == ["kept"]
    assert (kept / "a").exists()


def test_a_line_is_added_durably_and_the_name_of_a_new_file_once(tmp_path, synced):
    log = tmp_path / "log"
    add_line(log, b"one")
    add_line(log, b"two")
    assert log.read_bytes() == b"one\ntwo\n"
    assert synced == ["log", tmp_path.name, "log"]


def test_a_full_disk_is_said_in_words_and_another_error_is_another_error():
    full = disk_refused(OSError(errno.ENOSPC, "No space left on device", "/somewhere/case/a.json"))
    assert full is not None
    assert full.exit_code == 26
    assert "(a.json: No space left on device). Make room" in str(full)
    assert disk_refused(FileNotFoundError(errno.ENOENT, "No such file")) is None
    assert disk_refused(sqlite3.OperationalError("database is locked")) is None
    assert disk_refused(ValueError()) is None


def test_a_full_database_is_a_full_disk():
    base = sqlite3.connect(":memory:")
    base.execute("PRAGMA max_page_count = 2")
    base.execute("CREATE TABLE t (x)")
    with pytest.raises(sqlite3.OperationalError) as raised:
        base.execute("INSERT INTO t VALUES (zeroblob(100000))")
    base.close()
    assert "database or disk is full" in str(disk_refused(raised.value))
