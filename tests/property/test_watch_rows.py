"""What watching makes comes back from the database as it was kept."""

from __future__ import annotations

import string
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.records import SourceId, Strength
from heliograph.store.database import open_database
from heliograph.store.rows import Rows
from heliograph.store.watch_schema import TABLES
from heliograph.store.watch_shapes import record_of, row_of
from heliograph.watch_records import (
    Alert,
    AlertId,
    FindingId,
    Host,
    Link,
    LinkId,
    Observation,
    ObservationId,
    Schedule,
    Seen,
    Watch,
    WatchId,
)

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
TIMES = st.integers(0, 4 * 10**12).map(
    lambda milliseconds: datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=milliseconds)
)
WORDS = st.text(string.printable + "监控维族ئۇيغۇر", max_size=12)
LISTS = st.lists(WORDS, max_size=3).map(tuple)

SCHEDULES = st.builds(
    Schedule,
    source_id=st.just(SourceId("s")),
    every_s=st.integers(1, 10**9),
    jitter=st.floats(0, 1),
    hours=st.none() | st.tuples(st.integers(0, 23), st.integers(0, 24)),
    expected_s=st.none() | st.integers(1, 10**9),
    paused=st.booleans(),
    follow=WORDS,
    headers=st.lists(st.tuples(WORDS, WORDS), max_size=2).map(tuple),
    allowed=LISTS,
)
WATCHES = st.builds(
    Watch,
    id=st.just(WatchId("w")),
    name=WORDS,
    query=WORDS,
    capabilities=LISTS,
    least_strength=st.none() | st.sampled_from(get_args(Strength)),
    least_score=st.floats(0, 1),
    channels=LISTS,
    made_at=TIMES,
    ended_at=st.none() | TIMES,
)
ALERTS = st.builds(
    Alert,
    id=st.just(AlertId("a")),
    channel=WORDS,
    findings=LISTS.map(lambda ids: tuple(FindingId(one) for one in ids)),
    made_at=TIMES,
    attempts=st.integers(0, 99),
    next_at=TIMES,
    proof=WORDS,
)
OBSERVATIONS = st.builds(
    Observation,
    id=st.just(ObservationId("o")),
    source_id=st.just(SourceId("s")),
    link_id=st.just(LinkId("l")),
    url=WORDS,
    at=TIMES,
    seen=st.sampled_from(get_args(Seen)),
    status=st.integers(0, 999),
)


@given(SCHEDULES | WATCHES | ALERTS | OBSERVATIONS)
def test_a_row_is_its_record(record):
    assert record_of(type(record), row_of(record)) == record


@pytest.fixture
def rows(tmp_path: Path):
    database = open_database(tmp_path / "case.db", create=True)
    yield Rows(database)
    database.close()


def test_every_record_of_watching_has_a_table(rows: Rows):
    assert {table.name for table in TABLES.values()} <= rows.counts().keys()


def link(name: str, **fields: object) -> Link:
    return Link(
        id=LinkId(name), source_id=SourceId("s"), url=f"https://a.example/{name}", found_at=AT,
        **{"next_look_at": AT, **fields},  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_link_is_due_when_its_time_has_come_and_the_longest_waiting_is_first(rows: Rows):
    late = link("late", next_look_at=AT - timedelta(hours=1))
    rows.keep_watching([link("now"), late, link("later", next_look_at=AT + timedelta(seconds=1))])
    assert [one.id for one in rows.due_links(AT, SourceId("s"), 10)] == ["late", "now"]
    assert rows.due_links(AT, SourceId("other"), 10) == []


def test_a_link_that_was_looked_at_takes_the_place_of_what_it_was(rows: Rows):
    rows.keep_watching([link("a")])
    rows.keep_watching([link("a", state="gone", before=("x", "y"))])
    (found,) = rows.links(SourceId("s"))
    assert (found.state, found.before) == ("gone", ("x", "y"))


def test_a_host_that_was_never_asked_is_remembered_as_such(rows: Rows):
    assert rows.host("https://a.example") == Host(origin="https://a.example")
    rows.remember(Host(origin="https://a.example", failures=2, robots="", robots_at=AT))
    assert rows.host("https://a.example").failures == 2
