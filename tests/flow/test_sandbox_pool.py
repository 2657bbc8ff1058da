"""Documents that kill, stall or corrupt their reader cost themselves alone. Real children."""

from __future__ import annotations

import hashlib
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from heliograph.errors import PluginError
from heliograph.records import Digest, Note, Problem
from heliograph.sandbox.pool import Patience, Read, ReadingPool, Task
from heliograph.seams import Kept, Limits, Sheet, TakenMember, Title

CHILD = Path(__file__).with_name("sandbox_child.py")
COMMAND = (sys.executable, "-P", "-X", "utf8", str(CHILD))

SHORT = Patience(base_s=0.5, per_mb_s=0)
LONG = Patience(base_s=30)


def keep(chunks: Iterable[bytes]) -> Kept:
    """Keep a member as its digest and size."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
    return Kept(
        digest=Digest(f"sha256:{digest.hexdigest()}"), second="blake2b:", size=size, new=True
    )


def pool_of(
    *, workers: int = 1, patience: Patience = LONG, take: Callable[..., Kept] = keep, **more: Any
) -> ReadingPool:
    return ReadingPool(COMMAND, workers=workers, patience=patience, take=take, **more)


MakeTask = Callable[..., Task]


@pytest.fixture
def task(tmp_path: Path) -> MakeTask:
    def make(words: str, *, name: str = "a.told", limits: Limits | None = None, depth: int = 0):
        path = tmp_path / f"{hashlib.sha256(words.encode()).hexdigest()[:20]}"
        path.write_text(words, encoding="utf-8")
        return Task(
            key=words,
            open=lambda: path.open("rb"),
            size=path.stat().st_size,
            name=name,
            limits=limits or Limits(),
            depth=depth,
        )

    return make


def texts(read: Read) -> list[str]:
    return [value.text for value in read.values if isinstance(value, Sheet)]


def members(read: Read) -> list[TakenMember]:
    return [value for value in read.values if isinstance(value, TakenMember)]


def problem(read: Read) -> Problem:
    (found,) = (value for value in read.values if isinstance(value, Problem))
    return found


def pid(read: Read) -> str:
    (found,) = (value.value for value in read.values if isinstance(value, Note))
    return found


def test_what_the_reader_found_comes_in_its_order_with_who_read_it(task: MakeTask) -> None:
    with pool_of() as pool:
        (read,) = pool.read_all([task("plain 字 words")])
    assert [type(value) for value in read.values] == [Title, Sheet, Note]
    assert texts(read) == ["字 words"]
    assert (read.media_type, read.read_by) == ("test/told", "obedient/1")
    assert read.task.key == "plain 字 words"


def test_what_nobody_reads_is_unsupported_by_its_kind(task: MakeTask) -> None:
    with pool_of() as pool:
        (read,) = pool.read_all([task("plain", name="a.other")])
    assert read.media_type == "test/unknown"
    assert read.read_by == ""
    assert problem(read) == Problem(
        outcome="unsupported", reason="no-reader", detail="test/unknown"
    )


@pytest.mark.parametrize(
    ("words", "outcome", "reason", "detail"),
    [
        ("fault", "damaged", "crash", "SIGSEGV"),
        ("exit", "damaged", "crash", "exit status 3"),
        ("bad-alloc", "damaged", "memory", "SIGABRT"),
        ("mute", "damaged", "crash", "hung up"),
        ("loop", "timed-out", "time", ""),
        ("boast", "damaged", "crash", "out of form"),
        ("raise late", "damaged", "page-unreadable", "ValueError: no such thing"),
        ("panic late", "damaged", "page-unreadable", "Panic: index out of bounds"),
        ("quit late", "damaged", "page-unreadable", "SystemExit"),
        *(
            (f"rave {what}", "damaged", "crash", "out of form")
            for what in (
                "noise", "pickle", "unknown", "extra", "wrong", "chunk", "reason", "page",
                "again", "block", "container", "boxes", "ready",
            )
        ),
    ],
)  # fmt: skip
def test_the_document_keeps_what_was_read_and_the_next_is_unharmed(
    task: MakeTask, words: str, outcome: str, reason: str, detail: str
) -> None:
    with pool_of(patience=SHORT if words == "loop" else LONG) as pool:
        bad, good = sorted(
            pool.read_all([task(words), task("plain next")]),
            key=lambda read: read.task.key == "plain next",
        )
    assert texts(bad) == ["before"]
    assert (problem(bad).outcome, problem(bad).reason) == (outcome, reason)
    assert detail in problem(bad).detail
    assert texts(good) == ["next"]


@pytest.mark.parametrize("words", ["raise", "panic", "quit"])
def test_a_reader_that_fails_before_it_found_anything_says_it_is_not_what_it_seems(
    task: MakeTask, words: str
) -> None:
    with pool_of() as pool:
        (read,) = pool.read_all([task(words)])
    assert (problem(read).outcome, problem(read).reason) == ("damaged", "not-what-it-seems")


def test_a_reader_that_says_a_little_for_ever_runs_out_of_time_all_the_same(task: MakeTask) -> None:
    with pool_of(patience=SHORT) as pool:
        (read,) = pool.read_all([task("drip", limits=Limits(pages=10**9, text_chars=10**9))])
    assert problem(read).outcome == "timed-out"


def test_a_small_file_that_computes_for_long_is_stopped_before_its_time_is_up_and_others_are_not(
    task: MakeTask,
) -> None:
    # The same child reads on: what one document computed is not counted against the next.
    with pool_of(workers=1, patience=Patience(base_s=600)) as pool:
        reads = {
            read.task.key: read
            for read in pool.read_all([task("plain first"), task("loop"), task("plain next")])
        }
    looped = problem(reads["loop"])
    assert (looped.outcome, looped.reason, looped.detail) == (
        "timed-out",
        "time",
        "processor time",
    )
    assert texts(reads["plain next"]) == ["next"]


def test_processor_time_grows_with_the_size_and_is_no_longer_than_the_time_itself() -> None:
    patience = Patience()
    assert patience.at_work(1_000) == pytest.approx(5.05)
    assert patience.at_work(100_000) == pytest.approx(10)
    assert patience.at_work(10_000_000) == patience.seconds(10_000_000)
    assert Patience(per_sheet_s=60).at_work(1_000) is None


def test_a_child_that_is_killed_by_telling_the_kind_is_a_crash(task: MakeTask) -> None:
    with pool_of() as pool:
        (read,) = pool.read_all([task("plain", name="dies-when-told")])
    assert (problem(read).reason, problem(read).detail) == ("crash", "SIGKILL")
    assert read.values == (problem(read),)


def test_a_child_that_died_while_idle_is_replaced_and_the_document_read(task: MakeTask) -> None:
    with pool_of() as pool:
        (first,) = pool.read_all([task("plain one")])
        process = os.pidfd_open(int(pid(first)))
        os.kill(int(pid(first)), signal.SIGKILL)
        select.select([process], [], [])
        os.close(process)
        (second,) = pool.read_all([task("plain two")])
    assert texts(second) == ["two"]
    assert pid(first) != pid(second)


def test_a_child_is_replaced_after_so_many_documents_and_after_it_ran_out_of_memory(
    task: MakeTask,
) -> None:
    with pool_of(recycle_after=2) as pool:
        one, two, three = (pid(*pool.read_all([task(f"plain {at}")])) for at in range(3))
        list(pool.read_all([task("hoard")]))
        (four,) = pool.read_all([task("plain 4")])
    assert one == two != three
    assert pid(four) != three


def test_one_slow_document_holds_up_no_other_and_everything_comes_out_once(task: MakeTask) -> None:
    words = ["loop", *(f"plain {at}" for at in range(50))]
    with pool_of(workers=2, patience=Patience(base_s=2, per_mb_s=0)) as pool:
        found = [read.task.key for read in pool.read_all(task(one) for one in words)]
    assert found[-1] == "loop"
    assert sorted(found) == sorted(words)


def test_tasks_are_pulled_only_as_room_is_made(task: MakeTask) -> None:
    pulled: list[int] = []

    def tasks() -> Iterator[Task]:
        for at in range(100):
            pulled.append(at)
            yield task(f"plain {at}")

    with pool_of() as pool:
        next(iter(pool.read_all(tasks())))
        assert len(pulled) <= 3


def test_leaving_off_in_the_middle_leaves_the_pool_usable(task: MakeTask) -> None:
    with pool_of() as pool:
        for _ in pool.read_all(task(f"plain {at}") for at in range(20)):
            break
        (read,) = pool.read_all([task("plain after")])
    assert texts(read) == ["after"]


def test_leaving_the_pool_ends_a_reader_that_would_not_end(task: MakeTask) -> None:
    with pool_of() as pool:
        reads = pool.read_all([task("plain first"), task("loop")])
        child = os.pidfd_open(int(pid(next(iter(reads)))))
    assert select.select([child], [], [], 10)[0]
    os.close(child)


def test_what_the_store_or_the_caller_raises_is_not_the_document_s(task: MakeTask) -> None:
    def full(chunks: Iterable[bytes]) -> Kept:
        raise OSError("no space left")

    def gone() -> None:
        raise FileNotFoundError("gone")

    with pool_of(take=full) as pool, pytest.raises(OSError, match="no space left"):
        list(pool.read_all([task("container a=1")]))
    lost = task("plain")
    object.__setattr__(lost, "open", gone)
    with pool_of() as pool, pytest.raises(FileNotFoundError, match="gone"):
        list(pool.read_all([lost]))


def test_a_child_that_cannot_start_is_an_error_with_its_last_words(task: MakeTask) -> None:
    command = (sys.executable, "-P", "-c", "raise ImportError('no such parser')")
    with (
        ReadingPool(command, workers=1, patience=LONG, take=keep) as pool,
        pytest.raises(PluginError, match="no such parser"),
    ):
        list(pool.read_all([task("plain")]))


def test_a_careless_reader_s_words_are_kept_without_what_does_not_fit_them(task: MakeTask) -> None:
    with pool_of() as pool:
        (read,) = pool.read_all([task("careless")])
    assert texts(read) == ["ab", "cd"]
    unfit, twice = (value for value in read.values if isinstance(value, Problem))
    assert (unfit.outcome, unfit.reason, unfit.page) == ("damaged", "page-unreadable", 2)
    assert unfit.detail == "blocks that do not fit the text"
    assert twice.detail == "ValueError: its reader gave page 1 out of turn"


# --- members --------------------------------------------------------------------------------------


def test_members_come_with_their_bytes_kept_and_those_without_say_why(task: MakeTask) -> None:
    with pool_of() as pool:
        (read,) = pool.read_all([task("container a=xyz b! c? d*3000000 e=")])
    found = {one.name: one for one in members(read)}
    assert found["a"].kept == keep([b"xyz"])
    assert found["d"].kept == keep([bytes(3_000_000)])
    assert found["e"].kept == keep([])
    assert found["b"].kept is None
    assert found["b"].problem == Problem(
        outcome="damaged", reason="member-unreadable", detail="EOFError: the rest is missing"
    )
    assert found["c"].problem == Problem(outcome="encrypted", reason="password-needed")
    assert found["c"].raw_name == b"raw"
    assert list(found) == ["a", "b", "c", "d", "e"]


def test_a_member_in_whose_middle_the_reader_dies_is_named_and_not_kept(task: MakeTask) -> None:
    with pool_of() as pool:
        (read,) = pool.read_all([task("container a=1 die never=1")])
    first, second = members(read)
    assert first.kept is not None
    assert (second.name, second.kept) == ("dies", None)
    assert second.problem == problem(read)
    assert problem(read).detail == "SIGKILL"


def test_a_store_that_wraps_what_it_is_given_or_stops_early_changes_nothing(task: MakeTask) -> None:
    def wrapping(chunks: Iterable[bytes]) -> Kept:
        try:
            return keep(chunks)
        except Exception as error:
            raise RuntimeError("wrapped") from error

    def lazy(chunks: Iterable[bytes]) -> Kept:
        return keep([])

    with pool_of(take=wrapping) as pool:
        (read,) = pool.read_all([task("container a=1 b! c=2")])
    assert [one.kept is not None for one in members(read)] == [True, False, True]
    with pool_of(take=lazy) as pool:
        (read,) = pool.read_all([task("container a*5000000 b=2")])
    assert [one.name for one in members(read)] == ["a", "b"]


LIMITS = Limits(
    members=3, member_bytes=2**20, tree_bytes=3 * 2**20, ratio_floor=2**30, pages=5, text_chars=100
)


def test_members_past_a_limit_are_named_with_the_limit(task: MakeTask) -> None:
    with pool_of() as pool:
        (large,) = pool.read_all([task("container a*1048577 b=1", limits=LIMITS)])
        (many,) = pool.read_all([task("container a=1 b=2 c=3 d=4", limits=LIMITS)])
        (deep,) = pool.read_all([task("container a=1", limits=LIMITS, depth=8)])
        tight = replace(LIMITS, members=9, tree_bytes=2**21)
        words = "container a*1048576 b*1048576 c*1048576 d=1"
        (full,) = pool.read_all([task(words, limits=tight)])
    first, second = members(large)
    assert first.kept is None
    assert first.problem is not None
    assert (first.problem.outcome, first.problem.reason) == ("cut", "too-large")
    assert second.kept is not None
    assert len(members(many)) == 3
    assert problem(many).reason == "too-many-members"
    assert [one.problem and one.problem.reason for one in members(deep)] == ["too-deep"]
    reasons = [one.problem and one.problem.reason for one in members(full)]
    assert reasons == [None, None, "too-large", "too-large"]


def test_a_bomb_is_stopped_and_its_siblings_are_taken(task: MakeTask) -> None:
    limits = Limits(ratio_floor=2**20)
    with pool_of() as pool:
        (read,) = pool.read_all([task("container a=1 b*90000000 c=3", limits=limits)])
    bomb = members(read)[1]
    assert bomb.problem is not None
    assert (bomb.problem.outcome, bomb.problem.reason) == ("cut", "bomb")
    assert [one.kept is not None for one in members(read)] == [True, False, True]


@pytest.mark.parametrize(
    ("what", "reason"),
    [("members", "too-many-members"), ("bytes", "too-large"), ("endless", "too-large")],
)
def test_a_child_that_heeds_no_limit_is_stopped_by_the_parent_s_count(
    task: MakeTask, what: str, reason: str
) -> None:
    limits = Limits(members=50, member_bytes=2**25, tree_bytes=2**26, ratio_floor=2**40)
    with pool_of() as pool:
        bad, good = pool.read_all([task(f"flood {what}", limits=limits), task("plain next")])
    assert (problem(bad).outcome, problem(bad).reason) == ("cut", reason)
    assert len(members(bad)) <= 50
    assert texts(good) == ["next"]


# --- pages ----------------------------------------------------------------------------------------


def test_pages_and_characters_past_a_limit_are_cut_and_said(task: MakeTask) -> None:
    with pool_of() as pool:
        (many,) = pool.read_all([task("pages 9 1", limits=LIMITS)])
        (long,) = pool.read_all([task("pages 3 40", limits=LIMITS)])
        (notes,) = pool.read_all([task("notes 10001")])
    assert len(texts(many)) == 5
    assert (problem(many).outcome, problem(many).reason) == ("cut", "too-many-pages")
    assert [len(text) for text in texts(long)] == [40, 40, 20]
    assert (problem(long).outcome, problem(long).reason) == ("cut", "too-long")
    assert (problem(notes).outcome, problem(notes).reason) == ("cut", "too-long")


def test_a_page_too_long_for_one_frame_is_cut_and_said(task: MakeTask) -> None:
    with pool_of() as pool:
        (read,) = pool.read_all([task("pages 1 30000000")])
    (text,) = texts(read)
    assert 15_000_000 < len(text) < 30_000_000
    assert set(text[-10:]) == {"字"}
    assert (problem(read).outcome, problem(read).reason) == ("cut", "too-long")


def test_half_a_character_is_replaced_in_its_place_and_said(task: MakeTask) -> None:
    with pool_of() as pool:
        (read,) = pool.read_all([task("half")])
    assert texts(read) == ["a\ufffdb"]
    assert problem(read).reason == "bad-characters"


# --- the stem's death -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "said"),
    [("idle", ["two"]), ("reading", ["crash", "two"]), ("leaving", [])],
)
def test_a_stem_that_dies_alone_costs_what_its_readers_read_and_nothing_else(
    tmp_path: Path, moment: str, said: list[str]
) -> None:
    """Its readers die with it, and the parent of orphans buries them before we look for them."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.flow.stem_killer", moment, str(tmp_path), *COMMAND],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert told.returncode == 0, told.stderr
    assert told.stdout.split() == said


# --- the parent's death ---------------------------------------------------------------------------

PARENT = """
import sys
from pathlib import Path
from heliograph.sandbox.pool import Patience, ReadingPool, Task
from heliograph.seams import Limits

def take(chunks):
    for chunk in chunks:
        print(chunk.decode(), flush=True)

path = Path(sys.argv[1])
task = Task(key="", open=lambda: path.open("rb"), size=4, name="a.told", limits=Limits(), depth=0)
with ReadingPool(sys.argv[2:], workers=1, patience=Patience(), take=take) as pool:
    list(pool.read_all([task]))
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_children_die_with_their_parent(tmp_path: Path, how: signal.Signals) -> None:
    words = tmp_path / "words"
    words.write_text("member-loop", encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(words), *COMMAND],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        # In a bubble there is of the disk what Python loads its modules from.
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        # The stem that the child was forked from is the fourth word of its status.
        stem = int(Path(f"/proc/{child}/stat").read_text(encoding="ascii").split()[3])
        watched = [os.pidfd_open(child), os.pidfd_open(stem)]
        parent.send_signal(how)
        parent.wait(timeout=30)
    for process in watched:
        assert select.select([process], [], [], 30)[0]
        os.close(process)
