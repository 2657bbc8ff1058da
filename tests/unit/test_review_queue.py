"""The queue of claims: narrowed, counted, folded, and cut in pages that nothing falls between."""

from __future__ import annotations

from urllib.parse import parse_qsl

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from heliograph.views import ClaimLine
from heliograph.web.queue import A_PAGE, FACETS, SORTS, Asked, Queue, state_of, values_of

lines = st.builds(
    ClaimLine,
    id=st.integers(0, 10**12).map("{:012x}".format),
    capability=st.sampled_from(["ethnicity_alarm", "gait_recognition"]),
    stance=st.sampled_from(["asserted", "reported", "negated"]),
    strength=st.sampled_from(["S1", "S2", "S4"]),
    language=st.sampled_from(["zh", "zh-Hant", "en"]),
    score=st.floats(0, 1),
    media_type=st.sampled_from(["application/pdf", "text/plain"]),
    path=st.sampled_from(["a/one.pdf", "b/two.txt", "three.txt"]),
    page=st.integers(1, 3),
    start=st.integers(0, 9),
    clause=st.sampled_from("pqrstuvwxyz"),
    review=st.sampled_from(["", "accepted", "rejected", "unsure"]),
)
cases = st.lists(lines, max_size=40, unique_by=lambda one: one.id)


def walked(some: list[ClaimLine], asked: Asked) -> list[str]:
    """All claims of a queue, by turning its pages."""
    found: list[str] = []
    after = ""
    while True:
        cut = Queue(some, Asked.of({**dict(parse_qsl(asked.query())), "after": after})).cut()
        found += [one.line.id for one in cut.shown]
        after = cut.later
        if not after:
            return found


@given(some=cases, sort=st.sampled_from(SORTS))
def test_turning_the_pages_meets_every_claim_once(some, sort):
    asked = Asked(sort=sort)
    found = walked(some, asked)
    assert len(found) == len(set(found)) == Queue(some, asked).cut().total


@given(some=cases, facet=st.sampled_from(FACETS))
def test_a_facet_counts_what_choosing_it_shows(some, facet):
    for value, count in Queue(some, Asked()).facet(facet):
        if value and facet != "language":
            narrowed = Queue(some, Asked.of({facet: value})).cut()
            assert narrowed.total == count
            assert {values_of(one.line)[facet] for one in narrowed.shown} == {value}


@given(some=cases)
def test_what_nobody_reviewed_comes_first(some):
    cut = Queue(some, Asked()).cut()
    reviewed = [bool(one.line.review) for one in cut.shown]
    assert reviewed == sorted(reviewed)


@given(pattern=lines, scores=st.lists(st.floats(0, 1), min_size=1, max_size=9))
def test_reviewing_the_last_claim_of_a_page_skips_none_on_the_next(pattern, scores):
    apart = [
        replace(pattern, id=f"{at:03}", clause=f"{at}", review="", score=scores[at % len(scores)])
        for at in range(3 * A_PAGE)
    ]
    cut = Queue(apart, Asked()).cut()
    last = cut.shown[-1].line.id
    before = Queue(apart, Asked(after=cut.later)).cut()
    judged = [replace(one, review="accepted") if one.id == last else one for one in apart]
    after = Queue(judged, Asked(after=cut.later)).cut()
    assert [one.line.id for one in after.shown] == [one.line.id for one in before.shown]


@given(some=cases)
def test_before_and_after_lead_through_the_queue_and_back(some):
    queue = Queue(some, Asked())
    order = walked(some, Asked())
    for at, name in enumerate(order):
        earlier, later, place = queue.around(name)
        assert place == at + 1
        assert earlier == (order[at - 1] if at else "")
        assert later == (order[at + 1] if at + 1 < len(order) else "")


@given(some=cases)
def test_progress_counts_the_same_words_once(some):
    done, whole = Queue(some, Asked()).progress
    assert whole == len({(one.clause, one.capability, one.stance) for one in some})
    reviewed = {(one.clause, one.capability, one.stance) for one in some if state_of(one) != "open"}
    assert done == len(reviewed)


@given(said=st.dictionaries(st.text(max_size=12), st.text(max_size=40), max_size=6))
def test_an_address_that_makes_no_sense_asks_for_all(said):
    asked = Asked.of(said)
    assert asked.sort in SORTS
    assert Asked.of(dict(parse_qsl(asked.query()))) == Asked.of({**said, "after": ""})
