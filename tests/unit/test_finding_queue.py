"""Findings as work: narrowed, counted and gone through in one order, as a plain list would be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest

from heliograph.records import SourceId
from heliograph.store.database import open_database
from heliograph.store.finding_rows import FindingCounts, cursor_of
from heliograph.store.rows import Rows
from heliograph.watch_records import (
    Change,
    ChangeId,
    ChangeKind,
    Finding,
    FindingId,
    FindingState,
    LinkId,
    Place,
    WatchId,
)

START = datetime(2026, 3, 1, tzinfo=UTC)
STATES = get_args(FindingState)
KINDS: tuple[ChangeKind, ...] = ("gone", "changed")


def a_finding(number: int) -> Finding:
    return Finding(
        id=FindingId(f"{number * 7919 % 1000:06d}"),
        watch_id=WatchId("ab"[number % 2]),
        key=str(number),
        # Several at once, as of one batch.
        found_at=START + timedelta(minutes=number // 4),
        state=STATES[number % 5],
    )


FINDINGS = [a_finding(number) for number in range(40)]


@pytest.fixture
def rows(tmp_path: Path) -> Iterator[Rows]:
    database = open_database(tmp_path / "case.db", create=True)
    rows = Rows(database)
    for at, one in enumerate(FINDINGS):
        changes = [
            Change(
                id=ChangeId(f"c{at}-{turn}"),
                source_id=SourceId(f"s{turn % 2}"),
                link_id=LinkId("l"),
                kind=KINDS[(at + turn) % 2],
                at=one.found_at,
            )
            for turn in range(at % 3)
        ]
        rows.keep_watching(changes)
        places = [
            Place(finding_id=one.id, kind="change", about=change.id, at=one.found_at)
            for change in changes
        ]
        rows.keep_watching([one])
        rows.keep_findings([(one, place) for place in places], [])
    yield rows
    database.close()


def in_order(state: str = "", watch: str = "") -> list[FindingId]:
    fits = [one for one in FINDINGS if state in ("", one.state) and watch in ("", one.watch_id)]
    by_id = sorted(fits, key=lambda one: one.id)
    newest = sorted(by_id, key=lambda one: one.found_at, reverse=True)
    return [one.id for one in sorted(newest, key=lambda one: one.state != "new")]


@pytest.mark.parametrize("asked", [{}, {"state": "seen"}, {"watch": "a"}, {"watch": "nobody"}])
def test_pages_of_any_size_are_the_whole_list_cut(rows, asked):
    for size in (1, 7, 100):
        got: list[FindingId] = []
        after = ""
        while True:
            page, total, before = rows.findings_page(asked, size, after)
            assert (total, before) == (len(in_order(**asked)), len(got))
            if not page:
                break
            got += [one.id for one in page]
            after = cursor_of(page[-1])
        assert got == in_order(**asked)


def test_the_cursor_stands_though_what_it_names_was_decided_since(rows):
    page, _, _ = rows.findings_page({}, 3)
    after = cursor_of(page[-1])
    for one in page:
        rows.keep_watching([Finding(id=one.id, watch_id=one.watch_id, key=one.key,
                                    found_at=one.found_at, state="accepted")])  # fmt: skip
    later, _, _ = rows.findings_page({}, 1, after)
    assert later[0].id == in_order()[3]


def test_neighbours_are_those_of_the_list(rows):
    known = {one.id: one for one in FINDINGS}
    order = in_order(watch="b")
    for at, (one, other) in enumerate(pairwise(order)):
        before, after, earlier = rows.findings_around({"watch": "b"}, known[one])
        assert after is not None
        assert (after.id, earlier) == (other, at)
        assert (before.id if before else None) == (order[at - 1] if at else None)


def test_a_facet_counts_findings_and_not_their_places(rows):
    kinds = dict(rows.findings_facet({}, "change"))
    with_kind = [{KINDS[(at + turn) % 2] for turn in range(at % 3)} for at in range(len(FINDINGS))]
    assert kinds == {kind: sum(kind in one for one in with_kind) for kind in KINDS}
    assert dict(rows.findings_facet({"change": "gone"}, "change")) == kinds
    assert dict(rows.findings_facet({}, "source"))["s1"] == sum(
        at % 3 == 2 for at in range(len(FINDINGS))
    )
    for kind in KINDS:
        _, total, _ = rows.findings_page({"change": kind}, 1)
        assert total == kinds[kind]
        states = rows.findings_facet({"change": kind, "state": "seen"}, "state")
        assert sum(count for _, count in states) == total


def test_a_finding_is_shown_by_its_first_place_with_how_many_it_has(rows):
    places = rows.main_places(FINDINGS)
    assert len(places) == sum(at % 3 > 0 for at in range(len(FINDINGS)))
    place, count = places[FINDINGS[2].id]
    assert (place.about, count) == ("c2-0", 2)
    assert [one.id for one in rows.findings_at("c2-1")] == [FINDINGS[2].id]


def test_findings_are_counted_for_each_watch(rows):
    assert rows.finding_counts() == {
        WatchId("a"): FindingCounts(findings=20, new=4),
        WatchId("b"): FindingCounts(findings=20, new=4),
    }


def test_a_case_of_an_earlier_program_learns_by_what_its_findings_are_narrowed(rows):
    facets = {name: rows.findings_facet({}, name) for name in ("source", "change")}
    rows._database.run("DELETE FROM finding_values")
    assert not rows.valued
    assert rows.findings_facet({}, "source") == []
    rows.value_all()
    assert rows.valued
    assert {name: rows.findings_facet({}, name) for name in facets} == facets
