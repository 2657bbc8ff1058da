"""A reader that a document has taken over finds every way out shut. Real children, real kernel."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from heliograph.errors import NotConfined
from heliograph.records import Problem
from heliograph.sandbox import kernel, landlock, seccomp, syscalls
from heliograph.sandbox.level import offered
from heliograph.sandbox.pool import Patience, Read, ReadingPool, Task
from heliograph.seams import Kept, Limits, Sheet

CHILD = Path(__file__).with_name("sandbox_child.py")
COMMAND = (sys.executable, "-P", "-X", "utf8", str(CHILD))

ReadWords = Callable[[str], Read]

needs_level_2 = pytest.mark.skipif(
    landlock.abi() == 0 or kernel.machine() is None, reason="this kernel has no Landlock"
)


def keep_nothing(chunks: object) -> Kept:
    raise AssertionError("no member was expected")


def pool_of(*command: str, least: int = 1) -> ReadingPool:
    # What a bubble around them hides, these locks must stop by themselves.
    patience = Patience(base_s=20)
    return ReadingPool(
        command, workers=1, patience=patience, take=keep_nothing, least=least, most=2
    )


def task_of(folder: Path, words: str) -> Task:
    path = folder / "document.told"
    path.write_text(words, encoding="utf-8")
    return Task(
        key="1",
        open=lambda: path.open("rb"),
        size=path.stat().st_size,
        name=path.name,
        limits=Limits(),
        depth=0,
    )


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadWords]:
    folder = tmp_path_factory.mktemp("told")
    with pool_of(*COMMAND) as pool:
        yield lambda words: next(pool.read_all([task_of(folder, words)]))


def refusal(read: Read) -> str:
    (problem,) = read.values
    assert isinstance(problem, Problem), problem
    assert problem.outcome == "damaged"
    return problem.detail


@needs_level_2
def test_this_machine_locks_in_at_level_2_and_says_by_what() -> None:
    report = offered(most=2)
    assert report.level == 2
    assert [one.name for one in report.mechanisms if one.works] == ["limits", "landlock", "seccomp"]
    assert report.lost == ("reach files and network through a hole in the other locks",)
    assert len(report.lines()) == 5


@needs_level_2
def test_what_was_read_says_at_which_level(read: ReadWords) -> None:
    assert read("plain words").confinement == 2


@needs_level_2
@pytest.mark.parametrize("path", ["/etc/passwd", "/proc/self/environ", "/proc/1/cmdline", __file__])
def test_a_reader_opens_no_file(read: ReadWords, path: str) -> None:
    assert "PermissionError" in refusal(read(f"read {path}"))


@needs_level_2
@pytest.mark.parametrize("path", ["/", "/tmp", "/proc/self/fd", str(CHILD.parent)])
def test_a_reader_lists_no_folder(read: ReadWords, path: str) -> None:
    assert "PermissionError" in refusal(read(f"list {path}"))


@needs_level_2
def test_a_reader_writes_no_file_and_changes_no_mode(read: ReadWords, tmp_path: Path) -> None:
    new, old = tmp_path / "new", tmp_path / "old"
    old.write_text("as it was", encoding="utf-8")
    mode = old.stat().st_mode
    assert "PermissionError" in refusal(read(f"write {new}"))
    assert "PermissionError" in refusal(read(f"write {old}"))
    assert "PermissionError" in refusal(read(f"chmod {old}"))
    assert not new.exists()
    assert old.read_text(encoding="utf-8") == "as it was"
    assert old.stat().st_mode == mode


def test_a_reader_cannot_change_the_document_it_was_given(read: ReadWords) -> None:
    assert f"[Errno {errno.EBADF}]" in refusal(read("scribble"))


def test_a_reader_cannot_fill_the_disk_with_what_it_prints(read: ReadWords) -> None:
    assert f"[Errno {errno.EFBIG}]" in refusal(read("fill"))


@needs_level_2
@pytest.mark.parametrize("way", ["tcp", "udp", "unix"])
def test_a_reader_dials_nobody(read: ReadWords, way: str) -> None:
    assert "PermissionError" in refusal(read(f"connect {way}"))


@needs_level_2
@pytest.mark.parametrize("deed", ["run", "exec", "fork", "leave-group", "rings", "trace"])
def test_a_reader_starts_nothing_and_reaches_into_nothing(read: ReadWords, deed: str) -> None:
    assert f"[Errno {errno.EPERM}]" in refusal(read(deed))


@needs_level_2
@pytest.mark.parametrize("whom", ["parent", "1", "0", "-1"])
def test_a_reader_kills_nobody(read: ReadWords, whom: str) -> None:
    assert f"[Errno {errno.EPERM}]" in refusal(read(f"kill {whom}"))


@needs_level_2
def test_a_reader_may_use_threads(read: ReadWords) -> None:
    (sheet,) = read("threads").values
    assert isinstance(sheet, Sheet)
    assert sheet.text == "a thread ran"


def test_a_reader_knows_no_secret_of_the_environment(
    read: ReadWords, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_OF_THE_PARENT", "x")
    (sheet,) = read("secrets").values
    assert isinstance(sheet, Sheet)
    assert set(sheet.text.split()) <= {"LC_ALL", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"}


def test_a_reader_holds_the_document_and_the_talk_and_nothing_else(read: ReadWords) -> None:
    (sheet,) = read("descriptors").values
    assert isinstance(sheet, Sheet)
    # Standard input and output lead nowhere; error leads to a small file in memory.
    assert sorted(sheet.text.split()) == ["file", "file", "other", "other", "talk"]


def test_four_gigabytes_are_not_to_be_had_and_what_was_read_before_is_kept(read: ReadWords) -> None:
    sheet, problem = read("hoard").values
    assert isinstance(sheet, Sheet)
    assert isinstance(problem, Problem)
    assert (problem.outcome, problem.reason) == ("damaged", "memory")


def without(calls: tuple[int, ...]) -> tuple[str, ...]:
    """Spell a command that starts the child on a kernel that lacks some system calls."""
    machine = kernel.machine()
    assert machine is not None
    script = f"""
