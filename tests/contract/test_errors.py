"""The map of the errors is right, and every reason has words."""

from __future__ import annotations

import re
from typing import get_args

from heliograph import errors, wording
from heliograph.errors import HeliographError
from heliograph.records import Outcome, Stance, Strength


def everything_under(kind):
    for one in kind.__subclasses__():
        yield one
        yield from everything_under(one)


def test_the_docstring_draws_every_error_and_its_exit_code():
    drawn = dict(re.findall(r"([A-Z]\w+) +(\d+)", errors.__doc__ or ""))
    made = {
        one.__name__: str(one.exit_code)
        for one in (HeliographError, *everything_under(HeliographError))
        if one.__module__ == errors.__name__
    }
    assert drawn == made


def test_the_docstring_draws_the_tree_as_it_is():
    depth = {"HeliographError": 0}
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"([│├└─ ]*)([A-Z]\w+) +\d+", line)
        if found:
            depth[found[2]] = len(found[1]) // 4
    for one in everything_under(HeliographError):
        if one.__module__ == errors.__name__:
            assert depth[one.__name__] == len(one.__mro__) - 4, one.__name__


def test_no_two_errors_share_an_exit_code():
    codes = [one.exit_code for one in (HeliographError, *everything_under(HeliographError))]
    assert len(codes) == len(set(codes))
    assert 0 not in codes


def test_every_stance_strength_and_outcome_can_be_said():
    for stance in get_args(Stance):
        assert wording.stance_in_words(stance).endswith(".")
        assert wording.stance_in_short(stance)
        for strength in get_args(Strength):
            assert wording.strength_in_words(strength).endswith(".")
            assert wording.strength_in_short(strength)
            assert wording.not_shown_in_words(stance, strength).endswith(".")
    for outcome in get_args(Outcome):
        assert wording.outcome_in_words(outcome)


def test_reasons_are_said_with_their_detail():
    assert wording.reason_in_words("password-needed").startswith("it is encrypted")
    assert wording.reason_in_words("too-deep", "9 levels").endswith("(9 levels)")
    assert wording.reason_in_words("") == ""
    assert wording.reason_in_words("of-a-later-version") == "of-a-later-version"


def test_what_was_weighed_is_said_for_and_against():
    assert wording.whys_in_words(
        [
            "term:维族",
            "term:识别 + 维族",
            "stance:negation:do not",
            "sign:strong+2.60",
            "sign:weak+doing+0.60",
            "sign:filler-3.00",
        ]
    ) == [
        "terms: “维族”, “识别” with “维族”",
        "whose statement it is was told by the negation “do not”",
        "for it: a term of the capability itself +2.60, "
        "a term that can mean it with a word of doing +0.60",
        "against it: a filler value such as unknown or other −3.00",
    ]
