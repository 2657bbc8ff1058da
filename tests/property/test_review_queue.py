"""The queue of claims as the database makes it: equal to one made by hand, whatever was done."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import get_args
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import msgpack
from msgspec.structs import replace
from tests.queue_by_hand import QueueByHand, fits, values_of
from tests.store_makers import (
    CAPTURE,
    SOURCE,
    a_claim,
    a_document,
    a_mention,
    a_page,
    a_reading,
)

from heliograph.codec import digest_of
from heliograph.records import (
    ClaimId,
    Digest,
    DocumentId,
    Entity,
    EntityId,
    Fingerprint,
    Judgement,
    Problem,
    Review,
    ReviewId,
    SourceId,
)
from heliograph.store import line_rows, standing_sets
from heliograph.store.database import open_database
from heliograph.store.queue_rows import FACETS, SORTS
from heliograph.store.rows import Rows
from heliograph.web.queue import A_PAGE, Asked, Queue

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
KINDS = ("application/pdf", "text/plain", "text/html")
PATHS = ("a/one.pdf", "a/two.txt", "b/three.txt", "b/deep/four.pdf", "five.htm")
JUDGEMENTS = get_args(Judgement)
SOURCES = tuple(replace(SOURCE, id=SourceId(name), name=f"source {name}") for name in ("s1", "s2"))
"""Of entities: two are organisations, of whichever kind; the others never are."""
NAMES = ("maker", "bureau", "camera", "somebody")
KINDS_OF_NAMES = ("company", "public-body", "product", "person")


class Undone(Exception):
    """Raised to have the next example begin with an empty case: making its tables takes longer."""


@cache
def an_empty_case() -> Rows:
    return Rows(open_database(Path(":memory:"), create=True))


@contextmanager
def a_case():
    rows = an_empty_case()
    with suppress(Undone), rows.all_or_nothing():
        rows.keep([*SOURCES, CAPTURE])
        yield rows
        raise Undone


def blob(number: int) -> Digest:
    return digest_of(b"%d" % number)


@dataclass(frozen=True)
class Said:
    """One claim as it is to be kept."""

    name: int
    blob: int
    capability: str
    stance: str
    strength: str
    language: str
    score: float
    by: str = "rules/1"

    def keep(self, rows: Rows) -> None:
        page = a_page(blob(self.blob), text="x" * 99)
        claim = a_claim(
            page, "x", f"{self.name:04}", start=self.name % 7, capability=self.capability,
            stance=self.stance, strength=self.strength, language=self.language, score=self.score,
            judged_by=self.by,
        )  # fmt: skip
        rows.keep([page, claim])


claims = st.builds(
    Said,
    name=st.integers(0, 9),
    blob=st.integers(0, 2),
    capability=st.sampled_from(["ethnicity_alarm", "gait_recognition"]),
    stance=st.sampled_from(["asserted", "asserted", "reported"]),
    strength=st.sampled_from(["S1", "S2", "S4"]),
    language=st.sampled_from(["zh", "zh-Hant", "en"]),
    score=st.sampled_from([0.0, 0.25, 0.7, 0.85, 0.95, 1.0]) | st.floats(0, 1),
    by=st.sampled_from(["rules/1", "rules/1", "person"]),
)


def stands_at(number: int, path: str, source: str = "s1") -> Callable[[Rows], None]:
    name = DocumentId(f"d:{path}" if source == "s1" else f"d:{path}:{source}")
    document = a_document(path, b"%d" % number, id=name, source_id=SourceId(source))
    return lambda rows: rows.keep([document])


def is_named(number: int, page: int, name: str) -> Callable[[Rows], None]:
    """On a page of its own, where there is no claim."""
    where = a_page(blob(number), page, text="x" * 99)
    made = replace(a_mention(where, "x", f"{number}.{page}.{name}"), entity_id=EntityId(name))
    return lambda rows: rows.keep([where, made])


def is_known_as(name: str, kind: str) -> Callable[[Rows], None]:
    entity = Entity(id=EntityId(name), name=name.title(), kind=kind, names=(name,))
    return lambda rows: rows.keep([entity])


def is_read(number: int, kind: str, held: str) -> Callable[[Rows], None]:
    return lambda rows: rows.keep([a_reading(blob(number), media_type=kind, held=held)])


def is_deleted(path: str) -> Callable[[Rows], None]:
    gone = Problem(outcome="deleted", reason="deleted", detail="by wish")
    return lambda rows: rows.bury(a_document(path, digest=None, refusal=gone))


def is_judged_anew(number: int) -> Callable[[Rows], None]:
    return lambda rows: rows.forget_findings(blob(number))


def is_recognised(name: int, clause: int) -> Callable[[Rows], None]:
    made = Fingerprint(claim_id=ClaimId(f"{name:04}"), exact=f"clause{clause}", counts=True)
    return lambda rows: rows.keep_fingerprints([made])


def recurs(marks: dict[int, int]) -> Callable[[Rows], None]:
    said = {ClaimId(f"{name:04}"): (9, f"alike{clause}") for name, clause in marks.items()}
    return lambda rows: rows.mark_recurring(said)


def is_reviewed(name: int, number: int, judgement: Judgement) -> Callable[[Rows], None]:
    made = Review(
        id=ReviewId(f"r{number}"), claim_id=ClaimId(f"{name:04}"), judgement=judgement, by="R",
        at=AT, digest=blob(0), page=1, start=0, end=9, quote="",
    )  # fmt: skip
    return lambda rows: rows.keep_review(made)


names, blobs = st.integers(0, 9), st.integers(0, 2)
deeds = st.one_of(
    claims.map(lambda one: one.keep),
    claims.map(lambda one: one.keep),
    st.builds(stands_at, blobs, st.sampled_from(PATHS), st.sampled_from(["s1", "s2"])),
    st.builds(is_named, blobs, st.integers(1, 3), st.sampled_from(NAMES)),
    st.builds(is_named, blobs, st.integers(1, 3), st.sampled_from(NAMES)),
    st.builds(is_known_as, st.sampled_from(NAMES), st.sampled_from(KINDS_OF_NAMES)),
    st.builds(is_read, blobs, st.sampled_from(KINDS), st.sampled_from(["", "", "", "persons"])),
    st.builds(is_deleted, st.sampled_from(PATHS)),
    st.builds(is_judged_anew, blobs),
    st.builds(is_recognised, names, st.integers(0, 3)),
    st.builds(recurs, st.dictionaries(names, st.integers(0, 2), max_size=9)),
    st.builds(is_reviewed, names, st.integers(0, 999), st.sampled_from(JUDGEMENTS)),
)
recognised = st.dictionaries(names, st.integers(0, 1), min_size=8).map(
    lambda marks: [is_recognised(name, clause) for name, clause in marks.items()]
)
# Most words stand in several places, or nothing would be folded.
doings = st.builds(
    lambda known, kept, marks, deeds: [*known, *(one.keep for one in kept), *marks, *deeds],
    st.just([is_known_as("maker", "company"), is_known_as("bureau", "public-body")]),
    st.lists(claims, min_size=6, max_size=12),
    recognised,
    st.lists(deeds, max_size=15),
)
NARROWED = {
    "state": ("open", "accepted"),
    "capability": ("ethnicity_alarm", "gait_recognition"),
    "stance": ("asserted",),
    "strength": ("S1", "S4"),
    "score": ("sure", "doubtful"),
    "organisation": ("maker", "bureau"),
    "source": ("s1", "s2"),
    "language": ("zh", "zh-Hant"),
    "kind": ("pdf", "text"),
    "folder": ("a", "b"),
}
# By few facets at once: else nothing is left of so few claims, and nothing is tried.
asked = st.builds(
    lambda said, sort: Asked(**dict(said), sort=sort),
    st.lists(
        st.sampled_from([(name, value) for name, some in NARROWED.items() for value in some]),
        max_size=2,
    ),
    st.sampled_from(SORTS),
)


def all_lines(rows: Rows) -> list[tuple[object, ...]]:
    return rows._database.all("SELECT * FROM queue_lines ORDER BY claim_key")


@settings(deadline=None, max_examples=40)
@given(done=doings)
def test_whatever_is_done_the_lines_are_as_if_made_anew(done):
    with a_case() as rows:
        for deed in done:
            deed(rows)
        kept = all_lines(rows)
        rows.line_up_all()
        assert kept == all_lines(rows)


@settings(deadline=None, max_examples=40)
@given(done=doings, asked=asked, name=names)
def test_the_queue_of_the_database_is_the_one_made_by_hand(done, asked, name):
    with a_case() as rows:
        for deed in done:
            deed(rows)
            # What is remembered of one state must not be given for the next.
            by_hand = QueueByHand(rows.claim_lines(), asked)
            assert Queue(rows, asked).facet("organisation") == by_hand.facet("organisation")
            assert Queue(rows, asked).cut() == by_hand.cut()
        ours, by_hand = Queue(rows, asked), QueueByHand(rows.claim_lines(), asked)
        assert ours.cut() == by_hand.cut()
        assert ours.total == by_hand.total
        assert ours.progress == by_hand.progress
        assert {one: ours.facet(one) for one in FACETS} == {
            one: by_hand.facet(one) for one in FACETS
        }
        assert ours.around(f"{name:04}") == by_hand.around(f"{name:04}")
        assert ours.same_words(f"{name:04}", 3) == by_hand.same_words(f"{name:04}", 3)


@settings(deadline=None, max_examples=40)
@given(
    some=st.lists(claims, min_size=A_PAGE, max_size=70),
    asked=asked,
)
def test_turning_the_pages_meets_every_claim_once(some, asked):
    many = [renamed(one, at) for at, one in enumerate(some * 3)]
    with a_case() as rows:
        for one in many:
            one.keep(rows)
        found = walked(rows, asked)
        assert len(found) == len(set(found)) == Queue(rows, asked).total
        for at in range(0, len(found), A_PAGE - 1):
            earlier, later, place = Queue(rows, asked).around(found[at])
            assert place == at + 1
            assert earlier == (found[at - 1] if at else "")
            assert later == (found[at + 1] if at + 1 < len(found) else "")


def renamed(one: Said, at: int) -> Said:
    return Said(**(one.__dict__ | {"name": at}))


def walked(rows: Rows, asked: Asked) -> list[str]:
    """All claims of a queue, by turning its pages."""
    found: list[str] = []
    after = ""
    while True:
        cut = Queue(rows, Asked.of({**dict(parse_qsl(asked.query())), "after": after})).cut()
        assert cut.first == (len(found) + 1 if cut.shown else 0)
        found += [one.line.id for one in cut.shown]
        after = cut.later
        if not after:
            return found


@settings(deadline=None, max_examples=40)
@given(
    score=st.lists(st.sampled_from([0.2, 0.5, 0.9]), min_size=1, max_size=9),
    sort=st.sampled_from(SORTS),
)
def test_reviewing_the_last_claim_of_a_page_skips_none_on_the_next(score, sort):
    with a_case() as rows:
        for at in range(3 * A_PAGE):
            one = Said(at, 0, "gait_recognition", "asserted", "S2", "zh", score[at % len(score)])
            one.keep(rows)
        cut = Queue(rows, Asked(sort=sort)).cut()
        before = Queue(rows, Asked(sort=sort, after=cut.later)).cut()
        is_reviewed(int(cut.shown[-1].line.id), 1, "accepted")(rows)
        after = Queue(rows, Asked(sort=sort, after=cut.later)).cut()
        assert [one.line.id for one in after.shown] == [one.line.id for one in before.shown]


@settings(deadline=None, max_examples=40)
@given(done=doings, asked=asked, facet=st.sampled_from(FACETS))
def test_a_facet_counts_what_choosing_it_shows(done, asked, facet):
    with a_case() as rows:
        for deed in done:
            deed(rows)
        for value, count in Queue(rows, asked).facet(facet):
            chosen = Asked.of({**dict(parse_qsl(asked.query())), facet: value})
            if value and (facet != "language" or "-" in value):
                narrowed = Queue(rows, chosen).cut()
                assert narrowed.total == count
                assert all(value in values_of(one.line)[facet] for one in narrowed.shown)
                assert all(fits(one.line, chosen, state=True) for one in narrowed.shown)


@settings(deadline=None, max_examples=40)
@given(done=doings)
def test_what_nobody_reviewed_comes_first(done):
    with a_case() as rows:
        for deed in done:
            deed(rows)
        reviewed = [bool(one.line.review) for one in Queue(rows, Asked()).cut().shown]
        assert reviewed == sorted(reviewed)


def test_with_each_kind_of_change_what_was_counted_before_is_forgotten():
    changes = [
        *(Said(n, n % 2, "gait_recognition", "asserted", "S2", "zh", 0.5).keep for n in range(6)),
        stands_at(0, "b/three.txt"),
        stands_at(0, "a/one.pdf"),
        stands_at(0, "a/one.pdf", "s2"),
        is_named(0, 2, "maker"),
        is_known_as("maker", "company"),
        is_known_as("maker", "product"),
        is_known_as("maker", "public-body"),
        is_read(0, "text/html", ""),
        is_recognised(0, 1),
        is_recognised(2, 1),
        recurs({1: 1, 3: 1, 5: 2}),
        is_reviewed(3, 1, "accepted"),
        is_read(1, "text/html", "persons"),
        is_read(1, "text/plain", ""),
        is_deleted("a/one.pdf"),
        is_judged_anew(0),
        lambda rows: rows.forget_blob(blob(1)),
    ]
    with a_case() as rows:
        for change in changes:
            change(rows)
            ours, by_hand = Queue(rows, Asked()), QueueByHand(rows.claim_lines(), Asked())
            assert ours.progress == by_hand.progress
            assert ours.cut() == by_hand.cut()
            assert [ours.facet(one) for one in FACETS] == [by_hand.facet(one) for one in FACETS]
        assert ours.total == 0


def test_of_the_same_words_the_claim_that_goes_furthest_is_shown():
    with a_case() as rows:
        for at, strength in enumerate(("S1", "S4", "S2")):
            Said(at, at, "gait_recognition", "asserted", strength, "zh", 0.5).keep(rows)
            is_recognised(at, 1)(rows)
            stands_at(at, PATHS[at])(rows)
        (shown,) = Queue(rows, Asked()).cut().shown
        assert (shown.line.id, shown.times) == ("0001", 3)
        (shown,) = Queue(rows, Asked(folder="b")).cut().shown
        assert (shown.line.id, shown.times) == ("0002", 1)


@settings(deadline=None, max_examples=40)
@given(said=st.dictionaries(st.text(max_size=12), st.text(max_size=40), max_size=6))
def test_an_address_that_makes_no_sense_asks_for_all(said):
    asked = Asked.of(said)
    assert asked.sort in SORTS
    assert Asked.of(dict(parse_qsl(asked.query()))) == Asked.of({**said, "after": ""})


@settings(deadline=None, max_examples=40)
@given(done=doings)
def test_a_line_says_whence_its_document_came_and_whom_it_names(done):
    with a_case() as rows:
        for deed in done:
            deed(rows)
        table = rows._database.all
        stands = [(one.digest, one.source_id) for one in rows.documents()]
        digest_of_page = dict(table("SELECT key, digest FROM pages"))
        kinds = {one.id: one.kind for one in rows.entities()}
        named = [
            (digest_of_page[page], name)
            for page, name in table("SELECT page_key, entity_id FROM mentions")
            if kinds.get(name) in ("company", "public-body")
        ]
        digest_of_claim = {
            name: digest_of_page[page] for name, page in table("SELECT id, page_key FROM claims")
        }
        for line in rows.claim_lines():
            mine = digest_of_claim[line.id]
            assert line.sources == tuple(sorted({name for one, name in stands if one == mine}))
            assert line.organisations == tuple(sorted({name for one, name in named if one == mine}))


def test_the_same_words_from_two_sources_are_in_both_and_counted_once():
    with a_case() as rows:
        for at in range(2):
            Said(at, at, "gait_recognition", "asserted", "S2", "zh", 0.5).keep(rows)
            is_recognised(at, 1)(rows)
        stands_at(0, "a/one.pdf", "s1")(rows)
        stands_at(0, "b/three.txt", "s2")(rows)
        stands_at(1, "a/two.txt", "s2")(rows)
        assert Queue(rows, Asked()).facet("source") == [("s1", 1), ("s2", 1)]
        (shown,) = Queue(rows, Asked(source="s1")).cut().shown
        assert (shown.line.id, shown.times) == ("0000", 1)
        (shown,) = Queue(rows, Asked(source="s2")).cut().shown
        assert (shown.line.id, shown.times) == ("0001", 2)


def test_bands_of_the_score_begin_where_they_say_and_come_surest_first():
    scores = (1.0, 0.95, 0.949, 0.85, 0.849, 0.7, 0.699, 0.0)
    with a_case() as rows:
        for at, score in enumerate(scores):
            Said(at, 0, "gait_recognition", "asserted", "S2", "zh", score).keep(rows)
        Said(8, 0, "gait_recognition", "asserted", "S2", "zh", 1.0, "person").keep(rows)
        assert Queue(rows, Asked()).facet("score") == [
            ("sure", 2), ("likely", 2), ("fair", 2), ("doubtful", 2), ("by-hand", 1),
        ]  # fmt: skip


def test_only_what_changed_is_read_anew(monkeypatch):
    with a_case() as rows:
        for at in range(9):
            Said(at, at % 3, "gait_recognition", "asserted", "S2", "zh", 0.5).keep(rows)
        assert Queue(rows, Asked()).total == 9
        monkeypatch.setattr(standing_sets, "_all", refused)
        is_reviewed(3, 1, "accepted")(rows)
        assert Queue(rows, Asked()).progress == (1, 9)
        Said(10, 1, "gait_recognition", "asserted", "S2", "en", 0.5).keep(rows)
        is_recognised(3, 1)(rows)
        is_recognised(10, 1)(rows)
        ours, by_hand = Queue(rows, Asked()), QueueByHand(rows.claim_lines(), Asked())
        assert (ours.total, ours.cut(), ours.facet("language")) == (
            by_hand.total, by_hand.cut(), by_hand.facet("language"),
        )  # fmt: skip


def refused(database):
    raise AssertionError("all lines were read")


def test_whoever_is_too_far_behind_reads_all_lines(monkeypatch):
    monkeypatch.setattr(line_rows, "CHANGES_KEPT", 3)
    with a_case() as rows:
        for at in range(9):
            Said(at, 0, "gait_recognition", "asserted", "S2", "zh", 0.5).keep(rows)
            if at == 1:
                assert Queue(rows, Asked()).total == 2
        assert Queue(rows, Asked()).total == 9
        assert rows._database.all("SELECT count(*) FROM line_changes") == [(3,)]


@settings(deadline=None, max_examples=20)
@given(before=doings, since=st.lists(deeds, max_size=4), asked=asked)
def test_what_was_packed_is_moved_on_by_whoever_comes_later(before, since, asked):
    with a_case() as rows:
        for deed in before:
            deed(rows)
        rows.pack_lines()
        for deed in since:
            deed(rows)
        with another_process():
            ours, by_hand = Queue(rows, asked), QueueByHand(rows.claim_lines(), asked)
            assert (ours.cut(), ours.progress) == (by_hand.cut(), by_hand.progress)
            assert {one: ours.facet(one) for one in FACETS} == {
                one: by_hand.facet(one) for one in FACETS
            }


def test_who_comes_later_reads_what_was_packed_and_not_all_lines(monkeypatch):
    with a_case() as rows:
        for at in range(9):
            Said(at, at % 3, "gait_recognition", "asserted", "S2", "zh", 0.5).keep(rows)
        rows.pack_lines()
        is_reviewed(3, 1, "accepted")(rows)
        monkeypatch.setattr(standing_sets, "_all", refused)
        with another_process():
            assert Queue(rows, Asked()).progress == (1, 9)


def test_few_changes_are_not_packed_anew_and_many_are(monkeypatch):
    monkeypatch.setattr(standing_sets, "FEW_CHANGED", 3)
    with a_case() as rows:
        kept = []
        for at in range(6):
            Said(at, 0, "gait_recognition", "asserted", "S2", "zh", 0.5).keep(rows)
            rows.pack_lines()
            kept.append(rows._database.all("SELECT token FROM packed_lines"))
        assert [kept.index(one) for one in kept] == [0, 0, 0, 0, 4, 4]


@pytest.mark.parametrize("sets", [b"", b"nonsense", msgpack.encode(["of another version"])])
def test_what_cannot_be_unpacked_is_made_anew(sets):
    with a_case() as rows:
        Said(0, 0, "gait_recognition", "asserted", "S2", "zh", 0.5).keep(rows)
        rows.pack_lines()
        rows._database.run("UPDATE packed_lines SET sets = ?", (sets,))
        with another_process():
            assert Queue(rows, Asked()).total == 1


@contextmanager
def another_process():
    """Know nothing of what was asked before."""
    standing_sets.standing_sets.cache_clear()
    yield