import os, sys
from heliograph.sandbox import kernel, seccomp
kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
seccomp.install({machine!r}, seccomp.refusing({machine!r}, {calls!r}, {errno.ENOSYS}))
os.execv(sys.executable, {list(COMMAND)!r})
"""
    return (sys.executable, "-P", "-c", script)


COLUMN = 0 if kernel.machine() == "x86_64" else 1


@pytest.mark.skipif(kernel.machine() is None, reason="needs seccomp to take calls away")
def test_without_landlock_it_is_level_1_and_is_refused_where_2_is_asked(tmp_path: Path) -> None:
    command = without((444,))
    with pool_of(*command) as pool:
        (found,) = pool.read_all([task_of(tmp_path, "read /etc/hostname")])
    assert found.confinement == 1
    with pool_of(*command, least=2) as pool, pytest.raises(NotConfined, match="Landlock"):
        list(pool.read_all([task_of(tmp_path, "plain")]))


@pytest.mark.skipif(kernel.machine() is None, reason="needs seccomp to take calls away")
def test_without_seccomp_files_stay_shut_and_the_level_is_1(tmp_path: Path) -> None:
    with pool_of(*without((syscalls.SECCOMP[COLUMN],))) as pool:
        (found,) = pool.read_all([task_of(tmp_path, "read /etc/passwd")])
    assert found.confinement == 1
    if landlock.abi():
        assert "PermissionError" in refusal(found)


@pytest.mark.skipif(kernel.machine() is None, reason="needs seccomp to take calls away")
def test_where_not_even_limits_hold_nothing_is_read(tmp_path: Path) -> None:
    limits = (syscalls.PRLIMIT64[COLUMN],)
    with pool_of(*without(limits)) as pool, pytest.raises(NotConfined, match="doctor"):
        list(pool.read_all([task_of(tmp_path, "plain")]))


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_is_short_enough_for_the_kernel_on_every_processor(
    machine: kernel.Machine,
) -> None:
    lines = len(seccomp.program(machine, os.getpid())) // 8
    assert lines < 4096


def test_the_probe_is_a_program_of_its_own() -> None:
    """Started by hand, without a parent on its descriptor 0, it ends instead of reading."""
    ended = subprocess.run(
        [sys.executable, "-P", "-m", "heliograph.sandbox.probe"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode != 0
