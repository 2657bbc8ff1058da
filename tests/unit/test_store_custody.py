"""The chain of custody: durable in batches, mended in the open, never silently."""

import os
import signal
import subprocess
import sys
import threading

import pytest
from tests.store_makers import a_document, a_refused

from heliograph.codec import canonical, digest_of
from heliograph.errors import CustodyBroken
from heliograph.store.custody import GENESIS, Custody
from heliograph.store.document_facts import collected_facts, document_from

CHILD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from heliograph.store.custody import Custody

custody = Custody(Path(sys.argv[1]), clock=lambda: datetime.now(UTC), actor="child")
while True:
    custody.append([("collected", {"size": size, "path": "x" * 500}) for size in range(20)])
    print(custody.count, flush=True)
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "custody.jsonl"


@pytest.fixture
def custody(path, clock):
    return Custody(path, clock=clock, actor="tests")


def test_each_line_is_canonical_and_names_the_digest_of_the_one_before(custody, path):
    custody.append([("case-made", {"name": "案"}), ("source-added", {"size": 3, "parent": None})])
    custody.append([("exported", {})])
    lines = path.read_bytes().splitlines()
    entries = list(custody.entries())
    assert [entry.sequence for entry in entries] == [0, 1, 2]
    assert [entry.previous for entry in entries] == [GENESIS, *map(digest_of, lines[:2])]
    assert [canonical(entry) for entry in entries] == lines
    assert entries[1].facts == {"size": 3, "parent": None}
    assert {entry.at for entry in entries} == {"2026-03-01T12:00:00.000Z"}
    assert (custody.count, custody.head) == (3, digest_of(lines[-1]))


def test_it_goes_on_where_another_left_it(custody, path, clock):
    assert (custody.count, custody.head, list(custody.entries())) == (0, GENESIS, [])
    custody.append([("viewed", {})])
    Custody(path, clock=clock, actor="another").append([("reviewed", {})])
    custody.append([("exported", {})])
    assert [entry.event for entry in custody.entries()] == ["viewed", "reviewed", "exported"]
    assert [entry.event for entry in custody.entries(from_sequence=2)] == ["exported"]


def test_no_events_write_nothing(custody, path):
    custody.append([])
    assert not path.exists()


def test_the_end_is_found_behind_a_line_longer_than_is_read_at_once(custody, path, clock):
    custody.append([("viewed", {}), ("reviewed", {"detail": "x" * 300_000})])
    again = Custody(path, clock=clock, actor="tests")
    assert (again.count, again.head) == (2, custody.head)


@pytest.mark.parametrize("torn", [b"{", b'{"actor":"tests","at":"2026', b"x" * 100_000])
def test_a_torn_end_is_put_aside_and_entered_never_cut_silently(custody, path, clock, torn):
    custody.append([("viewed", {})])
    path.write_bytes(path.read_bytes() + torn)
    reader = Custody(path, clock=clock, actor="tests")
    assert (reader.count, reader.torn) == (1, len(torn))
    assert [entry.event for entry in reader.entries()] == ["viewed"]
    assert path.read_bytes().endswith(torn), "looking changes nothing"

    reader.append([("reviewed", {})])
    entries = list(reader.entries())
    assert [entry.event for entry in entries] == ["viewed", "recovered", "reviewed"]
    assert entries[1].facts == {"bytes": len(torn), "digest": digest_of(torn)}
    assert (path.parent / "custody.torn").read_bytes() == torn + b"\n"
    assert reader.torn == 0


def test_a_file_that_is_torn_from_its_first_byte_is_mended_too(custody, path):
    path.write_bytes(b'{"act')
    custody.append([("case-made", {})])
    assert [entry.event for entry in custody.entries()] == ["recovered", "case-made"]


def test_a_break_is_named_by_its_first_entry(custody, path):
    custody.append([(event, {}) for event in ("viewed", "reviewed", "exported")])
    good = path.read_bytes()
    lines = good.splitlines(keepends=True)
    for bad, entry, why in (
        (good.replace(b'"viewed"', b'"exported"'), 1, "does not name the entry before"),
        (b"".join(lines[1:]), 0, "calls itself entry 1"),
        (lines[0] + b"no entry\n" + lines[2], 1, "is not an entry"),
    ):
        path.write_bytes(bad)
        with pytest.raises(CustodyBroken, match=rf"entry {entry}: .*{why}"):
            list(custody.entries())


def test_entries_behind_a_place_are_read_without_those_before_it(custody, path):
    custody.append([("viewed", {"about": "x" * 200_000}), ("reviewed", {})])
    place = custody.end
    assert list(custody.entries_behind(place)) == []
    custody.append([("exported", {}), ("viewed", {})])
    assert [one.event for one in custody.entries_behind(place)] == ["exported", "viewed"]
    assert [one.sequence for one in custody.entries_behind(place)] == [2, 3]
    good = path.read_bytes()
    path.write_bytes(good.replace(b'"x', b'"y', 1))
    assert len(list(custody.entries_behind(place))) == 2
    for bad, entry in (
        (good.replace(b'"reviewed"', b'"received"'), 1),
        (good.replace(b'"exported"', b'"deleted."'), 3),
        (good[: place.offset - 1], 1),
    ):
        path.write_bytes(bad)
        with pytest.raises(CustodyBroken, match=rf"entry {entry}:"):
            list(custody.entries_behind(place))


def test_a_chain_shorter_than_what_is_known_of_it_is_broken(custody, path):
    custody.append([("viewed", {}), ("reviewed", {})])
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    with pytest.raises(CustodyBroken, match="2 entries were made"):
        list(custody.entries(from_sequence=2))


def test_two_that_append_at_once_make_one_chain(path, clock):
    def append(name):
        custody = Custody(path, clock=clock, actor=name)
        for number in range(20):
            custody.append([("viewed", {"by": f"{name} {number}"})])

    threads = [threading.Thread(target=append, args=[name]) for name in ("one", "two", "three")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    entries = list(Custody(path, clock=clock, actor="tests").entries())
    assert len({entry.facts["by"] for entry in entries}) == len(entries) == 60


def test_documents_come_back_from_their_entries(custody):
    documents = [
        a_document("a/晨.csv", raw_name=b"\xff"),
        a_refused("b"),
        a_document("c!/d", depth=1),
    ]
    custody.append([("collected", collected_facts(one, "blake2b:00")) for one in documents])
    assert [document_from(entry) for entry in custody.entries()] == documents


def test_an_entry_without_its_facts_is_broken(custody):
    custody.append([("collected", {"path": "a"})])
    with pytest.raises(CustodyBroken, match="facts"):
        document_from(next(custody.entries()))


@pytest.mark.parametrize("after", [1, 5, 12])
def test_killed_while_writing_every_acknowledged_entry_is_there(path, clock, after):
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(path)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        for _ in range(after):
            acknowledged = int(child.stdout.readline())
        os.kill(child.pid, signal.SIGKILL)
        rest = child.stdout.read().split()
    acknowledged = max([acknowledged, *map(int, rest)])
    custody = Custody(path, clock=clock, actor="tests")
    assert custody.count >= acknowledged
    custody.append([("viewed", {})])
    assert len(list(custody.entries())) == custody.count
    assert not custody.torn
