"""The summary leads with what a person can quote, and cuts it around the words that claim."""

from __future__ import annotations

import pytest
from tests.report_samples import claim

from heliograph.cli.summary import quoted, weight
from heliograph.report.selection import choose
from heliograph.report.selection import weight as weight_in_report


def test_a_sure_claim_leads_before_a_doubtful_one_that_goes_further():
    sure = claim(1, "维族告警", strength="S1", score=0.97)
    doubtful = claim(2, "维族告警 通过", strength="S4", score=0.6)
    assert max([doubtful, sure], key=weight) is sure
    assert max([doubtful, sure], key=weight_in_report) is sure


def test_of_claims_that_are_as_sure_the_one_that_goes_furthest_leads():
    named = claim(1, "维族告警", strength="S1", score=0.99)
    tested = claim(2, "维族告警 通过", strength="S4", score=0.96)
    assert max([named, tested], key=weight) is tested


def test_the_documents_own_word_leads_before_what_it_tells_of_others():
    own = claim(1, "维族告警", stance="asserted", score=0.8)
    others = claim(2, "维族告警", stance="reported", score=0.99)
    assert max([others, own], key=weight) is own


@pytest.mark.parametrize("said", ["accepted", "accepted-by-one"])
def test_what_a_person_accepted_leads_and_what_a_person_rejected_comes_last(said):
    accepted = claim(1, "维族告警", strength="S1", score=0.7, review=said)
    open_one = claim(2, "维族告警", strength="S4", score=0.99)
    rejected = claim(3, "维族告警", strength="S5", score=0.99, review="rejected")
    reported = claim(4, "维族告警", stance="reported", score=0.7)
    order = sorted([reported, rejected, open_one, accepted], key=weight, reverse=True)
    assert [one.id for one in order] == [one.id for one in (accepted, open_one, reported, rejected)]


def test_how_far_a_document_goes_is_said_by_the_furthest_not_by_the_surest():
    sure = claim(1, "维族告警", strength="S1", score=0.97)
    further = claim(2, "维族告警 通过", strength="S4", score=0.6)
    (chosen,) = choose([sure, further], most=1)
    assert chosen.furthest == "S4"
    assert chosen.wordings["asserted"][0].best is sure


LEAD = "The platform has many modules for cameras, storage, search and reports, " * 4


@pytest.mark.parametrize(
    ("words", "term", "shown"),
    [
        (LEAD + "and it raises a Uyghur\nalarm at once. " + LEAD, "uyghur alarm", "Uyghur alarm"),
        ("本平台由多个模块组成，" * 20 + "可识别維吾爾族並告警。", "维吾尔族", "維吾爾族"),
        (LEAD + "field is_uyghur: boolean " + LEAD, "uyghur", "is_uyghur"),
        (LEAD + "tracing is not racing; race: Han or other", "race", "race: Han"),
    ],
)
def test_a_long_quote_is_cut_around_the_words_that_made_the_claim(words, term, shown):
    made = quoted(claim(1, words, why=["cue:支持", f"term:{term}"]), 90)
    assert shown in made
    assert made.startswith("…")
    assert "\n" not in made
    assert len(made) <= 90


def test_a_quote_that_fits_is_whole_and_one_whose_term_is_not_found_begins_at_its_beginning():
    assert quoted(claim(1, "可识别\n维吾尔族"), 90) == "可识别 维吾尔族"
    made = quoted(claim(1, LEAD, why=["term:维吾尔族"]), 90)
    assert made.startswith("The platform has")
    assert made.endswith("…")
    assert len(made) <= 90
