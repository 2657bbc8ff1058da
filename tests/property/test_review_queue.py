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

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql
from tests.queue_by_hand import QueueByHand, fits, values_of
from tests.store_makers import CAPTURE, SOURCE, a_claim, a_document, a_page, a_reading

from heliograph.codec import digest_of
from heliograph.records import ClaimId, Digest, Fingerprint, Judgement, Problem, Review, ReviewId
from heliograph.store.database import open_database
from heliograph.store.queue_rows import FACETS, SORTS, QueueRows, Wanted
from heliograph.store.rows import Rows
from heliograph.web.queue import A_PAGE, Asked, Queue

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
KINDS = ("application/pdf", "text/plain", "text/html")
PATHS = ("a/one.pdf", "a/two.txt", "b/three.txt", "b/deep/four.pdf", "five.htm")
JUDGEMENTS = get_args(Judgement)


class Undone(Exception):
    """Raised to have the next example begin with an empty case: making its tables takes longer."""


@cache
def an_empty_case() -> Rows:
    return Rows(open_database(Path(":memory:"), create=True))


@contextmanager
def a_case():
    rows = an_empty_case()
    with suppress(Undone), rows.all_or_nothing():
        rows.keep([SOURCE, CAPTURE])
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

    def keep(self, rows: Rows) -> None:
        page = a_page(blob(self.blob), text="x" * 99)
        claim = a_claim(
            page, "x", f"{self.name:04}", start=self.name % 7, capability=self.capability,
            stance=self.stance, strength=self.strength, language=self.language, score=self.score,
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
    score=st.sampled_from([0.0, 0.25, 0.55, 0.61, 1.0]) | st.floats(0, 1),
)


def stands_at(number: int, path: str) -> Callable[[Rows], None]:
    return lambda rows: rows.keep([a_document(path, b"%d" % number)])


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
    st.builds(stands_at, blobs, st.sampled_from(PATHS)),
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
    lambda kept, marks, deeds: [*(one.keep for one in kept), *marks, *deeds],
    st.lists(claims, min_size=6, max_size=12),
    recognised,
    st.lists(deeds, max_size=15),
)
asked = st.builds(
    Asked,
    state=st.sampled_from(["", "", "open", "accepted"]),
    capability=st.sampled_from(["", "", "ethnicity_alarm"]),
    stance=st.sampled_from(["", "", "asserted"]),
    strength=st.sampled_from(["", "", "S1", "S4"]),
    language=st.sampled_from(["", "", "zh", "zh-Hant"]),
    kind=st.sampled_from(["", "", "pdf", "text"]),
    folder=st.sampled_from(["", "", "a", "b"]),
    sort=st.sampled_from(SORTS),
)


def all_lines(rows: Rows) -> list[tuple[object, ...]]:
    return rows._database.all("SELECT * FROM claim_lines ORDER BY claim_key")


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
            assert Queue(rows, asked).facet("folder") == by_hand.facet("folder")
            assert Queue(rows, asked).total == by_hand.total
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
                assert {values_of(one.line)[facet] for one in narrowed.shown} == {value}
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


class Spelled(QueueRows):
    """Spells each question as PostgreSQL would be asked it."""

    def _queue_asked(self, question, shape, values):
        assert "claim_lines" in str(question(*shape).compile(dialect=postgresql.dialect()))
        return super()._queue_asked(question, shape, values)


def test_every_question_of_the_queue_can_be_asked_of_postgresql():
    with a_case() as rows:
        for at in range(3):
            Said(at, at, "gait_recognition", "asserted", "S2", "zh", 0.5).keep(rows)
        spelled = Spelled(rows._database)
        for sort in SORTS:
            wanted = Wanted(state="open", language="zh", kind="text", folder="", sort=sort)
            assert spelled.queue_cut(wanted, "0-0000", 1).total >= 0
            assert spelled.queue_around(wanted, "0001")
        assert spelled.queue_progress() == (0, 3)
        assert spelled.same_words("0001", 3) == ([], 0)
